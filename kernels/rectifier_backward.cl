// rectifier_backward: the gradient in front of a rectifier, and its sums per channel, the gradient of a bias.
// Shapes : dx, dy, result [outer][channels][inner]; partial[channels][blocks], blocks = ceil(outer * inner / 65536).
//          On a CPU inner is a divisor or a multiple of 256 and at least 16.
// Method : dx = gate(dy, result); partial = the sum of dx over a block of a channel, added up while it is stored. Where
//          blocks is 1, partial is the result; else sum_finish of reduce.cl adds a channel's blocks in order.
//          GPU: one work-group per block of a channel.
//          CPU: one work-item per block of `together` channels, in the order in which they lie in memory. A run is an
//          image or 256 elements of one, so that its elements belong to neighbouring sums. Where it is an image, sums
//          lie as the channels' images do: [256 / run][together][run]; elsewhere [together][run].
// Launch : CPU: global ceil(channels / together) * blocks, local 1. GPU: together 1, global channels * blocks * 256,
//          local 256.
// Numerics: docs/arithmetic.md, sections 3 and 4: the bits of binary_relu_backward or binary_leaky_relu_backward and,
//           after it, of the sum.
// Macros : MOST_CHANNELS: the largest `together`, whose sums take 1 KiB a channel.

#pragma OPENCL FP_CONTRACT OFF

#include "rectifier.clh"
#include "reduction.clh"

#ifndef MOST_CHANNELS
#define MOST_CHANNELS 64
#endif
#if MOST_CHANNELS < 1
#error "MOST_CHANNELS must be at least 1"
#endif

#if DEVICE_CPU

#include "vectors_cpu.clh"

// Gates count elements, and adds them to the sums that they belong to.
static inline void gate_run(float *sums, __global float *restrict dx, __global const float *restrict dy,
                            __global const float *restrict result, int count, int rectifier, float slope) {
  for (int e = 0; e < count; e += 16) {
    float16 g = gate_16(LOAD_16(dy + e), LOAD_16(result + e), rectifier, slope);
    STORE_16(dx + e, g);
    vstore16(vload16(0, sums + e) + g, 0, sums + e);
  }
}

// sums[e] += sums[e + count].
static inline void halve(float *sums, int count) {
  for (int e = 0; e < count; e += 16) {
    vstore16(vload16(0, sums + e) + vload16(0, sums + count + e), 0, sums + e);
  }
}

__kernel void rectifier_backward(__global float *restrict dx, __global float *restrict partial,
                                 __global const float *restrict dy, __global const float *restrict result, int outer,
                                 int channels, int inner, int blocks, int together, int rectifier, float slope) {
  int channel = (int) (get_group_id(0) / (size_t) blocks) * together;
  int block = (int) (get_group_id(0) % (size_t) blocks);
  int count = least(together, channels - channel);
  int run = least(inner, REDUCTION_LANES);
  int parts = inner / run;
  int apart = REDUCTION_LANES / run;
  int pieces = parts == 1 ? 1 : count;
  int row = parts == 1 ? count * run : run;
  int first = block * (REDUCTION_BLOCK / run);
  int end = least(outer * parts, first + REDUCTION_BLOCK / run);
  float sums[MOST_CHANNELS * REDUCTION_LANES];
  for (int e = 0; e < count * REDUCTION_LANES; e += 16) {
    vstore16((float16) (0.0f), 0, sums + e);
  }
  for (int o = first / parts; o * parts < end; o++) {
    int from = first > o * parts ? first - o * parts : 0;
    int to = least(end - o * parts, parts);
    for (int c = 0; c < pieces; c++) {
      for (int r = from; r < to; r++) {
        size_t at = ((size_t) o * (size_t) channels + (size_t) (channel + c)) * (size_t) inner + (size_t) (r * run);
        float *lanes = sums + (o % apart * row + c * REDUCTION_LANES);
        gate_run(lanes, dx + at, dy + at, result + at, row, rectifier, slope);
      }
    }
  }
  for (int rows = apart / 2; rows > 0; rows /= 2) {
    halve(sums, rows * row);
  }
  for (int c = 0; c < count; c++) {
    float *lanes = sums + c * run;
    for (int width = run / 2; width >= 16; width /= 2) {
      halve(lanes, width);
    }
    partial[(size_t) (channel + c) * (size_t) blocks + (size_t) block] = reduce_vector(vload16(0, lanes));
  }
}

#else

__kernel __attribute__((reqd_work_group_size(REDUCTION_LANES, 1, 1))) void rectifier_backward(
    __global float *restrict dx, __global float *restrict partial, __global const float *restrict dy,
    __global const float *restrict result, int outer, int channels, int inner, int blocks, int together, int rectifier,
    float slope) {
  __local float scratch[REDUCTION_LANES];
  int channel = (int) (get_group_id(0) / (size_t) blocks);
  long first = (long) (get_group_id(0) % (size_t) blocks) * REDUCTION_BLOCK;
  int length = block_length(first, (long) outer * inner);
  int l = (int) get_local_id(0);
  float lane = 0.0f;
  long e = first + l;
  int o = (int) (e / inner);
  int i = (int) (e % inner);
  int o_step = REDUCTION_LANES / inner;
  int i_step = REDUCTION_LANES % inner;
  for (int j = l; j < length; j += REDUCTION_LANES) {
    size_t at = ((size_t) o * (size_t) channels + (size_t) channel) * (size_t) inner + (size_t) i;
    float g = gate(dy[at], result[at], rectifier, slope);
    dx[at] = g;
    lane = lane + g;
    o += o_step;
    // i and i_step lie below inner: the difference cannot overflow where the sum could.
    if (i >= inner - i_step) {
      i -= inner - i_step;
      o++;
    } else {
      i += i_step;
    }
  }
  float sum = reduce_lanes(scratch, lane);
  if (l == 0) {
    partial[get_group_id(0)] = sum;
  }
}

#endif
