package org.zerosum.backend.vector;

import static org.zerosum.backend.vector.VectorWidth.LANES;
import static org.zerosum.backend.vector.VectorWidth.SPECIES;

import jdk.incubator.vector.FloatVector;
import org.zerosum.backend.scalar.HostStorage;

/**
 * What a reduction adds up, rounded as docs/arithmetic.md says.
 *
 * @param x the elements
 * @param mean per channel, where the kind has one
 */
record Summand(Kind kind, HostStorage x, HostStorage mean) {
  /** The terms. */
  enum Kind {
    /** x. */
    VALUE,
    /** x · x. */
    SQUARE,
    /** d · d with d = x − mean. */
    DEVIATION
  }

  static Summand value(HostStorage x) {
    return new Summand(Kind.VALUE, x, null);
  }

  /** out[at + e] = the term of element first + e, of channel m, for e below count. */
  void terms(float[] out, int at, int first, int m, int count) {
    int i = x.offset() + first;
    switch (kind) {
      case VALUE -> System.arraycopy(x.array(), i, out, at, count);
      case SQUARE -> square(out, at, x.array(), i, count);
      case DEVIATION -> deviation(out, at, x.array(), i, count, at(mean, m));
    }
  }

  /**
   * The terms of whole images, one after the other.
   *
   * @param first element of the first image
   * @param step from image to image
   * @param inner elements of an image, a multiple of LANES
   */
  void images(float[] out, int first, int step, int images, int inner, int m) {
    int i = x.offset() + first;
    switch (kind) {
      case VALUE -> values(out, x.array(), i, step, images, inner);
      case SQUARE -> squares(out, x.array(), i, step, images, inner);
      case DEVIATION -> deviations(out, x.array(), i, step, images, inner, at(mean, m));
    }
  }

  private static void values(float[] out, float[] x, int i, int step, int images, int inner) {
    for (int o = 0; o < images; o++) {
      for (int e = 0; e < inner; e += LANES) {
        FloatVector.fromArray(SPECIES, x, i + o * step + e).intoArray(out, o * inner + e);
      }
    }
  }

  private static void squares(float[] out, float[] x, int i, int step, int images, int inner) {
    for (int o = 0; o < images; o++) {
      for (int e = 0; e < inner; e += LANES) {
        FloatVector v = FloatVector.fromArray(SPECIES, x, i + o * step + e);
        v.mul(v).intoArray(out, o * inner + e);
      }
    }
  }

  private static void deviations(float[] out, float[] x, int i, int step, int images, int inner, float mean) {
    for (int o = 0; o < images; o++) {
      for (int e = 0; e < inner; e += LANES) {
        FloatVector d = FloatVector.fromArray(SPECIES, x, i + o * step + e).sub(mean);
        d.mul(d).intoArray(out, o * inner + e);
      }
    }
  }

  private static float at(HostStorage values, int m) {
    return values.array()[values.offset() + m];
  }

  private static void square(float[] out, int at, float[] x, int i, int count) {
    int e = 0;
    for (; e <= count - LANES; e += LANES) {
      FloatVector v = FloatVector.fromArray(SPECIES, x, i + e);
      v.mul(v).intoArray(out, at + e);
    }
    for (; e < count; e++) {
      out[at + e] = x[i + e] * x[i + e];
    }
  }

  private static void deviation(float[] out, int at, float[] x, int i, int count, float mean) {
    int e = 0;
    for (; e <= count - LANES; e += LANES) {
      FloatVector d = FloatVector.fromArray(SPECIES, x, i + e).sub(mean);
      d.mul(d).intoArray(out, at + e);
    }
    for (; e < count; e++) {
      float d = x[i + e] - mean;
      out[at + e] = d * d;
    }
  }
}
