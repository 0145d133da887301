package org.zerosum.cli;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.Callable;
import org.zerosum.backend.DeviceInfo;
import org.zerosum.backend.Devices;
import org.zerosum.data.Dataset;
import org.zerosum.data.Datasets;
import org.zerosum.gan.Architecture;
import org.zerosum.io.Json;
import org.zerosum.tensor.Backend;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code zerosum verify}. */
@Command(name = "verify", mixinStandardHelpOptions = true, versionProvider = Main.Version.class, sortOptions = false,
    header = "Proves on this machine that devices compute the same bits.",
    description = {"", "Every operation is compared with the scalar backend; then a small GAN is trained on each device"
        + " and every parameter, statistic and moment is compared with the first device's (with the scalar backend's if"
        + " only one is named). Exit code 0 only if all bits are equal.", ""})
final class VerifyCommand implements Callable<Integer> {
  private final Session session;
  private final Opener opener;
  private final List<Object> checks = new ArrayList<>();
  private final Set<String> differing = new HashSet<>();
  private boolean equal = true;

  @Spec
  private CommandSpec spec;

  @Option(names = "--devices", paramLabel = "SPEC", split = ",",
      description = "Devices, separated by commas. Default: vector and every usable OpenCL device.")
  private List<String> devices;

  @Option(names = "--threads", paramLabel = "N", defaultValue = "0",
      description = "CPU threads; 0 takes all cores. Default: 0.")
  private int threads;

  @Option(names = "--steps", paramLabel = "N", defaultValue = "20",
      description = "Steps of training; 0 leaves it out. Default: 20.")
  private int steps;

  @Mixin
  private SmallModel model;

  @Option(names = "--json", description = "Print one JSON document.")
  private boolean json;

  /** How devices are opened: {@code Devices::open}. */
  interface Opener {
    Backend open(String device, int threads);
  }

  VerifyCommand(Session session, Opener opener) {
    this.session = session;
    this.opener = opener;
  }

  @Override
  public Integer call() {
    Failures.requireRange("--threads", threads, 0, 1_024);
    Failures.requireRange("--steps", steps, 0, 100_000);
    Set<String> given = TrainOptions.given(spec);
    Optional<TrainingCheck> training = steps == 0 ? Optional.empty() : Optional.of(model.check(steps, given));
    List<String> named = devices == null ? usable() : devices;
    verifyOperations(named);
    training.ifPresent(check -> verifyTraining(named, check));
    if (json) {
      Map<String, Object> document = new LinkedHashMap<>();
      document.put("equal", equal);
      document.put("checks", checks);
      session.terminal().out().print(Json.writePretty(document));
    } else {
      session.terminal().out().println(equal ? "equal: all " + checks.size() + " checks gave the same bits"
          : "not equal; --json lists every difference");
    }
    return equal ? ExitCode.DONE : ExitCode.INTERNAL;
  }

  private static List<String> usable() {
    return Devices.list().stream().filter(device -> device.usable() && !device.spec().equals("scalar"))
        .map(DeviceInfo::spec).toList();
  }

  private Backend open(String device) {
    return Failures.fromOptions(() -> opener.open(device.strip(), threads));
  }

  private void verifyOperations(List<String> named) {
    List<OperationCheck> operations = OperationChecks.all();
    List<Backend> backends = new ArrayList<>();
    try (Backend scalar = open("scalar")) {
      named.forEach(device -> backends.add(open(device)));
      Map<String, Integer> unequal = new LinkedHashMap<>();
      for (OperationCheck check : operations) {
        List<float[]> expected = check.run(scalar);
        for (Backend backend : backends) {
          Optional<Difference> difference = check.compare(expected, backend);
          record("operation", check.name(), check.shapes(), backend.device(), "scalar", difference);
          unequal.merge(backend.device(), difference.isPresent() ? 1 : 0, Integer::sum);
        }
      }
      unequal.forEach((device, count) -> say(device + ": " + (operations.size() - count) + " of " + operations.size()
          + " operations give the scalar backend's bits"));
    } finally {
      backends.forEach(Backend::close);
    }
  }

  private void verifyTraining(List<String> named, TrainingCheck check) {
    List<String> order = new ArrayList<>(named);
    if (order.size() == 1) {
      order.addFirst("scalar");
    }
    Map<String, float[]> expected = null;
    String reference = null;
    String shapes = Words.of(check.architecture()) + ", batch size " + check.batchSize() + ", " + check.steps()
        + " steps on "
        + check.dataset().name();
    for (String device : order) {
      try (Backend backend = open(device)) {
        Map<String, float[]> state = check.run(backend);
        if (expected == null) {
          expected = state;
          reference = backend.device();
          continue;
        }
        Optional<TrainingCheck.Found> found = TrainingCheck.compare(expected, state);
        String name = found.map(TrainingCheck.Found::tensor).orElse("all " + state.size() + " tensors");
        record("training", name, shapes, backend.device(), reference, found.map(TrainingCheck.Found::difference));
        if (found.isEmpty()) {
          say(backend.device() + ": after " + check.steps() + " steps of training " + name + " have " + reference
              + "'s bits");
        }
      }
    }
  }

  private void record(String kind, String name, String shapes, String device, String reference,
      Optional<Difference> difference) {
    Map<String, Object> entry = new LinkedHashMap<>();
    entry.put("kind", kind);
    entry.put("name", name);
    entry.put("shapes", shapes);
    entry.put("device", device);
    entry.put("reference", reference);
    entry.put("equal", difference.isEmpty());
    difference.ifPresent(found -> entry.put("first_difference", found.toMap()));
    checks.add(entry);
    equal &= difference.isEmpty();
    if (difference.isPresent() && differing.add(kind + " on " + device)) {
      say(device + " differs from " + reference + " first in " + name + " (" + shapes + "): " + difference.get());
    }
  }

  private void say(String text) {
    if (!json) {
      session.terminal().out().println(text);
      session.terminal().out().flush();
    }
  }

  /** The model that is trained. */
  static final class SmallModel {
    @Option(names = "--data", paramLabel = "SPEC", defaultValue = "digits",
        description = "As for train. Default: digits.")
    private String data;

    @Option(names = "--batch-size", paramLabel = "N", defaultValue = "8", description = "Default: 8.")
    private int batchSize;

    @Option(names = "--base-channels", paramLabel = "N", defaultValue = "16",
        description = "Default: 16, from which a model of 32 x 32 has layers by Winograd's algorithm.")
    private int baseChannels;

    @Option(names = "--seed", paramLabel = "N", defaultValue = "1", description = "Default: 1.")
    private long seed;

    TrainingCheck check(int steps, Set<String> given) {
      TrainOptions options = new TrainOptions();
      options.baseChannels = baseChannels;
      options.hidden = 128;
      options.hiddenLayers = 3;
      Failures.requireRange("--batch-size", batchSize, 2, 65_536);
      Failures.requireRange("--base-channels", baseChannels, 1, 1_024);
      Dataset dataset = Datasets.open(data, options.imageOptions());
      Architecture architecture = options.architecture(dataset, given);
      return new TrainingCheck(architecture, dataset, batchSize, seed, steps);
    }
  }
}
