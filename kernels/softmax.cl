// softmax_cross_entropy: a classifier's loss on logits with its gradient and its accuracy, one launch.
// Shapes : logits, gradient [rows][columns]; classes[rows], whole numbers as floats; values[2] (loss, share of rows whose
//          first largest logit is that of their class).
// Method : one work-group of 256; a lane does rows l, l + 256, ..., each from its first to its last column. The
//          exponentials wait in the gradient.
// Launch : global 256, local 256.
// Numerics: docs/arithmetic.md, section 7; differences to the largest logit are at most 0, so that nothing overflows.

#pragma OPENCL FP_CONTRACT OFF

#include "math.clh"
#include "reduction.clh"

// The loss of a row in .x, 1 in .y if it is classified right.
static inline float2 row(__global float *gradient, __global const float *logits, float class, int columns,
                         float row_count) {
  int best = 0;
  float largest = logits[0];
  for (int c = 1; c < columns; c++) {
    if (logits[c] > largest) {
      best = c;
      largest = logits[c];
    }
  }
  float sum = 0.0f;
  float picked = NAN;
  for (int c = 0; c < columns; c++) {
    float difference = logits[c] - largest;
    float power = z_exp(difference);
    picked = (float) c == class ? difference : picked;
    sum = sum + power;
    gradient[c] = power;
  }
  for (int c = 0; c < columns; c++) {
    gradient[c] = ((gradient[c] / sum) - ((float) c == class ? 1.0f : 0.0f)) / row_count;
  }
  return (float2) (z_log(sum) - picked, (float) best == class ? 1.0f : 0.0f);
}

__kernel __attribute__((reqd_work_group_size(REDUCTION_LANES, 1, 1))) void softmax_cross_entropy(
    __global float *values, __global float *gradient, __global const float *logits, __global const float *classes,
    int rows, int columns) {
  __local float scratch[REDUCTION_LANES];
  int l = (int) get_local_id(0);
  float loss_sum = 0.0f;
  float hit_sum = 0.0f;
  for (long first = 0; first < rows; first += REDUCTION_BLOCK) {
    int length = block_length(first, rows);
    float loss = 0.0f;
    float hits = 0.0f;
    for (int j = l; j < length; j += REDUCTION_LANES) {
      size_t at = (size_t) (first + j) * (size_t) columns;
      float2 one = row(gradient + at, logits + at, classes[first + j], columns, (float) rows);
      loss = loss + one.x;
      hits = hits + one.y;
    }
    loss = reduce_lanes(scratch, loss);
    hits = reduce_lanes(scratch, hits);
    loss_sum = first == 0 ? loss : loss_sum + loss;
    hit_sum = first == 0 ? hits : hit_sum + hits;
  }
  if (l == 0) {
    values[0] = loss_sum / (float) rows;
    values[1] = hit_sum / (float) rows;
  }
}
