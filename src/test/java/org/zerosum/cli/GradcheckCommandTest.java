package org.zerosum.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.io.OutputStream;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.jar.JarEntry;
import java.util.jar.JarOutputStream;
import java.util.stream.Stream;
import javax.tools.JavaFileObject;
import javax.tools.SimpleJavaFileObject;
import javax.tools.ToolProvider;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.zerosum.cl.OpenClTestDevice;
import org.zerosum.io.Json;
import org.zerosum.nn.Activation;
import org.zerosum.tensor.GanLoss;
import picocli.CommandLine;

/** Gradients of what is built in, and of classes that are compiled and packed here. */
final class GradcheckCommandTest {
  @TempDir
  private Path temp;

  private static final String IMPORTS = """
      package mine;
      import java.util.List;
      import java.util.function.Function;
      import org.zerosum.autograd.*;
      import org.zerosum.nn.*;
      import org.zerosum.tensor.Shape;
      """;

  /** y = x · sigmoid(weight · x); or with something else in the weight's place. */
  private static String swish(String name, String factor) {
    return IMPORTS + """
        public final class %s implements Layer {
          private final Parameter weight = new Parameter(Shape.of(3), new Initializer.Constant(1));
          @Override public Variable forward(Pass pass, Variable x) {
            Variable factor = %s;
            return Pointwise.multiply(x, Pointwise.sigmoid(Pointwise.multiply(x, factor)));
          }
          @Override public Shape outputShape(Shape input) {
            if (input.extent(1) != 3) throw new IllegalArgumentException("Swish: expects [N, 3] but gets " + input);
            return input;
          }
          @Override public void declare(Declarations declarations) { declarations.parameter("weight", weight); }
        }
        """.formatted(name, factor);
  }

  private Path compile(String name, String source) {
    JavaFileObject file = new SimpleJavaFileObject(URI.create("string:///mine/" + name + ".java"), JavaFileObject.Kind.SOURCE) {
      @Override
      public CharSequence getCharContent(boolean ignoreEncodingErrors) {
        return source;
      }
    };
    StringWriter messages = new StringWriter();
    List<String> options = List.of("-d", temp.toString());
    assertTrue(ToolProvider.getSystemJavaCompiler().getTask(messages, null, null, options, null, List.of(file)).call(),
        messages.toString());
    return temp;
  }

  /** Checks a class of the package {@code mine} on the scalar backend. */
  private static Cli own(String name, Path classes, Object... more) {
    Object[] args = {"gradcheck", "--device", "scalar", "--class", "mine." + name, "--classpath", classes};
    return Cli.run(Stream.concat(Stream.of(args), Stream.of(more)).toArray());
  }

  private static List<?> checks(Cli result) {
    return (List<?>) ((Map<?, ?>) Json.parse(result.out())).get("checks");
  }

  private static Object of(Object check, String key) {
    return ((Map<?, ?>) check).get(key);
  }

  @Test
  void everythingBuiltInPassesOnTheVectorBackend() {
    Cli result = Cli.run("gradcheck", "--device", "vector", "--threads", 1, "--json").exits(0);
    assertEquals(true, ((Map<?, ?>) Json.parse(result.out())).get("passed"));
    List<String> names = checks(result).stream().map(check -> (String) of(check, "name")).distinct().toList();
    for (GanLoss loss : GanLoss.values()) {
      assertTrue(names.contains(Words.of(loss)), loss.name());
    }
    for (Class<?> activation : Activation.class.getPermittedSubclasses()) {
      String name = activation.getSimpleName().replaceAll("(?<=[a-z])(?=[A-Z])", "-").toLowerCase(java.util.Locale.ROOT);
      assertTrue(names.contains(name), name);
    }
    assertTrue(names.containsAll(List.of("minibatch-std-dev", "pack", "class-embedding", "conditional-batch-norm2d", "projection-head",
        "auxiliary-head", "linear", "conv2d", "conv-transpose2d", "batch-norm2d", "reshape", "flatten", "sequential")));
    assertTrue(checks(result).stream().allMatch(check -> of(check, "compared") instanceof Long compared && compared > 0));
  }

  @Test
  void aLayerAnObjectiveAndAnOrderCanBeChosen() {
    Cli result = Cli.run("gradcheck", "--device", "scalar", "--device", "vector", "--layer", "tanh", "--objective", "hinge", "--order", 2)
        .exits(0);
    assertEquals(List.of("scalar: layer tanh, training, x [3, 7], order 2: ok, worst relative error ",
        "scalar: layer tanh, training, x [1, 2, 3, 5], order 2: ok, worst relative error ",
        "scalar: objective hinge, loss of D, composed, real [5, 1], fake [3, 1], order 2: ok, worst relative error ",
        "scalar: objective hinge, loss of G, composed, fake [3, 1], order 2: ok, worst relative error "),
        result.out().lines().limit(4).map(line -> line.replaceAll("(error ).*", "$1")).toList());
    assertEquals("ok: all 8 checks passed", result.out().lines().toList().getLast());
  }

  @Test
  void anOpenClDeviceIsChecked() {
    OpenClTestDevice.get();
    Cli result = Cli.run("gradcheck", "--device", "opencl", "--layer", "batch-norm2d", "--objective", "least-squares").exits(0);
    assertTrue(result.out().startsWith("opencl:"), result.out());
  }

  @Test
  void aDeviceWithAWrongKernelFails() {
    StringWriter out = new StringWriter();
    Session session = new Session(Terminal.plain(new PrintWriter(out), new PrintWriter(out)), Interruption.byRequest());
    GradcheckCommand command = new GradcheckCommand(session, (_, _) -> FaultyKernels.wrongFrom("binary tanh-backward", 1).open());
    int code = new CommandLine(command).execute("--layer", "tanh", "--layer", "sigmoid", "--json");
    List<?> checks = checks(new Cli(code, out.toString(), "").exits(1));
    for (Object check : checks) {
      boolean wrong = of(check, "name").equals("tanh");
      assertEquals(!wrong, of(check, "passed"), check.toString());
      assertTrue(!wrong || of(check, "input").equals("x") && of(check, "element").equals(3L), check.toString());
    }
  }

  @Test
  void aLayerOfOnesOwnIsChecked() {
    Path classes = compile("Swish", swish("Swish", "pass.parameter(weight)"));
    Cli result = own("Swish", classes, "--input-shape", "2,3").exits(0);
    assertEquals(3, result.out().lines().count(), result.out());
    assertTrue(result.out().startsWith("scalar: layer mine.Swish, training, x [2, 3], weight [3], order 1: ok, "), result.out());
  }

  @Test
  void aWrongLayerInAJarFails() throws IOException {
    compile("Swish", swish("Swish", "x.tape().constant(pass.parameter(weight).value())"));
    Path jar = temp.resolve("mine.jar");
    try (OutputStream bytes = Files.newOutputStream(jar); JarOutputStream entries = new JarOutputStream(bytes)) {
      entries.putNextEntry(new JarEntry("mine/Swish.class"));
      Files.copy(temp.resolve("mine/Swish.class"), entries);
    }
    Cli result = Cli.run("gradcheck", "--device", "scalar", "--class", "mine.Swish", "--jar", jar, "--input-shape", "2, 3").exits(1);
    assertTrue(result.out().contains("order 1: FAILED, worst relative error 1.0e+00, weight [3], element "), result.out());
    assertTrue(result.out().endsWith("FAILED: 2 of 2 checks\n"), result.out());
  }

  @Test
  void anObjectiveOfOnesOwnIsChecked() {
    Path classes = compile("Loss", IMPORTS + """
        public final class Loss implements Function<List<Variable>, Variable> {
          @Override public Variable apply(List<Variable> logits) {
            return Pointwise.subtract(Reduction.mean(Pointwise.softplus(logits.get(1))), Reduction.mean(Pointwise.tanh(logits.get(0))));
          }
        }
        """);
    Cli result = own("Loss", classes, "--input-shape", "5,1", "--input-shape", "3,1", "--objective", "wasserstein").exits(0);
    assertTrue(result.out().startsWith("scalar: function mine.Loss, [5, 1] and [3, 1], order 1: ok, "), result.out());
    assertTrue(result.out().contains("objective wasserstein"), result.out());
  }

  @Test
  void aConditionalLayerOfOnesOwnGetsLabels() {
    String source = swish("Conditional", "Pointwise.multiply(pass.labels(3), pass.parameter(weight))");
    Path classes = compile("Conditional", source);
    Cli result = own("Conditional", classes, "--input-shape", "2,3", "--classes", 3).exits(0);
    assertTrue(result.out().contains("x [2, 3], labels [2, 3], weight [3]"), result.out());
    assertTrue(own("Conditional", classes, "--input-shape", "2,3").exits(1).out().contains("came without labels"));
  }

  @Test
  void whatALayerOfOnesOwnThrowsIsAFailedCheck() {
    Path classes = compile("Broken", swish("Broken", "null"));
    Cli result = own("Broken", classes, "--input-shape", "2,3").exits(1);
    assertTrue(result.out().contains("FAILED, it threw java.lang.NullPointerException"), result.out());
    assertTrue(result.out().lines().findFirst().orElseThrow().endsWith(" at Broken.java:11"), result.out());
    assertEquals("", result.err());
  }

  @Test
  void wrongUsageSaysTheRemedy() {
    Cli.run("gradcheck", "--layer", "dense").fails(2, "'dense' is not one of linear, conv2d, ", "--class");
    Cli.run("gradcheck", "--objective", "gan").fails(2, "'gan' is not one of ", "hinge");
    Cli.run("gradcheck", "--order", 3).fails(2, "1 to 2");
    Cli.run("gradcheck", "--tolerance", 0).fails(2, "--tolerance is 0.0");
    Cli.run("gradcheck", "--input-shape", "2,3").fails(2, "--input-shape belongs to --class");
    Cli.run("gradcheck", "--classes", 3).fails(2, "--classes belongs to --class");
    Cli.run("gradcheck", "--device", "gpu", "--layer", "tanh").fails(2, "'gpu'");
    Cli.run("gradcheck", "--device", "opencl:99:0", "--layer", "tanh").fails(3, "opencl:99:0");
    Path classes = compile("Hidden", IMPORTS + "final class Hidden {}");
    Stream.of("mine.Missing", "mine.Hidden").forEach(name -> assertFalse(Cli.run("gradcheck", "--class", name, "--classpath", classes,
        "--input-shape", "2,3").fails(2, "--class " + name).err().contains("Exception")));
    Cli.run("gradcheck", "--class", "mine.Missing", "--input-shape", "2,3").fails(2, "was not found and no --classpath is given");
    Cli.run("gradcheck", "--class", "java.lang.String", "--input-shape", "2,3").fails(2, "is neither an org.zerosum.nn.Layer nor a ");
    Cli.run("gradcheck", "--class", "mine.Swish", "--classpath", temp.resolve("nothing")).fails(2, "no file or folder");
    compile("Swish", swish("Swish", "pass.parameter(weight)"));
    own("Swish", classes).fails(2, "--input-shape 2,3,8,8");
    own("Swish", classes, "--input-shape", "2,4").fails(2, "Swish: expects [N, 3]");
    own("Swish", classes, "--input-shape", "2x4").fails(2, "separated by commas");
    own("Swish", classes, "--input-shape", "2,3", "--input-shape", "2").fails(2, "one input");
    compile("Shy", IMPORTS + "public final class Shy implements Function<Object, Object> { public Shy(int x) {} "
        + "@Override public Object apply(Object x) { return x; } }");
    own("Shy", classes, "--input-shape", "2").fails(2, "public constructor without arguments");
  }
}
