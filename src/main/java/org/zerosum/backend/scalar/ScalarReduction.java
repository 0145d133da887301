package org.zerosum.backend.scalar;

import java.util.Arrays;
import org.zerosum.tensor.Broadcast;
import org.zerosum.tensor.Rectifier;

/** docs/arithmetic.md, section 3. */
final class ScalarReduction {
  /** Partial sums of a block, added as a tree. */
  static final int LANES = 256;
  /** Elements of a block; block sums are added in order. */
  static final int BLOCK = 65_536;

  private ScalarReduction() {}

  /** What is summed: element e, rounded. */
  @FunctionalInterface
  interface Term {
    float at(int e);
  }

  /** A lane after element e. */
  @FunctionalInterface
  interface Lane {
    float after(float lane, int e);
  }

  static float sum(int count, Term term) {
    return sumByLanes(count, adding(term));
  }

  /** Adds a term to its lane. */
  static Lane adding(Term term) {
    return (lane, e) -> lane + term.at(e);
  }

  static float sumByLanes(int count, Lane lane) {
    return sumByLanes(new float[LANES], count, lane);
  }

  /** As {@link #sumByLanes(int, Lane)}, with the caller's lanes. */
  static float sumByLanes(float[] lanes, int count, Lane lane) {
    float total = 0;
    for (int block = 0; block < count; block += BLOCK) {
      Arrays.fill(lanes, 0);
      for (int e = block; e < Math.min(count, block + BLOCK); e++) {
        lanes[e % LANES] = lane.after(lanes[e % LANES], e);
      }
      for (int width = LANES / 2; width >= 1; width /= 2) {
        for (int l = 0; l < width; l++) {
          lanes[l] += lanes[l + width];
        }
      }
      total = block == 0 ? lanes[0] : total + lanes[0];
    }
    return total;
  }

  /** The sum over element (o, m, i) for one m, numbered e = o·inner + i. */
  static float sum(HostStorage x, Broadcast b, int m) {
    return sum(b.outer() * b.inner(), e -> x.get(index(b, m, e)));
  }

  static int index(Broadcast b, int m, int e) {
    return (e / b.inner() * b.middle() + m) * b.inner() + e % b.inner();
  }

  static void sum(HostStorage out, HostStorage x, Broadcast b) {
    for (int m = 0; m < b.middle(); m++) {
      out.set(m, sum(x, b, m));
    }
  }

  static void rectifierBackward(HostStorage dx, HostStorage biasGradient, HostStorage outGradient, HostStorage out, Rectifier rectifier,
      Broadcast channels) {
    for (int e = 0; e < dx.count(); e++) {
      dx.set(e, rectifier.gate(outGradient.get(e), out.get(e)));
    }
    sum(biasGradient, dx, channels);
  }
}
