// conv_transpose2d_winograd.cl: classes of unequal outputs, paddings, depths around a chunk, and a GAN's layers.
#include "winograd.h"

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
  // The first output of the tile: every second row and column of four belongs to it.
  int first_p = p / 4 * 4 + p % 2;
  int first_q = q / 4 * 4 + q % 2;
  int rho = (p + g->padding_h) % 2;
  int sigma = (q + g->padding_w) % 2;
  winograd_sums sums = {0};
  for (int c = 0; c < g->C; c++) {
    float data[3][3];
    float filter[2][2];
    for (int e = 0; e < 9; e++) {
      int h = (first_p + g->padding_h) / 2 - 1 + e / 3;
      int w = (first_q + g->padding_w) / 2 - 1 + e % 3;
      int inside = h >= 0 && h < g->H && w >= 0 && w < g->W;
      data[e / 3][e % 3] = inside ? b->x[((n * g->C + c) * g->H + h) * g->W + w] : 0.0f;
    }
    for (int e = 0; e < 4; e++) {
      int r = rho + 2 * (1 - e / 2);
      int s = sigma + 2 * (1 - e % 2);
      filter[e / 2][e % 2] = b->weight[((c * g->K + k) * 4 + r) * 4 + s];
    }
    winograd_add(&sums, data, filter);
  }
  float result = winograd_result(&sums, p % 4 / 2, q % 4 / 2);
  return b->has_bias ? result + b->bias[k] : result;
}

// Times of all kernels and of the products alone.
typedef struct {
  double all;
  double products;
} times;

static times run_cpu(harness *h, cl_program program, const geometry *g, int has_bias, cl_mem out, cl_mem x,
                     cl_mem weight, cl_mem bias) {
  times t = {0};
  int rows = ceil_div(g->P, 4);
  int columns = ceil_div(g->Q, 4);
  int panels = ceil_div(g->K, 32);
  cl_mem filters = empty_buffer(h, (size_t) panels * 4 * 9 * (size_t) g->C * 32);
  launch l = launch_of(h, program, "conv_transpose2d_winograd_filters");
  add_buffer(&l, filters);
  add_buffer(&l, weight);
  add_int(&l, g->C);
  add_int(&l, g->K);
  t.all += run_tasks(&l, (size_t) ceil_div(g->C, 16), (size_t) panels, 1);
  int tiles = g->N * rows * columns;
  int task_tiles = winograd_task_tiles(h, tiles);
  int task_panels = h->bench ? panels : ceil_div(panels, 2);
  l = launch_of(h, program, "conv_transpose2d_winograd");
  add_buffer(&l, out);
  add_buffer(&l, x);
  add_buffer(&l, filters);
  add_buffer(&l, has_bias ? bias : NULL);
  add_geometry(&l, g);
  add_int(&l, has_bias);
  add_int(&l, task_tiles);
  add_int(&l, task_panels);
  t.products = run_tasks(&l, (size_t) ceil_div(tiles, task_tiles), (size_t) ceil_div(panels, task_panels), 1);
  t.all += t.products;
  clReleaseMemObject(filters);
  return t;
}

static times run_gpu(harness *h, cl_program program, const geometry *g, int has_bias, cl_mem out, cl_mem x,
                     cl_mem weight, cl_mem bias) {
  times t = {0};
  int tiles = g->N * ceil_div(g->P, 4) * ceil_div(g->Q, 4);
  cl_mem data = empty_buffer(h, 36 * (size_t) g->C * (size_t) tiles);
  launch l = launch_of(h, program, "conv_transpose2d_winograd_data");
  add_buffer(&l, data);
  add_buffer(&l, x);
  add_geometry(&l, g);
  t.all += run_columns(&l, tiles, g->C, 4);
  cl_mem filters = empty_buffer(h, 36 * (size_t) g->C * (size_t) g->K);
  l = launch_of(h, program, "conv_transpose2d_winograd_filters");
  add_buffer(&l, filters);
  add_buffer(&l, weight);
  add_int(&l, g->C);
  add_int(&l, g->K);
  add_int(&l, g->padding_h);
  add_int(&l, g->padding_w);
  t.all += run_columns(&l, g->K, g->C, 4);
  // Both ways of adding chunks: split among layers where there is a bias.
  int layers = has_bias ? ceil_div(g->C, 512) : 1;
  cl_mem sums = empty_buffer(h, (size_t) layers * 36 * (size_t) g->K * (size_t) tiles);
  l = launch_of(h, program, "conv_transpose2d_winograd_products");
  add_buffer(&l, sums);
  add_buffer(&l, filters);
  add_buffer(&l, data);
  add_int(&l, g->K);
  add_int(&l, tiles);
  add_int(&l, g->C);
  add_int(&l, layers > 1);
  t.products = run_contraction(&l, g->K, tiles, 36 * layers, 0);
  l = launch_of(h, program, "conv_transpose2d_winograd");
  add_buffer(&l, out);
  add_buffer(&l, sums);
  add_buffer(&l, has_bias ? bias : NULL);
  add_int(&l, g->N);
  add_int(&l, g->K);
  add_int(&l, g->P);
  add_int(&l, g->Q);
  add_int(&l, has_bias);
  add_int(&l, layers);
  t.all += t.products + run_columns(&l, tiles, g->K, 4);
  clReleaseMemObject(data);
  clReleaseMemObject(filters);
  clReleaseMemObject(sums);
  return t;
}

static void conv_transpose2d_winograd(harness *h, cl_program program, geometry g, int has_bias) {
  size_t x_count = (size_t) g.N * (size_t) g.C * (size_t) g.H * (size_t) g.W;
  size_t weight_count = (size_t) g.C * (size_t) g.K * 16;
  size_t count = (size_t) g.N * (size_t) g.K * (size_t) g.P * (size_t) g.Q;
  float *x = random_floats(x_count, 51);
  float *weight = random_floats(weight_count, 52);
  float *bias = random_floats((size_t) g.K, 53);
  cl_mem x_buffer = buffer_of(h, x, x_count);
  cl_mem weight_buffer = buffer_of(h, weight, weight_count);
  cl_mem bias_buffer = buffer_of(h, bias, (size_t) g.K);
  cl_mem out = empty_buffer(h, count);
  times t = h->cpu ? run_cpu(h, program, &g, has_bias, out, x_buffer, weight_buffer, bias_buffer)
                   : run_gpu(h, program, &g, has_bias, out, x_buffer, weight_buffer, bias_buffer);
  char shape[128];
  describe(shape, sizeof shape, &g);
  problem b = {g, has_bias, x, weight, bias};
  check_elements(h, "conv_transpose2d_winograd", shape, out, count, reference, &b);
  report_winograd(h, "conv_transpose2d_winograd", shape, t.all, t.products, 8.0 * (double) count * g.C);
  clReleaseMemObject(x_buffer);
  clReleaseMemObject(weight_buffer);
  clReleaseMemObject(bias_buffer);
  clReleaseMemObject(out);
  free(x);
  free(weight);
  free(bias);
}

void test_conv_transpose2d_winograd(harness *h) {
  cl_program program = build_program(h, "conv_transpose2d_winograd.cl");
  if (h->bench) {
    conv_transpose2d_winograd(h, program, transpose_geometry(64, 256, 4, 4, 128, 4, 4, 2, 1, 0), 0);
    conv_transpose2d_winograd(h, program, transpose_geometry(64, 128, 8, 8, 64, 4, 4, 2, 1, 0), 0);
    // Input gradients of a discriminator's convolutions.
    conv_transpose2d_winograd(h, program, transpose_geometry(128, 256, 4, 4, 128, 4, 4, 2, 1, 0), 0);
    conv_transpose2d_winograd(h, program, transpose_geometry(128, 128, 8, 8, 64, 4, 4, 2, 1, 0), 0);
  } else if (h->tiny) {
    conv_transpose2d_winograd(h, program, transpose_geometry(1, 5, 3, 2, 3, 4, 4, 2, 1, 0), 1);
    conv_transpose2d_winograd(h, program, transpose_geometry(1, 2, 4, 6, 34, 4, 4, 2, 1, 1), 0);
    conv_transpose2d_winograd(h, program, transpose_geometry(1, 130, 2, 2, 2, 4, 4, 2, 1, 0), 1);
  } else {
    conv_transpose2d_winograd(h, program, transpose_geometry(1, 1, 2, 2, 1, 4, 4, 2, 1, 0), 0);
    conv_transpose2d_winograd(h, program, transpose_geometry(3, 33, 5, 3, 37, 4, 4, 2, 1, 1), 1);
    conv_transpose2d_winograd(h, program, transpose_geometry(7, 128, 8, 8, 64, 4, 4, 2, 1, 0), 0);
    conv_transpose2d_winograd(h, program, transpose_geometry(3, 129, 4, 4, 161, 4, 4, 2, 1, 0), 1);
    conv_transpose2d_winograd(h, program, transpose_geometry(2, 517, 3, 5, 70, 4, 4, 2, 2, 1), 1);
    conv_transpose2d_winograd(h, program, transpose_geometry(1, 517, 2, 3, 36, 4, 4, 2, 1, 0), 0);
    conv_transpose2d_winograd(h, program, transpose_geometry(2, 40, 6, 17, 32, 4, 4, 2, 0, 0), 0);
    // More padding than the kernel reaches.
    conv_transpose2d_winograd(h, program, transpose_geometry(2, 19, 9, 10, 33, 4, 4, 2, 5, 0), 1);
    geometry uneven = {2, 21, 3, 6, 40, 4, 4, 7, 11, 2, 2, 1, 2};
    conv_transpose2d_winograd(h, program, uneven, 1);
  }
  clReleaseProgram(program);
}
