// transform_images, transform_images_backward, adjust_colours: geometry and colours of images, NCHW, with parameters
// per sample.
// Shapes : out, x, dx, dy[N][C][H][W]; parameters[N][7] (flip, down, right, top, left, height, width) or [N][2]
//          (saturation, contrast); sums[N], the sum of each sample of x.
// Method : transforms: CPU: one work-item per channel of an image, which copies runs of its rows. GPU: one work-item per
//          element, rows.clh; what is outside reads element 0 and drops it, so that the load needs no branch.
//          adjust_colours: one work-item per pixel, all its channels; rows.clh.
// Launch : transforms: CPU: global N * C, local 1. GPU: rangeFor(N * C * H, W) of rows.clh. adjust_colours: rangeFor(N,
//          H * W).
// Numerics: docs/arithmetic.md, section 6.1. Transforms copy; in adjust_colours every operation is rounded by itself.
// Source : Zhao et al., arXiv:2006.10738, section 3.2 (what is done to the images).

#pragma OPENCL FP_CONTRACT OFF

#include "rows.clh"

#ifndef DEVICE_CPU
#error "DEVICE_CPU must be 1 (one work-item does a channel of an image) or 0 (one does an element)"
#endif

#define PARAMETERS 7

typedef struct {
  int flip, down, right, top, left, bottom, end;
} placement;

// NaN counts as low.
static inline int bounded(float value, int low, int high) {
  return value > (float) low ? (value < (float) high ? (int) value : high) : low;
}

static inline placement placement_of(__global const float *p, int H, int W) {
  float top = floor(p[3]);
  float left = floor(p[4]);
  placement result = {p[0] >= 1.0f, bounded(floor(p[1]), -H, H), bounded(floor(p[2]), -W, W), bounded(top, 0, H),
                      bounded(left, 0, W), bounded(top + floor(p[5]), 0, H), bounded(left + floor(p[6]), 0, W)};
  return result;
}

#if DEVICE_CPU

// count elements of a row, from left to right, read in the same direction or in the other.
static inline void copy_run(__global float *out, __global const float *x, int count, int mirrored) {
  if (mirrored) {
    for (int i = 0; i < count; i++) {
      out[i] = x[-i];
    }
  } else {
    for (int i = 0; i < count; i++) {
      out[i] = x[i];
    }
  }
}

// Columns first <= j < end of the unshifted image, to or from where they are shifted.
static inline void move_run(__global float *out, __global const float *x, int first, int end, const placement *p, int W,
                            int backward) {
  if (first >= end) {
    return;
  }
  if (backward) {
    // Mirrored, the target's first column is the last of the run.
    int target = p->flip ? W - end : first;
    int source = (p->flip ? end - 1 : first) + p->right;
    copy_run(out + target, x + source, end - first, p->flip);
  } else {
    copy_run(out + first + p->right, x + (p->flip ? W - 1 - first : first), end - first, p->flip);
  }
}

// One work-item: an image's channel, row by row: zeros, then the one or two runs beside the rectangle.
static inline void transform_plane(__global float *out, __global const float *x, __global const float *parameters, int C,
                                   int H, int W, int backward) {
  int plane = (int) get_global_id(0);
  placement p = placement_of(parameters + plane / C * PARAMETERS, H, W);
  int first = p.right < 0 ? -p.right : 0;
  int end = p.right > 0 ? W - p.right : W;
  int before = p.left - p.right < end ? p.left - p.right : end;
  int behind = (p.left > p.end ? p.left : p.end) - p.right;
  for (int row = 0; row < H; row++) {
    __global float *target = out + ((size_t) plane * (size_t) H + (size_t) row) * (size_t) W;
    for (int i = 0; i < W; i++) {
      target[i] = 0.0f;
    }
    int from = backward ? row + p.down : row - p.down;
    if (from >= 0 && from < H) {
      __global const float *source = x + ((size_t) plane * (size_t) H + (size_t) from) * (size_t) W;
      int h = backward ? from : row;
      if (h < p.top || h >= p.bottom) {
        move_run(target, source, first, end, &p, W, backward);
      } else {
        move_run(target, source, first, before, &p, W, backward);
        move_run(target, source, behind > first ? behind : first, end, &p, W, backward);
      }
    }
  }
}

__kernel void transform_images(__global float *out, __global const float *x, __global const float *parameters, int N,
                               int C, int H, int W) {
  transform_plane(out, x, parameters, C, H, W, 0);
}

__kernel void transform_images_backward(__global float *dx, __global const float *dy,
                                        __global const float *parameters, int N, int C, int H, int W) {
  transform_plane(dx, dy, parameters, C, H, W, 1);
}

#else

// Whether pixel (h, w) of the transformed image is hidden by the rectangle.
static inline int covers(const placement *p, int h, int w) {
  return (p->top <= h) & (h < p->bottom) & (p->left <= w) & (w < p->end);
}

static inline int within(int index, int extent) { return (index >= 0) & (index < extent); }

// out[n][c][h][w] = x[n][c][h - down][flip ? W - 1 - (w - right) : w - right], or 0.
__kernel void transform_images(__global float *out, __global const float *x, __global const float *parameters, int N,
                               int C, int H, int W) {
  int row = grid_row(W);
  int w = (int) grid_column(W);
  if (row < N * C * H && w < W) {
    int h = row % H;
    placement p = placement_of(parameters + row / H / C * PARAMETERS, H, W);
    int i = h - p.down;
    int shifted = w - p.right;
    int j = p.flip ? W - 1 - shifted : shifted;
    int inside = within(i, H) & within(j, W) & !covers(&p, h, w);
    float value = x[inside ? (size_t) (row - h + i) * (size_t) W + (size_t) j : 0];
    out[(size_t) row * (size_t) W + (size_t) w] = inside ? value : 0.0f;
  }
}

// dx[n][c][i][j] = dy[n][c][i + down][(flip ? W - 1 - j : j) + right], or 0.
__kernel void transform_images_backward(__global float *dx, __global const float *dy,
                                        __global const float *parameters, int N, int C, int H, int W) {
  int row = grid_row(W);
  int j = (int) grid_column(W);
  if (row < N * C * H && j < W) {
    int i = row % H;
    placement p = placement_of(parameters + row / H / C * PARAMETERS, H, W);
    int h = i + p.down;
    int w = (p.flip ? W - 1 - j : j) + p.right;
    int inside = within(h, H) & within(w, W) & !covers(&p, h, w);
    float value = dy[inside ? (size_t) (row - i + h) * (size_t) W + (size_t) w : 0];
    dx[(size_t) row * (size_t) W + (size_t) j] = inside ? value : 0.0f;
  }
}

#endif

// v = ((x - grey) * saturation) + grey, or x if C is 1; out = ((v - mean) * contrast) + mean.
__kernel void adjust_colours(__global float *out, __global const float *x, __global const float *sums,
                             __global const float *parameters, int N, int C, int pixels) {
  int n = grid_row(pixels);
  uint pixel = grid_column(pixels);
  if (n < N && pixel < (uint) pixels) {
    float saturation = parameters[2 * n];
    float contrast = parameters[2 * n + 1];
    float mean = sums[n] / (float) (C * pixels);
    size_t first = (size_t) n * (size_t) C * (size_t) pixels + pixel;
    float sum = x[first];
    for (int c = 1; c < C; c++) {
      sum = sum + x[first + (size_t) c * (size_t) pixels];
    }
    float grey = sum / (float) C;
    for (int c = 0; c < C; c++) {
      size_t e = first + (size_t) c * (size_t) pixels;
      float v = x[e];
      if (C > 1) {
        v = ((v - grey) * saturation) + grey;
      }
      out[e] = ((v - mean) * contrast) + mean;
    }
  }
}
