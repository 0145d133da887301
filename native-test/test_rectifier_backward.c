// rectifier_backward.cl: channels of one and of several blocks, whole pieces and parts of one, special values.
#include "contraction.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>

static float gated(float dy, float result, int rectifier) {
  if (rectifier == 0 || result > 0.0f) {
    return dy;
  }
  return rectifier == 1 ? 0.0f : dy * SLOPE;
}

// Zeros, infinities and NaN in every pairing, at the ends of what there is.
static void put_specials(float *dy, float *result, size_t count) {
  const float specials[] = {0.0f, -0.0f, NAN, INFINITY, -INFINITY, 1e-45f, -1e-45f};
  const size_t kinds = sizeof specials / sizeof specials[0];
  for (size_t i = 0; i < kinds * kinds && i < count; i++) {
    dy[count - 1 - i] = specials[i % kinds];
    result[count - 1 - i] = specials[i / kinds];
  }
}

static double finish(harness *h, cl_program reduce, cl_mem out, cl_mem partial, int channels, int blocks) {
  launch l = launch_of(h, reduce, "sum_finish");
  add_buffer(&l, out);
  add_buffer(&l, partial);
  add_int(&l, channels);
  add_int(&l, blocks);
  return run_count(&l, channels, 64);
}

static void rectifier_backward(harness *h, cl_program program, cl_program reduce, int outer, int channels, int inner,
                               int together, int rectifier, int special) {
  if (h->cpu && (inner < 16 || (256 % inner != 0 && inner % 256 != 0))) {
    return;
  }
  size_t each = (size_t) outer * (size_t) inner;
  size_t count = each * (size_t) channels;
  int blocks = ceil_div((long) each, 65536);
  float *dy = random_floats(count, 91);
  float *result = random_floats(count, 92);
  if (special) {
    put_specials(dy, result, count);
  }
  float *dx = floats(count);
  float *values = floats(each);
  float *sums = floats((size_t) channels);
  for (size_t c = 0; c < (size_t) channels; c++) {
    for (size_t e = 0; e < each; e++) {
      size_t o = e / (size_t) inner;
      size_t i = (o * (size_t) channels + c) * (size_t) inner + e % (size_t) inner;
      values[e] = gated(dy[i], result[i], rectifier);
      dx[i] = values[e];
    }
    sums[c] = reduce_reference(values, each);
  }
  cl_mem dy_buffer = buffer_of(h, dy, count);
  cl_mem result_buffer = buffer_of(h, result, count);
  cl_mem dx_buffer = empty_buffer(h, count);
  cl_mem out = empty_buffer(h, (size_t) channels);
  cl_mem partial = blocks > 1 ? empty_buffer(h, (size_t) channels * (size_t) blocks) : out;
  launch l = launch_of(h, program, "rectifier_backward");
  add_buffer(&l, dx_buffer);
  add_buffer(&l, partial);
  add_buffer(&l, dy_buffer);
  add_buffer(&l, result_buffer);
  add_int(&l, outer);
  add_int(&l, channels);
  add_int(&l, inner);
  add_int(&l, blocks);
  add_int(&l, h->cpu ? together : 1);
  add_int(&l, rectifier);
  add_float(&l, SLOPE);
  double time = h->cpu ? run_tasks(&l, (size_t) (ceil_div(channels, together) * blocks), 1, 1)
                       : run_count(&l, channels * blocks * 256, 256);
  if (blocks > 1) {
    time += finish(h, reduce, out, partial, channels, blocks);
    clReleaseMemObject(partial);
  }
  char shape[64];
  snprintf(shape, sizeof shape, "%d x %d x %d, rectifier %d", outer, channels, inner, rectifier);
  check_buffer(h, "rectifier_backward", shape, dx, dx_buffer, count);
  check_buffer(h, "rectifier_backward sums", shape, sums, out, (size_t) channels);
  if (h->bench) {
    // Two arrays read, one written.
    report("rectifier_backward", shape, time, 12.0 * (double) count, "GB/s");
  }
  cl_mem buffers[] = {dy_buffer, result_buffer, dx_buffer, out};
  for (size_t i = 0; i < sizeof buffers / sizeof buffers[0]; i++) {
    clReleaseMemObject(buffers[i]);
  }
  float *arrays[] = {dy, result, dx, values, sums};
  for (size_t i = 0; i < sizeof arrays / sizeof arrays[0]; i++) {
    free(arrays[i]);
  }
}

void test_rectifier_backward(harness *h) {
  cl_program program = build_program(h, "rectifier_backward.cl");
  cl_program reduce = build_program(h, "reduce.cl");
  if (h->bench) {
    rectifier_backward(h, program, reduce, 64, 64, 256, ceil_div(64, h->compute_units), 2, 0);
    rectifier_backward(h, program, reduce, 64, 128, 64, 64, 2, 0);
    rectifier_backward(h, program, reduce, 64, 256, 16, 64, 2, 0);
  } else {
    const int tiny[][3] = {{3, 2, 5}, {17, 2, 16}, {2, 2, 512}};
    const int shapes[][3] = {{1, 1, 16},    {35, 5, 16},  {7, 3, 32},    {33, 4, 64},   {5, 3, 128},   {9, 2, 256},
                             {3, 2, 257},   {2, 3, 512},  {5, 7, 49},    {70, 2, 1000}, {256, 2, 256}, {257, 2, 256},
                             {130, 2, 768}, {4100, 3, 16}, {1, 3, 65536}, {3, 2, 65536}, {2, 2, 65537}, {3, 200, 2}};
    size_t count = h->tiny ? sizeof tiny / sizeof tiny[0] : sizeof shapes / sizeof shapes[0];
    for (size_t i = 0; i < count; i++) {
      const int *s = h->tiny ? tiny[i] : shapes[i];
      for (int variant = 0; variant < 6; variant++) {
        rectifier_backward(h, program, reduce, s[0], s[1], s[2], 1 + (int) i % 3, variant / 2, variant % 2);
      }
    }
    rectifier_backward(h, program, reduce, 5, h->tiny ? 3 : 64, 16, 64, 2, 0);
  }
  clReleaseProgram(program);
  clReleaseProgram(reduce);
}
