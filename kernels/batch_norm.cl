// batch_norm_*: batch normalisation, training and inference, forward and backward.
// Shapes : x, out, result, dy, dx [outer][channels][inner]; all others [channels]. m = outer * inner elements per
//          channel.
// Method : training: batch_norm_statistics, then batch_norm_apply, which may rectify its result (rectifier.clh).
//          Inference: batch_norm_inference.
//          Backward: batch_norm_backward_sums, then batch_norm_backward_apply. Both gate dy by the rectified result
//          where they read it; where the rectifier is none, result is read but not looked at, and may be dy.
//          A sum is done by one work-group (one work-item on a CPU) per channel, block after block; the variance in a
//          second pass over the channel. On a GPU both sums of the gradients are made in one pass: 3 arrays are read
//          in place of 5.
//          The apply kernels see [rows][columns] (rows.clh): rows = outer * channels, columns = inner, channel = row %
//          channels; the ..._columns variants serve inner == 1: rows = outer, columns = channels, channel = column.
//          On a CPU batch_norm_channels.clh serves images of 16, 32, 64, 128 or a multiple of 256 elements.
// Launch : sums: global channels * G, local G, with G = 1 on a CPU, 256 on a GPU. apply: rangeFor(rows, columns) of
//          rows.clh.
// Numerics: docs/arithmetic.md, section 6. The host passes 1 - momentum (float arithmetic) and unbias = m / (m - 1)
//           (double, rounded once).
// Source : Ioffe & Szegedy, arXiv:1502.03167, algorithm 1.

#pragma OPENCL FP_CONTRACT OFF

#include "rectifier.clh"
#include "reduction.clh"
#include "rows.clh"

// Which sum a pass over a channel makes; d = x - mean, g = gate(dy, result).
#define SUM_VALUES 0    // x
#define SUM_SQUARES 1   // d * d
#define SUM_GRADIENTS 2 // g
#define SUM_PRODUCTS 3  // g * (d * inverse_deviation)
#define READS_X(what) ((what) != SUM_GRADIENTS)
#define READS_GRADIENT(what) ((what) >= SUM_GRADIENTS)

#if DEVICE_CPU

static inline float16 term16(int what, float16 x, float16 g, float mean, float inverse_deviation) {
  if (what == SUM_VALUES || what == SUM_GRADIENTS) {
    return what == SUM_VALUES ? x : g;
  }
  float16 d = x - mean;
  return what == SUM_SQUARES ? d * d : g * (d * inverse_deviation);
}

#include "batch_norm_channels.clh"

// Sum over one channel by one work-item.
static inline float channel_sum(int what, __global const float *x, __global const float *dy,
                                __global const float *result, int outer, int channels, int inner, int channel,
                                float mean, float inverse_deviation, int rectifier, float slope) {
  long total = (long) outer * inner;
  float s = 0.0f;
  float piece[REDUCTION_LANES];
  float dy_piece[REDUCTION_LANES];
  float result_piece[REDUCTION_LANES];
  for (long first = 0; first < total; first += REDUCTION_BLOCK) {
    int length = block_length(first, total);
    float16 lanes[16];
    for (int v = 0; v < 16; v++) {
      lanes[v] = (float16) (0.0f);
    }
    for (int e = 0; e < length; e += REDUCTION_LANES) {
      int count = length - e < REDUCTION_LANES ? length - e : REDUCTION_LANES;
      if (READS_X(what)) {
        gather_piece(piece, x, first + e, count, channel, channels, inner);
      }
      if (READS_GRADIENT(what)) {
        gather_piece(dy_piece, dy, first + e, count, channel, channels, inner);
        gather_piece(result_piece, result, first + e, count, channel, channels, inner);
      }
      for (int v = 0; v < 16; v++) {
        float16 value = READS_X(what) ? vload16(v, piece) : (float16) (0.0f);
        float16 g = (float16) (0.0f);
        if (READS_GRADIENT(what)) {
          g = gate_16(vload16(v, dy_piece), vload16(v, result_piece), rectifier, slope);
        }
        float16 term = term16(what, value, g, mean, inverse_deviation);
        // d of a missing element is not 0: take +0 in its place.
        if (count < REDUCTION_LANES) {
          int16 lane = (int16) (0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15) + 16 * v;
          term = select((float16) (0.0f), term, lane < count);
        }
        lanes[v] = lanes[v] + term;
      }
    }
    float block = reduce_lanes_private(lanes);
    s = first == 0 ? block : s + block;
  }
  return s;
}

#define CHANNEL_SUM(what, x, dy, result, mean, inverse_deviation, rectifier, slope) \
  channel_sum(what, x, dy, result, outer, channels, inner, channel, mean, inverse_deviation, rectifier, slope)
#define CHANNEL_SCRATCH
#define CHANNEL_LEADER 1
#define CHANNEL_KERNEL __kernel

#else

// Sum over one channel by one work-group of 256, of x or of the squares of x - mean; every work-item gets it. Always
// inlined: it has barriers (contraction_gpu.clh says why).
static inline __attribute__((always_inline)) float channel_sum(__local float *scratch, int what,
                                                               __global const float *x, int outer, int channels,
                                                               int inner, int channel, float mean) {
  long total = (long) outer * inner;
  int l = (int) get_local_id(0);
  float s = 0.0f;
  for (long first = 0; first < total; first += REDUCTION_BLOCK) {
    int length = block_length(first, total);
    float lane = 0.0f;
    channel_walk at;
    begin_walk(&at, first + l, channel, channels, inner);
    for (int j = l; j < length; j += IN_FLIGHT * REDUCTION_LANES) {
      float terms[IN_FLIGHT];
#pragma unroll
      for (int u = 0; u < IN_FLIGHT; u++) {
        int there = j + u * REDUCTION_LANES < length;
        float value = there ? x[walk_place(&at)] : 0.0f;
        float d = value - mean;
        // d of a missing element is not 0: take +0 in its place.
        terms[u] = what == SUM_VALUES ? value : there ? d * d : 0.0f;
        walk_on(&at);
      }
#pragma unroll
      for (int u = 0; u < IN_FLIGHT; u++) {
        lane = lane + terms[u];
      }
    }
    float block = reduce_lanes(scratch, lane);
    s = first == 0 ? block : s + block;
  }
  return s;
}

// Both sums of a backward pass in one: of g and of g * xhat.
static inline __attribute__((always_inline)) void
gradient_sums(float *beta_sum, float *gamma_sum, __local float *scratch, __global const float *x,
              __global const float *dy, __global const float *result, int outer, int channels, int inner, int channel,
              float mean, float inverse_deviation, int rectifier, float slope) {
  long total = (long) outer * inner;
  int l = (int) get_local_id(0);
  float beta = 0.0f;
  float gamma = 0.0f;
  for (long first = 0; first < total; first += REDUCTION_BLOCK) {
    int length = block_length(first, total);
    float lane = 0.0f;
    float product_lane = 0.0f;
    channel_walk at;
    begin_walk(&at, first + l, channel, channels, inner);
    for (int j = l; j < length; j += IN_FLIGHT * REDUCTION_LANES) {
      float gradients[IN_FLIGHT];
      float products[IN_FLIGHT];
#pragma unroll
      for (int u = 0; u < IN_FLIGHT; u++) {
        gradients[u] = 0.0f;
        products[u] = 0.0f;
        if (j + u * REDUCTION_LANES < length) {
          size_t place = walk_place(&at);
          float g = gate(dy[place], result[place], rectifier, slope);
          gradients[u] = g;
          products[u] = g * ((x[place] - mean) * inverse_deviation);
        }
        walk_on(&at);
      }
#pragma unroll
      for (int u = 0; u < IN_FLIGHT; u++) {
        lane = lane + gradients[u];
        product_lane = product_lane + products[u];
      }
    }
    float block = reduce_lanes(scratch, lane);
    float product_block = reduce_lanes(scratch, product_lane);
    beta = first == 0 ? block : beta + block;
    gamma = first == 0 ? product_block : gamma + product_block;
  }
  *beta_sum = beta;
  *gamma_sum = gamma;
}

#define CHANNEL_SUM(what, x, dy, result, mean, inverse_deviation, rectifier, slope) \
  channel_sum(scratch, what, x, outer, channels, inner, channel, mean)
#define CHANNEL_SCRATCH __local float scratch[REDUCTION_LANES];
#define CHANNEL_LEADER (get_local_id(0) == 0)
#define CHANNEL_KERNEL __kernel __attribute__((reqd_work_group_size(REDUCTION_LANES, 1, 1)))

#endif

// mean, 1 / sqrt(variance + epsilon) and, where update_running is not 0, the running statistics (else not touched; may
// be null).
CHANNEL_KERNEL
void batch_norm_statistics(__global float *mean, __global float *inverse_deviation, __global float *running_mean,
                           __global float *running_variance, __global const float *x, int outer, int channels,
                           int inner, int update_running, float epsilon, float momentum, float one_minus_momentum,
                           float unbias) {
  CHANNEL_SCRATCH
  int channel = (int) get_group_id(0);
  float m = (float) (outer * inner);
  float channel_mean = CHANNEL_SUM(SUM_VALUES, x, x, x, 0.0f, 0.0f, RECTIFIER_NONE, 1.0f) / m;
  float variance = CHANNEL_SUM(SUM_SQUARES, x, x, x, channel_mean, 0.0f, RECTIFIER_NONE, 1.0f) / m;
  if (CHANNEL_LEADER) {
    mean[channel] = channel_mean;
    inverse_deviation[channel] = 1.0f / sqrt(variance + epsilon);
    if (update_running) {
      running_mean[channel] = (running_mean[channel] * one_minus_momentum) + (channel_mean * momentum);
      running_variance[channel] = (running_variance[channel] * one_minus_momentum) + ((variance * unbias) * momentum);
    }
  }
}

// gamma_gradient = sum of g * xhat, beta_gradient = sum of g, with g = gate(dy, result).
CHANNEL_KERNEL
void batch_norm_backward_sums(__global float *gamma_gradient, __global float *beta_gradient, __global const float *dy,
                              __global const float *result, __global const float *x, __global const float *mean,
                              __global const float *inverse_deviation, int outer, int channels, int inner,
                              int rectifier, float slope) {
  CHANNEL_SCRATCH
  int channel = (int) get_group_id(0);
  float center = mean[channel];
  float inverse = inverse_deviation[channel];
#if DEVICE_CPU
  float beta_sum = CHANNEL_SUM(SUM_GRADIENTS, x, dy, result, 0.0f, 0.0f, rectifier, slope);
  float gamma_sum = CHANNEL_SUM(SUM_PRODUCTS, x, dy, result, center, inverse, rectifier, slope);
#else
  float beta_sum;
  float gamma_sum;
  gradient_sums(&beta_sum, &gamma_sum, scratch, x, dy, result, outer, channels, inner, channel, center, inverse,
                rectifier, slope);
#endif
  if (CHANNEL_LEADER) {
    beta_gradient[channel] = beta_sum;
    gamma_gradient[channel] = gamma_sum;
  }
}

// Body of an apply kernel: channel_statement with the channel, statement with e, the element. channel >= 0 is always
// so; see elementwise.cl.
#define FOR_ROW(channel_statement, statement)                              \
  int row = grid_row(columns);                                             \
  uint column = grid_column(columns);                                      \
  int channel = row % channels;                                            \
  if ((row < rows) & (channel >= 0) & (column < (uint) columns)) {         \
    channel_statement size_t e = (size_t) row * (size_t) columns + column; \
    statement                                                              \
  }

#define FOR_COLUMN(channel_statement, statement)                            \
  int row = grid_row(columns);                                              \
  uint channel = grid_column(columns);                                      \
  if (row < rows && channel < (uint) columns) {                             \
    channel_statement size_t e = (size_t) row * (size_t) columns + channel; \
    statement                                                               \
  }

#define APPLY_CHANNEL                         \
  float center = mean[channel];               \
  float inverse = inverse_deviation[channel]; \
  float factor = gamma[channel];              \
  float offset = beta[channel];
#define APPLY out[e] = (((x[e] - center) * inverse) * factor) + offset;
#define APPLY_RECTIFIED out[e] = rectify((((x[e] - center) * inverse) * factor) + offset, rectifier, slope);

__kernel void batch_norm_apply(__global float *out, __global const float *x, __global const float *restrict mean,
                               __global const float *restrict inverse_deviation, __global const float *restrict gamma,
                               __global const float *restrict beta, int rows, int columns, int channels, int rectifier,
                               float slope){FOR_ROW(APPLY_CHANNEL, APPLY_RECTIFIED)}

__kernel
    void batch_norm_apply_columns(__global float *out, __global const float *x, __global const float *restrict mean,
                                  __global const float *restrict inverse_deviation,
                                  __global const float *restrict gamma, __global const float *restrict beta, int rows,
                                  int columns, int rectifier, float slope){FOR_COLUMN(APPLY_CHANNEL, APPLY_RECTIFIED)}
#define INFERENCE_CHANNEL                                           \
  float center = running_mean[channel];                             \
  float inverse = 1.0f / sqrt(running_variance[channel] + epsilon); \
  float factor = gamma[channel];                                    \
  float offset = beta[channel];

__kernel
    void batch_norm_inference(__global float *out, __global const float *x, __global const float *restrict running_mean,
                              __global const float *restrict running_variance, __global const float *restrict gamma,
                              __global const float *restrict beta, int rows, int columns, int channels,
                              float epsilon){FOR_ROW(INFERENCE_CHANNEL, APPLY)}

__kernel void batch_norm_inference_columns(__global float *out, __global const float *x,
                                           __global const float *restrict running_mean,
                                           __global const float *restrict running_variance,
                                           __global const float *restrict gamma, __global const float *restrict beta,
                                           int rows, int columns, float epsilon){FOR_COLUMN(INFERENCE_CHANNEL, APPLY)}

#define BACKWARD_CHANNEL                            \
  float m = (float) count;                          \
  float center = mean[channel];                     \
  float inverse = inverse_deviation[channel];       \
  float mean_dy = beta_gradient[channel] / m;       \
  float mean_product = gamma_gradient[channel] / m; \
  float factor = gamma[channel] * inverse;
#define BACKWARD                                      \
  float g = gate(dy[e], result[e], rectifier, slope); \
  float xhat = (x[e] - center) * inverse;             \
  dx[e] = ((g - mean_dy) - (xhat * mean_product)) * factor;

// count = m, the elements of a channel.
__kernel
    void batch_norm_backward_apply(__global float *dx, __global const float *dy, __global const float *result,
                                   __global const float *x, __global const float *restrict mean,
                                   __global const float *restrict inverse_deviation,
                                   __global const float *restrict gamma, __global const float *restrict gamma_gradient,
                                   __global const float *restrict beta_gradient, int rows, int columns, int channels,
                                   int count, int rectifier, float slope){FOR_ROW(BACKWARD_CHANNEL, BACKWARD)}

__kernel void batch_norm_backward_apply_columns(__global float *dx, __global const float *dy,
                                                __global const float *result, __global const float *x,
                                                __global const float *restrict mean,
                                                __global const float *restrict inverse_deviation,
                                                __global const float *restrict gamma,
                                                __global const float *restrict gamma_gradient,
                                                __global const float *restrict beta_gradient, int rows, int columns,
                                                int count, int rectifier, float slope) {
  FOR_COLUMN(BACKWARD_CHANNEL, BACKWARD)
}
