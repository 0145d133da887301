// conv_transpose2d.cl: strides with classes of unequal taps and outputs, classes without taps, and a GAN's layers.
#include "contraction.h"

#include <stdio.h>
#include <stdlib.h>

typedef struct {
  geometry g;
  int has_bias;
  const float *x;
  const float *weight;
  const float *bias;
} problem;

static float reference(const void *pointer, size_t element) {
  const problem *b = pointer;
  const geometry *g = &b->g;
  int q = (int) (element % (size_t) g->Q);
  int p = (int) (element / (size_t) g->Q % (size_t) g->P);
  int k = (int) (element / (size_t) g->Q / (size_t) g->P % (size_t) g->K);
  int n = (int) (element / (size_t) g->Q / (size_t) g->P / (size_t) g->K);
  chunked sum = {0};
  for (int c = 0; c < g->C; c++) {
    for (int r = (p + g->padding_h) % g->stride_h; r < g->R; r += g->stride_h) {
      for (int s = (q + g->padding_w) % g->stride_w; s < g->S; s += g->stride_w) {
        // Exact: the tap has the remainder of the output.
        int h = (p + g->padding_h - r) / g->stride_h;
        int w = (q + g->padding_w - s) / g->stride_w;
        int inside = p + g->padding_h >= r && h < g->H && q + g->padding_w >= s && w < g->W;
        float x = inside ? b->x[((n * g->C + c) * g->H + h) * g->W + w] : 0.0f;
        chunked_add(&sum, x, b->weight[((c * g->K + k) * g->R + r) * g->S + s]);
      }
    }
  }
  return b->has_bias ? chunked_result(&sum) + b->bias[k] : chunked_result(&sum);
}

static void conv_transpose2d(harness *h, cl_program program, geometry g, int has_bias) {
  int classes = g.stride_h * g.stride_w;
  int columns = g.N * ceil_div(g.P, g.stride_h) * ceil_div(g.Q, g.stride_w);
  size_t x_count = (size_t) g.N * (size_t) g.C * (size_t) g.H * (size_t) g.W;
  size_t weight_count = (size_t) g.C * (size_t) g.K * (size_t) g.R * (size_t) g.S;
  size_t count = (size_t) g.N * (size_t) g.K * (size_t) g.P * (size_t) g.Q;
  float *x = random_floats(x_count, 31);
  float *weight = random_floats(weight_count, 32);
  float *bias = random_floats((size_t) g.K, 33);
  cl_mem x_buffer = buffer_of(h, x, x_count);
  cl_mem weight_buffer = buffer_of(h, weight, weight_count);
  cl_mem bias_buffer = buffer_of(h, bias, (size_t) g.K);
  cl_mem out = empty_buffer(h, count);
  double prepare_time = 0;
  if (h->cpu) {
    size_t plane = (size_t) ((g.R - 1) / g.stride_h + (g.P - 1 + g.padding_h) / g.stride_h + 1)
                   * (size_t) ((g.S - 1) / g.stride_w + (g.Q - 1 + g.padding_w) / g.stride_w + 1);
    int packs = ceil_div(g.C, 16) * ceil_div(g.K, PANEL) * classes;
    prepare_time =
        prepare(h, program, "conv_transpose2d_prepare", &g, &x_buffer, (size_t) (g.N * g.C) * plane, &weight_buffer,
                packed_floats(g.K, (long) g.C * g.R * g.S), packs + g.N * g.C);
  }
  int row_tiles = row_tiles_of(h, g.K, (long) ceil_div(columns, task_columns(h)) * classes);
  launch l = launch_of(h, program, "conv_transpose2d");
  add_buffer(&l, out);
  add_buffer(&l, x_buffer);
  add_buffer(&l, weight_buffer);
  add_buffer(&l, has_bias ? bias_buffer : NULL);
  add_geometry(&l, &g);
  add_int(&l, has_bias);
  add_int(&l, row_tiles);
  double time = run_contraction(&l, g.K, columns, classes, row_tiles);
  char shape[128];
  describe(shape, sizeof shape, &g);
  problem b = {g, has_bias, x, weight, bias};
  check_elements(h, "conv_transpose2d", shape, out, count, reference, &b);
  if (h->bench) {
    double taps = (double) g.R * g.S / classes;
    report("conv_transpose2d", shape, time + prepare_time, 2.0 * (double) count * g.C * taps, "GFLOP/s");
  }
  clReleaseMemObject(x_buffer);
  clReleaseMemObject(weight_buffer);
  clReleaseMemObject(bias_buffer);
  clReleaseMemObject(out);
  free(x);
  free(weight);
  free(bias);
}

// Kernels of 4 x 4, stride 2, padding 1 and at most 4 out-channels, on CPU devices.
static void narrow(harness *h, cl_program program, int N, int C, int H, int W, int K, int has_bias, int band_rows) {
  if (!h->cpu) {
    return;
  }
  geometry g = transpose_geometry(N, C, H, W, K, 4, 4, 2, 1, 0);
  int bands = ceil_div(H, band_rows);
  size_t plane = (size_t) (band_rows + 2) * (size_t) (ceil_div(W, 16) * 16 + 2);
  size_t x_count = (size_t) (N * C) * (size_t) (H * W);
  size_t weight_count = (size_t) (C * K) * 16;
  size_t count = (size_t) (N * K) * (size_t) (g.P * g.Q);
  float *x = random_floats(x_count, 31);
  float *weight = random_floats(weight_count, 32);
  float *bias = random_floats((size_t) K, 33);
  cl_mem buffers[] = {empty_buffer(h, count), empty_buffer(h, (size_t) (N * bands * C) * plane),
                      buffer_of(h, x, x_count), buffer_of(h, weight, weight_count), buffer_of(h, bias, (size_t) K)};
  launch l = launch_of(h, program, "conv_transpose2d_narrow");
  for (int i = 0; i < 4; i++) {
    add_buffer(&l, buffers[i]);
  }
  add_buffer(&l, has_bias ? buffers[4] : NULL);
  int values[] = {C, H, W, K, has_bias, band_rows};
  for (int i = 0; i < 6; i++) {
    add_int(&l, values[i]);
  }
  double time = run_tasks(&l, (size_t) N, (size_t) bands, 1);
  char shape[128];
  describe(shape, sizeof shape, &g);
  problem b = {g, has_bias, x, weight, bias};
  check_elements(h, "conv_transpose2d_narrow", shape, buffers[0], count, reference, &b);
  if (h->bench) {
    report("conv_transpose2d_narrow", shape, time, 8.0 * (double) count * C, "GFLOP/s");
  }
  for (int i = 0; i < 5; i++) {
    clReleaseMemObject(buffers[i]);
  }
  free(x);
  free(weight);
  free(bias);
}

void test_conv_transpose2d(harness *h) {
  cl_program program = build_program(h, "conv_transpose2d.cl");
  if (h->bench) {
    narrow(h, program, 64, 64, 16, 16, 1, 1, 16);
    narrow(h, program, 64, 64, 16, 16, 2, 1, 16);
    narrow(h, program, 64, 64, 16, 16, 3, 1, 16);
    narrow(h, program, 64, 64, 16, 16, 4, 1, 16);
    narrow(h, program, 128, 64, 16, 16, 3, 0, 16);
    narrow(h, program, 64, 64, 32, 32, 3, 0, 32);
    conv_transpose2d(h, program, transpose_geometry(64, 256, 4, 4, 128, 4, 4, 2, 1, 0), 0);
    conv_transpose2d(h, program, transpose_geometry(64, 128, 8, 8, 64, 4, 4, 2, 1, 0), 0);
    conv_transpose2d(h, program, transpose_geometry(64, 64, 16, 16, 3, 4, 4, 2, 1, 0), 1);
    // Input gradients of a discriminator's convolutions.
    conv_transpose2d(h, program, transpose_geometry(128, 256, 4, 4, 128, 4, 4, 2, 1, 0), 0);
    conv_transpose2d(h, program, transpose_geometry(128, 128, 8, 8, 64, 4, 4, 2, 1, 0), 0);
    conv_transpose2d(h, program, transpose_geometry(128, 64, 16, 16, 3, 4, 4, 2, 1, 0), 0);
  } else if (h->tiny) {
    conv_transpose2d(h, program, transpose_geometry(2, 2, 3, 2, 3, 4, 3, 2, 1, 0), 1);
    conv_transpose2d(h, program, transpose_geometry(1, 130, 2, 2, 2, 4, 4, 2, 1, 0), 0);
    conv_transpose2d(h, program, transpose_geometry(1, 2, 2, 3, 2, 1, 2, 3, 0, 1), 1);
    // Two pieces of two panels.
    conv_transpose2d(h, program, transpose_geometry(2, 17, 2, 1, 13, 3, 4, 2, 1, 0), 1);
    for (int K = 1; K <= 4; K++) {
      narrow(h, program, 2, 2, 5, 3, K, K % 2, 4);
    }
    narrow(h, program, 1, 130, 1, 17, 2, 1, 2);
  } else {
    conv_transpose2d(h, program, transpose_geometry(1, 1, 1, 1, 1, 1, 1, 1, 0, 0), 0);
    conv_transpose2d(h, program, transpose_geometry(3, 129, 4, 4, 64, 4, 4, 2, 1, 0), 1);
    conv_transpose2d(h, program, transpose_geometry(2, 13, 16, 15, 3, 4, 4, 2, 1, 0), 1);
    conv_transpose2d(h, program, transpose_geometry(2, 5, 33, 31, 13, 3, 3, 1, 1, 0), 1);
    conv_transpose2d(h, program, transpose_geometry(2, 6, 7, 20, 25, 3, 3, 2, 1, 1), 0);
    conv_transpose2d(h, program, transpose_geometry(1, 7, 5, 9, 12, 5, 3, 3, 1, 2), 1);
    // Stride above the kernel: classes without taps.
    conv_transpose2d(h, program, transpose_geometry(2, 3, 4, 5, 6, 2, 1, 3, 0, 2), 1);
    conv_transpose2d(h, program, transpose_geometry(1, 2, 3, 3, 4, 1, 1, 2, 0, 0), 0);
    conv_transpose2d(h, program, transpose_geometry(1, 2, 6, 7, 3, 4, 4, 1, 3, 0), 1);
    geometry uneven = {2, 3, 4, 6, 5, 3, 2, 9, 5, 3, 1, 1, 1};
    conv_transpose2d(h, program, uneven, 1);
    for (int K = 1; K <= 4; K++) {
      narrow(h, program, 3, 64, 16, 16, K, 1, 16);
      narrow(h, program, 2, 7, 9, 13, K, 0, 4);
      narrow(h, program, 1, 300, 7, 37, K, 1, 8);
      narrow(h, program, 1, 1, 1, 1, K, 0, 4);
    }
  }
  clReleaseProgram(program);
}
