package org.zerosum.backend.vector;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.zerosum.tensor.Conv2d;
import org.zerosum.tensor.ConvTranspose2d;
import org.zerosum.tensor.Shape;
import org.zerosum.tensor.Tensor;

/**
 * Contractions against the specification at the borders of tiles, blocks and chunks, for several numbers of threads.
 */
class VectorContractionTest {
  private static final int ROWS = Contraction.ROWS;
  private static final int COLUMNS = Contraction.COLUMNS;

  private static final int[][] MATMUL = {{1, 1, 1}, {1, 1, 1025}, {2, 3, 0x1ff}, {1, 67, 31}, {67, 1, 31},
      {ROWS - 1, COLUMNS - 1, 511},
      {ROWS, COLUMNS, 512}, {ROWS + 1, COLUMNS + 1, 513}, {2 * ROWS, 3 * COLUMNS, 1025}, {37, 41, 43}, {5, 300, 17},
      {300, 5, 17}, {130, 129, 40}, {1, 1, 8192}, {13, 33, 4099}, {7, 1100, 50}, {64, 48, 2048},
      // Times a vector, by lanes.
      {1, 1, 256}, {2, 1, 257}, {67, 1, 511}, {65, 1, 4096}, {3, 1, 65_537}};

  @ParameterizedTest
  @ValueSource(ints = {1, 2, 3})
  void matmul(int threads) {
    try (Pair pair = new Pair(threads)) {
      for (int[] size : MATMUL) {
        for (int form = 0; form < 8; form++) {
          boolean transposeA = (form & 1) != 0;
          boolean transposeB = (form & 2) != 0;
          boolean bias = (form & 4) != 0;
          int m = size[0];
          int n = size[1];
          int k = size[2];
          pair.same("matmul " + m + "x" + n + "x" + k + " form " + form, in -> {
            Tensor a = transposeA ? in.uniform(k, m) : in.view(m, k);
            Tensor b = transposeB ? in.view(n, k) : in.uniform(k, n);
            return new Tensor[] {in.backend().matmul(a, b, transposeA, transposeB, bias ? in.view(n) : null)};
          });
        }
      }
    }
  }

  /** N, C, H, W, K, R, S, strideH, strideW, paddingH, paddingW. */
  private static final int[][] CONVOLUTIONS = {{1, 1, 1, 1, 1, 1, 1, 1, 1, 0, 0}, {2, 3, 7, 5, 4, 3, 2, 1, 1, 0, 0},
      {2, 3, 7, 5, 4, 3, 2, 1, 1, 1, 2}, {3, 2, 9, 11, 13, 4, 4, 2, 2, 1, 1}, {1, 5, 8, 6, 7, 5, 3, 3, 2, 2, 1},
      {2, 33, 6, 6, 12, 4, 4, 2, 2, 1, 1}, {4, 3, 16, 16, 24, 4, 4, 2, 2, 1, 1}, {2, 3, 32, 34, 5, 4, 4, 2, 2, 1, 1},
      {5, 57, 5, 4, 11, 3, 3, 1, 1, 1, 1}, {3, 4, 10, 10, 3, 1, 1, 2, 3, 0, 0}, {2, 2, 1, 1, 3, 2, 2, 7, 7, 3, 3},
      {2, 16, 4, 4, 6, 4, 4, 1, 1, 0, 0}, {2, 3, 5, 37, 4, 2, 5, 1, 3, 1, 4}, {9, 2, 12, 12, 3, 3, 3, 2, 2, 1, 1},
      {2, 3, 4, 5, 2, 1, 2, 3, 3, 2, 2}, {2, 33, 9, 7, 35, 4, 4, 2, 2, 1, 1}, {3, 49, 8, 12, 70, 4, 4, 2, 2, 1, 1},
      {17, 32, 16, 32, 33, 4, 4, 2, 2, 1, 1}, {5, 64, 4, 4, 32, 4, 4, 2, 2, 1, 1},
      // Weight gradients with few columns: windows of small and odd sizes, chunks that end within images.
      {3, 1, 13, 17, 9, 3, 3, 1, 1, 1, 1}, {19, 2, 12, 12, 13, 3, 3, 2, 2, 1, 1}, {2, 5, 14, 15, 22, 3, 3, 1, 1, 1, 1},
      {9, 3, 32, 32, 21, 4, 4, 2, 2, 1, 1}, {5, 1, 32, 32, 17, 4, 4, 2, 2, 1, 1}, {3, 4, 20, 20, 8, 4, 4, 1, 1, 2, 0},
      // Short sums and rows of at least one vector: images in one part and in several, odd rows and strides.
      {1, 2, 20, 20, 6, 3, 3, 1, 1, 1, 1}, {3, 3, 41, 70, 10, 4, 4, 2, 2, 1, 1}, {1, 1, 40, 99, 4, 5, 4, 2, 3, 2, 1},
      {2, 3, 130, 33, 12, 4, 4, 1, 1, 5, 3}, {1, 5, 70, 60, 8, 5, 5, 1, 1, 2, 2}, {2, 2, 9, 40, 14, 2, 3, 3, 1, 0, 4}};

  @ParameterizedTest
  @ValueSource(ints = {1, 2, 3})
  void conv2dAndItsGradients(int threads) {
    try (Pair pair = new Pair(threads)) {
      for (int[] v : CONVOLUTIONS) {
        Conv2d c = new Conv2d(v[7], v[8], v[9], v[10]);
        Shape x = Shape.of(v[0], v[1], v[2], v[3]);
        Shape w = Shape.of(v[4], v[1], v[5], v[6]);
        Shape y = c.geometry(x, w).output();
        String what = c + " of " + x + " with " + w;
        pair.same("forward " + what, in -> new Tensor[] {
            in.backend().conv2d(in.uniform(x.toArray()), in.view(w.toArray()), in.uniform(w.extent(0)), c),
            in.backend().conv2d(in.view(x.toArray()), in.uniform(w.toArray()), null, c)});
        pair.same("backward input " + what,
            in -> new Tensor[] {in.backend().conv2dBackwardInput(in.view(y.toArray()), in.uniform(w.toArray()), x, c)});
        pair.same("backward weight " + what,
            in -> new Tensor[] {in.backend().conv2dBackwardWeight(in.view(x.toArray()), in.view(y.toArray()), w, c)});
      }
    }
  }

  /** N, C, H, W, K, R, S, strideH, strideW, paddingH, paddingW, outputPaddingH, outputPaddingW. */
  private static final int[][] TRANSPOSED = {{1, 1, 1, 1, 1, 1, 1, 1, 1, 0, 0, 0, 0},
      {2, 3, 4, 5, 4, 4, 4, 2, 2, 1, 1, 0, 0},
      {2, 3, 4, 5, 4, 3, 3, 2, 2, 1, 1, 1, 1}, {1, 4, 3, 3, 2, 1, 2, 3, 3, 0, 0, 2, 1},
      {3, 2, 5, 4, 3, 5, 3, 1, 2, 2, 0, 0, 1},
      {2, 130, 4, 4, 13, 4, 4, 2, 2, 1, 1, 0, 0}, {2, 8, 16, 16, 3, 4, 4, 2, 2, 1, 1, 0, 0},
      {2, 257, 1, 1, 9, 4, 4, 1, 1, 0, 0, 0, 0},
      {2, 3, 6, 7, 5, 2, 5, 3, 2, 1, 3, 2, 1}, {1, 2, 9, 8, 2, 2, 2, 3, 3, 1, 1, 0, 0},
      {2, 3, 6, 6, 2, 3, 3, 1, 1, 2, 2, 0, 0}, {3, 33, 5, 3, 37, 4, 4, 2, 2, 1, 1, 1, 0},
      {7, 66, 4, 6, 40, 4, 4, 2, 2, 1, 1, 0, 0},
      // Few out-channels and rows of at least one vector.
      {2, 5, 3, 16, 3, 4, 4, 2, 2, 1, 1, 0, 0}, {3, 4, 5, 19, 1, 4, 4, 2, 2, 1, 1, 1, 0}, {1, 130, 2, 33, 2, 4, 4, 2, 2, 1, 1, 0, 1},
      {2, 6, 4, 50, 3, 3, 3, 1, 1, 1, 1, 0, 0}, {2, 3, 4, 17, 2, 2, 2, 3, 3, 0, 0, 2, 2}, {1, 3, 4, 40, 1, 5, 2, 1, 2, 3, 0, 0, 1},
      {2, 514, 1, 16, 1, 1, 4, 1, 2, 0, 1, 0, 0}};

  @ParameterizedTest
  @ValueSource(ints = {1, 2, 3})
  void convTranspose2dAndItsGradients(int threads) {
    try (Pair pair = new Pair(threads)) {
      for (int[] v : TRANSPOSED) {
        ConvTranspose2d c = new ConvTranspose2d(v[7], v[8], v[9], v[10], v[11], v[12]);
        Shape x = Shape.of(v[0], v[1], v[2], v[3]);
        Shape w = Shape.of(v[1], v[4], v[5], v[6]);
        Shape y = c.geometry(x, w).output();
        String what = c + " of " + x + " with " + w;
        pair.same("forward " + what, in -> new Tensor[] {
            in.backend().convTranspose2d(in.uniform(x.toArray()), in.view(w.toArray()), in.uniform(w.extent(1)), c),
            in.backend().convTranspose2d(in.view(x.toArray()), in.uniform(w.toArray()), null, c)});
        pair.same("backward input " + what,
            in ->
            new Tensor[] {in.backend().convTranspose2dBackwardInput(in.view(y.toArray()), in.uniform(w.toArray()), x,
                c)});
        pair.same("backward weight " + what,
            in ->
            new Tensor[] {in.backend().convTranspose2dBackwardWeight(in.view(x.toArray()), in.view(y.toArray()), w,
                c)});
      }
    }
  }
}
