package org.zerosum.backend;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.TreeSet;
import java.util.Map;
import java.util.Set;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.zerosum.backend.opencl.DeviceClass;
import org.zerosum.backend.opencl.KernelForm;
import org.zerosum.backend.opencl.KernelPlan;
import org.zerosum.backend.opencl.KernelUnit;
import org.zerosum.backend.opencl.OpenClKernels;
import org.zerosum.backend.opencl.OpenClSetup;
import org.zerosum.backend.opencl.OpenClTestBackends;
import org.zerosum.backend.opencl.OutOfDeviceMemoryException;
import org.zerosum.backend.opencl.QuarantinedException;
import org.zerosum.tensor.Backend;
import org.zerosum.tensor.Shape;

/** Kernels that are wrong on purpose, in a way that drivers have been: a multiply-add that rounds twice. */
class SelfTestTest {
  private static final String TWO_ROUNDINGS = "#define fma(a, b, c) ((a) * (b) + (c))";

  @TempDir
  private Path temp;

  private OpenClSetup setup(UnaryOperator<String> files) {
    return OpenClTestBackends.setup(DeviceClass.CPU, temp.resolve("cache"), files);
  }

  private static UnaryOperator<String> wrongIf(String condition) {
    return OpenClTestBackends.withLine("matmul.cl", "#if " + condition + "\n" + TWO_ROUNDINGS + "\n#endif");
  }

  private static List<SelfTestCase> cases(KernelUnit... units) {
    Set<KernelUnit> chosen = EnumSet.copyOf(List.of(units));
    return SelfTestCases.all().stream().filter(one -> chosen.contains(one.unit())).toList();
  }

  private static KernelPlan test(OpenClSetup setup) {
    SelfTest.open(setup, cases(KernelUnit.MATMUL_SKINNY, KernelUnit.OPTIMIZER), _ -> {}).close();
    return setup.remembered().orElseThrow();
  }

  private static void noTest(String sentence) {
    throw new AssertionError("there is to be no test: " + sentence);
  }

  private static float product(Backend backend) {
    return backend.matmul(backend.full(Shape.of(2, 2), 3), backend.full(Shape.of(2, 3), 2), false, false).toArray()[0];
  }

  @Test
  void everyUnitHasCases() {
    EnumSet<KernelUnit> tested = EnumSet.noneOf(KernelUnit.class);
    SelfTestCases.all().forEach(one -> tested.add(one.unit()));
    assertEquals(EnumSet.allOf(KernelUnit.class), tested);
  }

  @ParameterizedTest
  @EnumSource
  void everyKernelRunsAndIsRightHere(DeviceClass deviceClass) {
    List<String> names = new ArrayList<>();
    OpenClKernels kernels = OpenClTestBackends.recording(deviceClass, names);
    try (Backend scalar = Devices.open("scalar"); Backend device = new Backend(kernels)) {
      for (SelfTestCase one : SelfTestCases.all()) {
        assertEquals("", one.failure(one.run(scalar), device).orElse(""));
      }
      assertEquals(new TreeSet<>(names), new TreeSet<>(OpenClTestBackends.kernels(kernels)), "kernels of all programs that were made");
    }
  }

  @Test
  void wrongTunedTilesGiveWayToTheUsual() {
    UnaryOperator<String> files = wrongIf("DEVICE_CPU && TASK_N == 96");
    setup(files).keepTuned(Map.of(KernelUnit.MATMUL_SKINNY, "taskColumns=96"));
    OpenClSetup setup = setup(files);
    assertEquals(KernelForm.TUNED, setup.preferred().form(KernelUnit.MATMUL_SKINNY));
    KernelPlan plan = test(setup);
    assertEquals(KernelForm.STANDARD, plan.form(KernelUnit.MATMUL_SKINNY));
    assertEquals(1, plan.quarantined().size());
    DeviceState state = Devices.state(setup(files));
    assertTrue(state.quarantined().getFirst().matches("matmul-skinny, CPU kernels with tuned tiles: matmul \\[67, 515].*: of result 0"
        + " element \\d+ is .* but .* is due; CPU kernels come next"), state.toString());
    assertEquals(List.of("matmul-skinny"), state.tuned());
  }

  @Test
  void aWrongClassGivesWayToTheOther() {
    OpenClSetup setup = setup(wrongIf("DEVICE_CPU"));
    assertEquals(new DeviceState(DeviceState.Test.PENDING, List.of(), List.of()), Devices.state(setup));
    KernelPlan plan = test(setup);
    assertEquals(KernelForm.OTHER_CLASS, plan.form(KernelUnit.MATMUL_SKINNY));
    assertEquals(KernelForm.STANDARD, plan.form(KernelUnit.OPTIMIZER));
    // Not found out again, whatever the cases: it is remembered.
    try (Backend backend = new Backend(SelfTest.open(setup(wrongIf("DEVICE_CPU")), List.of(), SelfTestTest::noTest))) {
      assertTrue(backend.description().endsWith("bit-equal, quarantined forms of kernels: 1"), backend.description());
      assertEquals(12, product(backend));
      try (Backend scalar = Devices.open("scalar")) {
        for (SelfTestCase one : cases(KernelUnit.MATMUL_SKINNY)) {
          assertEquals("", one.failure(one.run(scalar), backend).orElse(""));
        }
      }
    }
    assertEquals(DeviceState.Test.DONE, Devices.state(setup).test());
  }

  @Test
  void whatDoesNotCompileGivesWayToo() {
    OpenClSetup setup = setup(OpenClTestBackends.withLine("matmul.cl", "#if DEVICE_CPU\n#error not here\n#endif"));
    KernelPlan plan = test(setup);
    assertEquals(KernelForm.OTHER_CLASS, plan.form(KernelUnit.MATMUL_SKINNY));
    assertTrue(plan.quarantined().getFirst().why().contains("does not run"), plan.toString());
    assertTrue(plan.quarantined().getFirst().why().contains("not here"), plan.toString());
  }

  @Test
  void whatIsWrongInEveryFormIsRefused() {
    OpenClSetup setup = setup(wrongIf("1"));
    assertEquals(KernelForm.REFUSED, test(setup).form(KernelUnit.MATMUL_SKINNY));
    try (Backend backend = new Backend(SelfTest.open(setup, List.of(), SelfTestTest::noTest))) {
      String message = assertThrows(QuarantinedException.class, () -> product(backend)).getMessage();
      assertTrue(message.startsWith(setup.id() + " (") && message.contains(" refuses matmul-skinny: "), message);
      assertTrue(message.contains("such as vector"), message);
      assertArrayEquals(new float[] {3, 3}, backend.add(backend.full(Shape.of(2), 1), backend.full(Shape.of(2), 2)).toArray());
    }
    assertEquals(2, Devices.state(setup).quarantined().size());
  }

  @Test
  void aFullDeviceIsNotHeldAgainstItsKernels() {
    OpenClSetup setup = setup(OpenClTestBackends.withLine("", ""));
    SelfTestCase full = new SelfTestCase(KernelUnit.SOFTMAX, "too large", in -> {
      if (in.backend().device().equals("scalar")) {
        return List.of();
      }
      throw new OutOfDeviceMemoryException("full", null);
    });
    assertThrows(OutOfDeviceMemoryException.class, () -> SelfTest.open(setup, List.of(full), _ -> {}));
    assertEquals(DeviceState.Test.PENDING, Devices.state(setup).test());
  }

  @Test
  void withoutRightBitsThereIsNoTest() {
    OpenClSetup setup = setup(OpenClTestBackends.withLine("probe.cl", TWO_ROUNDINGS));
    KernelPlan plan = test(setup);
    assertEquals(List.of(), plan.quarantined());
    assertEquals(DeviceState.Test.IMPOSSIBLE, Devices.state(setup).test());
  }

  @Test
  void withoutACacheItIsTestedEachTime() {
    OpenClSetup setup = OpenClTestBackends.setup(DeviceClass.CPU, Path.of("pom.xml"), wrongIf("1"));
    List<String> heard = new ArrayList<>();
    for (int i = 0; i < 2; i++) {
      try (Backend backend = new Backend(SelfTest.open(setup, cases(KernelUnit.MATMUL_SKINNY), heard::add))) {
        assertThrows(QuarantinedException.class, () -> product(backend));
      }
    }
    assertTrue(setup.remembered().isEmpty());
    String sentence = setup.id() + " is tested; where the driver must compile, that takes up to a minute";
    assertEquals(List.of(sentence, sentence), heard);
  }
}
