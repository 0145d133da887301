package org.zerosum.backend.vector;

import static org.zerosum.backend.vector.VectorWidth.LANES;
import static org.zerosum.backend.vector.VectorWidth.SPECIES;

import jdk.incubator.vector.FloatVector;
import org.zerosum.backend.scalar.HostStorage;
import org.zerosum.tensor.PeakKernels;

/** The chains of fma of {@link PeakKernels}, one vector of elements per piece of work. */
final class VectorPeak {
  /** Pieces per thread, so that a thread which is late holds up little. */
  private static final int PIECES = 16;
  /** Elements with different first values. */
  private static final int PERIOD = 16;

  private final WorkerPool pool;

  VectorPeak(WorkerPool pool) {
    this.pool = pool;
  }

  /** A multiple of 16, whatever the number of lanes. */
  int elements() {
    return PIECES * pool.threads() * LANES;
  }

  void run(HostStorage out, int rounds, float factor, float addend) {
    float[] starts = new float[PERIOD];
    for (int i = 0; i < PERIOD; i++) {
      starts[i] = (float) i / PERIOD;
    }
    pool.run(elements() / LANES, (index, worker) -> {
      int at = index * LANES;
      chains(starts, at % PERIOD, rounds, factor, addend, out.array(), out.offset() + at);
    });
  }

  /** Written out, because only local variables stay in registers: 12 chains, factor and addend fit into 16. */
  private static void chains(float[] starts, int startAt, int rounds, float factor, float addend, float[] out,
      int at) {
    FloatVector x = FloatVector.broadcast(SPECIES, factor);
    FloatVector y = FloatVector.broadcast(SPECIES, addend);
    FloatVector c0 = FloatVector.fromArray(SPECIES, starts, startAt);
    FloatVector c1 = c0.add(1);
    FloatVector c2 = c0.add(2);
    FloatVector c3 = c0.add(3);
    FloatVector c4 = c0.add(4);
    FloatVector c5 = c0.add(5);
    FloatVector c6 = c0.add(6);
    FloatVector c7 = c0.add(7);
    FloatVector c8 = c0.add(8);
    FloatVector c9 = c0.add(9);
    FloatVector c10 = c0.add(10);
    FloatVector c11 = c0.add(11);
    for (int round = 0; round < rounds; round++) {
      c0 = c0.fma(x, y);
      c1 = c1.fma(x, y);
      c2 = c2.fma(x, y);
      c3 = c3.fma(x, y);
      c4 = c4.fma(x, y);
      c5 = c5.fma(x, y);
      c6 = c6.fma(x, y);
      c7 = c7.fma(x, y);
      c8 = c8.fma(x, y);
      c9 = c9.fma(x, y);
      c10 = c10.fma(x, y);
      c11 = c11.fma(x, y);
    }
    c0.add(c1).add(c2).add(c3).add(c4).add(c5).add(c6).add(c7).add(c8).add(c9).add(c10).add(c11).intoArray(out, at);
  }
}
