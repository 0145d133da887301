// conv2d_winograd: conv2d with 4 x 4 kernels and stride 2 by Winograd's F(2x2, 2x2), NCHW.
// Shapes : x[N][C][H][W], weight[K][C][4][4], bias[K] (read where has_bias is not 0), out[N][K][P][Q]; tiles (n, i, j)
//          with I = ceil(P / 2), J = ceil(Q / 2): results out[n][k][2i + e][2j + f] from the data x[n][c][4i + rho +
//          2a - padding_h][4j + sigma + 2b - padding_w], a, b = 0 ... 2, and the taps weight[k][c][rho + 2e][sigma +
//          2f].
//          CPU class: takes, in place of weight, what conv2d_winograd_filters makes of it: filters[ceil(K /
//          32)][9][4C][32].
//          GPU class: data[9][4C][tiles], filters[9][4C][K], products[layers][9][K][tiles].
// Method : for each point a product of K by 4C by tiles; summand number residue * C + c with residue = 2 rho + sigma.
//          CPU: a task has task_tiles tiles (a multiple of 4, at most TASK_TILES) and task_panels panels of 32
//          out-channels. Bands of its images are put into local memory with their channels as vectors of 16 and
//          transformed from there, to local memory too: all of it where 4C <= 512, else chunk by chunk, again for
//          every GROUP_PANELS panels.
// Order  : (rho, sigma, c), in chunks of 512; a bias and a rectifier (rectifier.clh) after the back transform
//          (docs/arithmetic.md, section 2.1).
// Launch : CPU: conv2d_winograd_filters: local 1, global (ceil(C / 16), ceil(K / 32)).
//               conv2d_winograd: local 1, global (ceil(tiles / task_tiles), ceil(ceil(K / 32) / task_panels)).
//          GPU: conv2d_winograd_data: local L (best 64), global (ceil(tiles / L) * L, 4C).
//               conv2d_winograd_filters: local L (best 64), global (ceil(K / L) * L, 4C).
//               conv2d_winograd_products: local (WORK_GROUP, 1, 1), global (ceil(tiles / TILE_N) * WORK_GROUP, ceil(K /
//               TILE_M), 9 * layers) with layers = split ? ceil(4C / 512) : 1.
//               conv2d_winograd: local L (best 64), global (ceil(tiles / L) * L, K).
// Macros : CPU: GROUP_PANELS at least 1; winograd_cpu.clh. Local memory: (5328 + 288 * GROUP_PANELS) * TASK_TILES +
//          208 floats.
// Source : Winograd, "Arithmetic Complexity of Computations", 1980; Lavin & Gray, arXiv:1509.09308, section 4.

#pragma OPENCL FP_CONTRACT OFF

#define EDGE 2

#include "contraction.clh"
#include "digits.clh"
#include "rectifier.clh"
#include "winograd.clh"

#if DEVICE_CPU

#include "winograd_task_cpu.clh"

#ifndef GROUP_PANELS
#define GROUP_PANELS 2 // panels whose sums are held at once where the data is transformed chunk by chunk
#endif
#if GROUP_PANELS < 1
#error "GROUP_PANELS must be at least 1"
#endif

__kernel void conv2d_winograd_filters(__global float *filters, __global const float *weight, int C, int K) {
  int panel = (int) get_group_id(1);
  size_t depth = 4 * (size_t) C;
  size_t point_step = depth * OUT_PANEL;
  for (int side = 0; side < 2; side++) {
    int k = panel * OUT_PANEL + side * 16;
    for (int c = (int) get_group_id(0) * 16; c < least(C, (int) get_group_id(0) * 16 + 16); c++) {
      float16 t[16];
      load_taps(t, weight + ((size_t) k * (size_t) C + (size_t) c) * TAPS, (size_t) C * TAPS, K - k);
      __global float *u = filters + (((size_t) panel * POINTS * depth + (size_t) c) * OUT_PANEL + (size_t) (side * 16));
      size_t residue = (size_t) C * OUT_PANEL;
      store_filter(u, point_step, t[0], t[2], t[8], t[10]);
      store_filter(u + residue, point_step, t[1], t[3], t[9], t[11]);
      store_filter(u + 2 * residue, point_step, t[4], t[6], t[12], t[14]);
      store_filter(u + 3 * residue, point_step, t[5], t[7], t[13], t[15]);
    }
  }
}

// Transforms what of 16 channels from c on is summands first ... end - 1 of tiles t ... next - 1, from their band.
static inline void transform_band(__local float *v, __local const float *band, const task *all, int t, int next,
                                  int columns, int first_j, int c, int C, int first, int end) {
  int first_i = all->i[t];
  for (; t < next; t++) {
    __local const float *corner = band + ((all->i[t] - first_i) * 4 * columns + (all->j[t] - first_j) * 4) * 16;
    for (int residue = 0; residue < 4; residue++) {
      int l = residue * C + c;
      if (l + 16 > first && l < end) {
        store_data(v + (t * V_LINE + l - first), corner + (residue / 2 * columns + residue % 2) * 16, 2 * columns * 16,
                   32);
      }
    }
  }
}

// Transforms summands first ... end - 1 of the task's tiles, band by band. Vectors may reach beyond a residue's
// channels: what they write there is overwritten by the next residue's first channels, which come later, or lies
// beside v's lines.
static inline void transform_task(__local float *v, __local float *band, __global const float *x, const task *all,
                                  int tiles, int first, int end, int C, int H, int W, int Q, int padding_h,
                                  int padding_w) {
  size_t plane = (size_t) H * (size_t) W;
  int next;
  for (int t = 0; t < tiles; t = next) {
    int rows;
    int first_j;
    int columns;
    next = band_of(all, t, tiles, (Q + 1) / 2, &rows, &first_j, &columns);
    for (int c = rounded_up(C, 16) - 16; c >= 0; c -= 16) {
      load_band(band, x + ((size_t) all->n[t] * (size_t) C + (size_t) c) * plane, C - c, H, W,
                4 * all->i[t] - padding_h, rows, 4 * first_j - padding_w, columns);
      transform_band(v, band, all, t, next, columns, first_j, c, C, first, end);
    }
  }
}

__kernel void conv2d_winograd(__global float *out, __global const float *x, __global const float *weight,
                              __global const float *bias, int N, int C, int H, int W, int K, int R, int S, int P, int Q,
                              int stride_h, int stride_w, int padding_h, int padding_w, int has_bias, int rectifier,
                              int task_tiles, int task_panels, float slope) {
  __local float v_all[V_FLOATS];
  __local float *v = v_all + 16;
  __local float band[BAND_FLOATS];
  __local float m[GROUP_PANELS * M_FLOATS];
  __local float y[Y_FLOATS];
  __local float lines[16 * Y_POSITIONS];
  int first = (int) get_group_id(0) * task_tiles;
  int count = least(task_tiles, N * ((P + 1) / 2) * ((Q + 1) / 2) - first);
  int tiles = rounded_up(count, 4);
  int depth = 4 * C;
  int first_panel = (int) get_group_id(1) * task_panels;
  int end_panel = least(first_panel + task_panels, (K + OUT_PANEL - 1) / OUT_PANEL);
  int group = depth <= CHUNK ? 1 : GROUP_PANELS;
  task all;
  cut_tiles(&all, first, count, K, P, Q);
  for (int panels = first_panel; panels < end_panel; panels += group) {
    int end = least(panels + group, end_panel);
    for (int l = 0; l < depth; l += CHUNK) {
      int chunk = least(CHUNK, depth - l);
      if (depth > CHUNK || panels == first_panel) {
        transform_task(v, band, x, &all, tiles, l, l + chunk, C, H, W, Q, padding_h, padding_w);
      }
      for (int panel = panels; panel < end; panel++) {
        __global const float *u = weight + ((size_t) panel * POINTS * (size_t) depth + (size_t) l) * OUT_PANEL;
        add_products(m + (panel - panels) * M_FLOATS, v, u, (size_t) depth * OUT_PANEL, tiles, chunk, l == 0);
      }
    }
    for (int panel = panels; panel < end; panel++) {
      transform_tiles(y, m + (panel - panels) * M_FLOATS, &all, count, 0, 0, 1);
      store_panel(out, y, lines, bias, has_bias, rectifier, slope, &all, count, panel * OUT_PANEL, K, P * Q);
    }
  }
}

#else

#include "winograd_gpu.clh"

__kernel void conv2d_winograd_data(__global float *data, __global const float *x, int N, int C, int H, int W, int K,
                                   int R, int S, int P, int Q, int stride_h, int stride_w, int padding_h,
                                   int padding_w) {
  int tiles = N * ((P + 1) / 2) * ((Q + 1) / 2);
  int tile = (int) get_global_id(0);
  int l = (int) get_global_id(1);
  if (tile >= tiles) {
    return;
  }
  digits at = digits_of(tile, (P + 1) / 2, (Q + 1) / 2);
  int row = 4 * at.middle + l / C / 2 - padding_h;
  int column = 4 * at.inner + l / C % 2 - padding_w;
  __global const float *plane = x + ((size_t) at.outer * (size_t) C + (size_t) (l % C)) * (size_t) H * (size_t) W;
  float d[POINTS];
  float points[POINTS];
  for (int e = 0; e < POINTS; e++) {
    d[e] = pixel(plane, H, W, row + 2 * (e / 3), column + 2 * (e % 3));
  }
  transform_data(points, d);
  store_points(data + ((size_t) l * (size_t) tiles + (size_t) tile), points, 4 * (size_t) C * (size_t) tiles);
}

__kernel void conv2d_winograd_filters(__global float *filters, __global const float *weight, int C, int K) {
  int k = (int) get_global_id(0);
  int l = (int) get_global_id(1);
  if (k >= K) {
    return;
  }
  __global const float *taps = weight + ((size_t) k * (size_t) C + (size_t) (l % C)) * TAPS + l / C / 2 * 4 + l / C % 2;
  float points[POINTS];
  transform_filter(points, taps[0], taps[2], taps[8], taps[10]);
  store_points(filters + ((size_t) l * (size_t) K + (size_t) k), points, 4 * (size_t) C * (size_t) K);
}

CONTRACTION_KERNEL
void conv2d_winograd_products(__global float *target, __global const float *filters, __global const float *data, int M,
                              int N, int K, int split) {
  __local float4 a_tile[A_TILE];
  __local float4 b_tile[B_TILE];
  products(target, filters, data, M, N, K, POINTS, split, a_tile, b_tile);
}

__kernel void conv2d_winograd(__global float *out, __global const float *sums, __global const float *bias, int N, int K,
                              int P, int Q, int has_bias, int rectifier, int layers, float slope) {
  int tiles = N * ((P + 1) / 2) * ((Q + 1) / 2);
  int tile = (int) get_global_id(0);
  int k = (int) get_global_id(1);
  if (tile >= tiles) {
    return;
  }
  float m[POINTS];
  float y[4];
  for (int point = 0; point < POINTS; point++) {
    size_t line = (size_t) point * (size_t) K + (size_t) k;
    m[point] = summed(sums + (line * (size_t) tiles + (size_t) tile), layers, POINTS * (size_t) K * (size_t) tiles);
  }
  transform_back(y, m);
  digits at = digits_of(tile, (P + 1) / 2, (Q + 1) / 2);
  __global float *plane = out + ((size_t) at.outer * (size_t) K + (size_t) k) * (size_t) P * (size_t) Q;
  for (int e = 0; e < 4; e++) {
    int p = 2 * at.middle + e / 2;
    int q = 2 * at.inner + e % 2;
    if (p < P && q < Q) {
      plane[(size_t) p * (size_t) Q + (size_t) q] = rectify(has_bias ? y[e] + bias[k] : y[e], rectifier, slope);
    }
  }
}

#endif
