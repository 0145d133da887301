package org.zerosum.data;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.zerosum.tensor.DataException;

class PrefetchTest {
  private static Batches batches(Dataset dataset) {
    return new Batches(dataset, 7, 3);
  }

  @Test
  void batchesAndCursorsAreThoseOfTheBatches() {
    Dataset digits = Datasets.open("digits", new ImageOptions(16, 0));
    Batches expected = batches(digits);
    try (Prefetch prefetch = new Prefetch(batches(digits))) {
      float[] a = new float[7 * 256];
      float[] b = new float[7 * 256];
      int[] labelsA = new int[7];
      int[] labelsB = new int[7];
      for (int i = 0; i < 20; i++) {
        assertEquals(expected.cursor(), prefetch.cursor());
        expected.next(a, labelsA);
        prefetch.next(b, labelsB);
        assertArrayEquals(a, b);
        assertArrayEquals(labelsA, labelsB);
        if (i == 9) {
          expected.seek(new Cursor(5, 70));
          prefetch.seek(new Cursor(5, 70));
        }
      }
      prefetch.next(b, null);
    }
  }

  /** The next batch is made without anybody asking for it. */
  @Test
  void theNextBatchIsMadeMeanwhile() throws Exception {
    CountDownLatch second = new CountDownLatch(14);
    Dataset counting = new Points(second, Integer.MAX_VALUE);
    try (Prefetch prefetch = new Prefetch(batches(counting))) {
      prefetch.next(new float[14], null);
      assertTrue(second.await(30, TimeUnit.SECONDS), "the second batch was not made");
    }
  }

  @Test
  void aFailureIsThrownWhereTheBatchIsAskedFor() {
    try (Prefetch prefetch = new Prefetch(batches(new Points(new CountDownLatch(1), 10)))) {
      prefetch.next(new float[14], null);
      DataException e = assertThrows(DataException.class, () -> prefetch.next(new float[14], null));
      assertEquals("torn", e.getMessage());
    }
  }

  @Test
  void closingEndsTheThread() {
    Prefetch prefetch = new Prefetch(batches(new Points(new CountDownLatch(1), Integer.MAX_VALUE)));
    prefetch.close();
    prefetch.close();
    assertThrows(IllegalStateException.class, () -> prefetch.next(new float[14], null));
    assertFalse(Thread.getAllStackTraces().keySet().stream().anyMatch(thread -> thread.getName().equals("zerosum-prefetch")
        && thread.isAlive()));
  }

  /** Points whose reads are counted and fail after some. */
  private static final class Points implements Dataset {
    private final CountDownLatch reads;
    private int left;

    Points(CountDownLatch reads, int left) {
      this.reads = reads;
      this.left = left;
    }

    @Override
    public String name() {
      return "points";
    }

    @Override
    public int size() {
      return 100;
    }

    @Override
    public SampleShape sampleShape() {
      return SampleShape.vector(2);
    }

    @Override
    public int label(int index) {
      return 0;
    }

    @Override
    public List<String> classNames() {
      return List.of("all");
    }

    @Override
    public void read(int index, float[] out, int offset) {
      if (left-- == 0) {
        throw new DataException("torn");
      }
      reads.countDown();
    }
  }
}
