package org.zerosum.cl;

/** The small kernels that the tests of this package share. */
final class ClTestKernels {
  static final String VECTOR_ADD = """
      __kernel void vector_add(__global float *out, __global const float *a, __global const float *b, const int n) {
        const int i = (int) get_global_id(0);
        if (i < n) {
          out[i] = a[i] + b[i];
        }
      }
      """;

  /** Eight arguments of every kind that the host can append. */
  static final String EIGHT_ARGUMENTS = """
      __kernel void eight_arguments(__global float *out, __global const float *a, __global const float *b,
          __global const float *c, const int n, const long offset, const float scale, __local float *tile) {
        const int i = (int) get_global_id(0);
        const int l = (int) get_local_id(0);
        if (i < n) {
          tile[l] = c ? c[i] : 0.0f;
          out[i + offset] = scale * a[i] + b[i] + tile[l];
        }
      }
      """;

  /** Writes each work-item's linear global id. */
  static final String IDENTITY_3D = """
      __kernel void identity(__global int *out) {
        const size_t i = (get_global_id(2) * get_global_size(1) + get_global_id(1)) * get_global_size(0)
            + get_global_id(0);
        out[i] = (int) i + 1000 * (int) get_local_size(0);
      }
      """;

  private ClTestKernels() {}

  static float[] ramp(int n, float start, float step) {
    float[] values = new float[n];
    for (int i = 0; i < n; i++) {
      values[i] = start + i * step;
    }
    return values;
  }
}
