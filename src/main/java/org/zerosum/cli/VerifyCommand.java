package org.zerosum.cli;

import java.nio.file.Path;
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
        + " only one is named). If the training differs, its first operation that does is found. Exit code 0 only if all bits"
        + " are equal.", ""})
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

  @Option(names = "--run", paramLabel = "DIR",
      description = "Instead of the small GAN, continue this run from its checkpoint; the folder is left as it is.")
  private Path run;

  @Option(names = "--bisect",
      description = "Compare every operation of the training as well, not only the state at the end.")
  private boolean bisect;

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
    if (steps == 0 && (bisect || run != null)) {
      throw new UsageException((bisect ? "--bisect" : "--run") + " is about training but --steps is 0; leave one of them out");
    }
    Optional<Training> training = steps == 0 ? Optional.empty() : Optional.of(training(given));
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

  private Training training(Set<String> given) {
    if (run == null) {
      return model.check(steps, given);
    }
    SmallModel.OPTIONS.stream().filter(given::contains).findFirst().ifPresent(option -> {
      throw new UsageException(option + " cannot be combined with --run, whose options are the run's own; leave it out");
    });
    return StoredTraining.open(run, steps);
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

  private void verifyTraining(List<String> named, Training training) {
    List<String> order = new ArrayList<>(named);
    if (order.size() == 1) {
      order.addFirst("scalar");
    }
    Map<String, float[]> expected = null;
    String reference = null;
    for (String device : order) {
      Map<String, float[]> state;
      String name;
      try (Backend backend = open(device)) {
        name = backend.device();
        state = training.run(backend);
      }
      if (expected == null) {
        expected = state;
        reference = name;
        continue;
      }
      Optional<TrainingCheck.Found> found = TrainingCheck.compare(expected, state);
      String tensor = found.map(TrainingCheck.Found::tensor).orElse("all " + state.size() + " tensors");
      Map<String, Object> entry = record("training", tensor, training.describe(), name, reference,
          found.map(TrainingCheck.Found::difference));
      if (found.isEmpty()) {
        say(name + ": after " + training.steps() + " steps of training " + tensor + " have " + reference + "'s bits");
      }
      if (found.isPresent() || bisect) {
        bisect(new Bisection(training, () -> open(order.getFirst()), () -> open(device)), name, entry);
      }
    }
  }

  private void bisect(Bisection bisection, String device, Map<String, Object> entry) {
    Optional<BisectionResult> result = bisection.find(bisect);
    if (result.isPresent()) {
      equal = false;
      entry.put("equal", false);
      entry.put("bisection", result.get().toMap());
      say(device + ": " + result.get());
    } else if (entry.get("equal").equals(true)) {
      say(device + ": every operation of the training gives the same bits");
    } else {
      say(device + ": the difference did not come back when the training was repeated; the device is not the same every time");
    }
  }

  private Map<String, Object> record(String kind, String name, String shapes, String device, String reference,
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
    return entry;
  }

  private void say(String text) {
    if (!json) {
      session.terminal().out().println(text);
      session.terminal().out().flush();
    }
  }

  /** The model that is trained. */
  static final class SmallModel {
    private static final List<String> OPTIONS = List.of("--data", "--batch-size", "--base-channels", "--seed");

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
      TrainOptions options = StoredOptions.defaults();
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
