// discriminator_loss, generator_loss: the GAN's losses on logits with their gradients and monitors, one launch each.
// Shapes : real_logits, real_gradient [real_count]; fake_logits, fake_gradient [fake_count]; values[6] (discriminator:
//          loss, V(D, G), mean D(x), mean D(G(z)), mean a, mean b) or values[5] (generator: loss, mean D(G(z)), mean b,
//          share of saturated samples, mean 1 / D(G(z))).
// Method : one work-group of 256, one lane each, block after block of the reduction, up to four sums at a time. First
//          the monitors, which hold the means that a relativistic loss subtracts; then terms and slopes, the slopes
//          into the gradient; then the gradient in place: every element is only touched by one work-item.
// Launch : global 256, local 256.
// Numerics: docs/arithmetic.md, section 7; stable for any finite logit, as softplus and sigmoid are.
// Source : Goodfellow et al., arXiv:1406.2661; Mao et al., arXiv:1611.04076; Lim & Ye, arXiv:1705.02894; Arjovsky et
//          al., arXiv:1701.07875; Jolicoeur-Martineau, arXiv:1807.00734.

#pragma OPENCL FP_CONTRACT OFF

#include "math.clh"
#include "reduction.clh"

// The objectives, numbered as the constants of GanLoss.
#define SATURATING 0
#define LEAST_SQUARES 2
#define HINGE 3
#define WASSERSTEIN 4
#define RELATIVISTIC_AVERAGE 5

// Whose logits they are, in whose loss.
#define DISCRIMINATOR_REAL 0
#define DISCRIMINATOR_FAKE 1
#define GENERATOR_FAKE 2
#define GENERATOR_REAL 3

// Below this |fake_count * gradient| a sample counts as saturated.
#define SATURATED 0.01f

// 1 - x or 1 + x, where the hinge bends at 0.
static inline float hinge_margin(int side, float x) { return side == DISCRIMINATOR_REAL ? 1.0f - x : 1.0f + x; }

// The derivative of loss_term.
static inline float loss_slope(int objective, int side, float x, float t) {
  if (objective == LEAST_SQUARES) {
    return side == DISCRIMINATOR_REAL ? x - t : side == GENERATOR_FAKE ? x - 1.0f : x;
  }
  if (objective == HINGE && side != GENERATOR_FAKE && hinge_margin(side, x) <= 0.0f) {
    return 0.0f;
  }
  if (objective == HINGE || objective == WASSERSTEIN) {
    return side == DISCRIMINATOR_FAKE ? 1.0f : -1.0f;
  }
  if (side == DISCRIMINATOR_REAL) {
    return ((1.0f - t) * z_sigmoid(x)) - (t * z_sigmoid(-x));
  }
  if (side == GENERATOR_FAKE) {
    return -z_sigmoid(objective == SATURATING ? x : -x);
  }
  return z_sigmoid(x);
}

// One logit's share of a loss.
static inline float loss_term(int objective, int side, float x, float t) {
  if (objective == LEAST_SQUARES) {
    float d = loss_slope(objective, side, x, t);
    return 0.5f * (d * d);
  }
  if (objective == HINGE && side != GENERATOR_FAKE) {
    float margin = hinge_margin(side, x);
    return margin <= 0.0f ? 0.0f : margin;
  }
  if (objective == HINGE || objective == WASSERSTEIN) {
    return side == DISCRIMINATOR_FAKE ? x : -x;
  }
  if (side == DISCRIMINATOR_REAL) {
    return (t * z_softplus(-x)) + ((1.0f - t) * z_softplus(x));
  }
  if (side == GENERATOR_FAKE) {
    return objective == SATURATING ? -z_softplus(x) : z_softplus(-x);
  }
  return z_softplus(x);
}

// Four sums of lanes at once, each by the tree of reduce_lanes.
static inline float4 reduce_lanes4(__local float4 *scratch, float4 lane) {
  int l = (int) get_local_id(0);
  scratch[l] = lane;
  barrier(CLK_LOCAL_MEM_FENCE);
  for (int w = REDUCTION_LANES / 2; w > 0; w /= 2) {
    if (l < w) {
      scratch[l] = scratch[l] + scratch[l + w];
    }
    barrier(CLK_LOCAL_MEM_FENCE);
  }
  float4 sum = scratch[0];
  barrier(CLK_LOCAL_MEM_FENCE);
  return sum;
}

// Sums of x, sigmoid(x), and softplus(-x), softplus(x) or exp(-x), as the side reports them.
static inline float4 monitor_sums(__local float4 *scratch, __global const float *logits, int count, int side) {
  int l = (int) get_local_id(0);
  float4 total = (float4) (0.0f);
  for (long first = 0; first < count; first += REDUCTION_BLOCK) {
    int length = block_length(first, count);
    float4 lane = (float4) (0.0f);
    for (int j = l; j < length; j += REDUCTION_LANES) {
      float x = logits[first + j];
      float last = side == GENERATOR_FAKE ? z_exp(-x) : z_softplus(side == DISCRIMINATOR_REAL ? -x : x);
      lane = lane + (float4) (x, z_sigmoid(x), last, 0.0f);
    }
    lane = reduce_lanes4(scratch, lane);
    total = first == 0 ? lane : total + lane;
  }
  return total;
}

// Sums of the terms and slopes of logits - shift; the slopes go to slopes, but for those of GENERATOR_REAL.
static inline float4 loss_sums(__local float4 *scratch, __global float *slopes, __global const float *logits, int count,
                               int objective, int side, float shift, float t) {
  int l = (int) get_local_id(0);
  float4 total = (float4) (0.0f);
  for (long first = 0; first < count; first += REDUCTION_BLOCK) {
    int length = block_length(first, count);
    float4 lane = (float4) (0.0f);
    for (int j = l; j < length; j += REDUCTION_LANES) {
      float x = logits[first + j] - shift;
      float slope = loss_slope(objective, side, x, t);
      lane = lane + (float4) (loss_term(objective, side, x, t), slope, 0.0f, 0.0f);
      if (side != GENERATOR_REAL) {
        slopes[first + j] = slope;
      }
    }
    lane = reduce_lanes4(scratch, lane);
    total = first == 0 ? lane : total + lane;
  }
  return total;
}

// gradient = (gradient - other) / count; gives the number of elements with |gradient - other| < SATURATED.
static inline float finish_gradient(__local float4 *scratch, __global float *gradient, int count, float other) {
  int l = (int) get_local_id(0);
  float total = 0.0f;
  for (long first = 0; first < count; first += REDUCTION_BLOCK) {
    int length = block_length(first, count);
    float lane = 0.0f;
    for (int j = l; j < length; j += REDUCTION_LANES) {
      float slope = gradient[first + j] - other;
      lane = lane + (fabs(slope) < SATURATED ? 1.0f : 0.0f);
      gradient[first + j] = slope / (float) count;
    }
    lane = reduce_lanes4(scratch, (float4) (lane, 0.0f, 0.0f, 0.0f)).x;
    total = first == 0 ? lane : total + lane;
  }
  return total;
}

__kernel __attribute__((reqd_work_group_size(REDUCTION_LANES, 1, 1))) void discriminator_loss(
    __global float *values, __global float *real_gradient, __global float *fake_gradient,
    __global const float *real_logits, __global const float *fake_logits, int real_count, int fake_count, int objective,
    float real_label) {
  __local float4 scratch[REDUCTION_LANES];
  float4 real = monitor_sums(scratch, real_logits, real_count, DISCRIMINATOR_REAL) / (float) real_count;
  float4 fake = monitor_sums(scratch, fake_logits, fake_count, DISCRIMINATOR_FAKE) / (float) fake_count;
  int relative = objective == RELATIVISTIC_AVERAGE;
  float4 on_real = loss_sums(scratch, real_gradient, real_logits, real_count, objective, DISCRIMINATOR_REAL,
                             relative ? fake.x : 0.0f, real_label) / (float) real_count;
  float4 on_fake = loss_sums(scratch, fake_gradient, fake_logits, fake_count, objective, DISCRIMINATOR_FAKE,
                             relative ? real.x : 0.0f, real_label) / (float) fake_count;
  finish_gradient(scratch, real_gradient, real_count, relative ? on_fake.y : 0.0f);
  finish_gradient(scratch, fake_gradient, fake_count, relative ? on_real.y : 0.0f);
  if (get_local_id(0) == 0) {
    values[0] = on_real.x + on_fake.x;
    values[1] = -(real.z + fake.z);
    values[2] = real.y;
    values[3] = fake.y;
    values[4] = real.x;
    values[5] = fake.x;
  }
}

// real_count 0: the loss needs no real logits.
__kernel __attribute__((reqd_work_group_size(REDUCTION_LANES, 1, 1))) void generator_loss(
    __global float *values, __global float *gradient, __global const float *fake_logits,
    __global const float *real_logits, int fake_count, int real_count, int objective) {
  __local float4 scratch[REDUCTION_LANES];
  float4 fake = monitor_sums(scratch, fake_logits, fake_count, GENERATOR_FAKE) / (float) fake_count;
  float shift = 0.0f;
  float4 on_real = (float4) (0.0f);
  if (real_count > 0) {
    shift = monitor_sums(scratch, real_logits, real_count, GENERATOR_REAL).x / (float) real_count;
    on_real = loss_sums(scratch, gradient, real_logits, real_count, objective, GENERATOR_REAL, fake.x, 1.0f)
              / (float) real_count;
  }
  float on_fake = loss_sums(scratch, gradient, fake_logits, fake_count, objective, GENERATOR_FAKE, shift, 1.0f).x
                  / (float) fake_count;
  float saturated = finish_gradient(scratch, gradient, fake_count, on_real.y);
  if (get_local_id(0) == 0) {
    values[0] = real_count > 0 ? on_fake + on_real.x : on_fake;
    values[1] = fake.y;
    values[2] = fake.x;
    values[3] = saturated / (float) fake_count;
    values[4] = 1.0f + fake.z;
  }
}
