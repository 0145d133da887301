package org.zerosum;

import static com.tngtech.archunit.base.DescribedPredicate.describe;
import static com.tngtech.archunit.core.domain.JavaModifier.ABSTRACT;
import static com.tngtech.archunit.core.domain.JavaModifier.FINAL;
import static com.tngtech.archunit.core.domain.JavaModifier.STATIC;
import static com.tngtech.archunit.lang.conditions.ArchConditions.be;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.fields;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noFields;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.tngtech.archunit.base.DescribedPredicate;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.domain.JavaField;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.lang.ArchRule;
import java.io.IOException;
import java.lang.foreign.Arena;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import javax.tools.Diagnostic;
import javax.tools.DiagnosticCollector;
import javax.tools.JavaCompiler;
import javax.tools.JavaFileObject;
import javax.tools.StandardJavaFileManager;
import javax.tools.ToolProvider;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** The packages' order, and the rules of style that a machine can hold. */
class ArchitectureTest {
  private static final String ROOT = "org.zerosum";
  private static final Path SOURCES = Path.of("src/main/java");

  /** Which of our packages a package may use, besides itself; {@code cli} may use all. */
  private static final Map<String, Set<String>> MAY_USE = Map.ofEntries(
      Map.entry("tensor", Set.of()),
      Map.entry("backend.scalar", Set.of("tensor")),
      Map.entry("backend.vector", Set.of("tensor", "backend.scalar")),
      Map.entry("cl", Set.of()),
      Map.entry("backend.opencl", Set.of("tensor", "cl")),
      Map.entry("backend", Set.of("tensor", "backend.scalar", "backend.vector", "backend.opencl")),
      Map.entry("autograd", Set.of("tensor")),
      Map.entry("nn", Set.of("autograd", "tensor")),
      Map.entry("nn.optim", Set.of("nn", "autograd", "tensor")),
      Map.entry("gan", Set.of("nn", "nn.optim", "autograd", "tensor")),
      Map.entry("theory", Set.of("tensor")),
      Map.entry("data", Set.of("tensor")),
      Map.entry("metrics", Set.of("nn", "nn.optim", "autograd", "tensor")),
      Map.entry("io", Set.of("tensor", "nn", "nn.optim", "gan")));

  private static final Set<String> ONLY_CLI_CALLS = Set.of("exit", "halt", "addShutdownHook", "setProperty", "setOut", "setErr");

  private static final JavaClasses CLASSES = new ClassFileImporter().withImportOption(ImportOption.Predefined.DO_NOT_INCLUDE_TESTS)
      .importPackages(ROOT);

  static Stream<String> packages() {
    return MAY_USE.keySet().stream().sorted();
  }

  private static void holds(ArchRule rule) {
    rule.allowEmptyShould(true).check(CLASSES);
  }

  @ParameterizedTest
  @MethodSource("packages")
  void aPackageUsesOnlyWhatItMay(String name) {
    Set<String> allowed = new TreeSet<>();
    allowed.add(ROOT + "." + name);
    MAY_USE.get(name).forEach(other -> allowed.add(ROOT + "." + other));
    DescribedPredicate<JavaClass> forbidden = describe("are ours and in none of " + allowed,
        used -> used.getPackageName().startsWith(ROOT) && !allowed.contains(used.getPackageName()));
    holds(noClasses().that().resideInAPackage(ROOT + "." + name).should().dependOnClassesThat(forbidden));
  }

  @Test
  void everyPackageHasItsRow() {
    assertTrue(CLASSES.contain(ROOT + ".tensor.Backend"), "the classes under test were found");
    Set<String> known = new TreeSet<>(MAY_USE.keySet());
    known.add("cli");
    for (JavaClass one : CLASSES) {
      String name = one.getPackageName();
      boolean isRoot = name.equals(ROOT) && one.getSimpleName().equals("package-info");
      String row = name.equals(ROOT) ? "" : name.substring(ROOT.length() + 1);
      assertTrue(isRoot || known.contains(row) || row.startsWith("cli."), name + " has no row in the table of packages");
    }
  }

  @Test
  void theTableHasNoCircles() {
    Set<String> done = new TreeSet<>();
    for (int round = 0; round < MAY_USE.size(); round++) {
      MAY_USE.forEach((name, used) -> {
        if (done.containsAll(used)) {
          done.add(name);
        }
      });
    }
    assertEquals(new TreeSet<>(MAY_USE.keySet()), done);
  }

  @Test
  void onlyTheVectorBackendUsesTheVectorApi() {
    holds(noClasses().that().resideOutsideOfPackage(ROOT + ".backend.vector..").should().dependOnClassesThat()
        .resideInAPackage("jdk.incubator.."));
  }

  @Test
  void onlyTheCommandLineUsesPicocliAndOnlyClNeedsJocl() {
    holds(noClasses().that().resideOutsideOfPackage(ROOT + ".cli..").should().dependOnClassesThat().resideInAPackage("picocli.."));
    holds(noClasses().that().resideOutsideOfPackage(ROOT + ".cl..").should().dependOnClassesThat().resideInAPackage("org.jocl.."));
  }

  /** It is an optional dependency: elsewhere its absence must not matter. */
  @Test
  void onlyOneClassUsesOnnxRuntime() {
    DescribedPredicate<JavaClass> other = describe("are not the ONNX model", one -> !one.getName().equals(ROOT + ".io.OnnxModel"));
    holds(noClasses().that(other).should().dependOnClassesThat().resideInAPackage("ai.onnxruntime.."));
  }

  @Test
  void onlyTheCommandLinePrintsAndExits() {
    List<String> found = new ArrayList<>();
    for (JavaClass one : CLASSES) {
      if (one.getPackageName().startsWith(ROOT + ".cli")) {
        continue;
      }
      one.getFieldAccessesFromSelf().stream()
          .filter(access -> access.getTargetOwner().isEquivalentTo(System.class))
          .forEach(access -> found.add(access.getDescription()));
      one.getMethodCallsFromSelf().stream()
          .filter(call -> call.getTargetOwner().isEquivalentTo(System.class) && ONLY_CLI_CALLS.contains(call.getName())
              || call.getTargetOwner().isEquivalentTo(Runtime.class) && ONLY_CLI_CALLS.contains(call.getName())
              || call.getName().equals("printStackTrace"))
          .forEach(call -> found.add(call.getDescription()));
    }
    assertEquals(List.of(), found);
  }

  @Test
  void classesAreFinalUnlessTheyAreExceptions() {
    DescribedPredicate<JavaClass> ordinary = describe("are classes with code that are no exceptions", one -> !one.isInterface() && !one.isEnum()
        && !one.isAssignableTo(Throwable.class) && !one.isAnonymousClass() && !one.getSimpleName().equals("package-info"));
    holds(classes().that(ordinary).should().haveModifier(FINAL).andShould().notHaveModifier(ABSTRACT));
    DescribedPredicate<JavaClass> derived = describe("extend a class that is not the language's own",
        one -> !one.isAssignableTo(Throwable.class) && !one.isEnum() && !one.isAnonymousClass() && one.getRawSuperclass()
            .map(parent -> !parent.isEquivalentTo(Object.class) && !parent.isEquivalentTo(Record.class) && !parent.isEnum())
            .orElse(false));
    holds(noClasses().should(be(derived)));
  }

  @Test
  void staticFieldsAreConstants() throws ReflectiveOperationException {
    holds(fields().that().areStatic().should().beFinal());
    DescribedPredicate<JavaField> state = describe("hold state that changes",
        field -> field.getModifiers().contains(STATIC) && isMutable(field.getRawType()));
    holds(noFields().should(be(state)));
    for (JavaClass one : CLASSES) {
      for (JavaField field : one.getFields()) {
        boolean collection = field.getRawType().isAssignableTo(Collection.class) || field.getRawType().isAssignableTo(Map.class);
        if (field.getModifiers().contains(STATIC) && collection) {
          var reflected = field.reflect();
          reflected.setAccessible(true);
          String kind = reflected.get(null).getClass().getName();
          assertTrue(kind.startsWith("java.util.ImmutableCollections") || kind.startsWith("java.util.Collections$Unmodifiable"),
              field.getFullName() + " is a " + kind);
        }
      }
    }
  }

  private static boolean isMutable(JavaClass type) {
    return type.getPackageName().startsWith("java.util.concurrent")
        || Stream.of(StringBuilder.class, ThreadLocal.class, Random.class, SplittableRandom.class, Arena.class, ByteBuffer.class)
            .anyMatch(type::isAssignableTo);
  }

  @Test
  void thereAreNoThreadLocals() {
    holds(noClasses().should().dependOnClassesThat().areAssignableTo(ThreadLocal.class));
  }

  @Test
  void theCoreCompilesWithoutAnyBackend(@TempDir Path output) throws IOException {
    List<Path> sources = new ArrayList<>();
    for (String name : List.of("tensor", "autograd", "nn", "gan")) {
      Path folder = SOURCES.resolve("org/zerosum").resolve(name);
      if (Files.isDirectory(folder)) {
        try (Stream<Path> files = Files.walk(folder)) {
          files.filter(file -> file.toString().endsWith(".java")).forEach(sources::add);
        }
      }
    }
    JavaCompiler compiler = ToolProvider.getSystemJavaCompiler();
    DiagnosticCollector<JavaFileObject> problems = new DiagnosticCollector<>();
    try (StandardJavaFileManager files = compiler.getStandardFileManager(problems, null, null)) {
      // An empty class path and source path: only what is named can be found.
      List<String> options = List.of("-proc:none", "-Xlint:none", "-classpath", output.toString(), "-sourcepath", output.toString(), "-d",
          output.toString());
      boolean compiled = compiler.getTask(null, files, problems, options, null, files.getJavaFileObjectsFromPaths(sources)).call();
      assertTrue(compiled, () -> problems.getDiagnostics().stream().filter(problem -> problem.getKind() == Diagnostic.Kind.ERROR)
          .map(Object::toString).collect(Collectors.joining("\n")));
    }
  }
}
