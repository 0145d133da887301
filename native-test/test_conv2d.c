// conv2d.cl: odd and even windows, strides, paddings, sizes around the tiles, and a GAN's layers.
#include "contraction.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

typedef struct {
  geometry g;
  int has_bias;
  int rectifier;
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
    for (int r = 0; r < g->R; r++) {
      for (int s = 0; s < g->S; s++) {
        int h = p * g->stride_h - g->padding_h + r;
        int w = q * g->stride_w - g->padding_w + s;
        int inside = h >= 0 && h < g->H && w >= 0 && w < g->W;
        float x = inside ? b->x[((n * g->C + c) * g->H + h) * g->W + w] : 0.0f;
        chunked_add(&sum, x, b->weight[((k * g->C + c) * g->R + r) * g->S + s]);
      }
    }
  }
  return rectified(b->has_bias ? chunked_result(&sum) + b->bias[k] : chunked_result(&sum), b->rectifier);
}

static void conv2d_chunks(harness *h, cl_program program, geometry g, int has_bias, int split) {
  int rectifier = (g.H + g.C) % 3; // each of them somewhere
  int depth = g.C * g.R * g.S;
  size_t x_count = (size_t) g.N * (size_t) g.C * (size_t) g.H * (size_t) g.W;
  size_t weight_count = (size_t) g.K * (size_t) depth;
  size_t count = (size_t) g.N * (size_t) g.K * (size_t) g.P * (size_t) g.Q;
  float *x = random_floats(x_count, 11);
  float *weight = random_floats(weight_count, 12);
  float *bias = random_floats((size_t) g.K, 13);
  cl_mem x_buffer = buffer_of(h, x, x_count);
  cl_mem weight_buffer = buffer_of(h, weight, weight_count);
  cl_mem bias_buffer = buffer_of(h, bias, (size_t) g.K);
  cl_mem out = empty_buffer(h, count);
  double prepare_time = 0;
  if (h->cpu) {
    size_t plane = (size_t) ((g.P - 1) * g.stride_h + g.R) * (size_t) (g.stride_w * (g.Q + (g.S - 1) / g.stride_w));
    prepare_time = prepare(h, program, "conv2d_prepare", &g, &x_buffer, (size_t) (g.N * g.C) * plane, &weight_buffer,
                           packed_floats(g.K, depth), pack_tasks(g.K, depth) + g.N * g.C);
  }
  int columns = g.N * g.P * g.Q;
  int row_tiles = row_tiles_of(h, g.K, ceil_div(columns, task_columns(h)));
  int chunks = split ? ceil_div(depth, 512) : 1;
  cl_mem target = split ? empty_buffer(h, count * (size_t) chunks) : out;
  launch l = launch_of(h, program, "conv2d");
  add_buffer(&l, target);
  add_buffer(&l, x_buffer);
  add_buffer(&l, weight_buffer);
  add_buffer(&l, has_bias ? bias_buffer : NULL);
  add_geometry(&l, &g);
  add_int(&l, has_bias);
  add_int(&l, rectifier);
  add_int(&l, h->cpu ? row_tiles : split);
  add_float(&l, SLOPE);
  double time = run_contraction(&l, g.K, columns, chunks, row_tiles);
  char shape[128];
  describe(shape, sizeof shape, &g);
  if (split) {
    strcat(shape, " split");
    l = launch_of(h, program, "conv2d_finish");
    add_buffer(&l, out);
    add_buffer(&l, target);
    add_buffer(&l, has_bias ? bias_buffer : NULL);
    int values[] = {g.K, g.P * g.Q, (int) count, chunks, has_bias, rectifier};
    for (int i = 0; i < 6; i++) {
      add_int(&l, values[i]);
    }
    add_float(&l, SLOPE);
    time += run_count(&l, (int) count, 64);
    clReleaseMemObject(target);
  }
  problem b = {g, has_bias, rectifier, x, weight, bias};
  check_elements(h, "conv2d", shape, out, count, reference, &b);
  if (h->bench) {
    report("conv2d", shape, time + prepare_time, 2.0 * g.K * columns * (double) depth, "GFLOP/s");
  }
  clReleaseMemObject(x_buffer);
  clReleaseMemObject(weight_buffer);
  clReleaseMemObject(bias_buffer);
  clReleaseMemObject(out);
  free(x);
  free(weight);
  free(bias);
}

// All chunks in one task and, on GPU devices, split over tasks.
static void conv2d(harness *h, cl_program program, geometry g, int has_bias) {
  conv2d_chunks(h, program, g, has_bias, 0);
  if (!h->cpu && g.C * g.R * g.S > 512) {
    conv2d_chunks(h, program, g, has_bias, 1);
  }
}

// Short sums and rows of at least 16 outputs, on CPU devices.
static void shallow(harness *h, cl_program program, geometry g, int has_bias, int band_rows) {
  if (!h->cpu) {
    return;
  }
  int rectifier = (g.H + g.C) % 3;
  int depth = g.C * g.R * g.S;
  int bands = ceil_div(g.P, band_rows);
  size_t x_count = (size_t) (g.N * g.C) * (size_t) (g.H * g.W);
  size_t band = (size_t) (((band_rows - 1) * g.stride_h + g.R) * g.stride_w * (g.Q + (g.S - 1) / g.stride_w));
  size_t count = (size_t) (g.N * g.K) * (size_t) (g.P * g.Q);
  float *x = random_floats(x_count, 11);
  float *weight = random_floats((size_t) (g.K * depth), 12);
  float *bias = random_floats((size_t) g.K, 13);
  cl_mem x_buffer = buffer_of(h, x, x_count);
  cl_mem bias_buffer = buffer_of(h, bias, (size_t) g.K);
  cl_mem out = empty_buffer(h, count);
  cl_mem images = empty_buffer(h, (size_t) (g.N * bands * g.C) * band);
  cl_mem weight_buffer = buffer_of(h, weight, (size_t) (g.K * depth));
  launch l = launch_of(h, program, "conv2d_shallow");
  add_buffer(&l, out);
  add_buffer(&l, images);
  add_buffer(&l, x_buffer);
  add_buffer(&l, weight_buffer);
  add_buffer(&l, has_bias ? bias_buffer : NULL);
  add_geometry(&l, &g);
  add_int(&l, has_bias);
  add_int(&l, rectifier);
  add_int(&l, band_rows);
  add_float(&l, SLOPE);
  double time = run_tasks(&l, (size_t) g.N, (size_t) bands, 1);
  char shape[128];
  describe(shape, sizeof shape, &g);
  problem b = {g, has_bias, rectifier, x, weight, bias};
  check_elements(h, "conv2d_shallow", shape, out, count, reference, &b);
  if (h->bench) {
    report("conv2d_shallow", shape, time, 2.0 * (double) count * depth, "GFLOP/s");
  }
  cl_mem buffers[] = {x_buffer, weight_buffer, bias_buffer, out, images};
  for (int i = 0; i < 5; i++) {
    clReleaseMemObject(buffers[i]);
  }
  free(x);
  free(weight);
  free(bias);
}

static void shallow_shapes(harness *h, cl_program program) {
  if (h->bench) {
    shallow(h, program, conv_geometry(128, 3, 32, 32, 64, 4, 4, 2, 1), 1, 16);
    shallow(h, program, conv_geometry(64, 3, 32, 32, 64, 4, 4, 2, 1), 0, 16);
    shallow(h, program, conv_geometry(128, 1, 32, 32, 64, 4, 4, 2, 1), 1, 16);
    shallow(h, program, conv_geometry(128, 3, 28, 28, 64, 3, 3, 1, 1), 1, 28);
  } else if (h->tiny) {
    shallow(h, program, conv_geometry(2, 2, 6, 33, 13, 4, 4, 2, 1), 1, 2);
    shallow(h, program, conv_geometry(1, 1, 5, 18, 3, 3, 3, 1, 1), 0, 5);
  } else {
    shallow(h, program, conv_geometry(3, 3, 32, 32, 64, 4, 4, 2, 1), 1, 16);
    shallow(h, program, conv_geometry(2, 1, 64, 64, 5, 4, 4, 2, 1), 0, 7);
    shallow(h, program, conv_geometry(2, 5, 33, 31, 12, 3, 3, 1, 1), 1, 33);
    shallow(h, program, conv_geometry(1, 8, 20, 70, 25, 4, 4, 3, 2), 1, 4);
    shallow(h, program, conv_geometry(1, 2, 3, 35, 9, 3, 7, 2, 4), 1, 2);
    shallow(h, program, conv_geometry(1, 1, 1, 16, 1, 1, 1, 1, 0), 0, 1);
  }
}

void test_conv2d(harness *h) {
  cl_program program = build_program(h, "conv2d.cl");
  if (h->bench) {
    conv2d(h, program, conv_geometry(128, 3, 32, 32, 64, 4, 4, 2, 1), 1);
    conv2d(h, program, conv_geometry(128, 64, 16, 16, 128, 4, 4, 2, 1), 1);
    conv2d(h, program, conv_geometry(128, 128, 8, 8, 256, 4, 4, 2, 1), 1);
    // Input gradients of a generator's transposed convolutions.
    conv2d(h, program, conv_geometry(64, 128, 8, 8, 256, 4, 4, 2, 1), 0);
    conv2d(h, program, conv_geometry(64, 64, 16, 16, 128, 4, 4, 2, 1), 0);
    conv2d(h, program, conv_geometry(64, 3, 32, 32, 64, 4, 4, 2, 1), 0);
    conv2d(h, program, conv_geometry(16, 64, 32, 32, 64, 3, 3, 1, 1), 1);
  } else if (h->tiny) {
    conv2d(h, program, conv_geometry(2, 2, 5, 4, 3, 3, 2, 2, 1), 1);
    conv2d(h, program, conv_geometry(1, 33, 4, 4, 2, 4, 4, 2, 1), 0);
    // Two pieces of two panels.
    conv2d(h, program, conv_geometry(2, 17, 4, 3, 13, 4, 4, 2, 1), 1);
  } else {
    conv2d(h, program, conv_geometry(1, 1, 1, 1, 1, 1, 1, 1, 0), 0);
    conv2d(h, program, conv_geometry(2, 3, 32, 32, 64, 4, 4, 2, 1), 1);
    conv2d(h, program, conv_geometry(3, 64, 8, 8, 13, 4, 4, 2, 1), 0);
    conv2d(h, program, conv_geometry(2, 5, 33, 31, 12, 3, 3, 1, 1), 1);
    conv2d(h, program, conv_geometry(1, 7, 20, 70, 25, 5, 3, 3, 2), 1);
    conv2d(h, program, conv_geometry(2, 2, 3, 2, 5, 4, 4, 1, 3), 0);
    conv2d(h, program, conv_geometry(2, 57, 9, 7, 6, 3, 3, 2, 0), 1);
    conv2d(h, program, conv_geometry(3, 33, 8, 8, 66, 4, 4, 1, 1), 1);
    geometry uneven = {2, 3, 11, 9, 4, 3, 2, 4, 12, 3, 1, 1, 2};
    conv2d(h, program, uneven, 1);
    // Windows that lie in the padding altogether.
    conv2d(h, program, conv_geometry(1, 2, 2, 3, 3, 2, 2, 1, 4), 1);
  }
  shallow_shapes(h, program);
  clReleaseProgram(program);
}
