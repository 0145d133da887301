package org.zerosum.cli;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Proxy;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.zerosum.backend.scalar.ScalarKernels;
import org.zerosum.backend.vector.VectorKernels;
import org.zerosum.io.Json;
import org.zerosum.tensor.Backend;
import org.zerosum.tensor.BinaryOp;
import org.zerosum.tensor.Conv2d;
import org.zerosum.tensor.ConvTranspose2d;
import org.zerosum.tensor.GanLoss;
import org.zerosum.tensor.Kernels;
import org.zerosum.tensor.Shape;
import org.zerosum.tensor.Tensor;
import org.zerosum.tensor.UnaryOp;
import picocli.CommandLine;

final class VerifyCommandTest {
  @Test
  void theVectorBackendIsEqual() {
    Cli result = Cli.run("verify", "--devices", "vector", "--steps", 2, "--base-channels", 2, "--batch-size", 4,
        "--json").exits(0);
    Map<?, ?> document = (Map<?, ?>) Json.parse(result.out());
    assertEquals(true, document.get("equal"));
    assertTrue(((List<?>) document.get("checks")).size() > 200);
  }

  @Test
  void everyOperationIsCovered() {
    Set<String> names = OperationChecks.all().stream().map(OperationCheck::name).collect(Collectors.toSet());
    for (UnaryOp op : UnaryOp.values()) {
      assertTrue(names.contains("unary " + Words.of(op)), op.name());
    }
    for (BinaryOp op : BinaryOp.values()) {
      assertTrue(names.contains("binary " + Words.of(op)), op.name());
    }
    assertTrue(names.containsAll(Set.of("matmul", "conv2d", "conv2dBackwardInput", "conv2dBackwardWeight",
        "convTranspose2d",
        "convTranspose2dBackwardInput", "convTranspose2dBackwardWeight", "sum", "sumTo", "sumOfSquares", "expand",
        "channelSum", "rectifierBackward",
        "batchNormTraining", "batchNormInference", "batchNormBackward", "concatenate", "slice", "padAxis", "copy",
        "uniform", "normal",
        "softmaxCrossEntropy", "movingAverage", "clipByNorm", "adam", "sgd")));
    for (GanLoss loss : GanLoss.values()) {
      assertTrue(names.containsAll(Set.of("discriminatorLoss " + Words.of(loss), "generatorLoss " + Words.of(loss))), loss.name());
    }
  }

  @Test
  void winogradIsCoveredAtOddSizesAndBeyondAChunk() {
    GeometryRecorder recorder = GeometryRecorder.of(new VectorKernels(2));
    try (Backend backend = new Backend(recorder.kernels())) {
      OperationChecks.all().stream().filter(check -> check.name().startsWith("conv"))
          .forEach(check -> check.run(backend));
    }
    Map<String, List<Record>> winograd = recorder.seen().stream().filter(GeometryRecorder.Seen::isWinograd)
        .collect(Collectors.groupingBy(GeometryRecorder.Seen::operation,
            Collectors.mapping(GeometryRecorder.Seen::geometry, Collectors.toList())));
    assertTrue(winograd.get("conv2d").stream().map(Conv2d.Geometry.class::cast)
        .anyMatch(g -> 4 * g.c() > 512 && g.h() % 2 == 1 && g.k() % 2 == 1));
    assertTrue(winograd.get("conv2dBackwardWeight").stream().map(Conv2d.Geometry.class::cast)
        .anyMatch(g -> g.n() * ((g.p() + 1) / 2) * ((g.q() + 1) / 2) > 512 && g.p() % 2 == 1));
    assertTrue(winograd.get("convTranspose2d").stream().map(ConvTranspose2d.Geometry.class::cast)
        .anyMatch(g -> g.c() > 512 && g.h() % 2 == 1 && g.p() % 2 == 1));
  }

  @Test
  void theModelTrainedByDefaultHasWinogradLayers() {
    VerifyCommand.SmallModel model = new VerifyCommand.SmallModel();
    CommandLine.populateCommand(model);
    TrainingCheck check = model.check(1, Set.of());
    GeometryRecorder recorder = GeometryRecorder.of(new VectorKernels(2));
    try (Backend backend = new Backend(recorder.kernels())) {
      check.run(backend);
    }
    assertEquals(Set.of("conv2d", "conv2dBackwardWeight", "convTranspose2d"), recorder.seen().stream()
        .filter(GeometryRecorder.Seen::isWinograd).map(GeometryRecorder.Seen::operation).collect(Collectors.toSet()));
  }

  /** A backend whose sigmoid is off by one ULP in the fourth element. */
  private static Backend faulty() {
    ScalarKernels scalar = new ScalarKernels();
    Kernels kernels = (Kernels) Proxy.newProxyInstance(VerifyCommandTest.class.getClassLoader(),
        new Class<?>[] {Kernels.class},
        (_, method, args) -> {
          if (method.getName().equals("device")) {
            return "faulty";
          }
          try {
            Object result = method.invoke(scalar, args);
            if (method.getName().equals("unary") && args[0] == UnaryOp.SIGMOID && ((Tensor) args[1]).count() > 3) {
              Tensor out = (Tensor) args[1];
              float[] values = new float[out.count()];
              scalar.read(out.storage(), 0, values, 0, values.length);
              values[3] = Math.nextUp(values[3]);
              scalar.write(out.storage(), 0, values, 0, values.length);
            }
            return result;
          } catch (InvocationTargetException e) {
            throw e.getCause();
          }
        });
    return new Backend(kernels);
  }

  private static Cli verify(String... args) {
    StringWriter out = new StringWriter();
    Session session = new Session(Terminal.plain(new PrintWriter(out), new PrintWriter(out)), Interruption.byRequest());
    VerifyCommand command =
        new VerifyCommand(session, (device, _) -> device.equals("faulty") ? faulty()
        : new Backend(new ScalarKernels()));
    return new Cli(new CommandLine(command).execute(args), out.toString(), "");
  }

  @Test
  void aFaultyDeviceIsNamedWithItsFirstElement() {
    Cli result = verify("--devices", "faulty", "--steps", "0").exits(1);
    assertTrue(result.out().contains("faulty differs from scalar first in unary sigmoid ([1031]): element 3 is "),
        result.out());
    assertTrue(result.out().contains("(1 ULP); 1 of 1031 elements differ"), result.out());
    Cli json = verify("--devices", "faulty", "--steps", "1", "--data", "ring", "--json").exits(1);
    Map<?, ?> document = (Map<?, ?>) Json.parse(json.out());
    assertEquals(false, document.get("equal"));
    List<?> unequal = ((List<?>) document.get("checks")).stream().filter(check -> check instanceof Map<?, ?> map
        && map.get("equal").equals(false)).toList();
    assertEquals(2, unequal.size());
    assertTrue(unequal.getFirst() instanceof Map<?, ?> map && map.get("first_difference") instanceof Map<?, ?> first
        && first.get("element").equals(3L) && first.get("ulp").equals(1L));
  }

  /** Verifies on devices that are quick: the faulty one, and right ones under any other name. */
  private static Cli verify(FaultyKernels kernels, Object... args) {
    StringWriter out = new StringWriter();
    StringWriter err = new StringWriter();
    Session session = new Session(Terminal.plain(new PrintWriter(out), new PrintWriter(err)), Interruption.byRequest());
    VerifyCommand command = new VerifyCommand(session,
        (device, _) -> device.equals("faulty") ? kernels.open() : new Backend(new VectorKernels(1)));
    String[] words = Stream.of(args).map(Object::toString).toArray(String[]::new);
    int code = new CommandLine(command).setExecutionExceptionHandler((e, _, _) -> Failures.report(e, session.terminal(), false))
        .execute(words);
    return new Cli(code, out.toString(), err.toString());
  }

  @Test
  void aTrainingThatDiffersIsBisected() {
    // Sizes that no checked operation has. Two updates a step, D's first: the third is D's of step 2.
    FaultyKernels late = new FaultyKernels("adam", 3, 1, out -> out.count() > 17_000 && out.count() < 60_000);
    Cli text = verify(late, "--devices", "faulty", "--steps", 3, "--data", "ring").exits(1);
    assertTrue(text.out().contains(" operations give the scalar backend's bits"), text.out());
    assertTrue(text.out().contains("faulty: first difference in step 2, operation "), text.out());
    Cli json = verify(late, "--devices", "faulty", "--steps", 3, "--data", "ring", "--json").exits(1);
    Map<?, ?> check = (Map<?, ?>) ((List<?>) ((Map<?, ?>) Json.parse(json.out())).get("checks")).getLast();
    assertEquals("training", check.get("kind"));
    Map<?, ?> bisection = (Map<?, ?>) check.get("bisection");
    assertEquals(List.of(2L, "adam", "parameters"), List.of(bisection.get("step"), bisection.get("operation"), bisection.get("operand")));
    assertTrue(bisection.get("first_difference") instanceof Map<?, ?> first && first.get("ulp").equals(1L), bisection.toString());
    assertTrue(bisection.get("settings") instanceof Map<?, ?> settings && settings.containsKey("step"), bisection.toString());
  }

  @Test
  void aRunIsContinuedFromItsCheckpoint(@TempDir Path temp) throws IOException {
    Path folder = temp.resolve("run");
    Cli.trainRing(folder, "--steps", 3, "--objective", "saturating").exits(0);
    byte[] checkpoint = Files.readAllBytes(folder.resolve("checkpoints/last.safetensors"));
    Cli equal = verify(null, "--devices", "right", "--steps", 2, "--run", folder, "--bisect").exits(0);
    assertTrue(equal.out().contains("vector: after 2 steps of training all "), equal.out());
    assertTrue(equal.out().contains("vector: every operation of the training gives the same bits"), equal.out());
    FaultyKernels kernels = new FaultyKernels("matmul", 1, 1, out -> out.shape().equals(Shape.of(16, 8)));
    Cli found = verify(kernels, "--devices", "faulty", "--steps", 2, "--run", folder).exits(1);
    assertTrue(found.out().contains("first difference in step 1, operation "), found.out());
    assertTrue(found.out().contains(", matmul (out [16, 8], "), found.out());
    assertArrayEquals(checkpoint, Files.readAllBytes(folder.resolve("checkpoints/last.safetensors")));
    Cli.run("verify", "--run", folder, "--steps", 0).fails(2, "--run is about training but --steps is 0");
    Cli.run("verify", "--run", folder, "--seed", 2).fails(2, "--seed cannot be combined with --run");
    Cli.run("verify", "--run", temp.resolve("none")).fails(2, "holds no run");
    Files.delete(folder.resolve("checkpoints/last.safetensors"));
    Cli.run("verify", "--run", folder).fails(4, "last.safetensors");
  }
}
