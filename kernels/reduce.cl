// sum, sum_of_squares: sums of channels and of squares, in two launches where a channel has several blocks.
// Shapes : x[outer][middle][inner] (sum) or x[count] (sum_of_squares); partial[middle][blocks] with blocks = ceil(outer
//          * inner / 65536) (or ceil(count / 65536), middle 1); out[middle].
// Method : sum_blocks and sum_of_squares_blocks give the sum of each block, sum_finish adds a channel's blocks in
//          order. Where blocks is 1, partial is the result and sum_finish is not launched. sum_columns is sum for inner
//          == 1 and outer <= 65536 in one launch: neighbouring columns side by side.
// Launch : sum_blocks: global middle * blocks * G, local G, with G = 1 on a CPU, 256 on a GPU. sum_of_squares_blocks:
//          global blocks * G, local G. sum_finish: local L (best 64), global ceil(middle / L) * L.
//          sum_columns: CPU: global ceil(middle / 16), local 1. GPU: local (16, 16), global (ceil(middle / 16) * 16,
//          16).
// Numerics: docs/arithmetic.md, section 3; squares are rounded before they are added.

#pragma OPENCL FP_CONTRACT OFF

#include "reduction.clh"

#if DEVICE_CPU

__kernel void sum_blocks(__global float *partial, __global const float *x, int outer, int middle, int inner,
                         int blocks) {
  int m = (int) (get_group_id(0) / (size_t) blocks);
  long first = (long) (get_group_id(0) % (size_t) blocks) * REDUCTION_BLOCK;
  int length = block_length(first, (long) outer * inner);
  float16 lanes[16];
  float piece[REDUCTION_LANES];
  for (int v = 0; v < 16; v++) {
    lanes[v] = (float16) (0.0f);
  }
  for (int e = 0; e < length; e += REDUCTION_LANES) {
    int count = length - e < REDUCTION_LANES ? length - e : REDUCTION_LANES;
    if (inner % REDUCTION_LANES == 0) {
      size_t o = (size_t) ((first + e) / inner);
      __global const float *source = x + (o * (size_t) middle + (size_t) m) * (size_t) inner + (first + e) % inner;
      for (int v = 0; v < 16; v++) {
        lanes[v] = lanes[v] + vload16(v, source);
      }
    } else {
      gather_piece(piece, x, first + e, count, m, middle, inner);
      for (int v = 0; v < 16; v++) {
        lanes[v] = lanes[v] + vload16(v, piece);
      }
    }
  }
  partial[get_group_id(0)] = reduce_lanes_private(lanes);
}

__kernel void sum_of_squares_blocks(__global float *partial, __global const float *x, int count) {
  long first = (long) get_group_id(0) * REDUCTION_BLOCK;
  int length = block_length(first, (long) count);
  float16 lanes[16];
  float piece[REDUCTION_LANES];
  for (int v = 0; v < 16; v++) {
    lanes[v] = (float16) (0.0f);
  }
  __global const float *source = x + first;
  int e = 0;
  for (; e + REDUCTION_LANES <= length; e += REDUCTION_LANES) {
    for (int v = 0; v < 16; v++) {
      float16 a = vload16(v, source + e);
      lanes[v] = lanes[v] + a * a;
    }
  }
  if (e < length) {
    gather_piece(piece, source, e, length - e, 0, 1, length);
    for (int v = 0; v < 16; v++) {
      float16 a = vload16(v, piece);
      lanes[v] = lanes[v] + a * a;
    }
  }
  partial[get_group_id(0)] = reduce_lanes_private(lanes);
}

// One work-item: 16 columns at once, each component of a vector its own column, all 256 lanes in private memory.
__kernel void sum_columns(__global float *out, __global const float *x, int outer, int middle) {
  int m = (int) get_global_id(0) * 16;
  int columns = middle - m < 16 ? middle - m : 16;
  float16 lanes[REDUCTION_LANES];
  for (int l = 0; l < REDUCTION_LANES; l++) {
    lanes[l] = (float16) (0.0f);
  }
  if (columns == 16) {
    for (int e = 0; e < outer; e++) {
      int l = e % REDUCTION_LANES;
      lanes[l] = lanes[l] + vload16(0, x + (size_t) e * (size_t) middle + m);
    }
  } else {
    float row[16];
    for (int j = 0; j < 16; j++) {
      row[j] = 0.0f;
    }
    for (int e = 0; e < outer; e++) {
      for (int j = 0; j < columns; j++) {
        row[j] = x[(size_t) e * (size_t) middle + m + j];
      }
      int l = e % REDUCTION_LANES;
      lanes[l] = lanes[l] + vload16(0, row);
    }
  }
  for (int w = REDUCTION_LANES / 2; w > 0; w /= 2) {
    for (int l = 0; l < w; l++) {
      lanes[l] = lanes[l] + lanes[l + w];
    }
  }
  float sums[16];
  vstore16(lanes[0], 0, sums);
  for (int j = 0; j < columns; j++) {
    out[m + j] = sums[j];
  }
}

#else

__kernel __attribute__((reqd_work_group_size(REDUCTION_LANES, 1, 1))) void sum_blocks(__global float *partial,
                                                                                      __global const float *x,
                                                                                      int outer, int middle, int inner,
                                                                                      int blocks) {
  __local float scratch[REDUCTION_LANES];
  int m = (int) (get_group_id(0) / (size_t) blocks);
  long first = (long) (get_group_id(0) % (size_t) blocks) * REDUCTION_BLOCK;
  int length = block_length(first, (long) outer * inner);
  int l = (int) get_local_id(0);
  float lane = 0.0f;
  channel_walk at;
  begin_walk(&at, first + l, m, middle, inner);
  for (int j = l; j < length; j += IN_FLIGHT * REDUCTION_LANES) {
    float values[IN_FLIGHT];
#pragma unroll
    for (int u = 0; u < IN_FLIGHT; u++) {
      values[u] = j + u * REDUCTION_LANES < length ? x[walk_place(&at)] : 0.0f;
      walk_on(&at);
    }
#pragma unroll
    for (int u = 0; u < IN_FLIGHT; u++) {
      lane = lane + values[u];
    }
  }
  float sum = reduce_lanes(scratch, lane);
  if (l == 0) {
    partial[get_group_id(0)] = sum;
  }
}

__kernel __attribute__((reqd_work_group_size(REDUCTION_LANES, 1, 1))) void sum_of_squares_blocks(
    __global float *partial, __global const float *x, int count) {
  __local float scratch[REDUCTION_LANES];
  long first = (long) get_group_id(0) * REDUCTION_BLOCK;
  int length = block_length(first, (long) count);
  int l = (int) get_local_id(0);
  float lane = 0.0f;
  for (int j = l; j < length; j += IN_FLIGHT * REDUCTION_LANES) {
    float values[IN_FLIGHT];
#pragma unroll
    for (int u = 0; u < IN_FLIGHT; u++) {
      values[u] = j + u * REDUCTION_LANES < length ? x[first + j + u * REDUCTION_LANES] : 0.0f;
    }
#pragma unroll
    for (int u = 0; u < IN_FLIGHT; u++) {
      lane = lane + values[u] * values[u];
    }
  }
  float sum = reduce_lanes(scratch, lane);
  if (l == 0) {
    partial[get_group_id(0)] = sum;
  }
}

// 16 columns by 16 work-items, each of which holds the lanes t, t + 16, ..., t + 240 of its column.
__kernel __attribute__((reqd_work_group_size(16, 16, 1))) void sum_columns(__global float *out, __global const float *x,
                                                                           int outer, int middle) {
  __local float scratch[REDUCTION_LANES][17];
  int column = (int) get_local_id(0);
  int t = (int) get_local_id(1);
  size_t m = get_group_id(0) * 16 + (size_t) column;
  for (int l = t; l < REDUCTION_LANES; l += 16) {
    float lane = 0.0f;
    if (m < (size_t) middle) {
      for (int e = l; e < outer; e += REDUCTION_LANES) {
        lane = lane + x[(size_t) e * (size_t) middle + m];
      }
    }
    scratch[l][column] = lane;
  }
  barrier(CLK_LOCAL_MEM_FENCE);
  for (int w = REDUCTION_LANES / 2; w > 0; w /= 2) {
    for (int l = t; l < w; l += 16) {
      scratch[l][column] = scratch[l][column] + scratch[l + w][column];
    }
    barrier(CLK_LOCAL_MEM_FENCE);
  }
  if (t == 0 && m < (size_t) middle) {
    out[m] = scratch[0][column];
  }
}

#endif

// out[m] = partial[m][0] + partial[m][1] + ..., in order.
__kernel void sum_finish(__global float *out, __global const float *partial, int middle, int blocks) {
  size_t m = get_global_id(0);
  if (m < (size_t) middle) {
    float s = partial[m * (size_t) blocks];
    for (int block = 1; block < blocks; block++) {
      s = s + partial[m * (size_t) blocks + (size_t) block];
    }
    out[m] = s;
  }
}
