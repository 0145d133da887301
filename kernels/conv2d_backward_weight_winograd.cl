// conv2d_backward_weight_winograd: conv2d_backward_weight with 4 x 4 kernels and stride 2 by Winograd's F(2x2, 2x2),
// NCHW.
// Shapes : x[N][C][H][W], out_gradient[N][K][P][Q], weight_gradient[K][C][4][4]; tiles (n, i, j) with I = ceil(P / 2),
//          J = ceil(Q / 2): results weight_gradient[k][c][rho + 2e][sigma + 2f] from the data x[n][c][4i + rho + 2a -
//          padding_h][4j + sigma + 2b - padding_w], a, b = 0 ... 2, and the taps out_gradient[n][k][2i + e][2j + f].
//          partial[layers][9][4][K][C'] (CPU) or partial[layers][9][K][4C] (GPU): sums of chunks, residue = 2 rho +
//          sigma.
//          CPU class: takes what conv2d_backward_weight_winograd_prepare makes, images with their channels last:
//          padded[N][4][2I + 1][2J + 1][C'] + 16 floats of x, a residue's pixels together; and
//          padded_gradient[N][2I][2J][K'] + 16 floats of out_gradient, with C', K' = C, K rounded up to 16.
//          GPU class: data[9][4C][tiles], gradients[9][K][tiles].
// Method : for each point a product of K by tiles by 4C. split 0: a task adds up all chunks of 512 tiles, layers = 1.
//          split 1: each chunk is a layer. conv2d_backward_weight_winograd_finish adds the layers in order, then
//          transforms back; a CPU without split does so in the task itself.
//          CPU: a task has task_rows out-channels (a multiple of 16, at most GRADIENT_ROWS) by 64 in-channels, of one
//          residue where split, else of all, one after the other; GRADIENT_TILES tiles at a time are transformed to
//          local memory, the chain of a chunk being kept there, too.
// Order  : tiles (n, i, j), n outermost, in chunks of 512 (docs/arithmetic.md, section 2.1).
// Launch : with Z = split ? ceil(tiles / 512) : 1
//          CPU: conv2d_backward_weight_winograd_prepare: local 1, global N * (ceil(C / 64) + ceil(K / 64)).
//               conv2d_backward_weight_winograd: local 1, global ((split ? 4 : 1) ceil(C / 64), ceil(K / task_rows),
//               Z).
//               conv2d_backward_weight_winograd_finish, where split: local 1, global K.
//          GPU: conv2d_backward_weight_winograd_data: local L (best 64), global (ceil(tiles / L) * L, 4C).
//               conv2d_backward_weight_winograd_gradients: local L (best 64), global (ceil(tiles / L) * L, K).
//               conv2d_backward_weight_winograd: local (WORK_GROUP, 1, 1), global (ceil(4C / TILE_N) * WORK_GROUP,
//               ceil(K / TILE_M), 9 Z).
//               conv2d_backward_weight_winograd_finish: local L (best 64), global (ceil(4C / L) * L, K).
// Macros : CPU: GRADIENT_TILES at least 1, GRADIENT_ROWS a multiple of 16. Local memory: 9 * (GRADIENT_TILES *
//          (GRADIENT_ROWS + 96) + GRADIENT_ROWS * 64 + 48) floats.
// Source : Winograd, "Arithmetic Complexity of Computations", 1980; Lavin & Gray, arXiv:1509.09308, section 4.

#pragma OPENCL FP_CONTRACT OFF

#include "contraction.clh"
#include "digits.clh"
#include "winograd.clh"

#if DEVICE_CPU

#include "winograd_cpu.clh"

#ifndef GRADIENT_TILES
#define GRADIENT_TILES 64 // tiles in local memory at a time
#endif
#ifndef GRADIENT_ROWS
#define GRADIENT_ROWS 128 // out-channels per task at most
#endif
#if GRADIENT_TILES < 1
#error "GRADIENT_TILES must be at least 1"
#endif
#if GRADIENT_ROWS % 16 != 0 || GRADIENT_ROWS < 16
#error "GRADIENT_ROWS must be a positive multiple of 16, a vector of out-channels"
#endif

#define COLUMNS 64 // in-channels per task
// Lines of transformed tiles: off powers of two, so that they do not share few sets of a cache.
#define A_LINE (GRADIENT_ROWS + 16)
#define B_LINE (COLUMNS + 16)
// The same goes for points.
#define A_POINT (GRADIENT_TILES * A_LINE + 16)
#define B_POINT (GRADIENT_TILES * B_LINE + 16)
#define SUMS_POINT (GRADIENT_ROWS * COLUMNS + 16)

#define IMAGE_CHANNELS 64 // channels per work-item of channels_last

// The number of a pixel among its image's, phase by phase: those of one residue lie together.
static inline size_t pixel_of(int row, int column, int rows, int columns, int phases) {
  if (phases == 1) {
    return (size_t) row * (size_t) columns + (size_t) column;
  }
  size_t phase = (size_t) (row % 2 * 2 + column % 2);
  return (phase * (size_t) (rows / 2) + (size_t) (row / 2)) * (size_t) (columns / 2) + (size_t) (column / 2);
}

// Writes image n's channels first_c ... + IMAGE_CHANNELS - 1 to padded[N][phases][phases][rows / phases][columns /
// phases][C']: pixel (row, column), of phase row % phases, column % phases, is row - before_h, column - before_w of
// x[N][C][H][W].
static inline void channels_last(__global float *padded, __global const float *x, int n, int first_c, int C, int H,
                                 int W, int before_h, int before_w, int rows, int columns, int phases) {
  size_t line = (size_t) rounded_up(C, 16);
  __global float *image = padded + (size_t) n * (size_t) rows * (size_t) columns * line;
  int end_c = least(first_c + IMAGE_CHANNELS, (int) line);
  for (int row = 0; row < rows; row++) {
    int outside = row < before_h || row - before_h >= H;
    for (int column = 0; column < columns; column++) {
      if (outside || column < before_w || column - before_w >= W) {
        __global float *pixel = image + pixel_of(row, column, rows, columns, phases) * line;
        for (int c = first_c; c < end_c; c += 16) {
          STORE_16(pixel + c, (float16) (0.0f));
        }
      }
    }
  }
  size_t plane = (size_t) H * (size_t) W;
  for (int c = first_c; c < end_c; c += 16) {
    __global const float *source = x + ((size_t) n * (size_t) C + (size_t) c) * plane;
    int row = before_h;
    int column = before_w;
    for (int e = 0; e < H * W; e += 16) {
      int count = least(16, H * W - e);
      float block[256];
      int skip = load_block(block, source, C - c, H * W, e);
      for (int i = 0; i < count; i++) {
        if (row >= 0 && row < rows && column >= 0 && column < columns) {
          STORE_16(image + (pixel_of(row, column, rows, columns, phases) * line + (size_t) c),
                   vload16(i + skip, block));
        }
        column++;
        if (column == before_w + W) {
          column = before_w;
          row++;
        }
      }
    }
  }
}

#define LOAD_PIXEL(i) tile[i] = LOAD_16(d + ((size_t) (i / 3) * row_step + (size_t) (i % 3) * column_step));
#define STORE_POINT(i) LOCAL_16(v + i * B_POINT) = points[i];

// Transforms 16 channels of a data tile at d to v and its eight points after it.
static inline void store_data(__local float *v, __global const float *d, size_t row_step, size_t column_step) {
  float16 tile[POINTS];
  float16 points[POINTS];
  EACH_POINT(LOAD_PIXEL)
  transform_data_16(points, tile);
  EACH_POINT(STORE_POINT)
}

// The first work-items lay out x, the others out_gradient.
__kernel void conv2d_backward_weight_winograd_prepare(__global float *padded, __global float *padded_gradient,
                                                      __global const float *x, __global const float *out_gradient,
                                                      int N, int C, int H, int W, int K, int R, int S, int P, int Q,
                                                      int stride_h, int stride_w, int padding_h, int padding_w) {
  int task = (int) get_group_id(0);
  int images = N * ((C + IMAGE_CHANNELS - 1) / IMAGE_CHANNELS);
  if (task < images) {
    channels_last(padded, x, task % N, task / N * IMAGE_CHANNELS, C, H, W, padding_h, padding_w, (P + 1) / 2 * 4 + 2,
                  (Q + 1) / 2 * 4 + 2, 2);
  } else {
    task -= images;
    channels_last(padded_gradient, out_gradient, task % N, task / N * IMAGE_CHANNELS, K, P, Q, 0, 0, (P + 1) / 2 * 2,
                  (Q + 1) / 2 * 2, 1);
  }
}

#define PAIR_CLEAR(i) float16 left##i = (float16) (0.0f), right##i = (float16) (0.0f);
#define PAIR_LOAD(i)                                              \
  left##i = LOCAL_16(sums + i * COLUMNS);                         \
  right##i = LOCAL_16(sums + i * COLUMNS + 16);
#define PAIR_STEP(i)                                     \
  {                                                      \
    float16 g = (float16) (a[i]);                        \
    left##i = fma(g, b_left, left##i);                   \
    right##i = fma(g, b_right, right##i);                \
  }
#define PAIR_STORE(i)                                             \
  LOCAL_16(sums + i * COLUMNS) = left##i;                         \
  LOCAL_16(sums + i * COLUMNS + 16) = right##i;

// Goes on with the chains of 8 out-channels by 32 in-channels, from +0 where they are new.
static inline void chain_tile(__local float *sums, __local const float *a, __local const float *b, int depth,
                              int new_chain) {
  ROWS_8(PAIR_CLEAR)
  if (!new_chain) {
    ROWS_8(PAIR_LOAD)
  }
  for (int l = 0; l < depth; l++) {
    float16 b_left = LOCAL_16(b);
    float16 b_right = LOCAL_16(b + 16);
    ROWS_8(PAIR_STEP)
    a += A_LINE;
    b += B_LINE;
  }
  ROWS_8(PAIR_STORE)
}

#define STORE_TAPS(i) LOCAL_16(a + (i * A_POINT + t * A_LINE + k)) = points[i];

// Transforms tiles first ... of the gradient's channels from first_k, rows of them, and of one residue of the image's
// channels from first_c, columns of them.
static inline void transform_tiles(__local float *a, __local float *b, __global const float *gradient,
                                   __global const float *padded, int first, int count, int first_k, int rows,
                                   int residue, int first_c, int columns, int C, int K, int P, int Q) {
  int grid_rows = (P + 1) / 2;
  int grid_columns = (Q + 1) / 2;
  size_t k_pixel = (size_t) rounded_up(K, 16);
  size_t k_line = (size_t) (2 * grid_columns) * k_pixel;
  size_t c_pixel = (size_t) rounded_up(C, 16);
  size_t c_line = (size_t) (2 * grid_columns + 1) * c_pixel;
  for (int t = 0; t < count; t++) {
    size_t line = (size_t) ((first + t) / grid_columns);
    size_t j = (size_t) ((first + t) % grid_columns);
    size_t n = line / (size_t) grid_rows;
    size_t i = line % (size_t) grid_rows;
    __global const float *g = gradient + (2 * line * k_line + 2 * j * k_pixel + (size_t) first_k);
    for (int k = 0; k < rows; k += 16) {
      float16 points[POINTS];
      transform_filter_16(points, LOAD_16(g + k), LOAD_16(g + k_pixel + k), LOAD_16(g + k_line + k),
                          LOAD_16(g + k_line + k_pixel + k));
      EACH_POINT(STORE_TAPS)
    }
    size_t row = (4 * n + (size_t) residue) * (size_t) (2 * grid_rows + 1) + 2 * i;
    __global const float *d = padded + (row * c_line + 2 * j * c_pixel + (size_t) first_c);
    for (int c = 0; c < columns; c += 16) {
      store_data(b + (t * B_LINE + c), d + c, c_line, c_pixel);
    }
  }
}

// Adds a chunk's sums to partial[9][4][K][C'], or writes them there.
static inline void add_sums(__global float *partial, __local const float *sums, int first_k, int rows, int residue,
                            int first_c, int columns, int C, int K, int first_chunk) {
  size_t line = (size_t) rounded_up(C, 16);
  for (int point = 0; point < POINTS; point++) {
    for (int k = 0; k < least(rows, K - first_k); k++) {
      size_t row = (size_t) (point * 4 + residue) * (size_t) K + (size_t) (first_k + k);
      __global float *target = partial + (row * line + (size_t) first_c);
      for (int c = 0; c < columns; c += 16) {
        float16 t = *(__local const unaligned16 *) (sums + (point * SUMS_POINT + k * COLUMNS + c));
        STORE_16(target + c, first_chunk ? t : LOAD_16(target + c) + t);
      }
    }
  }
}

// The taps of one residue of 16 in-channels, added up over the layers: rho + 2e, sigma + 2f.
static inline void finish_residue(float16 *taps, __global const float *partial, int layers, size_t layer,
                                  size_t point_step, int residue) {
  float16 m[POINTS];
  for (int point = 0; point < POINTS; point++) {
    __global const float *source = partial + (size_t) point * point_step;
    m[point] = LOAD_16(source);
    for (int number = 1; number < layers; number++) {
      source += layer;
      m[point] = m[point] + LOAD_16(source);
    }
  }
  float16 y[4];
  transform_back_16(y, m);
  int first = residue / 2 * 4 + residue % 2;
  taps[first] = y[0];
  taps[first + 2] = y[1];
  taps[first + 8] = y[2];
  taps[first + 10] = y[3];
}

// The gradient of out-channel k and 16 in-channels from c on.
static inline void finish_channels(__global float *weight_gradient, __global const float *partial, size_t k, int c,
                                   int C, int K, int layers) {
  size_t line = (size_t) rounded_up(C, 16);
  size_t residue = (size_t) K * line;
  __global const float *source = partial + (k * line + (size_t) c);
  float16 taps[16];
  finish_residue(taps, source, layers, POINTS * 4 * residue, 4 * residue, 0);
  finish_residue(taps, source + residue, layers, POINTS * 4 * residue, 4 * residue, 1);
  finish_residue(taps, source + 2 * residue, layers, POINTS * 4 * residue, 4 * residue, 2);
  finish_residue(taps, source + 3 * residue, layers, POINTS * 4 * residue, 4 * residue, 3);
  transpose_16(taps);
  for (int i = 0; i < least(16, C - c); i++) {
    STORE_16(weight_gradient + (k * (size_t) C + (size_t) (c + i)) * TAPS, taps[i]);
  }
}

__kernel void conv2d_backward_weight_winograd(__global float *weight_gradient, __global float *partial,
                                              __global const float *x, __global const float *out_gradient, int N,
                                              int C, int H, int W, int K, int R, int S, int P, int Q, int stride_h,
                                              int stride_w, int padding_h, int padding_w, int split, int task_rows) {
  __local float a[POINTS * A_POINT];
  __local float b[POINTS * B_POINT];
  __local float sums[POINTS * SUMS_POINT];
  int tiles = N * ((P + 1) / 2) * ((Q + 1) / 2);
  int residues = split ? 1 : 4;
  int first_residue = split ? (int) get_group_id(0) % 4 : 0;
  int first_c = (int) get_group_id(0) / (split ? 4 : 1) * COLUMNS;
  int columns = least(COLUMNS, rounded_up(C, 16) - first_c);
  int first_k = (int) get_group_id(1) * task_rows;
  int rows = least(task_rows, rounded_up(K, 16) - first_k);
  int first_tile = (int) get_group_id(2) * CHUNK;
  int end_tile = split ? least(tiles, first_tile + CHUNK) : tiles;
  __global float *layer = partial + get_group_id(2) * (size_t) (POINTS * 4) * (size_t) K * (size_t) rounded_up(C, 16);
  if (columns % 32 != 0) {
    for (int point = 0; point < POINTS; point++) {
      for (int tile = 0; tile < GRADIENT_TILES; tile++) {
        LOCAL_16(b + (point * B_POINT + tile * B_LINE + columns)) = (float16) (0.0f);
      }
    }
  }
  for (int residue = first_residue; residue < first_residue + residues; residue++) {
    for (int chunk = first_tile; chunk < end_tile; chunk += CHUNK) {
      int end = least(end_tile, chunk + CHUNK);
      for (int tile = chunk; tile < end; tile += GRADIENT_TILES) {
        int depth = least(GRADIENT_TILES, end - tile);
        transform_tiles(a, b, out_gradient, x, tile, depth, first_k, rows, residue, first_c, columns, C, K, P, Q);
        for (int point = 0; point < POINTS; point++) {
          for (int c = 0; c < columns; c += 32) {
            for (int k = 0; k < rows; k += 8) {
              chain_tile(sums + (point * SUMS_POINT + k * COLUMNS + c), a + (point * A_POINT + k),
                         b + (point * B_POINT + c), depth, tile == chunk);
            }
          }
        }
      }
      add_sums(layer, sums, first_k, rows, residue, first_c, columns, C, K, chunk == first_tile);
    }
  }
  if (!split) {
    for (int k = first_k; k < least(first_k + rows, K); k++) {
      for (int c = first_c; c < least(first_c + columns, C); c += 16) {
        finish_channels(weight_gradient, partial, (size_t) k, c, C, K, 1);
      }
    }
  }
}

__kernel void conv2d_backward_weight_winograd_finish(__global float *weight_gradient, __global const float *partial,
                                                     int C, int K, int layers) {
  for (int c = 0; c < C; c += 16) {
    finish_channels(weight_gradient, partial, get_group_id(0), c, C, K, layers);
  }
}

#else

#define SUMMANDS_FAST 1

#include "winograd_gpu.clh"

__kernel void conv2d_backward_weight_winograd_data(__global float *data, __global const float *x, int N, int C, int H,
                                                   int W, int K, int R, int S, int P, int Q, int stride_h, int stride_w,
                                                   int padding_h, int padding_w) {
  int tiles = N * ((P + 1) / 2) * ((Q + 1) / 2);
  int tile = (int) get_global_id(0);
  int l = (int) get_global_id(1);
  if (tile >= tiles) {
    return;
  }
  digits at = digits_of(tile, (P + 1) / 2, (Q + 1) / 2);
  int row = 4 * at.middle + l / C / 2 - padding_h;
  int column = 4 * at.inner + l / C % 2 - padding_w;
  __global const float *plane = x + ((size_t) at.outer * (size_t) C + (size_t) (l % C)) * (size_t) H * (size_t) W;
  float d[POINTS];
  float points[POINTS];
  for (int e = 0; e < POINTS; e++) {
    d[e] = pixel(plane, H, W, row + 2 * (e / 3), column + 2 * (e % 3));
  }
  transform_data(points, d);
  store_points(data + ((size_t) l * (size_t) tiles + (size_t) tile), points, 4 * (size_t) C * (size_t) tiles);
}

__kernel void conv2d_backward_weight_winograd_gradients(__global float *gradients, __global const float *out_gradient,
                                                        int N, int K, int P, int Q) {
  int tiles = N * ((P + 1) / 2) * ((Q + 1) / 2);
  int tile = (int) get_global_id(0);
  int k = (int) get_global_id(1);
  if (tile >= tiles) {
    return;
  }
  digits at = digits_of(tile, (P + 1) / 2, (Q + 1) / 2);
  __global const float *plane = out_gradient + ((size_t) at.outer * (size_t) K + (size_t) k) * (size_t) P * (size_t) Q;
  float g[4];
  float points[POINTS];
  for (int e = 0; e < 4; e++) {
    g[e] = pixel(plane, P, Q, 2 * at.middle + e / 2, 2 * at.inner + e % 2);
  }
  transform_filter(points, g[0], g[1], g[2], g[3]);
  store_points(gradients + ((size_t) k * (size_t) tiles + (size_t) tile), points, (size_t) K * (size_t) tiles);
}

CONTRACTION_KERNEL
void conv2d_backward_weight_winograd(__global float *partial, __global const float *gradients,
                                     __global const float *data, int M, int N, int K, int split) {
  __local float4 a_tile[A_TILE];
  __local float4 b_tile[B_TILE];
  products(partial, gradients, data, M, N, K, POINTS, split, a_tile, b_tile);
}

__kernel void conv2d_backward_weight_winograd_finish(__global float *weight_gradient, __global const float *partial,
                                                     int C, int K, int layers) {
  int l = (int) get_global_id(0);
  int k = (int) get_global_id(1);
  if (l >= 4 * C) {
    return;
  }
  size_t point_step = (size_t) K * 4 * (size_t) C;
  float m[POINTS];
  float y[4];
  for (int point = 0; point < POINTS; point++) {
    __global const float *source = partial + ((size_t) point * point_step + (size_t) k * 4 * (size_t) C + (size_t) l);
    m[point] = summed(source, layers, POINTS * point_step);
  }
  transform_back(y, m);
  __global float *taps =
      weight_gradient + ((size_t) k * (size_t) C + (size_t) (l % C)) * TAPS + l / C / 2 * 4 + l / C % 2;
  taps[0] = y[0];
  taps[2] = y[1];
  taps[8] = y[2];
  taps[10] = y[3];
}

#endif
