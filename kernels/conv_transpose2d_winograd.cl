// conv_transpose2d_winograd: conv_transpose2d with 4 x 4 kernels and stride 2 by Winograd's F(2x2, 2x2), NCHW.
// Shapes : x[N][C][H][W], weight[C][K][4][4], bias[K] (read where has_bias is not 0), out[N][K][P][Q]; tiles (n, i, j)
//          with I = ceil(P / 4), J = ceil(Q / 4), each of four classes. Class (u, v), u, v = 0, 1, makes the results
//          out[n][k][4i + u + 2e][4j + v + 2f] from the data x[n][c][2i + floor((u + padding_h) / 2) - 1 + a][2j +
//          floor((v + padding_w) / 2) - 1 + b], a, b = 0 ... 2, and the taps weight[c][k][rho + 2(1 - e)][sigma + 2(1
//          - f)] with rho = (u + padding_h) mod 2, sigma = (v + padding_w) mod 2. Class number = 2u + v, residue = 2
//          rho + sigma.
//          CPU class: takes, in place of weight, what conv_transpose2d_winograd_filters makes of it: filters[ceil(K /
//          32)][residues][9][C][32].
//          GPU class: data[classes][9][C][tiles], filters[classes][9][C][K], products[layers][classes][9][K][tiles].
// Method : for each class and point a product of K by C by tiles.
//          CPU: a task has task_tiles tiles (a multiple of 4, at most TASK_TILES) of all classes, so that it writes
//          whole rows of out, and task_panels panels of 32 out-channels. Bands of its images are put into local memory
//          with their channels as vectors of 16 and transformed from there, to local memory too: all of it where it
//          fits there (4 ceil(C / 16) <= 32), else class by class and chunk by chunk, again for every GROUP_PANELS
//          panels.
// Order  : c, in chunks of 512; a bias after the back transform (docs/arithmetic.md, section 2.1).
// Launch : CPU: conv_transpose2d_winograd_filters: local 1, global (ceil(C / 16), ceil(K / 32)).
//               conv_transpose2d_winograd: local 1, global (ceil(tiles / task_tiles), ceil(ceil(K / 32) /
//               task_panels)).
//          GPU: conv_transpose2d_winograd_data: local L (best 64), global (ceil(tiles / L) * L, C, 4).
//               conv_transpose2d_winograd_filters: local L (best 64), global (ceil(K / L) * L, C, 4).
//               conv_transpose2d_winograd_products: local (WORK_GROUP, 1, 1), global (ceil(tiles / TILE_N) *
//               WORK_GROUP, ceil(K / TILE_M), 36 * layers) with layers = split ? ceil(C / 512) : 1.
//               conv_transpose2d_winograd: local L (best 64), global (ceil(tiles / L) * L, K, 4).
// Macros : CPU: GROUP_PANELS at least 1; winograd_cpu.clh. Local memory: (5136 + 800 * GROUP_PANELS) * TASK_TILES +
//          144 floats.
// Source : Winograd, "Arithmetic Complexity of Computations", 1980; Lavin & Gray, arXiv:1509.09308, section 4; Shi et
//          al., arXiv:1609.07009 (sub-pixel classes).

#pragma OPENCL FP_CONTRACT OFF

#define EDGE 4

#include "contraction.clh"
#include "digits.clh"
#include "winograd.clh"

#if DEVICE_CPU

#include "winograd_task_cpu.clh"

#ifndef GROUP_PANELS
#define GROUP_PANELS 2 // panels whose results are held at once where the data is transformed piece by piece
#endif
#if GROUP_PANELS < 1
#error "GROUP_PANELS must be at least 1"
#endif

__kernel void conv_transpose2d_winograd_filters(__global float *filters, __global const float *weight, int C, int K) {
  int panel = (int) get_group_id(1);
  size_t point_step = (size_t) C * OUT_PANEL;
  size_t residue = POINTS * point_step;
  for (int c = (int) get_group_id(0) * 16; c < least(C, (int) get_group_id(0) * 16 + 16); c++) {
    for (int side = 0; side < 2; side++) {
      int k = panel * OUT_PANEL + side * 16;
      float16 t[16];
      load_taps(t, weight + ((size_t) c * (size_t) K + (size_t) k) * TAPS, TAPS, K - k);
      __global float *u =
          filters + ((size_t) panel * 4 * residue + (size_t) c * OUT_PANEL + (size_t) (side * 16));
      store_filter(u, point_step, t[10], t[8], t[2], t[0]);
      store_filter(u + residue, point_step, t[11], t[9], t[3], t[1]);
      store_filter(u + 2 * residue, point_step, t[14], t[12], t[6], t[4]);
      store_filter(u + 3 * residue, point_step, t[15], t[13], t[7], t[5]);
    }
  }
}

// Transforms channels first ... end - 1 of classes number ... end_number - 1 of the task's tiles, band by band; the
// next class lies slot floats on. What the last vector writes beyond its channels lies beside v's lines.
static inline void transform_task(__local float *v, __local float *band, __global const float *x, const task *all,
                                  int tiles, int number, int end_number, int slot, int first, int end, int C, int H,
                                  int W, int Q, int padding_h, int padding_w) {
  size_t plane = (size_t) H * (size_t) W;
  int next;
  for (int t = 0; t < tiles; t = next) {
    int rows;
    int first_j;
    int columns;
    next = band_of(all, t, tiles, (Q + 3) / 4, &rows, &first_j, &columns);
    for (int c = first; c < end; c += 16) {
      load_band(band, x + ((size_t) all->n[t] * (size_t) C + (size_t) c) * plane, C - c, H, W,
                2 * all->i[t] + padding_h / 2 - 1, rows, 2 * first_j + padding_w / 2 - 1, columns);
      for (int e = t; e < next; e++) {
        __local const float *corner =
            band + ((all->i[e] - all->i[t]) * 2 * columns + (all->j[e] - first_j) * 2) * 16;
        for (int u = number; u < end_number; u++) {
          // Odd paddings move the second of two classes on by one.
          int row = u / 2 & padding_h & 1;
          int column = u % 2 & padding_w & 1;
          store_data(v + (e * V_LINE + (u - number) * slot + c - first), corner + (row * columns + column) * 16,
                     columns * 16, 16);
        }
      }
    }
  }
}

__kernel void conv_transpose2d_winograd(__global float *out, __global const float *x, __global const float *weight,
                                        __global const float *bias, int N, int C, int H, int W, int K, int R, int S,
                                        int P, int Q, int stride_h, int stride_w, int padding_h, int padding_w,
                                        int has_bias, int task_tiles, int task_panels) {
  __local float v_all[V_FLOATS];
  __local float *v = v_all + 16;
  __local float band[BAND_FLOATS];
  __local float m[GROUP_PANELS * M_FLOATS];
  __local float y[GROUP_PANELS * Y_FLOATS];
  __local float lines[16 * Y_POSITIONS];
  int first = (int) get_group_id(0) * task_tiles;
  int count = least(task_tiles, N * ((P + 3) / 4) * ((Q + 3) / 4) - first);
  int tiles = rounded_up(count, 4);
  int first_panel = (int) get_group_id(1) * task_panels;
  int end_panel = least(first_panel + task_panels, (K + OUT_PANEL - 1) / OUT_PANEL);
  int slot = rounded_up(C, 16);
  int together = 4 * slot <= CHUNK;
  task all;
  cut_tiles(&all, first, count, K, P, Q);
  for (int panels = first_panel; panels < end_panel; panels += GROUP_PANELS) {
    int end = least(panels + GROUP_PANELS, end_panel);
    for (int number = 0; number < 4; number++) {
      int row = number / 2;
      int column = number % 2;
      int residue = (row + padding_h) % 2 * 2 + (column + padding_w) % 2;
      __local float *data = together ? v + number * slot : v;
      for (int c = 0; c < C; c += CHUNK) {
        int chunk = least(CHUNK, C - c);
        if (together ? panels == first_panel && number == 0 : 1) {
          transform_task(v, band, x, &all, tiles, number, together ? 4 : number + 1, slot, c, c + chunk, C, H, W, Q,
                         padding_h, padding_w);
        }
        for (int panel = panels; panel < end; panel++) {
          size_t block = (size_t) panel * 4 + (size_t) residue;
          __global const float *u = weight + (block * POINTS * (size_t) C + (size_t) c) * OUT_PANEL;
          add_products(m + (panel - panels) * M_FLOATS, data, u, (size_t) C * OUT_PANEL, tiles, chunk, c == 0);
        }
      }
      for (int panel = panels; panel < end; panel++) {
        transform_tiles(y + (panel - panels) * Y_FLOATS, m + (panel - panels) * M_FLOATS, &all, count, row, column, 2);
      }
    }
    for (int panel = panels; panel < end; panel++) {
      store_panel(out, y + (panel - panels) * Y_FLOATS, lines, bias, has_bias, RECTIFIER_NONE, 1.0f, &all, count,
                  panel * OUT_PANEL, K, P * Q);
    }
  }
}

#else

#include "winograd_gpu.clh"

__kernel void conv_transpose2d_winograd_data(__global float *data, __global const float *x, int N, int C, int H, int W,
                                             int K, int R, int S, int P, int Q, int stride_h, int stride_w,
                                             int padding_h, int padding_w) {
  int tiles = N * ((P + 3) / 4) * ((Q + 3) / 4);
  int tile = (int) get_global_id(0);
  int c = (int) get_global_id(1);
  int number = (int) get_global_id(2);
  if (tile >= tiles) {
    return;
  }
  digits at = digits_of(tile, (P + 3) / 4, (Q + 3) / 4);
  int row = 2 * at.middle + (number / 2 + padding_h) / 2 - 1;
  int column = 2 * at.inner + (number % 2 + padding_w) / 2 - 1;
  __global const float *plane = x + ((size_t) at.outer * (size_t) C + (size_t) c) * (size_t) H * (size_t) W;
  float d[POINTS];
  float points[POINTS];
  for (int e = 0; e < POINTS; e++) {
    d[e] = pixel(plane, H, W, row + e / 3, column + e % 3);
  }
  transform_data(points, d);
  size_t step = (size_t) C * (size_t) tiles;
  store_points(data + ((size_t) number * POINTS * step + (size_t) c * (size_t) tiles + (size_t) tile), points, step);
}

// Filters lie class by class here: the residues in the order of the classes that the paddings make.
__kernel void conv_transpose2d_winograd_filters(__global float *filters, __global const float *weight, int C, int K,
                                                int padding_h, int padding_w) {
  int k = (int) get_global_id(0);
  int c = (int) get_global_id(1);
  int number = (int) get_global_id(2);
  if (k >= K) {
    return;
  }
  int rho = (number / 2 + padding_h) % 2;
  int sigma = (number % 2 + padding_w) % 2;
  __global const float *taps = weight + ((size_t) c * (size_t) K + (size_t) k) * TAPS + rho * 4 + sigma;
  float points[POINTS];
  transform_filter(points, taps[10], taps[8], taps[2], taps[0]);
  size_t step = (size_t) C * (size_t) K;
  store_points(filters + ((size_t) number * POINTS * step + (size_t) c * (size_t) K + (size_t) k), points, step);
}

CONTRACTION_KERNEL
void conv_transpose2d_winograd_products(__global float *target, __global const float *filters,
                                        __global const float *data, int M, int N, int K, int split) {
  __local float4 a_tile[A_TILE];
  __local float4 b_tile[B_TILE];
  products(target, filters, data, M, N, K, 4 * POINTS, split, a_tile, b_tile);
}

__kernel void conv_transpose2d_winograd(__global float *out, __global const float *sums, __global const float *bias,
                                        int N, int K, int P, int Q, int has_bias, int layers) {
  int tiles = N * ((P + 3) / 4) * ((Q + 3) / 4);
  int tile = (int) get_global_id(0);
  int k = (int) get_global_id(1);
  int number = (int) get_global_id(2);
  if (tile >= tiles) {
    return;
  }
  float m[POINTS];
  float y[4];
  for (int point = 0; point < POINTS; point++) {
    size_t line = ((size_t) (number * POINTS + point) * (size_t) K + (size_t) k);
    m[point] =
        summed(sums + (line * (size_t) tiles + (size_t) tile), layers, 4 * POINTS * (size_t) K * (size_t) tiles);
  }
  transform_back(y, m);
  digits at = digits_of(tile, (P + 3) / 4, (Q + 3) / 4);
  __global float *plane = out + ((size_t) at.outer * (size_t) K + (size_t) k) * (size_t) P * (size_t) Q;
  for (int e = 0; e < 4; e++) {
    int p = 4 * at.middle + number / 2 + e / 2 * 2;
    int q = 4 * at.inner + number % 2 + e % 2 * 2;
    if (p < P && q < Q) {
      plane[(size_t) p * (size_t) Q + (size_t) q] = has_bias ? y[e] + bias[k] : y[e];
    }
  }
}

#endif
