package org.zerosum.io;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import java.util.function.IntPredicate;
import org.junit.jupiter.api.Test;
import org.zerosum.io.Chart.Axis;
import org.zerosum.io.Chart.Cells;
import org.zerosum.io.Chart.Ink;
import org.zerosum.io.Chart.Line;

final class ChartTest {
  private static final Axis UNIT = Axis.linear("x", 0, 1);

  private static int rgb(Picture picture, int x, int y) {
    int at = 3 * (y * picture.width() + x);
    return (picture.pixels()[at] & 255) << 16 | (picture.pixels()[at + 1] & 255) << 8 | picture.pixels()[at + 2] & 255;
  }

  private static long count(Picture picture, IntPredicate colour) {
    long count = 0;
    for (int y = 0; y < picture.height(); y++) {
      for (int x = 0; x < picture.width(); x++) {
        count += colour.test(rgb(picture, x, y)) ? 1 : 0;
      }
    }
    return count;
  }

  @Test
  void aLineRunsWhereItsNumbersSay() {
    double[] x = {0, 1};
    Picture flat = Chart.of("t", UNIT, UNIT, Line.solid(null, Ink.BLUE, x, new double[] {0.5, 0.5})).draw();
    assertEquals(560, flat.width());
    assertEquals(400, flat.height());
    double weight = 0;
    double centre = 0;
    for (int y = 40; y < 350; y++) {
      // Blue lacks red; the grid's grey lines are light.
      double ink = Math.max(0, 200 - (rgb(flat, 300, y) >> 16));
      weight += ink;
      centre += ink * (y + 0.5);
    }
    // Without a legend the frame reaches from 32 to 354.
    assertEquals(193, centre / weight, 0.6);
    Picture rising = Chart.of("t", UNIT, UNIT, Line.solid(null, Ink.BLUE, x, x)).draw();
    assertTrue(count(rising, colour -> colour == 0x0072b2) > 300);
    assertTrue(count(Chart.of("t", UNIT, UNIT, Line.dashed(null, Ink.BLUE, x, x)).draw(), colour -> colour == 0x0072b2)
        < 0.8 * count(rising, colour -> colour == 0x0072b2));
  }

  @Test
  void logarithmsAreEvenlySpaced() {
    Axis axis = Axis.logarithmic("x", 1e-4, 1e4);
    assertEquals(0.5, axis.place(1), 1e-12);
    assertEquals(0.25, axis.place(0.01), 1e-12);
    assertEquals(List.of(1e-4, 1e-3, 1e-2, 0.1, 1.0, 10.0, 100.0, 1e3, 1e4), ChartFrame.ticks(axis));
    assertTrue(ChartFrame.ticks(Axis.logarithmic("x", 1e-15, 1e15)).contains(1.0));
  }

  @Test
  void ticksAreRoundNumbersWithinTheAxis() {
    assertEquals(List.of(-3.0, -2.0, -1.0, 0.0, 1.0, 2.0, 3.0), ChartFrame.ticks(Axis.linear("x", -3, 3)));
    assertEquals(List.of(0.0, 0.2, 0.4), ChartFrame.ticks(Axis.linear("x", -0.1, 0.59)).stream().map(t -> Math.round(t * 10) / 10.0)
        .filter(t -> t * 10 % 2 == 0).toList());
    for (double wide : new double[] {1e-9, 0.7, 123, 5e8}) {
      int ticks = ChartFrame.ticks(Axis.linear("x", 0, wide)).size();
      assertTrue(ticks >= 3 && ticks <= 8, wide + ": " + ticks);
    }
  }

  @Test
  void cellsFillTheFrameFromBelow() {
    Picture map = Chart.of("t", UNIT, UNIT, new Cells(2, new double[] {0, 0, 1, Double.NaN}, 0, 1)).draw();
    assertEquals(0x2166ac, rgb(map, 100, 340));
    assertEquals(0x2166ac, rgb(map, 420, 340));
    assertEquals(0xd6741a, rgb(map, 100, 50));
    assertEquals(0x808080, rgb(map, 420, 50));
  }

  @Test
  void dotsCirclesNamesAndGapsAreDrawn() {
    double[] x = {0.1, 0.5, 0.9};
    Picture dots = Chart.of("t", UNIT, UNIT, Line.dots("dots", Ink.GREEN, x, x)).draw();
    assertTrue(count(dots, colour -> colour == 0x009e73) > 3 * 9);
    assertTrue(count(Chart.of("t", UNIT, UNIT, Line.circles("dots", Ink.GREEN, x, x)).draw(), colour -> colour == 0x009e73) > 20);
    double[] broken = {0.1, Double.NaN, 0.9};
    assertEquals(0, count(Chart.of("t", UNIT, UNIT, Line.solid(null, Ink.GREEN, x, broken)).draw(), colour -> colour == 0x009e73));
    double[] far = {-1e300, Double.POSITIVE_INFINITY, 1e300};
    Chart.of("t", UNIT, UNIT, Line.solid("far", Ink.RED, far, x), Line.dots("far", Ink.RED, x, far)).draw();
    assertTrue(count(Chart.of("", Axis.linear("", 0, 1), UNIT).draw(), colour -> colour < 0x808080) > 800, "frame and numbers");
  }

  @Test
  void picturesStandSideBySide() {
    Picture one = Chart.of("a", UNIT, UNIT).sized(300, 250).draw();
    Picture two = Chart.of("b", UNIT, UNIT).sized(210, 250).draw();
    Picture both = Chart.beside(one, two);
    assertEquals(510, both.width());
    for (int y = 0; y < 250; y += 7) {
      assertEquals(rgb(one, 33, y), rgb(both, 33, y));
      assertEquals(rgb(two, 33, y), rgb(both, 333, y));
    }
    assertArrayEquals(one.pixels(), Chart.of("a", UNIT, UNIT).sized(300, 250).draw().pixels());
    assertThrows(IllegalArgumentException.class, () -> Chart.beside(one, Chart.of("b", UNIT, UNIT).draw()));
  }

  @Test
  void whatCannotBeDrawnIsRefused() {
    assertThrows(IllegalArgumentException.class, () -> Axis.linear("x", 1, 1));
    assertThrows(IllegalArgumentException.class, () -> Axis.logarithmic("x", 0, 1));
    assertThrows(IllegalArgumentException.class, () -> Axis.linear("x", 0, Double.NaN));
    assertThrows(IllegalArgumentException.class, () -> Line.solid("a", Ink.RED, new double[2], new double[3]));
    assertThrows(IllegalArgumentException.class, () -> new Cells(2, new double[3], 0, 1));
    assertThrows(IllegalArgumentException.class, () -> Chart.of("a", UNIT, UNIT).sized(100, 400));
  }
}
