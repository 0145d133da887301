package org.zerosum.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.lang.reflect.Proxy;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;
import org.junit.jupiter.api.Test;
import org.zerosum.backend.Devices;
import org.zerosum.backend.scalar.ScalarKernels;
import org.zerosum.backend.vector.VectorKernels;
import org.zerosum.cl.OpenClTestDevice;
import org.zerosum.data.Datasets;
import org.zerosum.data.ImageOptions;
import org.zerosum.gan.Architecture;
import org.zerosum.tensor.Backend;
import org.zerosum.tensor.Kernels;
import org.zerosum.tensor.Shape;
import org.zerosum.tensor.Storage;
import org.zerosum.tensor.Tensor;

/** Devices that are wrong on purpose are found out, to the operation and the element. */
final class BisectionTest {
  private static final Training TRAINING =
      new TrainingCheck(new Architecture.Mlp(2, 6, 2, 4), Datasets.open("ring", ImageOptions.defaults()), 8, 1, 4);

  private static Backend scalar() {
    return new Backend(new ScalarKernels());
  }

  private static Optional<BisectionResult> find(Supplier<Backend> device, boolean everyOperation) {
    return new Bisection(TRAINING, BisectionTest::scalar, device).find(everyOperation);
  }

  private static BisectionResult find(FaultyKernels faulty) {
    return find(faulty::open, false).orElseThrow();
  }

  private static void is(BisectionResult result, int step, String operation, String operand, int element, int ulp) {
    assertEquals(step, result.step(), result.toString());
    assertEquals(operation, result.call().operation(), result.toString());
    assertEquals(operand, result.operand(), result.toString());
    assertEquals(element, result.difference().element(), result.toString());
    assertEquals(ulp, result.difference().ulp(), result.toString());
    assertEquals("its inputs are equal, its result is not", result.finding());
  }

  @Test
  void equalDevicesHaveNoDifference() {
    assertTrue(find(() -> new Backend(new VectorKernels(1)), true).isEmpty());
  }

  @Test
  void everyOperationOfTheOpenClBackendIsRecorded() {
    OpenClTestDevice.get();
    assertTrue(find(() -> Devices.open("opencl"), true).isEmpty());
  }

  @Test
  void anOperationThatIsWrongLateIsFoundInItsStep() {
    // Two updates a step: the fifth is D's of step 3.
    BisectionResult result = find(new FaultyKernels("adam", 5, 1, _ -> true));
    is(result, 3, "adam", "parameters", 3, 1);
    assertTrue(result.number() > 1 && result.number() < result.operations(), result.toString());
    String text = result.toString();
    assertTrue(text.startsWith("first difference in step 3, operation " + result.number() + " of " + result.operations()
        + ", adam (parameters ["), text);
    assertTrue(text.contains("; parameters, element 3 is ") && text.contains(" is due (1 ULP); 1 of "), text);
    int expected = Float.floatToRawIntBits(result.difference().expected());
    assertTrue(text.endsWith("; bits " + String.format("0x%08x and 0x%08x", expected + 1, expected)), text);
    assertEquals(String.format("0x%08x", expected), result.toMap().get("expected_bits"));
  }

  @Test
  void anOperationThatIsWrongForOneShapeIsFoundWithIt() {
    BisectionResult result = find(new FaultyKernels("matmul", 1, 4096, out -> out.shape().equals(Shape.of(8, 1))));
    // D sees real and generated samples together, [16, 1]; [8, 1] is G's update.
    is(result, 1, "matmul", "out", 3, 4096);
    assertTrue(result.call().shapes().startsWith("out [8, 1], a [8, 6], b [1, 6], bias [1]"), result.toString());
    assertTrue(result.call().settings().get("product").contains("8"), result.call().settings().toString());
  }

  @Test
  void wrongStartingValuesAreFoundInStepNought() {
    BisectionResult result = find(new FaultyKernels("normal", 2, 1, _ -> true));
    is(result, 0, "normal", "out", 3, 1);
    assertTrue(result.toString().startsWith("first difference in the making of the networks, operation "), result.toString());
  }

  @Test
  void aWrongMeasurementIsFoundOnlyIfEveryOperationIsCompared() {
    // values[3] is shown to the user and goes no further.
    FaultyKernels faulty = new FaultyKernels("discriminatorLoss", 2, 1, _ -> true);
    assertTrue(find(faulty::open, false).isEmpty());
    is(find(faulty::open, true).orElseThrow(), 2, "discriminatorLoss", "values", 3, 1);
  }

  @Test
  void memoryThatIsOverwrittenByAnotherOperationIsToldFromAWrongResult() {
    BisectionResult result = find(BisectionTest::overwriting, false).orElseThrow();
    assertEquals(2, result.step(), result.toString());
    assertEquals("b", result.operand(), result.toString());
    assertTrue(result.finding().startsWith("what it reads differs already"), result.toString());
  }

  /** While the first noise of step 2 is drawn, G's first weight gets off by one float. */
  private static Backend overwriting() {
    ScalarKernels scalar = new ScalarKernels();
    int[] updates = {0};
    Storage[] parameters = new Storage[1];
    return new Backend((Kernels) Proxy.newProxyInstance(BisectionTest.class.getClassLoader(), new Class<?>[] {Kernels.class},
        (_, method, args) -> {
          if (method.getName().equals("adam") && ++updates[0] == 2) {
            parameters[0] = ((Tensor) args[0]).storage();
          }
          if (method.getName().equals("normal") && parameters[0] != null) {
            float[] value = new float[1];
            scalar.read(parameters[0], 0, value, 0, 1);
            value[0] = Math.nextUp(value[0]);
            scalar.write(parameters[0], 0, value, 0, 1);
            parameters[0] = null;
          }
          return method.invoke(scalar, args);
        }));
  }

  @Test
  void aDifferenceThatDoesNotComeBackIsSaid() {
    int[] opened = {0};
    BisectionResult result = find(() -> opened[0]++ == 0 ? FaultyKernels.wrongFrom("adam", 3).open() : scalar(), false).orElseThrow();
    assertEquals(2, result.step());
    assertNull(result.call());
    assertTrue(result.finding().startsWith("no operation differs when the step is repeated"), result.finding());
  }

  @Test
  void whatAnOperationMerelyOverwritesIsNotTakenForItsInput() {
    List<OperationCheck> operations = OperationChecks.all();
    List<List<KernelCall>> recorded = List.of(recorded(operations, 1.5f), recorded(operations, -2.5f));
    assertEquals(recorded.get(0).size(), recorded.get(1).size());
    for (int i = 0; i < recorded.get(0).size(); i++) {
      assertEquals(recorded.get(0).get(i), recorded.get(1).get(i));
    }
  }

  /** Prints of all operations on a device whose new memory holds a given number. */
  private static List<KernelCall> recorded(List<OperationCheck> operations, float poison) {
    VectorKernels vector = new VectorKernels(1);
    KernelRecorder recorder = new KernelRecorder((Kernels) Proxy.newProxyInstance(BisectionTest.class.getClassLoader(),
        new Class<?>[] {Kernels.class}, (_, method, args) -> {
          Object result = method.invoke(vector, args);
          if (method.getName().equals("allocate")) {
            vector.fill((Storage) result, poison);
          }
          return result;
        }));
    try (Backend backend = new Backend(recorder.kernels())) {
      recorder.start(-1);
      for (OperationCheck operation : operations) {
        operation.run(backend);
        backend.trim();
      }
      return recorder.stop();
    }
  }

  @Test
  void printsSeeEveryBit() {
    float[] values = new float[100];
    KernelCall.Print print = KernelCall.Print.of(values);
    for (int i = 0; i < values.length; i++) {
      for (int bit = 0; bit < 32; bit++) {
        float[] changed = values.clone();
        changed[i] = Float.intBitsToFloat(1 << bit);
        assertTrue(print.differs(KernelCall.Print.of(changed)));
      }
    }
    assertFalse(print.differs(KernelCall.Print.of(values.clone())));
    values[7] = Float.NaN;
    assertTrue(KernelCall.Print.of(values).differs(KernelCall.Print.of(values)));
  }
}
