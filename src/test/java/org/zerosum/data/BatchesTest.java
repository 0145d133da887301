package org.zerosum.data;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.zerosum.data.DataErrors.assertRefused;

import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

final class BatchesTest {
  /** Sample i is the number i, its label i + 1. */
  private record Counting(int size) implements Dataset {
    @Override
    public String name() {
      return "counting";
    }

    @Override
    public SampleShape sampleShape() {
      return SampleShape.vector(1);
    }

    @Override
    public void read(int index, float[] out, int offset) {
      out[offset] = index;
    }

    @Override
    public int label(int index) {
      return index + 1;
    }

    @Override
    public List<String> classNames() {
      return List.of();
    }
  }

  private static int[] epoch(Batches batches) {
    int[] seen = new int[batches.batchesPerEpoch() * batches.batchSize()];
    float[] out = new float[batches.batchSize()];
    int[] labels = new int[batches.batchSize()];
    for (int i = 0; i < seen.length; i += out.length) {
      batches.next(out, labels);
      for (int n = 0; n < out.length; n++) {
        seen[i + n] = (int) out[n];
        assertEquals(seen[i + n] + 1, labels[n]);
      }
    }
    return seen;
  }

  @Test
  void everySampleComesOncePerEpochInAnotherOrder() {
    Batches batches = new Batches(new Counting(60), 6, 1);
    int[] first = epoch(batches);
    int[] second = epoch(batches);
    assertEquals(new Cursor(2, 0), batches.cursor());
    assertFalse(Arrays.equals(first, second));
    assertFalse(Arrays.equals(first, epoch(new Batches(new Counting(60), 6, 2))));
    assertArrayEquals(first, epoch(new Batches(new Counting(60), 6, 1)));
    Arrays.sort(first);
    Arrays.sort(second);
    assertArrayEquals(IntStream.range(0, 60).toArray(), first);
    assertArrayEquals(first, second);
  }

  @Test
  void dropsTheIncompleteBatch() {
    Batches batches = new Batches(new Counting(13), 5, 1);
    assertEquals(2, batches.batchesPerEpoch());
    assertEquals(10, IntStream.of(epoch(batches)).distinct().count());
    assertEquals(new Cursor(1, 0), batches.cursor());
  }

  @Test
  void seekResumesExactly() {
    Batches whole = new Batches(new Counting(23), 4, 7);
    float[] expected = new float[4];
    float[] actual = new float[4];
    for (int step = 0; step < 30; step++) {
      Cursor cursor = whole.cursor();
      Batches resumed = new Batches(new Counting(23), 4, 7);
      resumed.next(actual);
      resumed.seek(cursor);
      assertEquals(cursor, resumed.cursor());
      whole.next(expected);
      resumed.next(actual);
      assertArrayEquals(expected, actual);
      assertEquals(whole.cursor(), resumed.cursor());
    }
  }

  @Test
  void seekChecksThePosition() {
    Batches batches = new Batches(new Counting(10), 4, 7);
    batches.seek(new Cursor(3, 7));
    assertEquals(new Cursor(4, 0), batches.cursor());
    assertRefused(() -> batches.seek(new Cursor(0, 11)), "11 of 10");
    assertThrows(IllegalArgumentException.class, () -> new Cursor(-1, 0));
  }

  @Test
  void shufflesEvenly() {
    int[] counts = new int[5];
    Batches batches = new Batches(new Counting(5), 5, 11);
    float[] out = new float[5];
    for (int i = 0; i < 5_000; i++) {
      batches.next(out);
      counts[(int) out[0]]++;
    }
    for (int count : counts) {
      assertTrue(Math.abs(count - 1000) < 150, () -> Arrays.toString(counts));
    }
  }

  @Test
  void refusesWhatDoesNotFit() {
    assertRefused(() -> new Batches(new Counting(3), 4, 0), "3 samples", "at most 3");
    assertThrows(IllegalArgumentException.class, () -> new Batches(new Counting(3), 0, 0));
    Batches batches = new Batches(new Counting(4), 4, 0);
    assertThrows(IllegalArgumentException.class, () -> batches.next(new float[3]));
    assertThrows(IllegalArgumentException.class, () -> batches.next(new float[4], new int[3]));
    assertEquals(Cursor.START, batches.cursor());
  }
}
