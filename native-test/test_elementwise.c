// elementwise.cl but for the elementary functions: bits of all operations, on ordinary and special values, broadcasts,
// copies.
#include "harness.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

// Random values, with the special ones at the beginning.
static float *mixed_floats(size_t count, uint32_t seed) {
  static const float special[] = {0.0f, -0.0f,     1.0f,       -1.0f,     INFINITY,        -INFINITY,
                                  NAN,  0x1p-149f, -0x1p-149f, 0x1p-126f, 0x1.fffffep127f, 0.5f};
  float *values = random_floats(count, seed);
  for (size_t i = 0; i < count && i < sizeof special / sizeof special[0]; i++) {
    values[i] = special[(i + seed) % (sizeof special / sizeof special[0])];
  }
  return values;
}

typedef float (*unary_reference)(float x, float p);

static float negate(float x, float p) {
  (void) p;
  return -x;
}
static float absolute(float x, float p) {
  (void) p;
  return fabsf(x);
}
static float scale(float x, float p) { return x * p; }
static float add_scalar(float x, float p) { return x + p; }
static float reciprocal(float x, float p) {
  (void) p;
  return 1.0f / x;
}
static float root(float x, float p) {
  (void) p;
  return sqrtf(x);
}
static float relu(float x, float p) {
  (void) p;
  return x > 0.0f ? x : 0.0f;
}
static float leaky_relu(float x, float p) { return x > 0.0f ? x : x * p; }
static float clamp(float x, float p) { return x > p ? p : x < -p ? -p : x; }

static const struct {
  const char *name;
  unary_reference reference;
} UNARY[] = {{"unary_negate", negate},
             {"unary_abs", absolute},
             {"unary_scale", scale},
             {"unary_add_scalar", add_scalar},
             {"unary_reciprocal", reciprocal},
             {"unary_sqrt", root},
             {"unary_relu", relu},
             {"unary_leaky_relu", leaky_relu},
             {"unary_clamp", clamp}};

typedef float (*binary_reference)(float a, float b, float p);

static float add(float a, float b, float p) {
  (void) p;
  return a + b;
}
static float subtract(float a, float b, float p) {
  (void) p;
  return a - b;
}
static float multiply(float a, float b, float p) {
  (void) p;
  return a * b;
}
static float divide(float a, float b, float p) {
  (void) p;
  return a / b;
}
static float relu_backward(float a, float b, float p) {
  (void) p;
  return b > 0.0f ? a : 0.0f;
}
static float leaky_relu_backward(float a, float b, float p) { return b > 0.0f ? a : a * p; }
static float sigmoid_backward(float a, float b, float p) {
  (void) p;
  return a * (b * (1.0f - b));
}
static float tanh_backward(float a, float b, float p) {
  (void) p;
  return a * (1.0f - (b * b));
}

static const struct {
  const char *name;
  binary_reference reference;
} BINARY[] = {{"binary_add", add},
              {"binary_subtract", subtract},
              {"binary_multiply", multiply},
              {"binary_divide", divide},
              {"binary_relu_backward", relu_backward},
              {"binary_leaky_relu_backward", leaky_relu_backward},
              {"binary_sigmoid_backward", sigmoid_backward},
              {"binary_tanh_backward", tanh_backward}};

static void unary(harness *h, cl_program program, size_t op, int count) {
  float *x = mixed_floats((size_t) count, 41);
  float *expected = floats((size_t) count);
  cl_mem buffer = buffer_of(h, x, (size_t) count);
  cl_mem out = empty_buffer(h, (size_t) count);
  for (int e = 0; e < count; e++) {
    expected[e] = UNARY[op].reference(x[e], 0.2f);
  }
  launch l = launch_of(h, program, UNARY[op].name);
  add_buffer(&l, out);
  add_buffer(&l, buffer);
  add_int(&l, count);
  add_float(&l, 0.2f);
  double time = run_count(&l, count, h->tiny ? 16 : 256);
  char shape[64];
  snprintf(shape, sizeof shape, "%d", count);
  check_buffer(h, UNARY[op].name, shape, expected, out, (size_t) count);
  if (h->bench) {
    report(UNARY[op].name, shape, time, 8.0 * count, "GB/s");
  }
  clReleaseMemObject(buffer);
  clReleaseMemObject(out);
  free(x);
  free(expected);
}

static void binary(harness *h, cl_program program, size_t op, int rows, int columns, int middle) {
  int per_row = middle > 0;
  size_t count = (size_t) rows * (size_t) columns;
  size_t small = (size_t) (per_row ? middle : columns);
  float *a = mixed_floats(count, 42);
  float *b = mixed_floats(small, 43);
  float *expected = floats(count);
  cl_mem a_buffer = buffer_of(h, a, count);
  cl_mem b_buffer = buffer_of(h, b, small);
  cl_mem out = empty_buffer(h, count);
  for (size_t e = 0; e < count; e++) {
    size_t row = e / (size_t) columns;
    expected[e] = BINARY[op].reference(a[e], b[per_row ? row % (size_t) middle : e % (size_t) columns], 0.2f);
  }
  char name[64];
  snprintf(name, sizeof name, "%s%s", BINARY[op].name, per_row ? "_rows" : "");
  launch l = launch_of(h, program, name);
  add_buffer(&l, out);
  add_buffer(&l, a_buffer);
  add_buffer(&l, b_buffer);
  add_int(&l, rows);
  add_int(&l, columns);
  if (per_row) {
    add_int(&l, middle);
  }
  add_float(&l, 0.2f);
  double time = run_rows(&l, rows, columns);
  char shape[64];
  snprintf(shape, sizeof shape, "%d x %d, middle %d", rows, columns, middle);
  check_buffer(h, name, shape, expected, out, count);
  if (h->bench) {
    report(name, shape, time, 4.0 * (2.0 * (double) count + (double) small), "GB/s");
  }
  clReleaseMemObject(a_buffer);
  clReleaseMemObject(b_buffer);
  clReleaseMemObject(out);
  free(a);
  free(b);
  free(expected);
}

static void expand(harness *h, cl_program program, int rows, int columns, int middle) {
  size_t count = (size_t) rows * (size_t) columns;
  size_t small = (size_t) (middle > 0 ? middle : columns);
  float *x = mixed_floats(small, 44);
  float *expected = floats(count);
  cl_mem buffer = buffer_of(h, x, small);
  cl_mem out = empty_buffer(h, count);
  for (size_t e = 0; e < count; e++) {
    expected[e] = x[middle > 0 ? e / (size_t) columns % (size_t) middle : e % (size_t) columns];
  }
  launch l = launch_of(h, program, middle > 0 ? "expand_rows" : "expand");
  add_buffer(&l, out);
  add_buffer(&l, buffer);
  add_int(&l, rows);
  add_int(&l, columns);
  if (middle > 0) {
    add_int(&l, middle);
  }
  run_rows(&l, rows, columns);
  check_buffer(h, middle > 0 ? "expand_rows" : "expand", "", expected, out, count);
  clReleaseMemObject(buffer);
  clReleaseMemObject(out);
  free(x);
  free(expected);
}

static void fill(harness *h, cl_program program, int count) {
  float *expected = floats((size_t) count);
  cl_mem out = empty_buffer(h, (size_t) count);
  for (int e = 0; e < count; e++) {
    expected[e] = -3.25f;
  }
  launch l = launch_of(h, program, "fill");
  add_buffer(&l, out);
  add_int(&l, count);
  add_float(&l, -3.25f);
  run_count(&l, count, 16);
  check_buffer(h, "fill", "", expected, out, (size_t) count);
  clReleaseMemObject(out);
  free(expected);
}

static void copy_runs(harness *h, cl_program program) {
  const int rows = 7;
  const int length = 5;
  float *source = random_floats(100, 45);
  float *expected = random_floats(100, 46);
  cl_mem source_buffer = buffer_of(h, source, 100);
  cl_mem target_buffer = buffer_of(h, expected, 100);
  for (int row = 0; row < rows; row++) {
    memcpy(expected + 3 + row * 13, source + 2 + row * 9, (size_t) length * sizeof(float));
  }
  launch l = launch_of(h, program, "copy_runs");
  add_buffer(&l, target_buffer);
  add_buffer(&l, source_buffer);
  add_int(&l, 3);
  add_int(&l, 13);
  add_int(&l, 2);
  add_int(&l, 9);
  add_int(&l, rows);
  add_int(&l, length);
  run_rows(&l, rows, length);
  check_buffer(h, "copy_runs", "", expected, target_buffer, 100);
  clReleaseMemObject(source_buffer);
  clReleaseMemObject(target_buffer);
  free(source);
  free(expected);
}

void test_elementwise(harness *h) {
  cl_program program = build_program(h, "elementwise.cl");
  for (size_t op = 0; op < sizeof UNARY / sizeof UNARY[0]; op++) {
    if (h->bench) {
      unary(h, program, op, 64 * 64 * 32 * 32);
    } else {
      unary(h, program, op, 21);
      if (!h->tiny) {
        unary(h, program, op, 1);
        unary(h, program, op, 1025);
      }
    }
  }
  for (size_t op = 0; op < sizeof BINARY / sizeof BINARY[0]; op++) {
    if (h->bench) {
      binary(h, program, op, 1, 64 * 64 * 32 * 32, 0);
      binary(h, program, op, 64 * 64, 32 * 32, 64);
      binary(h, program, op, 64 * 256, 16, 256);
      binary(h, program, op, 64, 4096, 0);
    } else {
      binary(h, program, op, 3, 35, 0);
      binary(h, program, op, 6, 33, 3);
      if (!h->tiny) {
        binary(h, program, op, 1, 1, 0);
        binary(h, program, op, 1, 1000, 0);
        binary(h, program, op, 1, 1000, 1);
        binary(h, program, op, 40, 257, 20);
        binary(h, program, op, 128, 1, 0);
      }
    }
  }
  expand(h, program, 5, 33, 0);
  expand(h, program, 12, 7, 4);
  expand(h, program, 1, 300, 1);
  fill(h, program, 37);
  copy_runs(h, program);
  clReleaseProgram(program);
}
