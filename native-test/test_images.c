// images.cl: transforms, their transposes and colours, against plain C.
#include "harness.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>

typedef struct {
  int n, c, h, w;
} images;

static size_t count_of(images s) { return (size_t) s.n * (size_t) s.c * (size_t) s.h * (size_t) s.w; }

// Flip, down, right, top, left, height, width of sample n: none, all, beyond the image, covered wholly, fractions.
static float *moves(images s) {
  float h = (float) s.h;
  float w = (float) s.w;
  const float cases[8][7] = {{0, 0, 0, 0, 0, 0, 0},       {1, 1, -2, 1, 1, 2, 2},  {0, h, -1, 0, 0, 0, 5},
                             {1, -1, 1 - w, 0, 0, 0, 0},  {0, 1, 1, 0, 0, h, w},   {1.5f, -1.5f, 0.5f, -1.5f, w - 2, 2.5f, 9},
                             {1, 0, 0, h - 1, -3, 7, 5}, {0, 1e9f, -3e38f, 3e38f, 0, 3e38f, 1}};
  float *p = floats((size_t) s.n * 7);
  for (int i = 0; i < s.n * 7; i++) {
    p[i] = cases[i / 7 % 8][i % 7];
  }
  return p;
}

// Element (n, c, h, w) of the transformed image as an index of the image itself, or -1.
static long source(images s, const float *moved, int plane, int h, int w) {
  const float *p = moved + plane / s.c * 7;
  double row = h - floor((double) p[1]);
  double column = w - floor((double) p[2]);
  if (p[0] >= 1) {
    column = s.w - 1 - column;
  }
  double top = floor((double) p[3]);
  double left = floor((double) p[4]);
  int hidden = top <= h && h < top + floor((double) p[5]) && left <= w && w < left + floor((double) p[6]);
  if (hidden || row < 0 || row >= s.h || column < 0 || column >= s.w) {
    return -1;
  }
  return ((long) plane * s.h + (long) row) * s.w + (long) column;
}

static void transforms(harness *h, cl_program program, images s) {
  size_t count = count_of(s);
  float *x = random_floats(count, 1);
  float *p = moves(s);
  float *out = floats(count);
  float *dx = floats(count);
  for (size_t e = 0; e < count; e++) {
    int w = (int) (e % (size_t) s.w);
    int row = (int) (e / (size_t) s.w);
    long from = source(s, p, row / s.h, row % s.h, w);
    if (from >= 0) {
      out[e] = x[from];
      dx[from] = x[e];
    }
  }
  cl_mem in = buffer_of(h, x, count);
  cl_mem parameters = buffer_of(h, p, (size_t) s.n * 7);
  char shape[64];
  snprintf(shape, sizeof shape, "[%d, %d, %d, %d]", s.n, s.c, s.h, s.w);
  const char *names[] = {"transform_images", "transform_images_backward"};
  const float *expected[] = {out, dx};
  for (int i = 0; i < 2; i++) {
    cl_mem result = empty_buffer(h, count);
    launch l = launch_of(h, program, names[i]);
    add_buffer(&l, result);
    add_buffer(&l, in);
    add_buffer(&l, parameters);
    add_int(&l, s.n);
    add_int(&l, s.c);
    add_int(&l, s.h);
    add_int(&l, s.w);
    double time = h->cpu ? run_tasks(&l, (size_t) (s.n * s.c), 1, 1) : run_rows(&l, s.n * s.c * s.h, s.w);
    if (h->bench) {
      report(names[i], shape, time, 8.0 * (double) count, "GB/s");
    }
    check_buffer(h, names[i], shape, expected[i], result, count);
    clReleaseMemObject(result);
  }
  clReleaseMemObject(in);
  clReleaseMemObject(parameters);
  free(x);
  free(p);
  free(out);
  free(dx);
}

static void colours(harness *h, cl_program program, images s) {
  size_t count = count_of(s);
  int pixels = s.h * s.w;
  float *x = random_floats(count, 2);
  float *p = random_floats((size_t) s.n * 2, 3);
  float *totals = random_floats((size_t) s.n, 4);
  float *expected = floats(count);
  for (int n = 0; n < s.n; n++) {
    float mean = totals[n] / (float) (s.c * pixels);
    for (int i = 0; i < pixels; i++) {
      size_t first = (size_t) n * (size_t) s.c * (size_t) pixels + (size_t) i;
      float sum = x[first];
      for (int c = 1; c < s.c; c++) {
        sum = sum + x[first + (size_t) c * (size_t) pixels];
      }
      float grey = sum / (float) s.c;
      for (int c = 0; c < s.c; c++) {
        size_t e = first + (size_t) c * (size_t) pixels;
        float v = s.c > 1 ? ((x[e] - grey) * p[2 * n]) + grey : x[e];
        expected[e] = ((v - mean) * p[2 * n + 1]) + mean;
      }
    }
  }
  cl_mem in = buffer_of(h, x, count);
  cl_mem sums = buffer_of(h, totals, (size_t) s.n);
  cl_mem parameters = buffer_of(h, p, (size_t) s.n * 2);
  cl_mem result = empty_buffer(h, count);
  char shape[64];
  snprintf(shape, sizeof shape, "[%d, %d, %d, %d]", s.n, s.c, s.h, s.w);
  launch l = launch_of(h, program, "adjust_colours");
  add_buffer(&l, result);
  add_buffer(&l, in);
  add_buffer(&l, sums);
  add_buffer(&l, parameters);
  add_int(&l, s.n);
  add_int(&l, s.c);
  add_int(&l, pixels);
  double time = run_rows(&l, s.n, pixels);
  if (h->bench) {
    report("adjust_colours", shape, time, 8.0 * (double) count, "GB/s");
  }
  check_buffer(h, "adjust_colours", shape, expected, result, count);
  clReleaseMemObject(in);
  clReleaseMemObject(sums);
  clReleaseMemObject(parameters);
  clReleaseMemObject(result);
  free(x);
  free(p);
  free(totals);
  free(expected);
}

static void both(harness *h, cl_program program, images s) {
  transforms(h, program, s);
  colours(h, program, s);
}

void test_images(harness *h) {
  cl_program program = build_program(h, "images.cl");
  if (h->bench) {
    both(h, program, (images) {64, 3, 32, 32});
  } else {
    both(h, program, (images) {8, 2, 3, 5});
    both(h, program, (images) {1, 1, 1, 1});
    if (!h->tiny) {
      both(h, program, (images) {9, 3, 32, 32});
      both(h, program, (images) {8, 1, 5, 261});
    }
  }
  clReleaseProgram(program);
}
