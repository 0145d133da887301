// reduce.cl: channels of one and of several blocks, runs that end anywhere, columns, squares.
#include "harness.h"

#include <stdio.h>
#include <stdlib.h>

static int reduction_group(const harness *h) { return h->cpu ? 1 : 256; }

static double finish(harness *h, cl_program program, cl_mem out, cl_mem partial, int middle, int blocks) {
  launch l = launch_of(h, program, "sum_finish");
  add_buffer(&l, out);
  add_buffer(&l, partial);
  add_int(&l, middle);
  add_int(&l, blocks);
  return run_count(&l, middle, 64);
}

static void sum(harness *h, cl_program program, int outer, int middle, int inner) {
  size_t each = (size_t) outer * (size_t) inner;
  size_t count = each * (size_t) middle;
  int blocks = ceil_div((long) each, 65536);
  float *x = random_floats(count, 61);
  float *values = floats(each);
  float *expected = floats((size_t) middle);
  cl_mem buffer = buffer_of(h, x, count);
  cl_mem out = empty_buffer(h, (size_t) middle);
  cl_mem partial = blocks > 1 ? empty_buffer(h, (size_t) middle * (size_t) blocks) : out;
  for (size_t m = 0; m < (size_t) middle; m++) {
    for (size_t e = 0; e < each; e++) {
      size_t o = e / (size_t) inner;
      values[e] = x[(o * (size_t) middle + m) * (size_t) inner + e % (size_t) inner];
    }
    expected[m] = reduce_reference(values, each);
  }
  launch l = launch_of(h, program, "sum_blocks");
  add_buffer(&l, partial);
  add_buffer(&l, buffer);
  add_int(&l, outer);
  add_int(&l, middle);
  add_int(&l, inner);
  add_int(&l, blocks);
  double time = run_count(&l, middle * blocks * reduction_group(h), reduction_group(h));
  if (blocks > 1) {
    time += finish(h, program, out, partial, middle, blocks);
    clReleaseMemObject(partial);
  }
  char shape[64];
  snprintf(shape, sizeof shape, "%d x %d x %d", outer, middle, inner);
  check_buffer(h, "sum_blocks", shape, expected, out, (size_t) middle);
  if (h->bench) {
    report("sum", shape, time, 4.0 * (double) count, "GB/s");
  }
  if (inner == 1 && outer <= 65536) {
    launch columns = launch_of(h, program, "sum_columns");
    add_buffer(&columns, out);
    add_buffer(&columns, buffer);
    add_int(&columns, outer);
    add_int(&columns, middle);
    int tiles = ceil_div(middle, 16);
    if (h->cpu) {
      time = run_tasks(&columns, (size_t) tiles, 1, 1);
    } else {
      size_t global[3] = {(size_t) tiles * 16, 16, 1};
      size_t local[3] = {16, 16, 1};
      time = run(&columns, global, local);
    }
    check_buffer(h, "sum_columns", shape, expected, out, (size_t) middle);
    if (h->bench) {
      report("sum_columns", shape, time, 4.0 * (double) count, "GB/s");
    }
  }
  clReleaseMemObject(buffer);
  clReleaseMemObject(out);
  free(x);
  free(values);
  free(expected);
}

static void sum_of_squares(harness *h, cl_program program, int count) {
  int blocks = ceil_div(count, 65536);
  float *x = random_floats((size_t) count, 62);
  float *squares = floats((size_t) count);
  cl_mem buffer = buffer_of(h, x, (size_t) count);
  cl_mem out = empty_buffer(h, 1);
  cl_mem partial = blocks > 1 ? empty_buffer(h, (size_t) blocks) : out;
  for (int e = 0; e < count; e++) {
    squares[e] = x[e] * x[e];
  }
  float expected = reduce_reference(squares, (size_t) count);
  launch l = launch_of(h, program, "sum_of_squares_blocks");
  add_buffer(&l, partial);
  add_buffer(&l, buffer);
  add_int(&l, count);
  double time = run_count(&l, blocks * reduction_group(h), reduction_group(h));
  if (blocks > 1) {
    time += finish(h, program, out, partial, 1, blocks);
    clReleaseMemObject(partial);
  }
  char shape[64];
  snprintf(shape, sizeof shape, "%d", count);
  check_buffer(h, "sum_of_squares", shape, &expected, out, 1);
  if (h->bench) {
    report("sum_of_squares", shape, time, 4.0 * count, "GB/s");
  }
  clReleaseMemObject(buffer);
  clReleaseMemObject(out);
  free(x);
  free(squares);
}

void test_reduce(harness *h) {
  cl_program program = build_program(h, "reduce.cl");
  if (h->bench) {
    sum(h, program, 64, 64, 32 * 32);
    sum(h, program, 64, 256, 16);
    sum(h, program, 64, 4096, 1);
    sum(h, program, 1, 1, 4194304);
    sum_of_squares(h, program, 3000000);
  } else if (h->tiny) {
    sum(h, program, 3, 2, 5);
    sum(h, program, 2, 2, 256);
    sum(h, program, 5, 19, 1);
    sum_of_squares(h, program, 300);
  } else {
    sum(h, program, 1, 1, 1);
    sum(h, program, 64, 5, 16);
    sum(h, program, 300, 3, 7);
    sum(h, program, 5, 2, 512);
    sum(h, program, 5, 2, 257);
    sum(h, program, 257, 16, 1);
    sum(h, program, 600, 37, 1);
    sum(h, program, 1, 3, 65536);
    sum(h, program, 70, 2, 1000);
    sum(h, program, 3, 2, 65536);
    sum(h, program, 1, 1, 200001);
    sum_of_squares(h, program, 1);
    sum_of_squares(h, program, 255);
    sum_of_squares(h, program, 65536);
    sum_of_squares(h, program, 65537);
    sum_of_squares(h, program, 200001);
  }
  clReleaseProgram(program);
}
