package org.zerosum.backend.vector;

import static org.zerosum.backend.vector.VectorWidth.LANES;
import static org.zerosum.backend.vector.VectorWidth.SPECIES;

import java.util.Arrays;
import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.VectorMask;
import jdk.incubator.vector.VectorShuffle;
import org.zerosum.backend.scalar.HostStorage;
import org.zerosum.backend.vector.Scratch.Floats;

/**
 * Images with a margin of zeros, so that windows need no bounds checks, and with the rows and columns of each residue
 * modulo the stride laid together, so that neighbouring windows are neighbours in memory:
 * [planes][phaseH][phaseW][height][width].
 *
 * <p>Where neither is needed it is the images themselves.
 *
 * @param offset of the first element
 * @param height rows of one phase
 * @param width columns of one phase
 */
record PaddedImage(float[] data, int offset, int phasesH, int phasesW, int height, int width) {
  private static final VectorShuffle<Float> EVEN = VectorShuffle.fromOp(SPECIES, i -> 2 * i % LANES);
  private static final VectorShuffle<Float> ODD = VectorShuffle.fromOp(SPECIES, i -> (2 * i + 1) % LANES);
  private static final VectorMask<Float> UPPER = VectorMask.fromLong(SPECIES, -1L << LANES / 2 & (1L << LANES) - 1);

  /** Elements of one plane with all its phases. */
  int plane() {
    return phasesH * phasesW * height * width;
  }

  /**
   * Lays out images.
   *
   * @param x [planes][h][w]
   * @param top rows of zeros above, left columns of zeros at the left
   * @param height rows kept, margins included; what is beyond is zero or, within x, dropped
   * @param width columns kept
   */
  static PaddedImage of(WorkerPool pool, Scratch scratch, HostStorage x, int planes, int h, int w, int top, int left,
      int height, int width, int phasesH, int phasesW) {
    if (top == 0 && left == 0 && height <= h && width <= w && phasesH == 1 && phasesW == 1) {
      return new PaddedImage(x.array(), x.offset(), 1, 1, h, w);
    }
    int phaseHeight = (height + phasesH - 1) / phasesH;
    int phaseWidth = (width + phasesW - 1) / phasesW;
    float[] data = scratch.floats(Floats.IMAGE, (long) planes * phasesH * phasesW * phaseHeight * phaseWidth);
    PaddedImage image = new PaddedImage(data, 0, phasesH, phasesW, phaseHeight, phaseWidth);
    pool.ranges(planes, 1 + 8192 / image.plane(), (from, to, worker) -> {
      for (int plane = from; plane < to; plane++) {
        image.copy(plane, x, h, w, top, left, Math.min(h, height - top), Math.max(0, Math.min(w, width - left)));
      }
    });
    return image;
  }

  private void copy(int plane, HostStorage x, int h, int w, int top, int left, int rows, int columns) {
    int base = plane * plane();
    Arrays.fill(data, base, base + plane(), 0);
    for (int row = 0; row < rows; row++) {
      int padded = row + top;
      int from = x.offset() + (plane * h + row) * w;
      int to = base + (padded % phasesH * phasesW * height + padded / phasesH) * width;
      if (phasesW == 1) {
        System.arraycopy(x.array(), from, data, to + left, columns);
      } else {
        int done = phasesW == 2 ? split(x.array(), from, columns, to, left) : 0;
        for (int phase = 0; phase < phasesW; phase++) {
          int first = done + Math.floorMod(phase - left - done, phasesW);
          gather(x.array(), from + first, phasesW, columns - first, data,
              to + phase * height * width + (first + left) / phasesW);
        }
      }
    }
  }

  /** Two phases: even and odd columns by whole vectors; returns how many columns are done. */
  private int split(float[] x, int from, int columns, int to, int left) {
    int even = to + left % 2 * height * width + left / 2;
    int odd = to + (left + 1) % 2 * height * width + (left + 1) / 2;
    int j = 0;
    for (; j <= columns - 2 * LANES; j += 2 * LANES) {
      FloatVector a = FloatVector.fromArray(SPECIES, x, from + j);
      FloatVector b = FloatVector.fromArray(SPECIES, x, from + j + LANES);
      a.rearrange(EVEN).blend(b.rearrange(EVEN), UPPER).intoArray(data, even + j / 2);
      a.rearrange(ODD).blend(b.rearrange(ODD), UPPER).intoArray(data, odd + j / 2);
    }
    return j;
  }

  private static void gather(float[] source, int from, int step, int span, float[] target, int to) {
    for (int i = 0, j = 0; j < span; i++, j += step) {
      target[to + i] = source[from + j];
    }
  }
}
