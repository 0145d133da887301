// matmul: out = A B + bias with A = a or its transpose, B = b or its transpose.
// Shapes : out[M][N]; a[M][K], or [K][M] if transpose_a; b[K][N], or [N][K] if transpose_b; bias[N], read where
//          has_bias is not 0. CPU class: matmul takes the panels that matmul_pack makes of a: packed[ceil(M /
//          12)][K][12].
// Method : the contraction core (contraction.clh) with dense loaders.
// Launch : CPU: matmul_pack: local 1, global (ceil(K / 256), ceil(M / 12)).
//               matmul: local 1, global (ceil(N / TASK_N), ceil(ceil(M / 12) / row_tiles)).
//          GPU: matmul: local (WORK_GROUP, 1), global (ceil(N / TILE_N) * WORK_GROUP, ceil(M / TILE_M)); row_tiles is
//          not used.

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

__kernel void matmul_pack(__global float *packed, __global const float *a, int M, int K, int transpose_a) {
  pack_panels(packed, a, M, K, transpose_a);
}

__kernel void matmul(__global float *out, __global const float *a, __global const float *b, __global const float *bias,
                     int M, int N, int K, int transpose_a, int transpose_b, int has_bias, int row_tiles) {
  __local float block[BLOCK_FLOATS];
  __local float sums[SUMS_FLOATS];
  problem g = {a, b, M, N, K, transpose_a, transpose_b, 1, 1};
  int first_n = (int) get_group_id(0) * TASK_N;
  int first_m = (int) get_group_id(1) * row_tiles * PANEL;
  int columns = share(first_n, TASK_N, N);
  int rows = share(first_m, row_tiles * PANEL, M);
  contract(&g, block, sums, a, K, 0, K, first_m, rows, first_n, columns);
  for (int m = 0; m < rows; m++) {
    __global float *target = out + ((size_t) (first_m + m) * (size_t) N + (size_t) first_n);
    for (int n = 0; n < columns; n++) {
      float s = sums[m * TASK_N + n];
      target[n] = has_bias ? s + bias[first_n + n] : s;
    }
  }
}

#else

typedef struct {
  int unused;
} column;

static inline float load_a(const problem *g, int m, int k) {
  return g->transpose_a ? g->a[(size_t) k * (size_t) g->m + (size_t) m] : g->a[(size_t) m * (size_t) g->k + (size_t) k];
}

static inline float load_b(const problem *g, const column *c, digits u, int n, int k) {
  return g->transpose_b ? g->b[(size_t) n * (size_t) g->k + (size_t) k] : g->b[(size_t) k * (size_t) g->n + (size_t) n];
}

static inline void decode_column(const problem *g, column *c, int n) { c->unused = 0; }

#define A_K_FAST(g) (!(g)->transpose_a)
#define B_K_FAST(g) ((g)->transpose_b)

#include "contraction_gpu.clh"

CONTRACTION_KERNEL
void matmul(__global float *out, __global const float *a, __global const float *b, __global const float *bias, int M,
            int N, int K, int transpose_a, int transpose_b, int has_bias, int row_tiles) {
  __local float a_tile[TILE_K * A_LINE];
  __local float b_tile[TILE_K * B_LINE];
  problem g = {a, b, M, N, K, transpose_a, transpose_b, 1, 1};
  int first_n = (int) get_group_id(0) * TILE_N;
  int first_m = (int) get_group_id(1) * TILE_M;
  float s[WORK_M][WORK_N];
  contract(&g, a_tile, b_tile, s, M, N, first_m, first_n, 0, K);
  int l = (int) get_local_id(0);
  for (int i = 0; i < WORK_M; i++) {
    int m = first_m + l / ITEMS_N * WORK_M + i;
    for (int j = 0; j < WORK_N; j++) {
      int n = first_n + l % ITEMS_N * WORK_N + j;
      if (m < M && n < N) {
        out[(size_t) m * (size_t) N + (size_t) n] = has_bias ? s[i][j] + bias[n] : s[i][j];
      }
    }
  }
}

#endif
