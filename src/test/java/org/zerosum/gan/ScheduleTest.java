package org.zerosum.gan;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import org.junit.jupiter.api.Test;
import org.zerosum.gan.Schedule.Form;

class ScheduleTest {
  @Test
  void aConstantRateIsOneAfterItsWarmUp() {
    assertEquals(1, Schedule.CONSTANT.factor(0));
    assertEquals(1, Schedule.CONSTANT.factor(1_000_000));
    Schedule warm = new Schedule(Form.CONSTANT, 4, 1, 1);
    assertEquals(0.25, warm.factor(0));
    assertEquals(1, warm.factor(3));
    assertEquals(1, warm.factor(4));
  }

  @Test
  void aFallingRateEndsAtItsLastValueAndStays() {
    Schedule linear = new Schedule(Form.LINEAR, 10, 110, 0.2);
    assertEquals(1, linear.factor(10));
    assertEquals(0.6, linear.factor(60), 1e-12);
    assertEquals(0.2, linear.factor(110), 1e-12);
    assertEquals(0.2, linear.factor(10_000), 1e-12);
    Schedule cosine = new Schedule(Form.COSINE, 0, 100, 0);
    assertEquals(1, cosine.factor(0));
    assertEquals(0.5, cosine.factor(50), 1e-12);
    assertEquals((1 + Math.cos(Math.PI / 4)) / 2, cosine.factor(25), 1e-12);
    assertEquals(0, cosine.factor(100), 1e-12);
  }

  @Test
  void impossibleSchedulesAreRefused() {
    assertThrows(IllegalArgumentException.class, () -> new Schedule(Form.LINEAR, 10, 10, 0));
    assertThrows(IllegalArgumentException.class, () -> new Schedule(Form.COSINE, -1, 10, 0));
    assertThrows(IllegalArgumentException.class, () -> new Schedule(Form.COSINE, 0, 10, 1.5));
  }
}
