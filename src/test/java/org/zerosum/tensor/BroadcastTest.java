package org.zerosum.tensor;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import org.junit.jupiter.api.Test;

class BroadcastTest {
  private static final Shape IMAGES = Shape.of(2, 3, 5, 7);

  private static void lies(Shape large, Shape small, int outer, int middle, int inner) {
    Broadcast broadcast = Broadcast.of("add", large, small);
    assertEquals(new Broadcast(outer, middle, inner), broadcast, small + " along " + large);
    assertEquals(large.count(), broadcast.count());
    assertEquals(small.count(), broadcast.middle());
  }

  @Test
  void laysAShapeAlongALargerOne() {
    lies(IMAGES, IMAGES, 1, 210, 1);
    lies(IMAGES, Shape.of(), 1, 1, 210);
    lies(IMAGES, Shape.of(1), 1, 1, 210);
    lies(IMAGES, Shape.of(1, 1, 1, 1), 1, 1, 210);
    lies(IMAGES, Shape.of(7), 30, 7, 1);
    lies(IMAGES, Shape.of(5, 1), 6, 5, 7);
    lies(IMAGES, Shape.of(5, 7), 6, 35, 1);
    lies(IMAGES, Shape.of(3, 1, 1), 2, 3, 35);
    lies(IMAGES, Shape.of(1, 3, 1, 1), 2, 3, 35);
    lies(IMAGES, Shape.of(3, 5, 1), 2, 15, 7);
    lies(IMAGES, Shape.of(2, 1, 1, 1), 1, 2, 105);
    lies(IMAGES, Shape.of(2, 3, 1, 1), 1, 6, 35);
    lies(IMAGES, Shape.of(2, 3, 5, 1), 1, 30, 7);
    lies(Shape.of(4, 6), Shape.of(6), 4, 6, 1);
    lies(Shape.of(4, 6), Shape.of(4, 1), 1, 4, 6);
    lies(Shape.of(), Shape.of(), 1, 1, 1);
    lies(Shape.of(1), Shape.of(), 1, 1, 1);
    lies(Shape.of(2, 1, 3), Shape.of(2, 1, 3), 1, 6, 1);
    lies(Shape.of(5, 2, 1, 3), Shape.of(2, 1, 3), 5, 6, 1);
    assertEquals(new Broadcast(2, 3, 35), Broadcast.channels(IMAGES));
    assertEquals(new Broadcast(4, 6, 1), Broadcast.channels(Shape.of(4, 6)));
  }

  private static void misfits(Shape large, Shape small) {
    ShapeException error = assertThrows(ShapeException.class, () -> Broadcast.of("add", large, small));
    assertEquals("add: " + small + " cannot be laid along " + large
        + "; aligned at the last axis, extents must be equal or 1, and the axes that are not 1 must be neighbours", error.getMessage());
  }

  @Test
  void refusesShapesThatDoNotFit() {
    misfits(IMAGES, Shape.of(3));
    misfits(IMAGES, Shape.of(3, 5));
    misfits(IMAGES, Shape.of(2, 1, 5, 1));
    misfits(IMAGES, Shape.of(3, 1, 7));
    misfits(IMAGES, Shape.of(4, 1, 1));
    misfits(IMAGES, Shape.of(1, 2, 3, 5, 7));
    misfits(Shape.of(7), Shape.of(1, 7));
    misfits(Shape.of(), Shape.of(1));
    misfits(Shape.of(1, 7), Shape.of(2, 7));
    misfits(Shape.of(7), IMAGES);
  }
}
