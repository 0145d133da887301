package org.zerosum.tensor;

/**
 * What a backend can show of its device's own speed: fused multiply-adds that wait for nothing, to hold the speed of
 * operations against. Not an operation, and no model needs it.
 */
public interface PeakKernels {
  /** Chains per element: enough that no unit waits for the result before. */
  int CHAINS = 12;

  /** Elements that keep the whole device busy, a multiple of 16. */
  int peakElements();

  /**
   * Element e of out = Σ over i &lt; {@link #CHAINS} of c_i, with c_i = i + (e mod 16) / 16 at first and {@code rounds}
   * times c_i = fma(c_i, factor, addend); 2 · CHAINS · rounds operations per element.
   *
   * @param out of {@link #peakElements} elements; of any number on the scalar backend
   */
  void peak(Tensor out, int rounds, float factor, float addend);
}
