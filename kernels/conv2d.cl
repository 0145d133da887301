// conv2d: two-dimensional convolution (cross-correlation) with stride and zero padding, NCHW.
// Shapes : x[N][C][H][W], weight[K][C][R][S], bias[K] (read where has_bias is not 0), out[N][K][P][Q] with P = floor((H
//          + 2 padding_h - R) / stride_h) + 1, Q alike.
//          CPU class: conv2d takes what conv2d_prepare makes: in place of weight panels, packed[ceil(K / 12)][C * R *
//          S][12], and in place of x padded[N][C][(P - 1) stride_h + R][stride_w][Q + floor((S - 1) / stride_w)].
// Method : the contraction core: rows are the out-channels k, columns the output positions (n, p, q), summands (c, r,
//          s); out[n][k][p][q] = sum of weight[k][c][r][s] * x[n][c][p * stride_h - padding_h + r][q * stride_w -
//          padding_w + s]. Windows are gathered tile by tile, padding as zeros; there is no im2col matrix in memory. On
//          a CPU x is padded and its columns sorted by their remainder modulo stride_w beforehand, so that a tile is
//          gathered by whole vectors.
//          On a CPU conv2d_shallow.clh serves short sums.
// Order  : (c, r, s), c outermost, in chunks of 512 (docs/arithmetic.md, section 2).
// Launch : CPU: conv2d_prepare: local 1, global ceil(C * R * S / 256) * ceil(K / 12) + N * C.
//               conv2d: local 1, global (ceil(N * P * Q / TASK_N), ceil(ceil(K / 12) / row_tiles)).
//          GPU: conv2d: local (WORK_GROUP, 1, 1), global (ceil(N * P * Q / TILE_N) * WORK_GROUP, ceil(K / TILE_M),
//               split ? chunks : 1). split 0: a work-group adds up all chunks of 512, target is out; split 1: a chunk
//               is a layer, target is partial[chunks][N][K][P][Q], and conv2d_finish adds the chunks in order.
//               conv2d_finish: local L (best 64), global ceil(N * K * P * Q / L) * L.
// Source : Dumoulin & Visin, arXiv:1603.07285, relationship 6; Chetlur et al., arXiv:1410.0759 (implicit GEMM).

#pragma OPENCL FP_CONTRACT OFF

#include "contraction.clh"
#include "digits.clh"
#include "rectifier.clh"

typedef struct {
  __global const float *x;
  __global const float *weight;
  int N, C, H, W, K, R, S, P, Q;
  int stride_h, stride_w, padding_h, padding_w;
  int middle, inner; // of a summand's digits (c, r, s): R, S
  __global float *out; // GPU class, as the rest
  __global const float *bias;
  int has_bias, rectifier;
  float slope;
  int finishes;
} problem;

#if DEVICE_CPU

static inline void pack_b(const problem *g, __local float *block, int first_k, int depth, int first_n, int columns);

#include "contraction_cpu.clh"

// Extents of padded[N][C][rows][phases][width]: column w of the padded image is position w / phases of phase w %
// phases, with phases = stride_w, so that neighbouring q are neighbours in memory.
static inline int padded_rows(const problem *g) { return (g->P - 1) * g->stride_h + g->R; }

static inline int padded_width(const problem *g) { return g->Q + (g->S - 1) / g->stride_w; }

#include "conv2d_shallow.clh"

static inline void pack_b(const problem *g, __local float *block, int first_k, int depth, int first_n, int columns) {
  int width = padded_width(g);
  size_t line = (size_t) width * (size_t) g->stride_w;
  size_t plane = line * (size_t) padded_rows(g);
  segment segments[TASK_N];
  size_t starts[TASK_N];
  runs all;
  int number = cut_segments(segments, first_n, columns, g->P, g->Q);
  for (int i = 0; i < number; i++) {
    segment at = segments[i];
    starts[i] = (size_t) at.image * (size_t) g->C * plane + (size_t) (at.row * g->stride_h) * line + (size_t) at.column;
  }
  cut_runs(&all, segments, starts, number);
  digits u = digits_of(first_k, g->R, g->S);
  int phase = u.inner % g->stride_w;
  int position = u.inner / g->stride_w;
  for (int k = 0; k < depth; k++) {
    size_t offset = (size_t) u.outer * plane + (size_t) u.middle * line + (size_t) (phase * width + position);
    copy_runs_of(&all, block + k * TASK_N, g->x + offset);
    u.inner++;
    phase++;
    if (phase == g->stride_w) {
      phase = 0;
      position++;
    }
    if (u.inner == g->S) {
      u.inner = 0;
      phase = 0;
      position = 0;
      u.middle++;
      if (u.middle == g->R) {
        u.middle = 0;
        u.outer++;
      }
    }
  }
}

// The first work-items pack the weight, the others pad x.
__kernel void conv2d_prepare(__global float *padded, __global float *packed, __global const float *x,
                             __global const float *weight, int N, int C, int H, int W, int K, int R, int S, int P,
                             int Q, int stride_h, int stride_w, int padding_h, int padding_w) {
  problem g = {x, weight, N, C, H, W, K, R, S, P, Q, stride_h, stride_w, padding_h, padding_w, R, S};
  int task = (int) get_group_id(0);
  int packs = pack_tasks(K, C * R * S);
  if (task < packs) {
    pack_panels(packed, weight, K, C * R * S, task);
  } else {
    pad_plane(padded, x, task - packs, H, W, padding_h, padding_w, padded_rows(&g), stride_w, padded_width(&g));
  }
}

__kernel void conv2d(__global float *out, __global const float *x, __global const float *weight,
                     __global const float *bias, int N, int C, int H, int W, int K, int R, int S, int P, int Q,
                     int stride_h, int stride_w, int padding_h, int padding_w, int has_bias, int rectifier,
                     int row_tiles, float slope) {
  __local float block[BLOCK_FLOATS];
  __local float sums[SUMS_FLOATS];
  problem g = {x, weight, N, C, H, W, K, R, S, P, Q, stride_h, stride_w, padding_h, padding_w, R, S};
  int first_n = (int) get_group_id(0) * TASK_N;
  int first_k = (int) get_group_id(1) * row_tiles * PANEL;
  int columns = share(first_n, TASK_N, N * P * Q);
  int rows = share(first_k, row_tiles * PANEL, K);
  contract(&g, block, sums, panels_of(weight, C * R * S), 0, C * R * S, first_k, rows, first_n, columns);
  segment segments[TASK_N];
  int number = cut_segments(segments, first_n, columns, P, Q);
  store_images(out, sums, bias, has_bias, rectifier, slope, segments, number, K, P, Q, first_k, rows, 0, 1, 0, 1);
}

#else

// Where the window of a column begins: image n, row h, column w, h and w perhaps outside.
typedef struct {
  __global const float *image;
  int h;
  int w;
} column;

static inline __global const float *place_a(const problem *g, int m, int k, digits u) {
  return g->weight + ((size_t) m * (size_t) (g->C * g->R * g->S) + (size_t) k);
}

static inline void decode_column(const problem *g, column *c, int n) {
  digits d = digits_of(n, g->P, g->Q);
  c->image = g->x + (size_t) d.outer * (size_t) (g->C * g->H * g->W);
  c->h = d.middle * g->stride_h - g->padding_h;
  c->w = d.inner * g->stride_w - g->padding_w;
}

static inline float load_b(const problem *g, const column *c, digits u) {
  int h = c->h + u.middle;
  int w = c->w + u.inner;
  return h >= 0 && h < g->H && w >= 0 && w < g->W ? c->image[(u.outer * g->H + h) * g->W + w] : 0.0f;
}

static inline size_t result_column(const problem *g, int n) {
  int image = n / (g->P * g->Q);
  return (size_t) image * (size_t) (g->K - 1) * (size_t) (g->P * g->Q) + (size_t) n;
}

static inline float finished(const problem *g, int m, int n, float s) {
  return rectify(g->has_bias ? s + g->bias[m] : s, g->rectifier, g->slope);
}

#define B_GATHERED 1
#define A_SCATTERED 0
#define A_K_FAST(g) 1
#define A_VECTORS(g) ((g)->C * (g)->R * (g)->S % 4 == 0)
#define RESULT_VECTORS(g) ((g)->P * (g)->Q % 4 == 0)
#define RESULT_ROW(g) ((size_t) ((g)->P * (g)->Q))

#include "contraction_gpu.clh"

CONTRACTION_KERNEL
void conv2d(__global float *target, __global const float *x, __global const float *weight, __global const float *bias,
            int N, int C, int H, int W, int K, int R, int S, int P, int Q, int stride_h, int stride_w, int padding_h,
            int padding_w, int has_bias, int rectifier, int split, float slope) {
  __local float4 a_tile[A_TILE];
  __local float4 b_tile[B_TILE];
  size_t layer = get_group_id(2);
  int first_k = (int) layer * CHUNK;
  int end_k = split && C * R * S - first_k > CHUNK ? first_k + CHUNK : C * R * S;
  problem g = {x, weight, N, C, H, W, K, R, S, P, Q, stride_h, stride_w, padding_h, padding_w, R, S,
               target + layer * (size_t) (N * K) * (size_t) (P * Q), bias, has_bias, rectifier, slope, !split};
  contract(&g, a_tile, b_tile, K, N * P * Q, (int) get_group_id(1) * TILE_M, (int) get_group_id(0) * TILE_N, first_k,
           end_k);
}

// out[e] = partial[0][e] + partial[1][e] + ..., in order, + bias, rectified; PQ = P * Q, count = N * K * P * Q.
__kernel void conv2d_finish(__global float *out, __global const float *partial, __global const float *bias, int K,
                            int PQ, int count, int chunks, int has_bias, int rectifier, float slope) {
  size_t e = get_global_id(0);
  if (e < (size_t) count) {
    float s = partial[e];
    for (int chunk = 1; chunk < chunks; chunk++) {
      s = s + partial[(size_t) chunk * (size_t) count + e];
    }
    out[e] = rectify(has_bias ? s + bias[(int) e / PQ % K] : s, rectifier, slope);
  }
}

#endif
