// discriminator_bce, generator_bce: the GAN's binary cross entropies on logits with their gradients and monitors, one
// launch each.
// Shapes : real_logits, real_gradient [real_count]; fake_logits, fake_gradient [fake_count]; values[4] (discriminator:
//          loss, V(D, G), mean D(x), mean D(G(z))) or values[2] (generator: loss, mean D(G(z))).
// Method : one work-group of 256, one lane each, block after block of the reduction.
// Launch : global 256, local 256.
// Numerics: docs/arithmetic.md, section 7; stable for any finite logit, as softplus and sigmoid are.
// Source : Goodfellow et al., arXiv:1406.2661, equation 1 and section 3 (the non-saturating form).

#pragma OPENCL FP_CONTRACT OFF

#include "math.clh"
#include "reduction.clh"

__kernel __attribute__((reqd_work_group_size(REDUCTION_LANES, 1, 1))) void discriminator_bce(
    __global float *values, __global float *real_gradient, __global float *fake_gradient,
    __global const float *real_logits, __global const float *fake_logits, int real_count, int fake_count,
    float real_label) {
  __local float scratch[REDUCTION_LANES];
  int l = (int) get_local_id(0);
  float t = real_label;
  float real_size = (float) real_count;
  float fake_size = (float) fake_count;
  float loss_sum = 0.0f;
  float value_sum = 0.0f;
  float real_sigmoid_sum = 0.0f;
  for (long first = 0; first < real_count; first += REDUCTION_BLOCK) {
    int length = block_length(first, real_count);
    float loss = 0.0f;
    float value = 0.0f;
    float sigmoids = 0.0f;
    for (int j = l; j < length; j += REDUCTION_LANES) {
      float a = real_logits[first + j];
      float below = z_softplus(-a);
      float sigmoid = z_sigmoid(a);
      loss = loss + ((t * below) + ((1.0f - t) * z_softplus(a)));
      value = value + below;
      sigmoids = sigmoids + sigmoid;
      real_gradient[first + j] = (((1.0f - t) * sigmoid) - (t * z_sigmoid(-a))) / real_size;
    }
    loss = reduce_lanes(scratch, loss);
    value = reduce_lanes(scratch, value);
    sigmoids = reduce_lanes(scratch, sigmoids);
    loss_sum = first == 0 ? loss : loss_sum + loss;
    value_sum = first == 0 ? value : value_sum + value;
    real_sigmoid_sum = first == 0 ? sigmoids : real_sigmoid_sum + sigmoids;
  }
  float fake_sum = 0.0f;
  float fake_sigmoid_sum = 0.0f;
  for (long first = 0; first < fake_count; first += REDUCTION_BLOCK) {
    int length = block_length(first, fake_count);
    float loss = 0.0f;
    float sigmoids = 0.0f;
    for (int j = l; j < length; j += REDUCTION_LANES) {
      float b = fake_logits[first + j];
      float sigmoid = z_sigmoid(b);
      loss = loss + z_softplus(b);
      sigmoids = sigmoids + sigmoid;
      fake_gradient[first + j] = sigmoid / fake_size;
    }
    loss = reduce_lanes(scratch, loss);
    sigmoids = reduce_lanes(scratch, sigmoids);
    fake_sum = first == 0 ? loss : fake_sum + loss;
    fake_sigmoid_sum = first == 0 ? sigmoids : fake_sigmoid_sum + sigmoids;
  }
  if (l == 0) {
    float fake_mean = fake_sum / fake_size;
    values[0] = (loss_sum / real_size) + fake_mean;
    values[1] = -((value_sum / real_size) + fake_mean);
    values[2] = real_sigmoid_sum / real_size;
    values[3] = fake_sigmoid_sum / fake_size;
  }
}

// saturating 0: mean of softplus(-b); 1: mean of -softplus(b), the minimax form.
__kernel __attribute__((reqd_work_group_size(REDUCTION_LANES, 1, 1))) void generator_bce(
    __global float *values, __global float *gradient, __global const float *fake_logits, int count, int saturating) {
  __local float scratch[REDUCTION_LANES];
  int l = (int) get_local_id(0);
  float size = (float) count;
  float loss_sum = 0.0f;
  float sigmoid_sum = 0.0f;
  for (long first = 0; first < count; first += REDUCTION_BLOCK) {
    int length = block_length(first, count);
    float loss = 0.0f;
    float sigmoids = 0.0f;
    for (int j = l; j < length; j += REDUCTION_LANES) {
      float b = fake_logits[first + j];
      float sigmoid = z_sigmoid(b);
      loss = loss + (saturating ? -z_softplus(b) : z_softplus(-b));
      sigmoids = sigmoids + sigmoid;
      gradient[first + j] = (saturating ? -sigmoid : -z_sigmoid(-b)) / size;
    }
    loss = reduce_lanes(scratch, loss);
    sigmoids = reduce_lanes(scratch, sigmoids);
    loss_sum = first == 0 ? loss : loss_sum + loss;
    sigmoid_sum = first == 0 ? sigmoids : sigmoid_sum + sigmoids;
  }
  if (l == 0) {
    values[0] = loss_sum / size;
    values[1] = sigmoid_sum / size;
  }
}
