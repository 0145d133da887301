// conv2d_backward_weight_winograd.cl: all chunks in one task and split over tasks, odd sizes, and a GAN's layers.
#include "winograd.h"

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
  int s = (int) (element % 4);
  int r = (int) (element / 4 % 4);
  int c = (int) (element / 16 % (size_t) g->C);
  int k = (int) (element / 16 / (size_t) g->C);
  winograd_sums sums = {0};
  for (int n = 0; n < g->N; n++) {
    for (int i = 0; 2 * i < g->P; i++) {
      for (int j = 0; 2 * j < g->Q; j++) {
        float data[3][3];
        float filter[2][2];
        for (int e = 0; e < 9; e++) {
          int h = 2 * (2 * i + e / 3) + r % 2 - g->padding_h;
          int w = 2 * (2 * j + e % 3) + s % 2 - g->padding_w;
          int inside = h >= 0 && h < g->H && w >= 0 && w < g->W;
          data[e / 3][e % 3] = inside ? b->x[((n * g->C + c) * g->H + h) * g->W + w] : 0.0f;
        }
        for (int e = 0; e < 4; e++) {
          int p = 2 * i + e / 2;
          int q = 2 * j + e % 2;
          int inside = p < g->P && q < g->Q;
          filter[e / 2][e % 2] = inside ? b->out_gradient[((n * g->K + k) * g->P + p) * g->Q + q] : 0.0f;
        }
        winograd_add(&sums, data, filter);
      }
    }
  }
  return winograd_result(&sums, r / 2, s / 2);
}

// Times of all kernels and of the products alone.
typedef struct {
  double all;
  double products;
} times;

// Puts what the kernels make of x and out_gradient in their places.
static times run_cpu(harness *h, cl_program program, const geometry *g, int split, cl_mem gradient, cl_mem *x,
                     cl_mem *out_gradient) {
  times t = {0};
  int rows = ceil_div(g->P, 2);
  int columns = ceil_div(g->Q, 2);
  int layers = split ? ceil_div((long) g->N * rows * columns, 512) : 1;
  size_t channels = (size_t) rounded_up(g->C, 16);
  size_t padded = (size_t) g->N * (size_t) (4 * rows + 2) * (size_t) (4 * columns + 2) * channels + 16;
  size_t padded_gradient = (size_t) g->N * (size_t) (4 * rows * columns) * (size_t) rounded_up(g->K, 16) + 16;
  t.all = prepare(h, program, "conv2d_backward_weight_winograd_prepare", g, x, padded, out_gradient, padded_gradient,
                  g->N * (ceil_div(g->C, 64) + ceil_div(g->K, 64)));
  cl_mem partial = empty_buffer(h, (size_t) layers * 36 * (size_t) g->K * channels);
  launch l = launch_of(h, program, "conv2d_backward_weight_winograd");
  add_buffer(&l, gradient);
  add_buffer(&l, partial);
  add_buffer(&l, *x);
  add_buffer(&l, *out_gradient);
  add_geometry(&l, g);
  add_int(&l, split);
  int column_tasks = (split ? 4 : 1) * ceil_div(g->C, 64);
  int task_rows = winograd_task_rows(h, g->K, column_tasks * layers);
  add_int(&l, task_rows);
  t.products = run_tasks(&l, (size_t) column_tasks, (size_t) ceil_div(g->K, task_rows), (size_t) layers);
  t.all += t.products;
  if (split) {
    l = launch_of(h, program, "conv2d_backward_weight_winograd_finish");
    add_buffer(&l, gradient);
    add_buffer(&l, partial);
    add_int(&l, g->C);
    add_int(&l, g->K);
    add_int(&l, layers);
    t.all += run_tasks(&l, (size_t) g->K, 1, 1);
  }
  clReleaseMemObject(partial);
  return t;
}

static times run_gpu(harness *h, cl_program program, const geometry *g, int split, cl_mem gradient, cl_mem x,
                     cl_mem out_gradient) {
  times t = {0};
  int tiles = g->N * ceil_div(g->P, 2) * ceil_div(g->Q, 2);
  int layers = split ? ceil_div(tiles, 512) : 1;
  cl_mem data = empty_buffer(h, 36 * (size_t) g->C * (size_t) tiles);
  launch l = launch_of(h, program, "conv2d_backward_weight_winograd_data");
  add_buffer(&l, data);
  add_buffer(&l, x);
  add_geometry(&l, g);
  t.all += run_columns(&l, tiles, 4 * g->C, 1);
  cl_mem gradients = empty_buffer(h, 9 * (size_t) g->K * (size_t) tiles);
  l = launch_of(h, program, "conv2d_backward_weight_winograd_gradients");
  add_buffer(&l, gradients);
  add_buffer(&l, out_gradient);
  add_int(&l, g->N);
  add_int(&l, g->K);
  add_int(&l, g->P);
  add_int(&l, g->Q);
  t.all += run_columns(&l, tiles, g->K, 1);
  cl_mem partial = empty_buffer(h, (size_t) layers * 36 * (size_t) g->K * (size_t) g->C);
  l = launch_of(h, program, "conv2d_backward_weight_winograd");
  add_buffer(&l, partial);
  add_buffer(&l, gradients);
  add_buffer(&l, data);
  add_int(&l, g->K);
  add_int(&l, 4 * g->C);
  add_int(&l, tiles);
  add_int(&l, split);
  t.products = run_contraction(&l, g->K, 4 * g->C, 9 * layers, 0);
  l = launch_of(h, program, "conv2d_backward_weight_winograd_finish");
  add_buffer(&l, gradient);
  add_buffer(&l, partial);
  add_int(&l, g->C);
  add_int(&l, g->K);
  add_int(&l, layers);
  t.all += t.products + run_columns(&l, 4 * g->C, g->K, 1);
  clReleaseMemObject(data);
  clReleaseMemObject(gradients);
  clReleaseMemObject(partial);
  return t;
}

static void backward_weight(harness *h, cl_program program, geometry g, int split) {
  size_t x_count = (size_t) g.N * (size_t) g.C * (size_t) g.H * (size_t) g.W;
  size_t out_count = (size_t) g.N * (size_t) g.K * (size_t) g.P * (size_t) g.Q;
  size_t count = (size_t) g.K * (size_t) g.C * 16;
  float *x = random_floats(x_count, 61);
  float *out_gradient = random_floats(out_count, 62);
  cl_mem x_buffer = buffer_of(h, x, x_count);
  cl_mem out_buffer = buffer_of(h, out_gradient, out_count);
  cl_mem gradient = empty_buffer(h, count);
  times t = h->cpu ? run_cpu(h, program, &g, split, gradient, &x_buffer, &out_buffer)
                   : run_gpu(h, program, &g, split, gradient, x_buffer, out_buffer);
  char shape[160];
  describe(shape, sizeof shape, &g);
  if (split) {
    strcat(shape, " split");
  }
  problem b = {g, x, out_gradient};
  check_elements(h, "conv2d_backward_weight_winograd", shape, gradient, count, reference, &b);
  report_winograd(h, "backward_weight_winograd", shape, t.all, t.products, 32.0 * (double) out_count * g.C);
  clReleaseMemObject(x_buffer);
  clReleaseMemObject(out_buffer);
  clReleaseMemObject(gradient);
  free(x);
  free(out_gradient);
}

void test_conv2d_backward_weight_winograd(harness *h) {
  cl_program program = build_program(h, "conv2d_backward_weight_winograd.cl");
  for (int split = 0; split < 2; split++) {
    if (h->bench) {
      backward_weight(h, program, conv_geometry(128, 64, 16, 16, 128, 4, 4, 2, 1), split);
      backward_weight(h, program, conv_geometry(128, 128, 8, 8, 256, 4, 4, 2, 1), split);
      // The same of a generator's transposed convolutions.
      backward_weight(h, program, conv_geometry(64, 128, 8, 8, 256, 4, 4, 2, 1), split);
      backward_weight(h, program, conv_geometry(64, 64, 16, 16, 128, 4, 4, 2, 1), split);
    } else if (h->tiny) {
      backward_weight(h, program, conv_geometry(2, 3, 5, 4, 19, 4, 4, 2, 1), split);
      if (split || h->cpu) {
        // 520 tiles.
        backward_weight(h, program, conv_geometry(1, 1, 42, 106, 1, 4, 4, 2, 0), split);
      }
      if (h->cpu) {
        // Two pieces of in- and of out-channels.
        backward_weight(h, program, conv_geometry(2, 65, 2, 3, 65, 4, 4, 2, 1), split);
      }
    } else {
      backward_weight(h, program, conv_geometry(1, 1, 4, 4, 1, 4, 4, 2, 0), split);
      backward_weight(h, program, conv_geometry(3, 33, 9, 7, 35, 4, 4, 2, 1), split);
      backward_weight(h, program, conv_geometry(15, 32, 16, 34, 33, 4, 4, 2, 1), split);
      backward_weight(h, program, conv_geometry(65, 101, 8, 8, 137, 4, 4, 2, 1), split);
      backward_weight(h, program, conv_geometry(2, 7, 3, 2, 18, 4, 4, 2, 5), split);
      geometry uneven = {9, 21, 11, 9, 40, 4, 4, 4, 6, 2, 2, 0, 3};
      backward_weight(h, program, uneven, split);
    }
  }
  clReleaseProgram(program);
}
