package org.zerosum.backend.opencl;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.zerosum.cl.ClBuffer;
import org.zerosum.cl.ClCommandBuffer;
import org.zerosum.cl.OpenClTestDevice;
import org.zerosum.tensor.Binder.Part;
import org.zerosum.tensor.Noise;

/** Recorded launches as a list and as command buffers. */
class BoundLaunchesTest {
  private static final int COUNT = 1000;

  private static BoundLaunches bind(Session session, Runnable calls) {
    return BoundLaunches.of(session, List.of(new Part(calls, false, false)));
  }

  private static float[] run(Session session, boolean buffers) {
    boolean taken = buffers && ClCommandBuffer.isSupported(session.device());
    session.launches().useCommandBuffers(taken);
    ElementwiseProgram elementwise = new ElementwiseProgram(session);
    RandomProgram random = new RandomProgram(session);
    Noise noise = new Noise(1, 2, 3);
    float[] values = new float[COUNT];
    try (ClBuffer x = session.allocate(COUNT); ClBuffer y = session.allocate(COUNT)) {
      BoundLaunches bound = bind(session, () -> {
        elementwise.fill(y, COUNT, 2);
        elementwise.copyRuns(x, y, 0, 0, 0, 0, 1, 500);
        random.uniform(y, COUNT, noise, 0, 1);
        elementwise.copyRuns(x, y, 500, 0, 100, 0, 1, 300);
        elementwise.copyRuns(x, y, 800, 0, 0, 0, 1, 200);
      });
      assertEquals(taken ? 2 : 0, bound.commandBuffers());
      for (int step = 3; step < 6; step++) {
        noise.moveTo(step);
        bound.run();
      }
      session.queue().read(x, 0, values, 0, COUNT);
      bound.close();
    }
    return values;
  }

  @Test
  void aListAndCommandBuffersDoTheSame() {
    float[] listed;
    try (Session session = new Session(OpenClTestDevice.get(), DeviceClass.CPU)) {
      listed = run(session, false);
    }
    try (Session session = new Session(OpenClTestDevice.get(), DeviceClass.CPU)) {
      assertArrayEquals(listed, run(session, true));
    }
    assertEquals(2, listed[499]);
    assertTrue(listed[500] < 1 && listed[999] < 1);
  }

  /** Scratch memory that a recorded launch names stays although later calls need more. */
  @Test
  void scratchMemoryOfRecordedLaunchesStays() {
    try (Session session = new Session(OpenClTestDevice.get(), DeviceClass.CPU); ClBuffer out = session.allocate(1)) {
      ReduceProgram reduce = new ReduceProgram(session);
      float[] sum = new float[1];
      try (ClBuffer small = session.allocate(70_000); ClBuffer large = session.allocate(3_000_000)) {
        session.queue().fill(small, 0, small.bytes(), 1f);
        session.queue().fill(large, 0, large.bytes(), 1f);
        BoundLaunches bound = bind(session, () -> reduce.sumOfSquares(out, small, 70_000));
        reduce.sumOfSquares(out, large, 3_000_000);
        session.queue().read(out, 0, sum, 0, 1);
        assertEquals(3_000_000, sum[0]);
        for (int i = 0; i < 2; i++) {
          bound.run();
          session.queue().read(out, 0, sum, 0, 1);
          assertEquals(70_000, sum[0]);
        }
        bound.close();
      }
    }
  }

  @Test
  void profiledLaunchesTellTheirTimes() {
    try (Session session = new Session(OpenClTestDevice.get(), DeviceClass.CPU, Programs.fromSources(), true); ClBuffer x = session.allocate(COUNT)) {
      ElementwiseProgram elementwise = new ElementwiseProgram(session);
      BoundLaunches bound = bind(session, () -> elementwise.fill(x, COUNT, 2));
      assertEquals(0, bound.commandBuffers());
      bound.run();
      bound.run();
      elementwise.fill(x, COUNT, 1);
      KernelTimes times = session.launches().profile().take();
      assertEquals(1, times.each().size());
      KernelTime fill = times.each().getFirst();
      assertEquals("fill", fill.kernel());
      assertEquals(3, fill.launches());
      assertTrue(fill.nanos() > 0);
      assertEquals(fill.nanos(), times.busyNanos(), "one after the other");
      assertTrue(times.spanNanos() >= times.busyNanos());
      assertEquals(new KernelTimes(List.of(), 0, 0), session.launches().profile().take());
      bound.close();
    }
  }

  /** A call of no elements launches nothing: nothing is put aside before the first launch, and no wait is lost. */
  @Test
  void callsThatLaunchNothingLoseNoOrder() {
    try (Session session = new Session(OpenClTestDevice.get(), DeviceClass.CPU); ClBuffer x = session.allocate(COUNT);
        ClBuffer y = session.allocate(COUNT)) {
      session.launches().useCommandBuffers(false);
      session.launches().useOverlap(true);
      ElementwiseProgram elementwise = new ElementwiseProgram(session);
      Runnable nothing = () -> elementwise.copyRuns(x, y, 0, 0, 0, 0, 0, 0);
      float[] values = new float[COUNT];
      BoundLaunches bound = BoundLaunches.of(session, List.of(new Part(nothing, false, false),
          new Part(() -> elementwise.fill(x, COUNT, 1), true, false), new Part(() -> elementwise.fill(x, COUNT, 2), true, false),
          new Part(nothing, false, true), new Part(() -> elementwise.copyRuns(y, x, 0, 0, 0, 0, 1, COUNT), false, false)));
      assertEquals(1, bound.asideCount(), "the first launch is not");
      for (int i = 0; i < 50; i++) {
        bound.run();
        session.queue().read(y, 0, values, 0, COUNT);
        assertEquals(2, values[COUNT - 1]);
      }
      bound.close();
    }
  }

  /** Sums beside sums: each part reads what the one before it wrote where it is told to wait, and only there. */
  @Test
  void launchesThatArePutAsideAreWaitedFor() {
    int count = 200_000;
    int rounds = 50;
    try (Session session = new Session(OpenClTestDevice.get(), DeviceClass.CPU, Programs.fromSources(), true);
        ClBuffer x = session.allocate(count); ClBuffer y = session.allocate(count); ClBuffer first = session.allocate(1);
        ClBuffer second = session.allocate(1); ClBuffer sums = session.allocate(3)) {
      session.launches().useCommandBuffers(false);
      session.launches().useOverlap(true);
      ReduceProgram reduce = new ReduceProgram(session);
      ElementwiseProgram elementwise = new ElementwiseProgram(session);
      BoundLaunches bound = BoundLaunches.of(session, List.of(
          new Part(() -> elementwise.fill(x, count, 1), false, false),
          new Part(() -> reduce.sumOfSquares(first, x, count), true, false),
          new Part(() -> elementwise.fill(y, count, 2), false, false),
          new Part(() -> reduce.sumOfSquares(second, y, count), false, false),
          new Part(() -> elementwise.copyRuns(sums, first, 0, 0, 0, 0, 1, 1), false, true),
          new Part(() -> elementwise.copyRuns(sums, second, 1, 0, 0, 0, 1, 1), false, false),
          new Part(() -> elementwise.fill(x, count, 3), false, false),
          new Part(() -> reduce.sumOfSquares(first, x, count), true, false),
          new Part(() -> elementwise.copyRuns(sums, first, 2, 0, 0, 0, 1, 1), true, false)));
      assertEquals(2 + 2 + 1, bound.asideCount(), "two launches a sum, and the last copy");
      session.launches().profile().take();
      for (int i = 0; i < rounds; i++) {
        session.queue().fill(sums, 0, 12, 0f);
        bound.run();
        float[] values = new float[3];
        // Of the first queue, which waits for the second at the end.
        session.queue().read(sums, 0, values, 0, 3);
        assertArrayEquals(new float[] {count, 4 * count, 9 * count}, values);
      }
      KernelTimes times = session.launches().profile().take();
      long all = times.each().stream().mapToLong(KernelTime::nanos).sum();
      assertTrue(times.busyNanos() <= all && times.busyNanos() <= times.spanNanos(), "what ran side by side counts once: " + times);
      bound.close();
    }
  }
}
