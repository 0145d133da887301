// probe: whether a device computes as docs/arithmetic.md demands, on inputs whose results the host knows.
// Shapes : a, b, c[count]; out[7][count]: fma(a, b, c), a * b + c, a / b, sqrt(|a|), a * b, a + b, and the bits of a
//          as an int converted to float.
// Method : one work-item per element.
// Launch : local L (best 64), global ceil(count / L) * L.
// Numerics: each result is rounded once, but a * b + c twice, since contraction is off. Subnormals are kept, as
//          operands and as results.

#pragma OPENCL FP_CONTRACT OFF

__kernel void probe(__global float *out, __global const float *a, __global const float *b, __global const float *c,
                    int count) {
  size_t e = get_global_id(0);
  if (e < (size_t) count) {
    float x = a[e];
    float y = b[e];
    float z = c[e];
    size_t n = (size_t) count;
    out[e] = fma(x, y, z);
    out[n + e] = x * y + z;
    out[2 * n + e] = x / y;
    out[3 * n + e] = sqrt(fabs(x));
    out[4 * n + e] = x * y;
    out[5 * n + e] = x + y;
    out[6 * n + e] = (float) as_int(x);
  }
}
