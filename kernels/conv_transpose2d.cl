// conv_transpose2d: two-dimensional transposed convolution with stride, padding and output padding, NCHW; all classes
// in one launch.
// Shapes : x[N][C][H][W], weight[C][K][R][S], bias[K] (read where has_bias is not 0), out[N][K][P][Q] with P = (H - 1)
//          stride_h - 2 padding_h + R + output_padding_h, Q alike.
//          CPU class: takes what conv_transpose2d_prepare makes: in place of weight panels, packed[K' * C * R * S] with
//          K' = K rounded up to 12, class by class, each [K' / 12][C * R' * S'][12]; and in place of x
//          padded[N][C][floor((R - 1) / stride_h) + floor((P - 1 + padding_h) / stride_h) + 1][the same of S, Q,
//          padding_w, stride_w].
// Method : gather form. The outputs (p, q) of class ((p + padding_h) mod stride_h, (q + padding_w) mod stride_w) share
//          their taps r = class + r' stride_h, s alike, and are a grid [P'][Q'] with p = p0 + i stride_h: a contraction
//          whose rows are the out-channels k, whose columns are (n, i, j) and whose summands are (c, r', s'):
//          out[n][k][p][q] = sum of weight[c][k][r][s] * x[n][c][h0 + i - r'][w0 + j - s'].
//          On a CPU conv_transpose2d_narrow.clh serves few out-channels.
// Order  : (c, r', s'), c outermost, in chunks of 512 (docs/arithmetic.md, section 2).
// Launch : with Z = stride_h * stride_w classes and columns = N * ceil(P / stride_h) * ceil(Q / stride_w)
//          CPU: conv_transpose2d_prepare: local 1, global ceil(C / 16) * ceil(K / 12) * Z + N * C.
//               conv_transpose2d: local 1, global (ceil(columns / TASK_N), ceil(ceil(K / 12) / row_tiles), Z).
//          GPU: conv_transpose2d: local (WORK_GROUP, 1, 1), global (ceil(columns / TILE_N) * WORK_GROUP, ceil(K /
//               TILE_M), Z); row_tiles is not used.
// Source : Dumoulin & Visin, arXiv:1603.07285, relationship 14; Shi et al., arXiv:1609.07009 (sub-pixel classes).

#pragma OPENCL FP_CONTRACT OFF

#include "contraction.clh"
#include "digits.clh"

// One axis of a class: its taps and its outputs.
typedef struct {
  int first_tap; // the class: tap number t is first_tap + t * stride
  int taps;
  int first_out; // output number i is first_out + i * stride
  int outs;
  int first_in; // tap t of output i reads input first_in + i - t
} class_axis;

typedef struct {
  __global const float *x;
  __global const float *weight;
  int N, C, H, W, K, R, S, P, Q;
  int stride_h, stride_w, padding_h, padding_w;
  class_axis rows;
  class_axis columns;
  int middle, inner; // of a summand's digits (c, r', s'): R', S'
  __global float *out; // GPU class, as the rest
  __global const float *bias;
  int has_bias;
  int finishes;
} problem;

static inline class_axis class_of(int number, int stride, int padding, int taps, int outs) {
  class_axis axis;
  axis.first_tap = number;
  axis.taps = number < taps ? (taps - number - 1) / stride + 1 : 0;
  axis.first_out = (number - padding % stride + stride) % stride;
  axis.outs = axis.first_out < outs ? (outs - axis.first_out - 1) / stride + 1 : 0;
  axis.first_in = (axis.first_out + padding - number) / stride;
  return axis;
}

static inline problem class_problem(__global const float *x, __global const float *weight, int N, int C, int H, int W,
                                    int K, int R, int S, int P, int Q, int stride_h, int stride_w, int padding_h,
                                    int padding_w, int number) {
  problem g = {x, weight, N, C, H, W, K, R, S, P, Q, stride_h, stride_w, padding_h, padding_w};
  g.rows = class_of(number / stride_w, stride_h, padding_h, R, P);
  g.columns = class_of(number % stride_w, stride_w, padding_w, S, Q);
  g.middle = g.rows.taps;
  g.inner = g.columns.taps;
  return g;
}

#if DEVICE_CPU

static inline void pack_b(const problem *g, __local float *block, int first_k, int depth, int first_n, int columns);

#include "contraction_cpu.clh"
#include "conv_transpose2d_narrow.clh"

// Extents of padded[N][C][rows][width]: before_h rows and before_w columns of zeros come first.
static inline int before_h(const problem *g) { return (g->R - 1) / g->stride_h; }

static inline int before_w(const problem *g) { return (g->S - 1) / g->stride_w; }

static inline int padded_rows(const problem *g) { return before_h(g) + (g->P - 1 + g->padding_h) / g->stride_h + 1; }

static inline int padded_width(const problem *g) { return before_w(g) + (g->Q - 1 + g->padding_w) / g->stride_w + 1; }

// The columns are runs of neighbouring j, which are neighbours in the padded image.
static inline void pack_b(const problem *g, __local float *block, int first_k, int depth, int first_n, int columns) {
  size_t line = (size_t) padded_width(g);
  size_t plane = line * (size_t) padded_rows(g);
  segment segments[TASK_N];
  size_t starts[TASK_N];
  runs all;
  int number = cut_segments(segments, first_n, columns, g->rows.outs, g->columns.outs);
  for (int i = 0; i < number; i++) {
    segment at = segments[i];
    starts[i] = (size_t) at.image * (size_t) g->C * plane + (size_t) (before_h(g) + g->rows.first_in + at.row) * line
                + (size_t) (before_w(g) + g->columns.first_in + at.column);
  }
  cut_runs(&all, segments, starts, number);
  digits u = digits_of(first_k, g->rows.taps, g->columns.taps);
  for (int k = 0; k < depth; k++) {
    // Taps reach back: start lies at least as far into its plane as they reach.
    __global const float *source = g->x + (size_t) u.outer * plane;
    copy_runs_of(&all, block + k * TASK_N, source - ((size_t) u.middle * line + (size_t) u.inner));
    u.inner++;
    if (u.inner == g->columns.taps) {
      u.inner = 0;
      u.middle++;
      if (u.middle == g->rows.taps) {
        u.middle = 0;
        u.outer++;
      }
    }
  }
}

// Taps (r, s) of the classes before this one.
static inline int taps_before(const problem *g) {
  int taps = 0;
  for (int number = 0; number < g->rows.first_tap; number++) {
    taps += (number < g->R ? (g->R - number - 1) / g->stride_h + 1 : 0) * g->S;
  }
  for (int number = 0; number < g->columns.first_tap; number++) {
    taps += g->rows.taps * (number < g->S ? (g->S - number - 1) / g->stride_w + 1 : 0);
  }
  return taps;
}

static inline size_t class_offset(const problem *g) {
  return (size_t) ((g->K + PANEL - 1) / PANEL * PANEL) * (size_t) g->C * (size_t) taps_before(g);
}

#define PACK_CHANNELS 16 // in-channels per work-item that packs

// In-channels first_c ... of the panel that begins with out-channel first_k.
static inline void pack_class(__global float *packed, const problem *g, int first_c, int first_k) {
  int depth = g->rows.taps * g->columns.taps;
  __global float *panel = packed
                          + (class_offset(g) + (size_t) first_k * (size_t) g->C * (size_t) depth
                             + (size_t) first_c * (size_t) depth * PANEL);
  for (int c = first_c; c < least(first_c + PACK_CHANNELS, g->C); c++) {
    for (int i = 0; i < PANEL; i++) {
      for (int r = 0; r < g->rows.taps; r++) {
        for (int s = 0; s < g->columns.taps; s++) {
          float value = 0.0f;
          if (first_k + i < g->K) {
            size_t line = ((size_t) c * (size_t) g->K + (size_t) (first_k + i)) * (size_t) g->R
                          + (size_t) (g->rows.first_tap + r * g->stride_h);
            value = g->weight[line * (size_t) g->S + (size_t) (g->columns.first_tap + s * g->stride_w)];
          }
          panel[(r * g->columns.taps + s) * PANEL + i] = value;
        }
      }
    }
    panel += depth * PANEL;
  }
}

// The first work-items pack the weight, the others pad x.
__kernel void conv_transpose2d_prepare(__global float *padded, __global float *packed, __global const float *x,
                                       __global const float *weight, int N, int C, int H, int W, int K, int R, int S,
                                       int P, int Q, int stride_h, int stride_w, int padding_h, int padding_w) {
  int task = (int) get_group_id(0);
  int pieces = (C + PACK_CHANNELS - 1) / PACK_CHANNELS;
  int class_packs = pieces * ((K + PANEL - 1) / PANEL);
  int packs = class_packs * stride_h * stride_w;
  problem g = class_problem(x, weight, N, C, H, W, K, R, S, P, Q, stride_h, stride_w, padding_h, padding_w,
                            task < packs ? task / class_packs : 0);
  if (task < packs) {
    pack_class(packed, &g, task % pieces * PACK_CHANNELS, task % class_packs / pieces * PANEL);
  } else {
    pad_plane(padded, x, task - packs, H, W, before_h(&g), before_w(&g), padded_rows(&g), 1, padded_width(&g));
  }
}

__kernel void conv_transpose2d(__global float *out, __global const float *x, __global const float *weight,
                               __global const float *bias, int N, int C, int H, int W, int K, int R, int S, int P,
                               int Q, int stride_h, int stride_w, int padding_h, int padding_w, int has_bias,
                               int row_tiles) {
  __local float block[BLOCK_FLOATS];
  __local float sums[SUMS_FLOATS];
  problem g = class_problem(x, weight, N, C, H, W, K, R, S, P, Q, stride_h, stride_w, padding_h, padding_w,
                            (int) get_group_id(2));
  int first_n = (int) get_group_id(0) * TASK_N;
  int first_k = (int) get_group_id(1) * row_tiles * PANEL;
  int columns = share(first_n, TASK_N, N * g.rows.outs * g.columns.outs);
  int rows = share(first_k, row_tiles * PANEL, K);
  int depth = C * g.rows.taps * g.columns.taps;
  if (columns <= 0) {
    return;
  }
  contract(&g, block, sums, panels_of(weight + class_offset(&g), depth), 0, depth, first_k, rows, first_n, columns);
  segment segments[TASK_N];
  int number = cut_segments(segments, first_n, columns, g.rows.outs, g.columns.outs);
  store_images(out, sums, bias, has_bias, RECTIFIER_NONE, 1.0f, segments, number, K, P, Q, first_k, rows,
               g.rows.first_out, stride_h, g.columns.first_out, stride_w);
}

#else

// What tap (0, 0) of a column reads: image n, row h, column w, h and w perhaps outside.
typedef struct {
  __global const float *image;
  int h;
  int w;
} column;

static inline __global const float *place_a(const problem *g, int m, int k, digits u) {
  int line = (u.outer * g->K + m) * g->R + (g->rows.first_tap + u.middle * g->stride_h);
  return g->weight + ((size_t) line * (size_t) g->S + (size_t) (g->columns.first_tap + u.inner * g->stride_w));
}

static inline void decode_column(const problem *g, column *c, int n) {
  digits d = digits_of(n, g->rows.outs, g->columns.outs);
  c->image = g->x + (size_t) d.outer * (size_t) (g->C * g->H * g->W);
  c->h = d.middle + g->rows.first_in;
  c->w = d.inner + g->columns.first_in;
}

static inline float load_b(const problem *g, const column *c, digits u) {
  int h = c->h - u.middle;
  int w = c->w - u.inner;
  return h >= 0 && h < g->H && w >= 0 && w < g->W ? c->image[(u.outer * g->H + h) * g->W + w] : 0.0f;
}

static inline size_t result_column(const problem *g, int n) {
  digits d = digits_of(n, g->rows.outs, g->columns.outs);
  int p = g->rows.first_out + d.middle * g->stride_h;
  int q = g->columns.first_out + d.inner * g->stride_w;
  return (size_t) d.outer * (size_t) g->K * (size_t) (g->P * g->Q) + (size_t) (p * g->Q + q);
}

static inline float finished(const problem *g, int m, int n, float s) { return g->has_bias ? s + g->bias[m] : s; }

#define B_GATHERED 1
#define A_SCATTERED 1
#define A_K_FAST(g) 1
#define A_VECTORS(g) 0
#define RESULT_VECTORS(g) 0
#define RESULT_ROW(g) ((size_t) ((g)->P * (g)->Q))

#include "contraction_gpu.clh"

CONTRACTION_KERNEL
void conv_transpose2d(__global float *out, __global const float *x, __global const float *weight,
                      __global const float *bias, int N, int C, int H, int W, int K, int R, int S, int P, int Q,
                      int stride_h, int stride_w, int padding_h, int padding_w, int has_bias, int row_tiles) {
  __local float4 a_tile[A_TILE];
  __local float4 b_tile[B_TILE];
  problem g = class_problem(x, weight, N, C, H, W, K, R, S, P, Q, stride_h, stride_w, padding_h, padding_w,
                            (int) get_group_id(2));
  int first_n = (int) get_group_id(0) * TILE_N;
  int all_n = N * g.rows.outs * g.columns.outs;
  // The same for the whole work-group: classes may have fewer outputs than the largest.
  if (first_n >= all_n) {
    return;
  }
  // A class without taps has no digits to count.
  g.middle = g.middle > 0 ? g.middle : 1;
  g.inner = g.inner > 0 ? g.inner : 1;
  g.out = out;
  g.bias = bias;
  g.has_bias = has_bias;
  g.finishes = 1;
  contract(&g, a_tile, b_tile, K, all_n, (int) get_group_id(1) * TILE_M, first_n, 0, C * g.rows.taps * g.columns.taps);
}

#endif
