// matmul: out = A B + bias with A = a or its transpose, B = b or its transpose.
// Shapes : out[M][N]; a[M][K], or [K][M] if transpose_a; b[K][N], or [N][K] if transpose_b; bias[N], read where
//          has_bias is not 0. CPU class: matmul takes, where transpose_a is 0, the panels that matmul_pack makes of a:
//          packed[ceil(M / 12)][K][12]; matmul_direct takes a.
// Method : the contraction core (contraction.clh) with dense loaders. On a CPU panels pay where they are read often and
//          a's rows lie far apart; else matmul_direct reads a where it lies.
// Launch : CPU: matmul_pack: local 1, global ceil(K / 256) * ceil(M / 12).
//               matmul, matmul_direct: local 1, global (ceil(N / TASK_N), ceil(ceil(M / 12) / row_tiles)).
//          GPU: matmul: local (WORK_GROUP, 1, 1), global (ceil(N / TILE_N) * WORK_GROUP, ceil(M / TILE_M), split ?
//               chunks : 1). split 0: a work-group adds up all chunks of 512, target is out; split 1: a chunk is a
//               layer, target is partial[chunks][M][N], and matmul_finish adds the chunks in order.
//               matmul_finish: local L (best 64), global ceil(M * N / L) * L.

#pragma OPENCL FP_CONTRACT OFF

#include "contraction.clh"
#include "digits.clh"

typedef struct {
  __global const float *a;
  __global const float *b;
  int m;
  int n;
  int k;
  int transpose_a;
  int transpose_b;
  int middle;
  int inner;
  __global float *out;         // GPU class, as the rest
  __global const float *bias;
  int has_bias;
  int finishes;
} problem;

#if DEVICE_CPU

static inline void pack_b(const problem *g, __local float *block, int first_k, int depth, int first_n, int columns);

#include "contraction_cpu.clh"

static inline void pack_b(const problem *g, __local float *block, int first_k, int depth, int first_n, int columns) {
  if (g->transpose_b) {
    for (int n = 0; n < columns; n++) {
      __global const float *source = g->b + ((size_t) (first_n + n) * (size_t) g->k + (size_t) first_k);
      for (int k = 0; k < depth; k++) {
        block[k * TASK_N + n] = source[k];
      }
    }
  } else {
    for (int k = 0; k < depth; k++) {
      __global const float *source = g->b + ((size_t) (first_k + k) * (size_t) g->n + (size_t) first_n);
      __local float *target = block + k * TASK_N;
      if (columns == TASK_N) {
        for (int n = 0; n < TASK_N; n += 16) {
          *((__local unaligned16 *) (target + n)) = *((__global const unaligned16 *) (source + n));
        }
      } else {
        for (int n = 0; n < columns; n++) {
          target[n] = source[n];
        }
      }
    }
  }
}

__kernel void matmul_pack(__global float *packed, __global const float *a, int M, int K) {
  pack_panels(packed, a, M, K, (int) get_group_id(0));
}

// A work-item's results.
static inline void multiply(const problem *g, __global float *out, __local float *block, __local float *sums,
                            left_matrix left, __global const float *bias, int has_bias, int row_tiles) {
  int first_n = (int) get_group_id(0) * TASK_N;
  int first_m = (int) get_group_id(1) * row_tiles * PANEL;
  int columns = share(first_n, TASK_N, g->n);
  int rows = share(first_m, row_tiles * PANEL, g->m);
  contract(g, block, sums, left, 0, g->k, first_m, rows, first_n, columns);
  for (int m = 0; m < rows; m++) {
    __global float *target = out + ((size_t) (first_m + m) * (size_t) g->n + (size_t) first_n);
    for (int n = 0; n < columns; n++) {
      float s = sums[m * TASK_N + n];
      target[n] = has_bias ? s + bias[first_n + n] : s;
    }
  }
}

__kernel void matmul(__global float *out, __global const float *a, __global const float *b, __global const float *bias,
                     int M, int N, int K, int transpose_a, int transpose_b, int has_bias, int row_tiles) {
  __local float block[BLOCK_FLOATS];
  __local float sums[SUMS_FLOATS];
  problem g = {a, b, M, N, K, transpose_a, transpose_b, 1, 1};
  multiply(&g, out, block, sums, panels_of(a, K), bias, has_bias, row_tiles);
}

__kernel void matmul_direct(__global float *out, __global const float *a, __global const float *b,
                            __global const float *bias, int M, int N, int K, int transpose_a, int transpose_b,
                            int has_bias, int row_tiles) {
  __local float block[BLOCK_FLOATS];
  __local float sums[SUMS_FLOATS];
  problem g = {a, b, M, N, K, transpose_a, transpose_b, 1, 1};
  size_t row_step = transpose_a ? 1 : (size_t) K;
  left_matrix left = {a, row_step, row_step, transpose_a ? (size_t) M : 1, 0};
  multiply(&g, out, block, sums, left, bias, has_bias, row_tiles);
}

#else

static inline __global const float *place_a(const problem *g, int m, int k, digits u) {
  size_t offset = g->transpose_a ? (size_t) k * (size_t) g->m + (size_t) m : (size_t) m * (size_t) g->k + (size_t) k;
  return g->a + offset;
}

static inline __global const float *place_b(const problem *g, int n, int k, digits u) {
  size_t offset = g->transpose_b ? (size_t) n * (size_t) g->k + (size_t) k : (size_t) k * (size_t) g->n + (size_t) n;
  return g->b + offset;
}

static inline size_t result_column(const problem *g, int n) { return (size_t) n; }

static inline float finished(const problem *g, int m, int n, float s) { return g->has_bias ? s + g->bias[n] : s; }

#define B_GATHERED 0
#define A_SCATTERED 0
#define A_K_FAST(g) (!(g)->transpose_a)
#define B_K_FAST(g) ((g)->transpose_b)
#define A_VECTORS(g) (((g)->transpose_a ? (g)->m : (g)->k) % 4 == 0)
#define B_VECTORS(g) (((g)->transpose_b ? (g)->k : (g)->n) % 4 == 0)
#define RESULT_VECTORS(g) ((g)->n % 4 == 0)
#define RESULT_ROW(g) ((size_t) (g)->n)

#include "contraction_gpu.clh"

CONTRACTION_KERNEL
void matmul(__global float *target, __global const float *a, __global const float *b, __global const float *bias, int M,
            int N, int K, int transpose_a, int transpose_b, int has_bias, int split) {
  __local float4 a_tile[A_TILE];
  __local float4 b_tile[B_TILE];
  size_t layer = get_group_id(2);
  int first_k = (int) layer * CHUNK;
  int end_k = split && K - first_k > CHUNK ? first_k + CHUNK : K;
  problem g = {a, b, M, N, K, transpose_a, transpose_b, 1, 1, target + layer * (size_t) M * (size_t) N,
               bias, has_bias, !split};
  contract(&g, a_tile, b_tile, M, N, (int) get_group_id(1) * TILE_M, (int) get_group_id(0) * TILE_N, first_k, end_k);
}

// out[e] = partial[0][e] + partial[1][e] + ..., in order, + bias.
__kernel void matmul_finish(__global float *out, __global const float *partial, __global const float *bias, int M,
                            int N, int chunks, int has_bias) {
  size_t e = get_global_id(0);
  size_t count = (size_t) M * (size_t) N;
  if (e < count) {
    float s = partial[e];
    for (int chunk = 1; chunk < chunks; chunk++) {
      s = s + partial[(size_t) chunk * count + e];
    }
    out[e] = has_bias ? s + bias[e % (size_t) N] : s;
  }
}

#endif
