// sgd, sgd_momentum, adam: one update of a flat parameter buffer. moving_average, clip_by_norm: what goes with it.
// Shapes : every buffer [count]; sum_of_squares [1]
// Method : one work-item per element, in place. Accesses are contiguous, and enough of them are in flight on a large
//          GPU without 16-byte ones (rows.clh): Adam reads four arrays.
// Launch : local L (best 256), global ceil(count / L) * L.
// Numerics: docs/arithmetic.md, section 8: the fused multiply-adds are written as fma, all else is rounded by itself.
//           Adam's scalars and 1 - decay come from the host, prepared in double precision.
// Source : Kingma & Ba, arXiv:1412.6980, algorithm 1 (with the corrections folded into rate and
//          inverse_root_correction).

#pragma OPENCL FP_CONTRACT OFF

// p = fma(-rate, g, p)
__kernel void sgd(__global float *parameters, __global const float *gradients, int count, float rate) {
  size_t e = get_global_id(0);
  if (e < (size_t) count) {
    parameters[e] = fma(-rate, gradients[e], parameters[e]);
  }
}

// velocity = fma(momentum, velocity, g); p = fma(-rate, velocity, p)
__kernel void sgd_momentum(__global float *parameters, __global float *velocity, __global const float *gradients,
                           int count, float rate, float momentum) {
  size_t e = get_global_id(0);
  if (e < (size_t) count) {
    float v = fma(momentum, velocity[e], gradients[e]);
    velocity[e] = v;
    parameters[e] = fma(-rate, v, parameters[e]);
  }
}

// m = fma(beta1, m, (1 - beta1) g); v = fma(beta2, v, (1 - beta2) (g g)); p = p - (rate m) / fma(sqrt v, correction,
// epsilon)
__kernel void adam(__global float *parameters, __global float *first_moment, __global float *second_moment,
                   __global const float *gradients, int count, float beta1, float one_minus_beta1, float beta2,
                   float one_minus_beta2, float rate, float inverse_root_correction, float epsilon) {
  size_t e = get_global_id(0);
  if (e < (size_t) count) {
    float g = gradients[e];
    float m = fma(beta1, first_moment[e], one_minus_beta1 * g);
    float v = fma(beta2, second_moment[e], one_minus_beta2 * (g * g));
    first_moment[e] = m;
    second_moment[e] = v;
    parameters[e] = parameters[e] - ((rate * m) / fma(sqrt(v), inverse_root_correction, epsilon));
  }
}

// average = fma(rate, values - average, average), rate = 1 - decay
__kernel void moving_average(__global float *average, __global const float *values, int count, float rate) {
  size_t e = get_global_id(0);
  if (e < (size_t) count) {
    float old = average[e];
    average[e] = fma(rate, values[e] - old, old);
  }
}

// gradients = gradients * (limit / norm) where the norm, the root of sum_of_squares, is not within the limit
__kernel void clip_by_norm(__global float *gradients, __global const float *sum_of_squares, int count, float limit) {
  size_t e = get_global_id(0);
  float norm = sqrt(sum_of_squares[0]);
  if (e < (size_t) count && !(norm <= limit)) {
    gradients[e] = gradients[e] * (limit / norm);
  }
}
