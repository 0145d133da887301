package org.zerosum.backend.vector;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.concurrent.atomic.AtomicIntegerArray;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Every piece runs once, exceptions come back, and nothing hangs. */
class VectorWorkerPoolTest {
  @ParameterizedTest
  @ValueSource(ints = {1, 2, 3, 5})
  void everyPieceRunsOnce(int threads) {
    try (WorkerPool pool = new WorkerPool(threads)) {
      for (int count = 0; count < 300; count++) {
        AtomicIntegerArray times = new AtomicIntegerArray(count + 1);
        pool.run(count, (index, worker) -> {
          assertTrue(worker >= 0 && worker < threads);
          times.incrementAndGet(index);
        });
        for (int i = 0; i < count; i++) {
          assertEquals(1, times.get(i));
        }
      }
    }
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 2, 3})
  void rangesCoverEverythingOnceAndStartAtGrains(int threads) {
    try (WorkerPool pool = new WorkerPool(threads)) {
      for (int count : new int[] {1, 15, 16, 17, 1000, 1601}) {
        int[] times = new int[count];
        pool.ranges(count, 16, (from, to, worker) -> {
          assertEquals(0, from % 16);
          for (int e = from; e < to; e++) {
            times[e]++;
          }
        });
        int[] once = new int[count];
        java.util.Arrays.fill(once, 1);
        assertArrayEquals(once, times);
      }
    }
  }

  @Test
  void aPieceThatFailsIsReportedAndThePoolGoesOn() {
    try (WorkerPool pool = new WorkerPool(3)) {
      for (int round = 0; round < 50; round++) {
        IllegalStateException thrown = assertThrows(IllegalStateException.class, () -> pool.run(20, (index, worker) -> {
          if (index == 13) {
            throw new IllegalStateException("piece 13");
          }
        }));
        assertEquals("piece 13", thrown.getMessage());
        int[] sum = new int[20];
        pool.run(20, (index, worker) -> sum[index] = index);
        assertEquals(190, java.util.Arrays.stream(sum).sum());
      }
    }
  }

  @Test
  void sleepingWorkersWakeUp() throws InterruptedException {
    try (WorkerPool pool = new WorkerPool(2)) {
      for (int round = 0; round < 20; round++) {
        Thread.sleep(3);
        int[] done = new int[8];
        pool.run(8, (index, worker) -> done[index] = 1);
        assertEquals(8, java.util.Arrays.stream(done).sum());
      }
    }
  }

  @Test
  void fewerThanOneThreadIsRefused() {
    assertThrows(IllegalArgumentException.class, () -> new VectorKernels(0));
  }
}
