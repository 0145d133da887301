package org.zerosum.backend.vector;

import java.util.Arrays;
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
      Phases.split(x.array(), from, columns, data, to, height * width, phasesW, left);
    }
  }
}
