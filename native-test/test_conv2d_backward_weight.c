// conv2d_backward_weight.cl: all chunks in one task and split over tasks, and a GAN's layers.
#include "contraction.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

typedef struct {
  geometry g;
  const float *x;
  const float *out_gradient;
} problem;

static float reference(const void *pointer, size_t element) {
  const problem *b = pointer;
  const geometry *g = &b->g;
  int s = (int) (element % (size_t) g->S);
  int r = (int) (element / (size_t) g->S % (size_t) g->R);
  int c = (int) (element / (size_t) g->S / (size_t) g->R % (size_t) g->C);
  int k = (int) (element / (size_t) g->S / (size_t) g->R / (size_t) g->C);
  chunked sum = {0};
  for (int n = 0; n < g->N; n++) {
    for (int p = 0; p < g->P; p++) {
      for (int q = 0; q < g->Q; q++) {
        int h = p * g->stride_h - g->padding_h + r;
        int w = q * g->stride_w - g->padding_w + s;
        int inside = h >= 0 && h < g->H && w >= 0 && w < g->W;
        float x = inside ? b->x[((n * g->C + c) * g->H + h) * g->W + w] : 0.0f;
        chunked_add(&sum, b->out_gradient[((n * g->K + k) * g->P + p) * g->Q + q], x);
      }
    }
  }
  return chunked_result(&sum);
}

static double run_finish(harness *h, cl_program program, cl_mem gradient, cl_mem target, int count, int chunks) {
  launch finish = launch_of(h, program, "conv2d_backward_weight_finish");
  add_buffer(&finish, gradient);
  add_buffer(&finish, target);
  add_int(&finish, count);
  add_int(&finish, chunks);
  return run_count(&finish, count, 64);
}

static void backward_weight(harness *h, cl_program program, geometry g, int split) {
  int columns = g.C * g.R * g.S;
  int depth = g.N * g.P * g.Q;
  int chunks = split ? ceil_div(depth, 512) : 1;
  size_t x_count = (size_t) g.N * (size_t) g.C * (size_t) g.H * (size_t) g.W;
  size_t count = (size_t) g.K * (size_t) columns;
  size_t out_count = (size_t) g.K * (size_t) depth;
  float *x = random_floats(x_count, 21);
  float *out_gradient = random_floats(out_count, 22);
  cl_mem x_buffer = buffer_of(h, x, x_count);
  cl_mem out_buffer = buffer_of(h, out_gradient, out_count);
  cl_mem gradient = empty_buffer(h, count);
  cl_mem target = split ? empty_buffer(h, count * (size_t) chunks) : gradient;
  double time = 0;
  if (h->cpu) {
    size_t plane = (size_t) ((g.P - 1) * g.stride_h + g.R) * (size_t) ((g.Q - 1) * g.stride_w + g.S);
    time = prepare(h, program, "conv2d_backward_weight_prepare", &g, &x_buffer, (size_t) (g.N * g.C) * plane,
                   &out_buffer, packed_floats(g.K, depth), g.N * (ceil_div(g.K, PANEL) + g.C));
  }
  int row_tiles = row_tiles_of(h, g.K, (long) ceil_div(columns, task_columns(h)) * chunks);
  launch l = launch_of(h, program, "conv2d_backward_weight");
  add_buffer(&l, target);
  add_buffer(&l, x_buffer);
  add_buffer(&l, out_buffer);
  add_geometry(&l, &g);
  add_int(&l, split);
  add_int(&l, row_tiles);
  double core_time = run_contraction(&l, g.K, columns, chunks, row_tiles);
  double finish_time = 0;
  if (split) {
    finish_time = run_finish(h, program, gradient, target, (int) count, chunks);
    clReleaseMemObject(target);
  }
  char shape[160];
  describe(shape, sizeof shape, &g);
  if (split) {
    strcat(shape, " split");
  }
  problem b = {g, x, out_gradient};
  check_elements(h, "conv2d_backward_weight", shape, gradient, count, reference, &b);
  if (h->bench) {
    report("conv2d_backward_weight", shape, time + core_time + finish_time, 2.0 * (double) count * depth, "GFLOP/s");
  }
  clReleaseMemObject(x_buffer);
  clReleaseMemObject(out_buffer);
  clReleaseMemObject(gradient);
  free(x);
  free(out_gradient);
}

// Few columns, on CPU devices; task_rows a multiple of 8.
static void narrow(harness *h, cl_program program, geometry g, int task_rows) {
  if (!h->cpu) {
    return;
  }
  int columns = g.C * g.R * g.S;
  int depth = g.N * g.P * g.Q;
  int chunks = ceil_div(depth, 512);
  size_t x_count = (size_t) (g.N * g.C) * (size_t) (g.H * g.W);
  size_t count = (size_t) g.K * (size_t) columns;
  float *x = random_floats(x_count, 21);
  float *out_gradient = random_floats((size_t) g.K * (size_t) depth, 22);
  cl_mem x_buffer = buffer_of(h, x, x_count);
  cl_mem out_buffer = buffer_of(h, out_gradient, (size_t) g.K * (size_t) depth);
  cl_mem gradient = empty_buffer(h, count);
  cl_mem target = chunks > 1 ? empty_buffer(h, count * (size_t) chunks) : gradient;
  launch l = launch_of(h, program, "conv2d_backward_weight_narrow");
  add_buffer(&l, target);
  add_buffer(&l, x_buffer);
  add_buffer(&l, out_buffer);
  add_geometry(&l, &g);
  add_int(&l, task_rows);
  double time = run_tasks(&l, (size_t) chunks, (size_t) ceil_div(g.K, task_rows), 1);
  if (chunks > 1) {
    time += run_finish(h, program, gradient, target, (int) count, chunks);
    clReleaseMemObject(target);
  }
  char shape[160];
  describe(shape, sizeof shape, &g);
  problem b = {g, x, out_gradient};
  check_elements(h, "conv2d_backward_weight_narrow", shape, gradient, count, reference, &b);
  if (h->bench) {
    report("conv2d_backward_weight_narrow", shape, time, 2.0 * (double) count * depth, "GFLOP/s");
  }
  clReleaseMemObject(x_buffer);
  clReleaseMemObject(out_buffer);
  clReleaseMemObject(gradient);
  free(x);
  free(out_gradient);
}

static void narrow_shapes(harness *h, cl_program program) {
  if (h->bench) {
    narrow(h, program, conv_geometry(128, 3, 32, 32, 64, 4, 4, 2, 1), 64);
    narrow(h, program, conv_geometry(64, 3, 32, 32, 64, 4, 4, 2, 1), 64);
    narrow(h, program, conv_geometry(128, 1, 32, 32, 64, 4, 4, 2, 1), 64);
    narrow(h, program, conv_geometry(128, 3, 28, 28, 64, 3, 3, 1, 1), 64);
  } else if (h->tiny) {
    narrow(h, program, conv_geometry(2, 2, 5, 4, 3, 4, 4, 2, 1), 8);
    narrow(h, program, conv_geometry(7, 1, 10, 10, 9, 2, 2, 1, 0), 8);
    narrow(h, program, conv_geometry(1, 2, 2, 3, 3, 2, 2, 1, 4), 8);
  } else {
    narrow(h, program, conv_geometry(1, 1, 1, 1, 1, 1, 1, 1, 0), 8);
    for (int C = 1; C <= 4; C++) {
      narrow(h, program, conv_geometry(9, C, 16, 16, 64, 4, 4, 2, 1), 64);
      narrow(h, program, conv_geometry(5, C, 33, 31, 13, 3, 3, 1, 1), 8);
    }
    narrow(h, program, conv_geometry(2, 2, 20, 70, 25, 5, 3, 3, 2), 16);
    narrow(h, program, conv_geometry(2, 2, 3, 2, 5, 4, 4, 1, 3), 8);
    narrow(h, program, conv_geometry(1, 2, 2, 3, 3, 2, 2, 1, 4), 8);
    geometry uneven = {20, 3, 11, 9, 4, 3, 2, 4, 12, 3, 1, 1, 2};
    narrow(h, program, uneven, 8);
  }
}

void test_conv2d_backward_weight(harness *h) {
  cl_program program = build_program(h, "conv2d_backward_weight.cl");
  for (int split = 0; split < 2; split++) {
    if (h->bench) {
      backward_weight(h, program, conv_geometry(128, 3, 32, 32, 64, 4, 4, 2, 1), split);
      backward_weight(h, program, conv_geometry(128, 64, 16, 16, 128, 4, 4, 2, 1), split);
      backward_weight(h, program, conv_geometry(128, 128, 8, 8, 256, 4, 4, 2, 1), split);
      // The same of a generator's transposed convolutions.
      backward_weight(h, program, conv_geometry(64, 128, 8, 8, 256, 4, 4, 2, 1), split);
      backward_weight(h, program, conv_geometry(64, 64, 16, 16, 128, 4, 4, 2, 1), split);
      backward_weight(h, program, conv_geometry(64, 3, 32, 32, 64, 4, 4, 2, 1), split);
    } else if (h->tiny) {
      backward_weight(h, program, conv_geometry(2, 2, 5, 4, 3, 3, 2, 2, 1), split);
      backward_weight(h, program, conv_geometry(7, 1, 10, 10, 2, 2, 2, 1, 0), split);
      // Two panels.
      backward_weight(h, program, conv_geometry(2, 3, 4, 3, 13, 2, 2, 2, 0), split);
      // Vectors of out_gradient, a tile's worth behind the chunk.
      backward_weight(h, program, conv_geometry(8, 1, 8, 9, 2, 1, 2, 1, 0), split);
    } else {
      backward_weight(h, program, conv_geometry(1, 1, 1, 1, 1, 1, 1, 1, 0), split);
      backward_weight(h, program, conv_geometry(9, 3, 16, 16, 64, 4, 4, 2, 1), split);
      backward_weight(h, program, conv_geometry(3, 6, 33, 31, 13, 3, 3, 1, 1), split);
      backward_weight(h, program, conv_geometry(2, 5, 20, 70, 25, 5, 3, 3, 2), split);
      backward_weight(h, program, conv_geometry(2, 2, 3, 2, 5, 4, 4, 1, 3), split);
      backward_weight(h, program, conv_geometry(1, 2, 2, 3, 3, 2, 2, 1, 4), split);
      geometry uneven = {20, 3, 11, 9, 4, 3, 2, 4, 12, 3, 1, 1, 2};
      backward_weight(h, program, uneven, split);
    }
  }
  narrow_shapes(h, program);
  clReleaseProgram(program);
}
