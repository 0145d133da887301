// conv2d_backward_weight: gradient of a convolution with respect to its weight, NCHW.
// Shapes : x[N][C][H][W], out_gradient[N][K][P][Q], weight_gradient[K][C][R][S].
//          partial[chunks][K][C * R * S] with chunks = ceil(N * P * Q / 512), where the sum is split.
//          CPU class: takes what conv2d_backward_weight_prepare makes: in place of out_gradient panels, packed[ceil(K /
//          12)][N * P * Q][12], and in place of x padded[N][C][(P - 1) stride_h + R][(Q - 1) stride_w + S].
// Method : the contraction core: rows are the out-channels k, columns (c, r, s), summands (n, p, q);
//          weight_gradient[k][c][r][s] = sum of out_gradient[n][k][p][q] * x[n][c][p * stride_h - padding_h + r][q *
//          stride_w - padding_w + s]. The sum is long and the results are few. split 0: a task adds up all chunks,
//          target is weight_gradient. split 1: a task makes one chunk, target is partial, and
//          conv2d_backward_weight_finish adds the chunks in order. The host splits where there would be too few tasks
//          for the device. On a CPU conv2d_backward_weight_narrow.clh serves few columns.
// Order  : (n, p, q), n outermost, in chunks of 512 (docs/arithmetic.md, section 2).
// Launch : with Z = split ? chunks : 1
//          CPU: conv2d_backward_weight_prepare: local 1, global N * ceil(K / 12) + N * C.
//               conv2d_backward_weight: local 1, global (ceil(C * R * S / TASK_N), ceil(ceil(K / 12) / row_tiles), Z).
//          GPU: conv2d_backward_weight: local (WORK_GROUP, 1, 1), global (ceil(C * R * S / TILE_N) * WORK_GROUP,
//               ceil(K / TILE_M), Z); row_tiles is not used. out_gradient's rows are read four summands at a time where
//               P * Q is a multiple of 4; the windows of x are gathered.
//          conv2d_backward_weight_finish: local L (best 64), global ceil(count / L) * L with count = K * C * R * S.

#pragma OPENCL FP_CONTRACT OFF

#include "contraction.clh"
#include "digits.clh"

typedef struct {
  __global const float *x;
  __global const float *out_gradient;
  int N, C, H, W, K, R, S, P, Q;
  int stride_h, stride_w, padding_h, padding_w;
  int middle, inner; // of a summand's digits (n, p, q): P, Q
  __global float *out; // GPU class, as the rest
  int finishes;
} problem;

// weight_gradient[e] = partial[0][e] + partial[1][e] + ..., in order.
__kernel void conv2d_backward_weight_finish(__global float *weight_gradient, __global const float *partial, int count,
                                            int chunks) {
  size_t e = get_global_id(0);
  if (e < (size_t) count) {
    float s = partial[e];
    for (int chunk = 1; chunk < chunks; chunk++) {
      s = s + partial[(size_t) chunk * (size_t) count + e];
    }
    weight_gradient[e] = s;
  }
}

#if DEVICE_CPU

static inline void pack_b(const problem *g, __local float *block, int first_k, int depth, int first_n, int columns);

#include "contraction_cpu.clh"

// Extents of padded[N][C][rows][width].
static inline int padded_rows(const problem *g) { return (g->P - 1) * g->stride_h + g->R; }

static inline int padded_width(const problem *g) { return (g->Q - 1) * g->stride_w + g->S; }

#include "conv2d_backward_weight_narrow.clh"

// The columns are runs of neighbouring s, which are neighbours in the padded image.
static inline void pack_b(const problem *g, __local float *block, int first_k, int depth, int first_n, int columns) {
  size_t line = (size_t) padded_width(g);
  size_t plane = line * (size_t) padded_rows(g);
  segment segments[TASK_N];
  size_t starts[TASK_N];
  runs all;
  int number = cut_segments(segments, first_n, columns, g->R, g->S);
  for (int i = 0; i < number; i++) {
    starts[i] = (size_t) segments[i].image * plane + (size_t) segments[i].row * line + (size_t) segments[i].column;
  }
  cut_runs(&all, segments, starts, number);
  digits u = digits_of(first_k, g->P, g->Q);
  for (int k = 0; k < depth; k++) {
    size_t offset = (size_t) u.outer * (size_t) g->C * plane + (size_t) (u.middle * g->stride_h) * line
                    + (size_t) (u.inner * g->stride_w);
    copy_runs_of(&all, block + k * TASK_N, g->x + offset);
    u.inner++;
    if (u.inner == g->Q) {
      u.inner = 0;
      u.middle++;
      if (u.middle == g->P) {
        u.middle = 0;
        u.outer++;
      }
    }
  }
}

// packed[tile][n * PQ + e][12] = out_gradient[n][tile * 12 + i][e], with first_m = tile * 12.
static inline void pack_image(__global float *packed, __global const float *out_gradient, size_t n, int first_m, int N,
                              int K, int PQ) {
  int rows = share(first_m, PANEL, K);
  __global float *panel = packed + ((size_t) first_m * (size_t) N + n * PANEL) * (size_t) PQ;
  for (int i = 0; i < PANEL; i++) {
    if (i < rows) {
      __global const float *source = out_gradient + (n * (size_t) K + (size_t) (first_m + i)) * (size_t) PQ;
      for (int e = 0; e < PQ; e++) {
        panel[(size_t) e * PANEL + i] = source[e];
      }
    } else {
      for (int e = 0; e < PQ; e++) {
        panel[(size_t) e * PANEL + i] = 0.0f;
      }
    }
  }
}

// The first work-items pack out_gradient, the others pad x.
__kernel void conv2d_backward_weight_prepare(__global float *padded, __global float *packed, __global const float *x,
                                             __global const float *out_gradient, int N, int C, int H, int W, int K,
                                             int R, int S, int P, int Q, int stride_h, int stride_w, int padding_h,
                                             int padding_w) {
  problem g = {x, out_gradient, N, C, H, W, K, R, S, P, Q, stride_h, stride_w, padding_h, padding_w, P, Q};
  int task = (int) get_group_id(0);
  int packs = N * ((K + PANEL - 1) / PANEL);
  if (task < packs) {
    pack_image(packed, out_gradient, (size_t) (task % N), task / N * PANEL, N, K, P * Q);
  } else {
    pad_plane(padded, x, task - packs, H, W, padding_h, padding_w, padded_rows(&g), 1, padded_width(&g));
  }
}

__kernel void conv2d_backward_weight(__global float *target, __global const float *x,
                                     __global const float *out_gradient, int N, int C, int H, int W, int K, int R,
                                     int S, int P, int Q, int stride_h, int stride_w, int padding_h, int padding_w,
                                     int split, int row_tiles) {
  __local float block[BLOCK_FLOATS];
  __local float sums[SUMS_FLOATS];
  problem g = {x, out_gradient, N, C, H, W, K, R, S, P, Q, stride_h, stride_w, padding_h, padding_w, P, Q};
  int first_n = (int) get_group_id(0) * TASK_N;
  int first_m = (int) get_group_id(1) * row_tiles * PANEL;
  int first_k = (int) get_group_id(2) * CHUNK;
  int columns = share(first_n, TASK_N, C * R * S);
  int rows = share(first_m, row_tiles * PANEL, K);
  int depth = split ? share(first_k, CHUNK, N * P * Q) : N * P * Q;
  contract(&g, block, sums, panels_of(out_gradient, N * P * Q), first_k, first_k + depth, first_m, rows, first_n,
           columns);
  for (int m = 0; m < rows; m++) {
    size_t line = get_group_id(2) * (size_t) K + (size_t) (first_m + m);
    __global float *row = target + (line * (size_t) (C * R * S) + (size_t) first_n);
    for (int n = 0; n < columns; n++) {
      row[n] = sums[m * TASK_N + n];
    }
  }
}

#else

// The place of a column in the window: channel c, row h, column w.
typedef struct {
  int c;
  int h;
  int w;
} column;

static inline __global const float *place_a(const problem *g, int m, int k, digits u) {
  size_t plane = (size_t) (u.outer * g->K + m) * (size_t) (g->P * g->Q);
  return g->out_gradient + (plane + (size_t) (u.middle * g->Q + u.inner));
}

static inline void decode_column(const problem *g, column *c, int n) {
  digits d = digits_of(n, g->R, g->S);
  c->c = d.outer;
  c->h = d.middle - g->padding_h;
  c->w = d.inner - g->padding_w;
}

static inline float load_b(const problem *g, const column *c, digits u) {
  int h = u.middle * g->stride_h + c->h;
  int w = u.inner * g->stride_w + c->w;
  int inside = h >= 0 && h < g->H && w >= 0 && w < g->W;
  return inside ? g->x[((u.outer * g->C + c->c) * g->H + h) * g->W + w] : 0.0f;
}

static inline size_t result_column(const problem *g, int n) { return (size_t) n; }

static inline float finished(const problem *g, int m, int n, float s) { return s; }

#define B_GATHERED 1
#define A_SCATTERED 1
#define A_K_FAST(g) 1
#define A_VECTORS(g) ((g)->P * (g)->Q % 4 == 0)
#define RESULT_VECTORS(g) ((g)->C * (g)->R * (g)->S % 4 == 0)
#define RESULT_ROW(g) ((size_t) ((g)->C * (g)->R * (g)->S))

#include "contraction_gpu.clh"

CONTRACTION_KERNEL
void conv2d_backward_weight(__global float *target, __global const float *x, __global const float *out_gradient, int N,
                            int C, int H, int W, int K, int R, int S, int P, int Q, int stride_h, int stride_w,
                            int padding_h, int padding_w, int split, int row_tiles) {
  __local float4 a_tile[A_TILE];
  __local float4 b_tile[B_TILE];
  size_t layer = get_group_id(2);
  int first_k = (int) layer * CHUNK;
  int all_k = N * P * Q;
  int end_k = split && all_k - first_k > CHUNK ? first_k + CHUNK : all_k;
  problem g = {x, out_gradient, N, C, H, W, K, R, S, P, Q, stride_h, stride_w, padding_h, padding_w, P, Q,
               target + layer * (size_t) K * (size_t) (C * R * S), !split};
  contract(&g, a_tile, b_tile, K, C * R * S, (int) get_group_id(1) * TILE_M, (int) get_group_id(0) * TILE_N, first_k,
           end_k);
}

#endif
