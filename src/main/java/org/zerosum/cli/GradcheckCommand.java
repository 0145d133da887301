package org.zerosum.cli;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.function.Function;
import org.zerosum.autograd.GradientCheck;
import org.zerosum.autograd.GradientCheck.Report;
import org.zerosum.autograd.Variable;
import org.zerosum.backend.opencl.OutOfDeviceMemoryException;
import org.zerosum.io.Json;
import org.zerosum.nn.Layer;
import org.zerosum.tensor.Backend;
import org.zerosum.tensor.Shape;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** {@code zerosum gradcheck}. */
@Command(name = "gradcheck", mixinStandardHelpOptions = true, versionProvider = Main.Version.class, sortOptions = false,
    header = "Holds gradients of layers and objectives against finite differences.",
    description = {"", "Of first and second order, with respect to inputs and parameters, on any device. Without --layer, --objective or"
        + " --class everything built in is checked. Exit code 0 only if all checks pass.", ""})
final class GradcheckCommand implements Callable<Integer> {
  private final Session session;
  private final VerifyCommand.Opener opener;

  @Option(names = "--device", paramLabel = "SPEC", defaultValue = "auto",
      description = "As for train; may be given several times. Default: auto.")
  private List<String> devices;

  @Option(names = "--threads", paramLabel = "N", defaultValue = "0",
      description = "CPU threads; 0 takes all cores. Default: 0.")
  private int threads;

  @Option(names = "--layer", paramLabel = "NAME", description = "Only this layer, for example conv2d; may be given several times.")
  private List<String> layers = List.of();

  @Option(names = "--objective", paramLabel = "NAME",
      description = "Only this objective, for example hinge; may be given several times.")
  private List<String> objectives = List.of();

  @Option(names = "--class", paramLabel = "NAME",
      description = "A class of your own with a public constructor without arguments: a Layer, or a Function from a List of Variables to a"
          + " Variable.")
  private String userClass;

  @Option(names = {"--classpath", "--jar"}, paramLabel = "PATH",
      description = "Folder or jar with that class; may be given several times.")
  private List<String> classpath = List.of();

  @Option(names = "--input-shape", paramLabel = "N,C,H,W",
      description = "The batch for that Layer, or an argument of that Function; then once per argument.")
  private List<String> inputShapes = List.of();

  @Option(names = "--classes", paramLabel = "N", defaultValue = "0",
      description = "That Layer's batch comes with one-hot labels of so many classes. Default: 0, without labels.")
  private int classes;

  @Option(names = "--order", paramLabel = "N", description = "1 or 2: gradients, or gradients of gradients. Default: both.")
  private Integer order;

  @Option(names = "--tolerance", paramLabel = "X", defaultValue = "" + GradientCheck.TOLERANCE,
      description = "Largest error, relative to the largest derivative of an input. Default: " + GradientCheck.TOLERANCE + ".")
  private double tolerance;

  @Option(names = "--seed", paramLabel = "N", defaultValue = "1", description = "Of inputs and parameters. Default: 1.")
  private long seed;

  @Option(names = "--json", description = "Print one JSON document.")
  private boolean json;

  GradcheckCommand(Session session, VerifyCommand.Opener opener) {
    this.session = session;
    this.opener = opener;
  }

  @Override
  public Integer call() {
    checkOptions();
    GradientEntry.Settings settings = new GradientEntry.Settings(order == null ? List.of(1, 2) : List.of(order), seed, tolerance);
    if (userClass == null) {
      return run(builtIn(settings));
    }
    try (UserClass own = UserClass.open(userClass, classpath)) {
      List<GradientEntry> entries = new ArrayList<>(ofOnesOwn(own, settings));
      if (!layers.isEmpty() || !objectives.isEmpty()) {
        entries.addAll(builtIn(settings));
      }
      return run(entries);
    }
  }

  private void checkOptions() {
    Failures.requireRange("--threads", threads, 0, 1_024);
    if (order != null) {
      Failures.requireRange("--order", order, 1, 2);
    }
    if (!(tolerance > 0 && tolerance <= 1)) {
      throw new UsageException("--tolerance is " + tolerance + " but must lie above 0 and at most at 1");
    }
    requireKnown("--layer", layers, LayerChecks.all().names());
    requireKnown("--objective", objectives, ObjectiveChecks.names());
    Failures.requireRange("--classes", classes, 0, 65_536);
    if (userClass == null && !(classpath.isEmpty() && inputShapes.isEmpty() && classes == 0)) {
      throw new UsageException((!classpath.isEmpty() ? "--classpath" : !inputShapes.isEmpty() ? "--input-shape" : "--classes")
          + " belongs to --class; leave it out or name a class");
    }
  }

  private static void requireKnown(String option, List<String> given, List<String> known) {
    for (String name : given) {
      if (!known.contains(name)) {
        throw new UsageException(option + ": '" + name + "' is not one of " + String.join(", ", known)
            + (option.equals("--layer") ? "; a layer of your own is checked with --class" : ""));
      }
    }
  }

  private List<GradientEntry> builtIn(GradientEntry.Settings settings) {
    boolean all = layers.isEmpty() && objectives.isEmpty();
    LayerChecks known = LayerChecks.all();
    List<GradientEntry> entries = new ArrayList<>();
    (all ? known.names() : layers).forEach(name -> entries.addAll(known.of(name, settings)));
    (all ? ObjectiveChecks.names() : objectives).forEach(name -> entries.addAll(ObjectiveChecks.of(name, settings)));
    return entries;
  }

  private List<GradientEntry> ofOnesOwn(UserClass own, GradientEntry.Settings settings) {
    if (inputShapes.isEmpty()) {
      throw new UsageException("--class needs the extents of its input; give them with --input-shape, for example --input-shape 2,3,8,8");
    }
    List<Shape> shapes = inputShapes.stream().map(GradcheckCommand::shape).toList();
    if (own.is(Layer.class)) {
      if (shapes.size() > 1) {
        throw new UsageException("--input-shape is given " + shapes.size() + " times but a Layer has one input; give it once");
      }
      Layer layer = (Layer) own.make();
      Failures.fromOptions(() -> layer.outputShape(shapes.getFirst()));
      return LayerChecks.entries(userClass, () -> layer, shapes.getFirst(), classes, settings);
    }
    if (own.is(Function.class)) {
      @SuppressWarnings("unchecked")
      Function<List<Variable>, Variable> function = (Function<List<Variable>, Variable>) own.make();
      return ObjectiveChecks.entries(userClass, function, shapes, settings);
    }
    throw new UsageException("--class " + userClass + " is neither an org.zerosum.nn.Layer nor a java.util.function.Function from a List of"
        + " Variables to a Variable; implement one of them");
  }

  private static Shape shape(String text) {
    if (!text.strip().matches("\\d{1,9}(\\s*,\\s*\\d{1,9})*")) {
      throw new UsageException("--input-shape is '" + text + "' but must be extents separated by commas, for example 2,3,8,8");
    }
    return Failures.fromOptions(() -> Shape.of(Arrays.stream(text.strip().split("\\s*,\\s*")).mapToInt(Integer::parseInt).toArray()));
  }

  private int run(List<GradientEntry> entries) {
    List<Object> results = new ArrayList<>();
    int failed = 0;
    for (String device : devices) {
      try (Backend backend = Failures.fromOptions(() -> opener.open(device.strip(), threads))) {
        for (GradientEntry entry : entries) {
          Report report = report(entry, backend);
          failed += report.passed() ? 0 : 1;
          results.add(toMap(entry, backend.device(), report));
          say(backend.device() + ": " + entry.title() + ": " + sentence(report));
        }
      }
    }
    if (json) {
      Map<String, Object> document = new LinkedHashMap<>();
      document.put("passed", failed == 0);
      document.put("tolerance", tolerance);
      document.put("seed", seed);
      document.put("checks", results);
      session.terminal().out().print(Json.writePretty(document));
    }
    say(failed == 0 ? "ok: all " + results.size() + " checks passed" : "FAILED: " + failed + " of " + results.size() + " checks");
    return failed == 0 ? ExitCode.DONE : ExitCode.INTERNAL;
  }

  /** What a class of the user's own throws is a failed check; what ours do is an error. */
  private Report report(GradientEntry entry, Backend backend) {
    try {
      return entry.check().apply(backend);
    } catch (OutOfDeviceMemoryException e) {
      throw e;
    } catch (RuntimeException e) {
      if (!entry.name().equals(userClass)) {
        throw e;
      }
      StackTraceElement[] trace = e.getStackTrace();
      String place = Arrays.stream(trace).filter(frame -> frame.getClassName().equals(userClass)).findFirst()
          .map(frame -> " at " + frame.getFileName() + ":" + frame.getLineNumber()).orElse("");
      return new Report(false, Double.POSITIVE_INFINITY, "it threw " + e + place, null, 0, 0);
    }
  }

  private static String sentence(Report report) {
    if (report.at() == null) {
      return "FAILED, " + report.detail();
    }
    String bent = report.bent() == 0 ? ""
        : ", " + report.bent() + " of " + (report.bent() + report.compared()) + " next to corners left out";
    return String.format(Locale.ROOT, "%s, worst relative error %.1e, %s%s", report.passed() ? "ok" : "FAILED", report.worst(),
        report.detail(), bent);
  }

  private static Map<String, Object> toMap(GradientEntry entry, String device, Report report) {
    Map<String, Object> map = new LinkedHashMap<>();
    map.put("device", device);
    map.put("kind", entry.kind());
    map.put("name", entry.name());
    map.put("form", entry.form());
    map.put("shapes", entry.shapes());
    map.put("order", entry.order());
    map.put("passed", report.passed());
    map.put("worst_relative_error", report.worst());
    map.put("compared", report.compared());
    map.put("left_out", report.bent());
    map.put("detail", report.detail());
    if (report.at() != null) {
      map.put("input", report.at().input());
      map.put("element", report.at().element());
      map.put("tape", report.at().tape());
      map.put("differences", report.at().differences());
    }
    return map;
  }

  private void say(String text) {
    if (!json) {
      session.terminal().out().println(text);
      session.terminal().out().flush();
    }
  }
}
