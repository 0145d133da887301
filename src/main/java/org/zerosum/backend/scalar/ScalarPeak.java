package org.zerosum.backend.scalar;

import org.zerosum.tensor.PeakKernels;

/** The chains of fma of {@link PeakKernels}. */
final class ScalarPeak {
  /** Elements with different first values. */
  static final int PERIOD = 16;

  private ScalarPeak() {}

  static void run(HostStorage out, int rounds, float factor, float addend) {
    float[] chains = new float[PeakKernels.CHAINS];
    for (int e = 0; e < out.count(); e++) {
      for (int i = 0; i < chains.length; i++) {
        chains[i] = i + (float) (e % PERIOD) / PERIOD;
      }
      for (int round = 0; round < rounds; round++) {
        for (int i = 0; i < chains.length; i++) {
          chains[i] = Math.fma(chains[i], factor, addend);
        }
      }
      float sum = 0;
      for (float chain : chains) {
        sum += chain;
      }
      out.set(e, sum);
    }
  }
}
