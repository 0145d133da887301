package org.zerosum.io;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import org.junit.jupiter.api.Test;

final class CurveTest {
  @Test
  void shortRunsAreKeptExactly() {
    Curve curve = new Curve();
    assertTrue(curve.isEmpty());
    curve.add(5, 2);
    curve.add(6, -3);
    assertEquals(List.of(new Curve.Column(5, 2, 2, 2, false), new Curve.Column(6, -3, -3, -3, true)), curve.columns());
  }

  @Test
  void longRunsKeepLeastGreatestAndMean() {
    int steps = 100_000;
    Curve curve = new Curve();
    for (int step = 1; step <= steps; step++) {
      curve.add(step, step == 77_777 ? 1e6 : step == 1_234 ? -1e6 : step % 2);
    }
    List<Curve.Column> columns = curve.columns();
    assertTrue(columns.size() > Curve.MOST_COLUMNS / 3 && columns.size() <= Curve.MOST_COLUMNS, "" + columns.size());
    assertEquals(1e6, columns.stream().mapToDouble(Curve.Column::high).max().orElse(0));
    assertEquals(-1e6, columns.stream().mapToDouble(Curve.Column::low).min().orElse(0));
    // Columns of 256 steps: 1 to 256, mean step 128.5, as many zeros as ones.
    assertEquals(new Curve.Column(128.5, 0, 1, 0.5, false), columns.getFirst());
    assertEquals(77_777, columns.stream().filter(column -> column.high() == 1e6).findFirst().orElseThrow().x(), 256);
    for (int i = 0; i + 1 < columns.size(); i++) {
      assertFalse(columns.get(i).gap());
      assertEquals(256, columns.get(i + 1).x() - columns.get(i).x(), 128);
    }
  }

  @Test
  void whatIsNotFiniteInterruptsTheLine() {
    Curve curve = new Curve();
    for (int step = 1; step <= 6; step++) {
      curve.add(step, step == 3 ? Double.NaN : step == 6 ? Double.POSITIVE_INFINITY : step);
    }
    assertEquals(List.of(1.0, 2.0, 4.0, 5.0), curve.columns().stream().map(Curve.Column::mean).toList());
    assertEquals(List.of(false, true, false, true), curve.columns().stream().map(Curve.Column::gap).toList());
  }

  @Test
  void rareValuesAreJoinedAndHolesAreNot() {
    Curve rare = new Curve();
    for (int step = 10; step <= 5_000; step += 10) {
      if (step < 2_000 || step > 3_000) {
        rare.add(step, 1);
      }
    }
    List<Curve.Column> gaps = rare.columns().stream().filter(Curve.Column::gap).toList();
    assertEquals(2, gaps.size());
    assertEquals(1_990, gaps.getFirst().x(), 20);
    assertEquals(5_000, gaps.getLast().x(), 20);
  }
}
