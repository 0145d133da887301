#include "contraction.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>

void chunked_add(chunked *c, float a, float b) {
  if (c->index > 0 && c->index % 512 == 0) {
    c->s = c->index == 512 ? c->t : c->s + c->t;
    c->t = 0.0f;
  }
  c->t = fmaf(a, b, c->t);
  c->index++;
}

float rectified(float x, int rectifier) {
  if (rectifier == 0 || x > 0.0f) {
    return x;
  }
  return rectifier == 1 ? 0.0f : x * SLOPE;
}

float chunked_result(const chunked *c) { return c->index <= 512 ? c->t : c->s + c->t; }

geometry conv_geometry(int N, int C, int H, int W, int K, int R, int S, int stride, int padding) {
  geometry g = {
      N,      C,      H,       W,      K, R, S, (H + 2 * padding - R) / stride + 1, (W + 2 * padding - S) / stride + 1,
      stride, stride, padding, padding};
  return g;
}

geometry transpose_geometry(int N, int C, int H, int W, int K, int R, int S, int stride, int padding,
                            int output_padding) {
  geometry g = {N,
                C,
                H,
                W,
                K,
                R,
                S,
                (H - 1) * stride - 2 * padding + R + output_padding,
                (W - 1) * stride - 2 * padding + S + output_padding,
                stride,
                stride,
                padding,
                padding};
  return g;
}

void add_geometry(launch *l, const geometry *g) {
  int values[] = {g->N, g->C, g->H,        g->W,        g->K,         g->R,        g->S,
                  g->P, g->Q, g->stride_h, g->stride_w, g->padding_h, g->padding_w};
  for (size_t i = 0; i < sizeof values / sizeof values[0]; i++) {
    add_int(l, values[i]);
  }
}

void describe(char *text, size_t size, const geometry *g) {
  snprintf(text, size, "N%d C%d %dx%d K%d %dx%d out %dx%d s%d,%d p%d,%d", g->N, g->C, g->H, g->W, g->K, g->R, g->S,
           g->P, g->Q, g->stride_h, g->stride_w, g->padding_h, g->padding_w);
}

// Macros of the kernels: their defaults, and what build_program sets for a simulator.
static int max_row_tiles(const harness *h) { return h->tiny ? 2 : 24; }

int task_columns(const harness *h) { return h->tiny ? 32 : 64; }

int row_tiles_of(const harness *h, int rows, long others) {
  int tiles = ceil_div(rows, PANEL);
  int parts = ceil_div(8L * h->compute_units, others);
  int least = ceil_div(tiles, max_row_tiles(h));
  return ceil_div(tiles, parts > least ? parts : least);
}

size_t packed_floats(int rows, long depth) { return (size_t) ceil_div(rows, PANEL) * PANEL * (size_t) depth; }

int pack_tasks(int rows, int depth) { return ceil_div(depth, 256) * ceil_div(rows, PANEL); }

double prepare(harness *h, cl_program program, const char *kernel, const geometry *g, cl_mem *x, size_t padded,
               cl_mem *other, size_t packed, int tasks) {
  cl_mem buffers[] = {empty_buffer(h, padded), empty_buffer(h, packed), *x, *other};
  launch l = launch_of(h, program, kernel);
  for (int i = 0; i < 4; i++) {
    add_buffer(&l, buffers[i]);
  }
  add_geometry(&l, g);
  double time = run_tasks(&l, (size_t) tasks, 1, 1);
  clReleaseMemObject(*x);
  clReleaseMemObject(*other);
  *x = buffers[0];
  *other = buffers[1];
  return time;
}

double run_contraction(launch *l, int rows, int columns, int layers, int row_tiles) {
  if (l->h->cpu) {
    return run_tasks(l, (size_t) ceil_div(columns, task_columns(l->h)),
                     (size_t) ceil_div(ceil_div(rows, PANEL), row_tiles), (size_t) layers);
  }
  const gpu_tiles *t = &l->h->tiles;
  size_t group = (size_t) (t->tile_m / t->work_m * (t->tile_n / t->work_n));
  size_t global[3] = {(size_t) ceil_div(columns, t->tile_n) * group, (size_t) ceil_div(rows, t->tile_m),
                      (size_t) layers};
  size_t local[3] = {group, 1, 1};
  return run(l, global, local);
}

void check_elements(harness *h, const char *kernel, const char *shape, cl_mem actual, size_t count,
                    element_reference reference, const void *problem) {
  float *values = read_buffer(h, actual, count);
  size_t step = count > 40000 ? count / 5000 | 1 : 1;
  size_t number = (count + step - 1) / step;
  float *expected = floats(number);
  float *chosen = floats(number);
  for (size_t i = 0; i < number; i++) {
    expected[i] = reference(problem, i * step);
    chosen[i] = values[i * step];
  }
  check(h, kernel, shape, expected, chosen, number);
  free(values);
  free(expected);
  free(chosen);
}
