// uniform, normal: noise whose every element is a function of (seed, stream, step, element) alone.
// Shapes : out[count]
// Method : one Philox block gives four elements; philox.clh says which word goes where.
// Launch : one work-item per four elements, ceil(count / 4); surplus work-items do nothing.
// Numerics: low + u * (high - low) and mean + std * n, each operation rounded. Bit-equal on every device.
// Source : Salmon et al., SC 2011; Box & Muller (1958).

#pragma OPENCL FP_CONTRACT OFF

#include "philox.clh"

static inline void store_block(__global float *out, int count, float4 draws) {
  int first = (int) get_global_id(0) * 4;
  if (count - first >= 4) {
    vstore4(draws, 0, out + first);
  } else {
    out[first] = draws.x;
    if (count - first > 1) out[first + 1] = draws.y;
    if (count - first > 2) out[first + 2] = draws.z;
  }
}

__kernel void uniform(__global float *out, int count, uint seed_lo, uint seed_hi, uint stream, uint step,
                      float low, float high) {
  uint block = (uint) get_global_id(0);
  if (block >= ((uint) count + 3u) / 4u) return;
  uint4 words = philox4x32_10((uint4) (block, 0u, step, stream), (uint2) (seed_lo, seed_hi));
  float4 u = (float4) (z_uniform(words.x), z_uniform(words.y), z_uniform(words.z), z_uniform(words.w));
  float4 scaled = u * (high - low);
  store_block(out, count, low + scaled);
}

__kernel void normal(__global float *out, int count, uint seed_lo, uint seed_hi, uint stream, uint step,
                     float mean, float std) {
  uint block = (uint) get_global_id(0);
  if (block >= ((uint) count + 3u) / 4u) return;
  uint4 words = philox4x32_10((uint4) (block, 0u, step, stream), (uint2) (seed_lo, seed_hi));
  float4 n = (float4) (z_normal(words.x, words.y), z_normal(words.z, words.w));
  float4 scaled = n * std;
  store_block(out, count, mean + scaled);
}
