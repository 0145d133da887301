// softmax.cl: loss, accuracy and gradient to the bit, given the device's exp and log (which test_functions.c judges), and
// loosely against double precision; one row, one class and several blocks of rows.
#include "harness.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>

static void softmax(harness *h, cl_program program, cl_program elementwise, int rows, int columns, float scale) {
  size_t n = (size_t) rows;
  size_t k = (size_t) columns;
  float *x = random_floats(n * k, 95);
  float *classes = floats(n);
  float *differences = floats(n * k);
  float *sums = floats(n);
  float *hits = floats(n);
  for (size_t r = 0; r < n; r++) {
    classes[r] = (float) (r * 7 % k);
    size_t best = 0;
    for (size_t c = 0; c < k; c++) {
      x[r * k + c] = x[r * k + c] * scale;
      best = x[r * k + c] > x[r * k + best] ? c : best;
    }
    for (size_t c = 0; c < k; c++) {
      differences[r * k + c] = x[r * k + c] - x[r * k + best];
    }
    hits[r] = (float) best == classes[r] ? 1.0f : 0.0f;
  }
  float *powers = apply_unary(h, elementwise, "unary_exp", differences, n * k, 1);
  double exact = 0;
  for (size_t r = 0; r < n; r++) {
    double exact_sum = 0;
    sums[r] = 0.0f;
    for (size_t c = 0; c < k; c++) {
      sums[r] = sums[r] + powers[r * k + c];
      exact_sum += exp((double) differences[r * k + c]);
    }
    for (size_t c = 0; c < k; c++) {
      powers[r * k + c] = ((powers[r * k + c] / sums[r]) - ((float) c == classes[r] ? 1.0f : 0.0f)) / (float) rows;
    }
    exact += (log(exact_sum) - (double) differences[r * k + (size_t) classes[r]]) / rows;
  }
  float *losses = apply_unary(h, elementwise, "unary_log", sums, n, 1);
  for (size_t r = 0; r < n; r++) {
    losses[r] = losses[r] - differences[r * k + (size_t) classes[r]];
  }
  float expected[2] = {reduce_reference(losses, n) / (float) rows, reduce_reference(hits, n) / (float) rows};
  cl_mem values = empty_buffer(h, 2);
  cl_mem gradient = empty_buffer(h, n * k);
  cl_mem logits = buffer_of(h, x, n * k);
  cl_mem labels = buffer_of(h, classes, n);
  launch l = launch_of(h, program, "softmax_cross_entropy");
  add_buffer(&l, values);
  add_buffer(&l, gradient);
  add_buffer(&l, logits);
  add_buffer(&l, labels);
  add_int(&l, rows);
  add_int(&l, columns);
  size_t size[3] = {256, 1, 1};
  double time = run(&l, size, size);
  char shape[64];
  snprintf(shape, sizeof shape, "%d x %d", rows, columns);
  if (h->bench) {
    report("softmax_cross_entropy", shape, time, 8.0 * (double) (n * k), "GB/s");
  }
  check_buffer(h, "softmax_cross_entropy values", shape, expected, values, 2);
  check_buffer(h, "softmax_cross_entropy gradient", shape, powers, gradient, n * k);
  if (!(fabs((double) expected[0] - exact) <= 1e-5 * (1 + fabs(exact)))) {
    fail(h, "softmax_cross_entropy %s: the loss is %.9g but should be about %.9g", shape, (double) expected[0], exact);
  }
  cl_mem buffers[] = {values, gradient, logits, labels};
  for (size_t i = 0; i < 4; i++) {
    clReleaseMemObject(buffers[i]);
  }
  float *memory[] = {x, classes, differences, sums, hits, powers, losses};
  for (size_t i = 0; i < 7; i++) {
    free(memory[i]);
  }
}

void test_softmax(harness *h) {
  cl_program program = build_program(h, "softmax.cl");
  cl_program elementwise = build_program(h, "elementwise.cl");
  if (h->bench) {
    softmax(h, program, elementwise, 64, 10, 3.0f);
  } else if (h->tiny) {
    softmax(h, program, elementwise, 5, 3, 3.0f);
  } else {
    softmax(h, program, elementwise, 1, 1, 3.0f);
    softmax(h, program, elementwise, 64, 10, 3.0f);
    softmax(h, program, elementwise, 257, 13, 5e3f);
    softmax(h, program, elementwise, 70000, 2, 3.0f);
  }
  clReleaseProgram(program);
  clReleaseProgram(elementwise);
}
