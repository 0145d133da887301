package org.zerosum.tensor;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import org.junit.jupiter.api.Test;

class ShapeTest {
  @Test
  void knowsItsExtentsAndCount() {
    Shape shape = Shape.of(64, 3, 32, 30);
    assertEquals(4, shape.rank());
    assertEquals(64 * 3 * 32 * 30, shape.count());
    assertEquals(3, shape.extent(1));
    assertEquals(30, shape.extent(-1));
    assertEquals(64, shape.extent(-4));
    assertEquals(3 * 32, shape.product(1, 3));
    assertEquals(1, shape.product(2, 2));
    assertEquals("[64, 3, 32, 30]", shape.toString());
    assertEquals(Shape.of(64, 5, 32, 30), shape.with(1, 5));
    assertThrows(ArrayIndexOutOfBoundsException.class, () -> shape.extent(4));
  }

  @Test
  void isAScalarWithoutExtents() {
    assertEquals(0, Shape.of().rank());
    assertEquals(1, Shape.of().count());
    assertEquals("[]", Shape.of().toString());
    assertNotEquals(Shape.of(), Shape.of(1));
  }

  @Test
  void isEqualByExtentsAndSharesNoArray() {
    int[] extents = {2, 3};
    Shape shape = Shape.of(extents);
    extents[0] = 9;
    shape.toArray()[1] = 9;
    assertEquals(Shape.of(2, 3), shape);
    assertEquals(Shape.of(2, 3).hashCode(), shape.hashCode());
    assertNotEquals(Shape.of(3, 2), shape);
    assertArrayEquals(new int[] {2, 3}, shape.toArray());
  }

  @Test
  void refusesEmptyAndHugeShapes() {
    assertEquals("shape [2, 0] has an extent below 1; every extent must be positive",
        assertThrows(ShapeException.class, () -> Shape.of(2, 0)).getMessage());
    assertThrows(ShapeException.class, () -> Shape.of(-1, -1));
    assertThrows(ShapeException.class, () -> Shape.of(2, 2).with(0, 0));
    assertEquals("shape [65536, 65536] has more than 2^31 - 65 elements; use a smaller batch",
        assertThrows(ShapeException.class, () -> Shape.of(65_536, 65_536)).getMessage());
    assertThrows(ShapeException.class, () -> Shape.of(Integer.MAX_VALUE, Integer.MAX_VALUE, Integer.MAX_VALUE));
    assertThrows(ShapeException.class, () -> Shape.of(Integer.MAX_VALUE - 63));
    assertEquals(Integer.MAX_VALUE - 64, Shape.of(Integer.MAX_VALUE - 64).count());
  }
}
