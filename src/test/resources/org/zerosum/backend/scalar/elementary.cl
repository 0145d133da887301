// apply_NAME: y = NAME(x) for each function of math.clh, so that a test can compare them with Java's.
// Shapes : y[n], x[n]
// Launch : one work-item per element.

#pragma OPENCL FP_CONTRACT OFF

#include "math.clh"

#define APPLY(name)                                                                  \
  __kernel void apply_##name(__global float *y, __global const float *x) {           \
    y[get_global_id(0)] = z_##name(x[get_global_id(0)]);                             \
  }

APPLY(exp)
APPLY(log)
APPLY(log1p)
APPLY(expm1)
APPLY(tanh)
APPLY(sigmoid)
APPLY(softplus)
APPLY(sin_two_pi)
APPLY(cos_two_pi)
