package org.zerosum.backend.opencl;

import java.nio.charset.StandardCharsets;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.zerosum.cl.ClDevice;

/**
 * A device before it is opened: what is remembered about it in the user's cache, and the ways to open it. Nothing to close.
 * Whatever of kernels, options, device or driver changes, what was remembered no longer counts.
 */
public final class OpenClSetup {
  /**
   * Platforms that have a cache of their own and compile every kernel once more before they give a binary away; they are asked
   * only where time was offered (docs/cache.md has the figures).
   */
  private static final Set<String> RELUCTANT = Set.of("Portable Computing Language");

  private final ClDevice device;
  private final DeviceClass deviceClass;
  private final DiskCache cache;
  private final KernelTexts texts;
  private final Programs programs;
  private final CacheKey tuningKey;
  private final Tiles standard;
  private final Tuning tuning;

  OpenClSetup(ClDevice device, DeviceClass deviceClass, DiskCache cache, KernelTexts texts) {
    this(device, deviceClass, cache, texts, !RELUCTANT.contains(device.platform().name()));
  }

  private OpenClSetup(ClDevice device, DeviceClass deviceClass, DiskCache cache, KernelTexts texts, boolean keepsBinaries) {
    this.device = device;
    this.deviceClass = deviceClass;
    this.cache = cache;
    this.texts = texts;
    Map<String, String> hashes = texts.hashes(cache);
    this.programs = new ProgramCache(cache, texts, hashes, keepsBinaries);
    this.standard = new Tiles(ContractionTiles.of(device), WinogradTiles.of(device.localMemoryBytes()));
    this.tuningKey = DeviceIdentity.of(device).key("tuning", Session.options(device, deviceClass), CacheKey.of(hashes.values().toArray(String[]::new)).hash(),
        standard.text());
    this.tuning = cache.read(tuningKey).map(content -> Tuning.parse(new String(content, StandardCharsets.UTF_8), standard))
        .orElse(Tuning.none(standard));
  }

  /** The device's id. */
  public String id() {
    return Session.name(device);
  }

  /** The same device, whose driver is asked for every program's binary, however long that takes. */
  public OpenClSetup keepingBinaries() {
    return new OpenClSetup(device, deviceClass, cache, texts, true);
  }

  /** Whether the cache can remember what is found out about the device. */
  public boolean remembers() {
    return cache.isUsed();
  }

  /** The plan that was {@linkplain #remember remembered} for these very kernels and tiles. */
  public Optional<KernelPlan> remembered() {
    return cache.read(planKey()).flatMap(content -> KernelPlan.parse(new String(content, StandardCharsets.UTF_8)));
  }

  /** The plan before anything is known: tuned tiles where there are some. */
  public KernelPlan preferred() {
    return KernelPlan.of(tuning);
  }

  /** Keeps a plan for later openings. */
  public void remember(KernelPlan plan) {
    cache.write(planKey(), plan.text().getBytes(StandardCharsets.UTF_8));
  }

  private CacheKey planKey() {
    return CacheKey.of("plan", tuningKey.hash(), tuning.text());
  }

  /**
   * Opens the device.
   *
   * @return the device, owned by the caller
   * @throws DeviceNotFoundException if it can't be used
   */
  public OpenClKernels open(KernelPlan plan) {
    return OpenClKernels.open(device, deviceClass, programs, plan, tuning, false);
  }

  /** As {@link #open(KernelPlan)}, with launches that tell how long they take. */
  OpenClKernels openProfiled(KernelPlan plan) {
    return OpenClKernels.open(device, deviceClass, programs, plan, tuning, true);
  }

  /**
   * Opens the device with the usual tiles for all but one unit.
   *
   * @param tiles as {@link #candidates} gives them
   * @return the device, owned by the caller
   * @throws IllegalArgumentException if these are no tiles
   * @throws DeviceNotFoundException if it can't be used
   */
  public OpenClKernels open(KernelUnit unit, String tiles) {
    Tuning one = new Tuning(standard, Map.of(unit, standard.with(tiles)));
    return OpenClKernels.open(device, deviceClass, Programs.fromSources(), KernelPlan.of(one), one, false);
  }

  /** Tiles worth trying for a unit, the usual ones first, each as the numbers that differ from them. */
  public List<String> candidates(KernelUnit unit, boolean few) {
    return TileCandidates.of(deviceClass, few).of(unit).stream().filter(tiles -> tiles.isEmpty() || isOther(standard.with(tiles))).toList();
  }

  /** PoCL ends the process where a kernel needs more local memory than there is. */
  private boolean isOther(Tiles tiles) {
    return !tiles.equals(standard)
        && tiles.contraction().gpu().stream().allMatch(gpu -> gpu.obstacle(device.maxWorkGroupSize(), device.localMemoryBytes()).isEmpty())
        && (tiles.winograd().equals(standard.winograd()) || tiles.winograd().localBytes() <= device.localMemoryBytes());
  }

  /** The tiles that a search found for a unit, as the numbers that make them. */
  public Optional<String> tuned(KernelUnit unit) {
    return tuning.tiles(unit).map(Tiles::text);
  }

  /**
   * Keeps what a search found; units that are not named stay as they are.
   *
   * @param tiles per unit as {@link #candidates} gives them; an empty text for the usual ones
   */
  public void keepTuned(Map<KernelUnit, String> tiles) {
    Map<KernelUnit, Tiles> found = new EnumMap<>(KernelUnit.class);
    found.putAll(tuning.found());
    tiles.forEach((unit, text) -> {
      if (text.isEmpty()) {
        found.remove(unit);
      } else {
        found.put(unit, standard.with(text));
      }
    });
    cache.write(tuningKey, new Tuning(standard, found).text().getBytes(StandardCharsets.UTF_8));
  }

  /** Sentences about what is quarantined in a plan. */
  public List<String> sentences(KernelPlan plan) {
    return plan.sentences(deviceClass);
  }
}
