// matmul_vector: out = A b + bias, a matrix times a vector, each element a dot product summed by 256 lanes.
// Shapes : out[M]; a[M][K]; b[K]; bias[1], read where has_bias is not 0.
// Method : lane l makes one chain of fma over the products l, l + 256, ... of a block; then lanes are halved
//          (reduction.clh). CPU class: rows_per_group rows one after the other, 256 lanes as 16 vectors of 16. GPU
//          class: one row, one lane per work-item, which loads IN_FLIGHT pairs before it multiplies them
//          (reduction.clh): rows are as many as a batch has samples, fewer than a large device's multiprocessors, so a
//          row's loads must not wait for each other. Neighbouring lanes read neighbouring elements.
// Launch : CPU: local 1, global ceil(M / rows_per_group). GPU: local 256, global M * 256; rows_per_group is not used.
// Numerics: docs/arithmetic.md, section 2.2. A lane may be -0: products that are missing at the end are left out.

#pragma OPENCL FP_CONTRACT OFF

#include "reduction.clh"
#include "vectors_cpu.clh"

#if DEVICE_CPU

#define LANES_16(X) X(0) X(1) X(2) X(3) X(4) X(5) X(6) X(7) X(8) X(9) X(10) X(11) X(12) X(13) X(14) X(15)
#define LANES_CLEAR(v) float16 lanes##v = (float16) (0.0f);
#define LANES_STEP(v) lanes##v = fma(LOAD_16(a + e + 16 * v), LOAD_16(b + e + 16 * v), lanes##v);
#define LANES_COPY(v) lanes[v] = lanes##v;
#define LANES_STORE(v) vstore16(lanes##v, v, rest);
#define LANES_LOAD(v) lanes##v = vload16(v, rest);

// The sum of one block.
static inline float dot_block(__global const float *a, __global const float *b, int length) {
  LANES_16(LANES_CLEAR)
  int e = 0;
  for (; e + REDUCTION_LANES <= length; e += REDUCTION_LANES) {
    LANES_16(LANES_STEP)
  }
  if (e < length) {
    float rest[REDUCTION_LANES];
    LANES_16(LANES_STORE)
    for (int l = 0; e + l < length; l++) {
      rest[l] = fma(a[e + l], b[e + l], rest[l]);
    }
    LANES_16(LANES_LOAD)
  }
  float16 lanes[16];
  LANES_16(LANES_COPY)
  return reduce_lanes_private(lanes);
}

__kernel void matmul_vector(__global float *out, __global const float *a, __global const float *b,
                            __global const float *bias, int M, int K, int has_bias, int rows_per_group) {
  int first_m = (int) get_group_id(0) * rows_per_group;
  int end_m = least(M, first_m + rows_per_group);
  for (int m = first_m; m < end_m; m++) {
    __global const float *row = a + (size_t) m * (size_t) K;
    float s = dot_block(row, b, block_length(0, K));
    for (long first = REDUCTION_BLOCK; first < K; first += REDUCTION_BLOCK) {
      s = s + dot_block(row + first, b + first, block_length(first, K));
    }
    out[m] = has_bias ? s + bias[0] : s;
  }
}

#else

__kernel __attribute__((reqd_work_group_size(REDUCTION_LANES, 1, 1))) void matmul_vector(
    __global float *out, __global const float *a, __global const float *b, __global const float *bias, int M, int K,
    int has_bias, int rows_per_group) {
  __local float scratch[REDUCTION_LANES];
  int m = (int) get_group_id(0);
  int l = (int) get_local_id(0);
  __global const float *row = a + (size_t) m * (size_t) K;
  float s = 0.0f;
  for (long first = 0; first < K; first += REDUCTION_BLOCK) {
    long end = first + block_length(first, K);
    float lane = 0.0f;
    for (long e = first + l; e < end; e += IN_FLIGHT * REDUCTION_LANES) {
      float x[IN_FLIGHT];
      float y[IN_FLIGHT];
#pragma unroll
      for (int u = 0; u < IN_FLIGHT; u++) {
        int there = e + u * REDUCTION_LANES < end;
        x[u] = there ? row[e + u * REDUCTION_LANES] : 0.0f;
        y[u] = there ? b[e + u * REDUCTION_LANES] : 0.0f;
      }
#pragma unroll
      for (int u = 0; u < IN_FLIGHT; u++) {
        lane = e + u * REDUCTION_LANES < end ? fma(x[u], y[u], lane) : lane;
      }
    }
    float sum = reduce_lanes(scratch, lane);
    s = first == 0 ? sum : s + sum;
  }
  if (l == 0) {
    out[m] = has_bias ? s + bias[0] : s;
  }
}

#endif
