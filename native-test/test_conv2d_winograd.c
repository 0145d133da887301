// conv2d_winograd.cl: odd sizes, paddings, depths around a chunk, panels of out-channels, and a GAN's layers.
#include "winograd.h"

#include <stdlib.h>

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
  winograd_sums sums = {0};
  for (int rho = 0; rho < 2; rho++) {
    for (int sigma = 0; sigma < 2; sigma++) {
      for (int c = 0; c < g->C; c++) {
        float data[3][3];
        float filter[2][2];
        for (int e = 0; e < 9; e++) {
          int h = 2 * (p / 2 * 2 + e / 3) + rho - g->padding_h;
          int w = 2 * (q / 2 * 2 + e % 3) + sigma - g->padding_w;
          int inside = h >= 0 && h < g->H && w >= 0 && w < g->W;
          data[e / 3][e % 3] = inside ? b->x[((n * g->C + c) * g->H + h) * g->W + w] : 0.0f;
        }
        for (int e = 0; e < 4; e++) {
          filter[e / 2][e % 2] = b->weight[((k * g->C + c) * 4 + rho + 2 * (e / 2)) * 4 + sigma + 2 * (e % 2)];
        }
        winograd_add(&sums, data, filter);
      }
    }
  }
  float result = winograd_result(&sums, p % 2, q % 2);
  return rectified(b->has_bias ? result + b->bias[k] : result, b->rectifier);
}

// Times of all kernels and of the products alone.
typedef struct {
  double all;
  double products;
} times;

static times run_cpu(harness *h, cl_program program, const geometry *g, int has_bias, int rectifier, cl_mem out,
                     cl_mem x, cl_mem weight, cl_mem bias) {
  times t = {0};
  int rows = ceil_div(g->P, 2);
  int columns = ceil_div(g->Q, 2);
  int panels = ceil_div(g->K, 32);
  cl_mem filters = empty_buffer(h, (size_t) panels * 9 * 4 * (size_t) g->C * 32);
  launch l = launch_of(h, program, "conv2d_winograd_filters");
  add_buffer(&l, filters);
  add_buffer(&l, weight);
  add_int(&l, g->C);
  add_int(&l, g->K);
  t.all += run_tasks(&l, (size_t) ceil_div(g->C, 16), (size_t) panels, 1);
  int tiles = g->N * rows * columns;
  int task_tiles = winograd_task_tiles(h, tiles);
  int task_panels = h->bench ? panels : ceil_div(panels, 2);
  l = launch_of(h, program, "conv2d_winograd");
  add_buffer(&l, out);
  add_buffer(&l, x);
  add_buffer(&l, filters);
  add_buffer(&l, has_bias ? bias : NULL);
  add_geometry(&l, g);
  add_int(&l, has_bias);
  add_int(&l, rectifier);
  add_int(&l, task_tiles);
  add_int(&l, task_panels);
  add_float(&l, SLOPE);
  t.products = run_tasks(&l, (size_t) ceil_div(tiles, task_tiles), (size_t) ceil_div(panels, task_panels), 1);
  t.all += t.products;
  clReleaseMemObject(filters);
  return t;
}

static times run_gpu(harness *h, cl_program program, const geometry *g, int has_bias, int rectifier, cl_mem out,
                     cl_mem x, cl_mem weight, cl_mem bias) {
  times t = {0};
  int tiles = g->N * ceil_div(g->P, 2) * ceil_div(g->Q, 2);
  size_t depth = 4 * (size_t) g->C;
  cl_mem data = empty_buffer(h, 9 * depth * (size_t) tiles);
  launch l = launch_of(h, program, "conv2d_winograd_data");
  add_buffer(&l, data);
  add_buffer(&l, x);
  add_geometry(&l, g);
  t.all += run_columns(&l, tiles, 4 * g->C, 1);
  cl_mem filters = empty_buffer(h, 9 * depth * (size_t) g->K);
  l = launch_of(h, program, "conv2d_winograd_filters");
  add_buffer(&l, filters);
  add_buffer(&l, weight);
  add_int(&l, g->C);
  add_int(&l, g->K);
  t.all += run_columns(&l, g->K, 4 * g->C, 1);
  // Both ways of adding chunks: split among layers where there is a bias.
  int layers = has_bias ? ceil_div(4 * g->C, 512) : 1;
  cl_mem sums = empty_buffer(h, (size_t) layers * 9 * (size_t) g->K * (size_t) tiles);
  l = launch_of(h, program, "conv2d_winograd_products");
  add_buffer(&l, sums);
  add_buffer(&l, filters);
  add_buffer(&l, data);
  add_int(&l, g->K);
  add_int(&l, tiles);
  add_int(&l, 4 * g->C);
  add_int(&l, layers > 1);
  t.products = run_contraction(&l, g->K, tiles, 9 * layers, 0);
  l = launch_of(h, program, "conv2d_winograd");
  add_buffer(&l, out);
  add_buffer(&l, sums);
  add_buffer(&l, has_bias ? bias : NULL);
  add_int(&l, g->N);
  add_int(&l, g->K);
  add_int(&l, g->P);
  add_int(&l, g->Q);
  add_int(&l, has_bias);
  add_int(&l, rectifier);
  add_int(&l, layers);
  add_float(&l, SLOPE);
  t.all += t.products + run_columns(&l, tiles, g->K, 1);
  clReleaseMemObject(data);
  clReleaseMemObject(filters);
  clReleaseMemObject(sums);
  return t;
}

static void conv2d_winograd(harness *h, cl_program program, geometry g, int has_bias) {
  int rectifier = (g.H + g.C) % 3; // each of them somewhere
  size_t x_count = (size_t) g.N * (size_t) g.C * (size_t) g.H * (size_t) g.W;
  size_t weight_count = (size_t) g.K * (size_t) g.C * 16;
  size_t count = (size_t) g.N * (size_t) g.K * (size_t) g.P * (size_t) g.Q;
  float *x = random_floats(x_count, 41);
  float *weight = random_floats(weight_count, 42);
  float *bias = random_floats((size_t) g.K, 43);
  cl_mem x_buffer = buffer_of(h, x, x_count);
  cl_mem weight_buffer = buffer_of(h, weight, weight_count);
  cl_mem bias_buffer = buffer_of(h, bias, (size_t) g.K);
  cl_mem out = empty_buffer(h, count);
  times t = h->cpu ? run_cpu(h, program, &g, has_bias, rectifier, out, x_buffer, weight_buffer, bias_buffer)
                   : run_gpu(h, program, &g, has_bias, rectifier, out, x_buffer, weight_buffer, bias_buffer);
  char shape[128];
  describe(shape, sizeof shape, &g);
  problem b = {g, has_bias, rectifier, x, weight, bias};
  check_elements(h, "conv2d_winograd", shape, out, count, reference, &b);
  report_winograd(h, "conv2d_winograd", shape, t.all, t.products, 32.0 * (double) count * g.C);
  clReleaseMemObject(x_buffer);
  clReleaseMemObject(weight_buffer);
  clReleaseMemObject(bias_buffer);
  clReleaseMemObject(out);
  free(x);
  free(weight);
  free(bias);
}

void test_conv2d_winograd(harness *h) {
  cl_program program = build_program(h, "conv2d_winograd.cl");
  if (h->bench) {
    conv2d_winograd(h, program, conv_geometry(128, 64, 16, 16, 128, 4, 4, 2, 1), 1);
    conv2d_winograd(h, program, conv_geometry(128, 128, 8, 8, 256, 4, 4, 2, 1), 1);
    // Input gradients of a generator's transposed convolutions.
    conv2d_winograd(h, program, conv_geometry(64, 128, 8, 8, 256, 4, 4, 2, 1), 0);
    conv2d_winograd(h, program, conv_geometry(64, 64, 16, 16, 128, 4, 4, 2, 1), 0);
  } else if (h->tiny) {
    conv2d_winograd(h, program, conv_geometry(1, 5, 5, 4, 3, 4, 4, 2, 1), 1);
    conv2d_winograd(h, program, conv_geometry(2, 2, 6, 9, 34, 4, 4, 2, 1), 0);
    conv2d_winograd(h, program, conv_geometry(1, 129, 4, 4, 2, 4, 4, 2, 1), 1);
  } else {
    conv2d_winograd(h, program, conv_geometry(1, 1, 4, 4, 1, 4, 4, 2, 0), 0);
    conv2d_winograd(h, program, conv_geometry(3, 33, 9, 7, 35, 4, 4, 2, 1), 1);
    conv2d_winograd(h, program, conv_geometry(9, 32, 8, 8, 64, 4, 4, 2, 1), 0);
    conv2d_winograd(h, program, conv_geometry(2, 128, 8, 8, 200, 4, 4, 2, 1), 1);
    conv2d_winograd(h, program, conv_geometry(2, 131, 6, 34, 161, 4, 4, 2, 1), 1);
    conv2d_winograd(h, program, conv_geometry(1, 517, 5, 5, 33, 4, 4, 2, 1), 0);
    conv2d_winograd(h, program, conv_geometry(1, 260, 5, 5, 20, 4, 4, 2, 1), 1);
    // Windows that lie in the padding altogether.
    conv2d_winograd(h, program, conv_geometry(2, 7, 3, 2, 18, 4, 4, 2, 5), 1);
    geometry uneven = {2, 21, 11, 9, 40, 4, 4, 4, 6, 2, 2, 0, 3};
    conv2d_winograd(h, program, uneven, 1);
  }
  clReleaseProgram(program);
}
