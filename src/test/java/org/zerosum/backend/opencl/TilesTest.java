package org.zerosum.backend.opencl;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Tiles, tunings and plans as text. */
class TilesTest {
  private static final Tiles STANDARD = new Tiles(ContractionTiles.standard(), WinogradTiles.standard());

  @Test
  void textGivesTheSameTiles() {
    assertEquals(STANDARD, STANDARD.with(STANDARD.text()));
    assertEquals(STANDARD, STANDARD.with(""));
    Tiles other = STANDARD.with("taskColumns=128 gradientRows=64 gpu=32x32x16/4x4/1");
    assertEquals(List.of(GpuTiles.parse("32x32x16/4x4/1")), other.contraction().gpu());
    assertEquals(128, other.contraction().taskColumns());
    assertEquals(64, other.winograd().gradientRows());
    assertEquals(STANDARD.contraction().maxRowTiles(), other.contraction().maxRowTiles());
    assertEquals(other, STANDARD.with(other.text()));
  }

  @ParameterizedTest
  @ValueSource(strings = {"columns=3", "taskColumns", "taskColumns=", "taskColumns=-1", "taskColumns=0", "taskColumns=64x",
      "taskColumns=99999999", "=3"})
  void whatIsNoTilesIsRefused(String text) {
    String message = assertThrows(IllegalArgumentException.class, () -> STANDARD.with(text)).getMessage();
    assertTrue(message.contains(text.split("=")[0]), message);
  }

  @ParameterizedTest
  @ValueSource(strings = {"gpu=64", "gpu=64x64x16/3x4/2", "gpu=", "gpu=32x32x8/4x4/1,"})
  void whatIsNoGpuTilesIsRefused(String text) {
    assertThrows(IllegalArgumentException.class, () -> STANDARD.with(text));
  }

  @ParameterizedTest
  @EnumSource
  void everyCandidateIsTilesAndTheUsualOnesComeFirst(DeviceClass deviceClass) {
    for (KernelUnit unit : KernelUnit.values()) {
      if (unit.isTiled()) {
        List<String> all = TileCandidates.of(deviceClass, false).of(unit);
        List<String> few = TileCandidates.of(deviceClass, true).of(unit);
        assertEquals("", all.getFirst());
        assertEquals(all.subList(0, few.size()), few);
        assertEquals(all.size(), new HashSet<>(all.stream().map(STANDARD::with).toList()).size(), "no tiles twice");
      }
    }
  }

  @Test
  void aTuningComesBackFromItsText() {
    Tuning tuning = new Tuning(STANDARD,
        Map.of(KernelUnit.MATMUL, STANDARD.with("taskColumns=32"), KernelUnit.CONV2D_WINOGRAD, STANDARD.with("taskTiles=8")));
    assertEquals(tuning, Tuning.parse(tuning.text(), STANDARD));
    assertEquals(32, tuning.tiles(KernelUnit.MATMUL, KernelForm.TUNED).contraction().taskColumns());
    assertEquals(STANDARD, tuning.tiles(KernelUnit.MATMUL, KernelForm.STANDARD));
    assertEquals(Optional.empty(), tuning.tiles(KernelUnit.CONV2D));
  }

  @ParameterizedTest
  @ValueSource(strings = {"MATMUL columns=3", "MATMULL taskColumns=32", "REDUCE taskColumns=32", "MATMUL", "\n",
      "MATMUL taskColumns=32\nx"})
  void aTuningThatIsNotUnderstoodIsNone(String text) {
    assertEquals(Tuning.none(STANDARD), Tuning.parse(text, STANDARD));
  }

  @Test
  void aPlanGoesDownTheFormsAndComesBackFromItsText() {
    KernelPlan plan = KernelPlan.of(new Tuning(STANDARD, Map.of(KernelUnit.MATMUL, STANDARD.with("taskColumns=32"))));
    assertEquals(KernelForm.TUNED, plan.form(KernelUnit.MATMUL));
    assertEquals(KernelForm.STANDARD, plan.form(KernelUnit.CONV2D));
    KernelPlan worse = plan.without(KernelUnit.MATMUL, "matmul: 1 is 2\nbut 3 is due").without(KernelUnit.MATMUL, "again")
        .without(KernelUnit.MATMUL, "and again").without(KernelUnit.REDUCE, "sum");
    assertEquals(KernelForm.REFUSED, worse.form(KernelUnit.MATMUL));
    assertEquals(KernelForm.OTHER_CLASS, worse.form(KernelUnit.REDUCE));
    assertEquals(Optional.of(worse), KernelPlan.parse(worse.text()));
    assertEquals(Optional.of(worse.afterTest()), KernelPlan.parse(worse.afterTest().text()));
    assertEquals(List.of(
        "matmul, GPU kernels with tuned tiles: matmul: 1 is 2 but 3 is due; GPU kernels come next",
        "matmul, GPU kernels: again; CPU kernels come next",
        "matmul, CPU kernels: and again; nothing replaces them",
        "reduce, GPU kernels: sum; CPU kernels come next"), worse.sentences(DeviceClass.GPU));
    assertEquals(Optional.empty(), KernelPlan.parse(""));
    assertEquals(Optional.empty(), KernelPlan.parse(worse.text().replace("form MATMUL ", "form MATMULL ")));
    assertEquals(Optional.empty(), KernelPlan.parse(worse.text() + "quarantine MATMUL TUNED"));
    assertEquals(Optional.empty(), KernelPlan.parse(worse.text().lines().skip(1).reduce("", (a, b) -> a + b + "\n")));
  }
}
