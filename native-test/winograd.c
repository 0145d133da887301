#include "winograd.h"

#include <stdio.h>

static void data_line(float to[3], float d0, float d1, float d2) {
  to[0] = d0 - d1;
  to[1] = d1;
  to[2] = d2 - d1;
}

static void filter_line(float to[3], float g0, float g1) {
  to[0] = g0;
  to[1] = g0 + g1;
  to[2] = g1;
}

void winograd_add(winograd_sums *sums, const float data[3][3], const float filter[2][2]) {
  float d[3][3];
  float g[2][3];
  for (int b = 0; b < 3; b++) {
    data_line(d[b], data[0][b], data[1][b], data[2][b]);
  }
  for (int f = 0; f < 2; f++) {
    filter_line(g[f], filter[0][f], filter[1][f]);
  }
  for (int a = 0; a < 3; a++) {
    float v[3];
    float u[3];
    data_line(v, d[0][a], d[1][a], d[2][a]);
    filter_line(u, g[0][a], g[1][a]);
    for (int b = 0; b < 3; b++) {
      chunked_add(&sums->points[3 * a + b], v[b], u[b]);
    }
  }
}

float winograd_result(const winograd_sums *sums, int e, int f) {
  float column[3];
  for (int b = 0; b < 3; b++) {
    column[b] = chunked_result(&sums->points[3 * e + b]) + chunked_result(&sums->points[3 * (e + 1) + b]);
  }
  return column[f] + column[f + 1];
}

int rounded_up(int count, int size) { return ceil_div(count, size) * size; }

int winograd_task_tiles(const harness *h, int tiles) {
  int most = h->tiny ? 4 : 32;
  while (most > 8 && ceil_div(tiles, most) % h->compute_units != 0 && ceil_div(tiles, most) < 8 * h->compute_units) {
    most -= 8;
  }
  return most;
}

int winograd_task_rows(const harness *h, int rows, int others) {
  int most = h->tiny ? 16 : 128;
  while (h->bench && most > 16 && ceil_div(rows, most) * others < h->compute_units) {
    most /= 2;
  }
  return most;
}

double run_columns(launch *l, int x, int y, int z) {
  size_t global[3] = {(size_t) rounded_up(x, 64), (size_t) y, (size_t) z};
  size_t local[3] = {64, 1, 1};
  return run(l, global, local);
}

void report_winograd(const harness *h, const char *kernel, const char *shape, double all, double products,
                     double operations) {
  if (h->bench) {
    char name[64];
    report(kernel, shape, all, operations, "GFLOP/s");
    snprintf(name, sizeof name, "%.20s products", kernel);
    report(name, shape, products, operations * 9 / 16, "GFLOP/s");
  }
}
