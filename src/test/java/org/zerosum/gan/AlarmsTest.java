package org.zerosum.gan;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.zerosum.gan.Alarm.Kind;

class AlarmsTest {
  private static final float[] HEALTHY = new float[StepReport.VALUES];

  static {
    HEALTHY[StepReport.DISCRIMINATOR + 2] = 0.6f;
    HEALTHY[StepReport.DISCRIMINATOR + 3] = 0.4f;
    HEALTHY[StepReport.DISCRIMINATOR_SQUARES] = 1;
    HEALTHY[StepReport.GENERATOR + 4] = 2.5f;
    HEALTHY[StepReport.GENERATOR_SQUARES] = 1;
  }

  private static Observation observation(long step, int index, float value, double spread, double gap) {
    float[] values = HEALTHY.clone();
    if (index >= 0) {
      values[index] = value;
    }
    StepReport report = new StepReport(null, step);
    report.fill(values);
    return new Observation(step, Map.of(), Map.of(), spread, 1, 1, gap, report);
  }

  private static List<Kind> after(int observations, int index, float value, double spread, double gap) {
    Alarms alarms = new Alarms(Alarms.Thresholds.DEFAULT);
    for (int i = 1; i < observations; i++) {
      assertTrue(alarms.judge(observation(i, index, value, spread, gap)).isEmpty(), "not yet at observation " + i);
    }
    return alarms.judge(observation(observations, index, value, spread, gap)).stream().map(Alarm::kind).toList();
  }

  @Test
  void eachThresholdHasItsAlarm() {
    assertEquals(List.of(), after(3, -1, 0, 1, Double.NaN));
    assertEquals(List.of(Kind.VANISHING_GRADIENT), after(3, StepReport.GENERATOR_SQUARES, 1e-10f, 1, 0));
    assertEquals(List.of(Kind.EXPLODING_GRADIENT), after(3, StepReport.DISCRIMINATOR_SQUARES, 1e8f, 1, 0));
    assertEquals(List.of(Kind.EXPLODING_GRADIENT), after(3, StepReport.GENERATOR + 4, 1e5f, 1, 0));
    assertEquals(List.of(Kind.SATURATION), after(3, StepReport.GENERATOR + 3, 1, 1, 0));
    assertEquals(List.of(Kind.MODE_COLLAPSE), after(3, -1, 0, 0.005, 0));
    assertEquals(List.of(Kind.OVERFITTING), after(3, -1, 0, 1, 0.5));
  }

  @Test
  void aPerfectDiscriminatorIsOneThatIsSureOfBoth() {
    assertEquals(List.of(), after(3, StepReport.DISCRIMINATOR + 2, 0.999f, 1, 0), "only of the real ones");
    Alarms alarms = new Alarms(new Alarms.Thresholds(1e-4, 1e3, 1e4, 0.95, 0.1, 0.99, 0.3, 1));
    float[] values = HEALTHY.clone();
    values[StepReport.DISCRIMINATOR + 2] = 0.999f;
    values[StepReport.DISCRIMINATOR + 3] = 0.001f;
    StepReport report = new StepReport(null, 7);
    report.fill(values);
    List<Alarm> raised = alarms.judge(new Observation(7, Map.of(), Map.of(), 1, 1, 1, 0, report));
    assertEquals(Kind.PERFECT_DISCRIMINATOR, raised.getFirst().kind());
    assertEquals(7, raised.getFirst().step());
  }

  @Test
  void anAlarmIsToldOnceUntilItIsOver() {
    Alarms alarms = new Alarms(Alarms.Thresholds.DEFAULT);
    int told = 0;
    for (int i = 0; i < 10; i++) {
      told += alarms.judge(observation(i, -1, 0, 0.001, 0)).size();
    }
    assertEquals(1, told);
    alarms.judge(observation(10, -1, 0, 1, 0));
    for (int i = 11; i < 14; i++) {
      told += alarms.judge(observation(i, -1, 0, 0.001, 0)).size();
    }
    assertEquals(2, told);
  }

  @Test
  void streaksSurviveACheckpoint() {
    Alarms before = new Alarms(Alarms.Thresholds.DEFAULT);
    before.judge(observation(1, -1, 0, 0.001, 0));
    before.judge(observation(2, -1, 0, 0.001, 0));
    Alarms after = new Alarms(Alarms.Thresholds.DEFAULT);
    after.restore(before.state());
    assertEquals(1, after.judge(observation(3, -1, 0, 0.001, 0)).size());
    assertThrows(IllegalArgumentException.class, () -> after.restore("1 2"));
    assertThrows(IllegalArgumentException.class, () -> after.restore("a b c d e f"));
  }
}
