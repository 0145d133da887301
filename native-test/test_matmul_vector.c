// matmul_vector.cl: sums around the lanes and the block, rows around a group's, sums that underflow to -0.
#include "harness.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>

// docs/arithmetic.md, section 2.2.
static float reference(const float *a, const float *b, size_t count) {
  float s = 0;
  for (size_t block = 0; block < count; block += 65536) {
    float lane[256] = {0};
    for (size_t e = block; e < count && e < block + 65536; e++) {
      lane[e % 256] = fmaf(a[e], b[e], lane[e % 256]);
    }
    for (int w = 128; w > 0; w /= 2) {
      for (int l = 0; l < w; l++) {
        lane[l] = lane[l] + lane[l + w];
      }
    }
    s = block == 0 ? lane[0] : s + lane[0];
  }
  return s;
}

// scale: of all inputs; products of tiny ones underflow.
static void matmul_vector(harness *h, cl_program program, int M, int K, int has_bias, int rows_per_group,
                          float scale) {
  size_t count = (size_t) M * (size_t) K;
  float *a = random_floats(count, 71);
  float *b = random_floats((size_t) K, 72);
  float *bias = random_floats(1, 73);
  float *expected = floats((size_t) M);
  for (size_t e = 0; e < count; e++) {
    a[e] *= scale;
  }
  for (int k = 0; k < K; k++) {
    b[k] *= scale;
  }
  for (size_t m = 0; m < (size_t) M; m++) {
    float s = reference(a + m * (size_t) K, b, (size_t) K);
    expected[m] = has_bias ? s + bias[0] : s;
  }
  cl_mem a_buffer = buffer_of(h, a, count);
  cl_mem b_buffer = buffer_of(h, b, (size_t) K);
  cl_mem bias_buffer = buffer_of(h, bias, 1);
  cl_mem out = empty_buffer(h, (size_t) M);
  launch l = launch_of(h, program, "matmul_vector");
  add_buffer(&l, out);
  add_buffer(&l, a_buffer);
  add_buffer(&l, b_buffer);
  add_buffer(&l, has_bias ? bias_buffer : NULL);
  add_int(&l, M);
  add_int(&l, K);
  add_int(&l, has_bias);
  add_int(&l, rows_per_group);
  double time = h->cpu ? run_tasks(&l, (size_t) ceil_div(M, rows_per_group), 1, 1) : run_count(&l, M * 256, 256);
  char shape[96];
  snprintf(shape, sizeof shape, "M%d K%d%s by %d", M, K, has_bias ? " bias" : "", rows_per_group);
  check_buffer(h, "matmul_vector", shape, expected, out, (size_t) M);
  if (h->bench) {
    report("matmul_vector", shape, time, 4.0 * (double) count, "GB/s");
  }
  clReleaseMemObject(a_buffer);
  clReleaseMemObject(b_buffer);
  clReleaseMemObject(bias_buffer);
  clReleaseMemObject(out);
  free(a);
  free(b);
  free(bias);
  free(expected);
}

void test_matmul_vector(harness *h) {
  cl_program program = build_program(h, "matmul_vector.cl");
  if (h->bench) {
    matmul_vector(h, program, 64, 4096, 1, 8, 1);
    matmul_vector(h, program, 128, 4096, 1, 16, 1);
    matmul_vector(h, program, 64, 8192, 1, 8, 1);
    matmul_vector(h, program, 4096, 4096, 1, 512, 1);
  } else if (h->tiny) {
    matmul_vector(h, program, 3, 256, 1, 2, 1);
    matmul_vector(h, program, 2, 517, 0, 1, 1);
  } else {
    static const int sums[] = {256, 257, 271, 272, 511, 512, 513, 4096, 65535, 65536, 65537, 131072, 200001};
    static const int rows[] = {1, 2, 3, 7, 64};
    for (size_t i = 0; i < sizeof sums / sizeof sums[0]; i++) {
      for (size_t j = 0; j < sizeof rows / sizeof rows[0]; j++) {
        int M = sums[i] > 4096 && rows[j] > 3 ? 3 : rows[j];
        matmul_vector(h, program, M, sums[i], (int) (i + j) % 2, (int) j + 1, 1);
      }
    }
    matmul_vector(h, program, 13, 300, 0, 4, 1e-22f);
  }
  clReleaseProgram(program);
}
