// unary_*, binary_*, expand, fill, copy_runs: element-wise operations, broadcasts and copies.
// Shapes : unary: out[count], x[count].
//          binary, expand: out and a are [rows][columns]; b lies along the columns, b[columns] (binary_add, expand), or
//          has one element per row, b[row % middle] (binary_add_rows, expand_rows). A broadcast (outer, middle, inner)
//          becomes
//            inner == 1 (equal shapes too): rows = outer, columns = middle, along the columns
//            middle == 1:                   rows = 1, columns = outer * inner, per row
//            otherwise:                     rows = outer * middle, columns = inner, per row
//          copy_runs: rows runs of length elements at a stride.
// Method : one work-item per element; rows.clh. out may be a or x (and b where the shapes are equal). Bounds checks ask
//          for m >= 0, which is always so, because a compiler would otherwise move the division into the check, where a
//          CPU cannot lift it out of its loop over work-items: four times slower.
// Launch : unary, fill: local L (best 256), global ceil(count / L) * L.
//          binary, expand: rangeFor(rows, columns) of rows.clh. copy_runs: rangeFor(rows, length).
// Numerics: every product, sum and difference is rounded by itself (docs/arithmetic.md, section 4).

#pragma OPENCL FP_CONTRACT OFF

#include "math.clh"
#include "rows.clh"

#define UNARY(name, expression)                                                                          \
  __kernel void unary_##name(__global float *out, __global const float *x, int count, float parameter) { \
    size_t e = get_global_id(0);                                                                         \
    if (e < (size_t) count) {                                                                            \
      float a = x[e];                                                                                    \
      out[e] = (expression);                                                                             \
    }                                                                                                    \
  }

UNARY(negate, -a)
UNARY(abs, fabs(a))
UNARY(scale, a *parameter)
UNARY(add_scalar, a + parameter)
UNARY(reciprocal, 1.0f / a)
UNARY(sqrt, sqrt(a))
UNARY(exp, z_exp(a))
UNARY(log, z_log(a))
UNARY(relu, a > 0.0f ? a : 0.0f)
UNARY(leaky_relu, a > 0.0f ? a : a * parameter)
UNARY(sigmoid, z_sigmoid(a))
UNARY(tanh, z_tanh(a))
UNARY(softplus, z_softplus(a))
UNARY(clamp, a > parameter ? parameter : (a < -parameter ? -parameter : a))

// result: an expression in x (element of a), y (element of b) and parameter.
#define BINARY(name, result)                                                                                         \
  __kernel void binary_##name(__global float *out, __global const float *a, __global const float *b, int rows,       \
                              int columns, float parameter) {                                                        \
    int row = grid_row(columns);                                                                                     \
    uint column = grid_column(columns);                                                                              \
    if (row < rows && column < (uint) columns) {                                                                     \
      size_t e = (size_t) row * (size_t) columns + column;                                                           \
      float x = a[e];                                                                                                \
      float y = b[column];                                                                                           \
      out[e] = (result);                                                                                             \
    }                                                                                                                \
  }                                                                                                                  \
  __kernel void binary_##name##_rows(__global float *out, __global const float *a, __global const float *restrict b, \
                                     int rows, int columns, int middle, float parameter) {                           \
    int row = grid_row(columns);                                                                                     \
    uint column = grid_column(columns);                                                                              \
    int m = row % middle;                                                                                            \
    if ((row < rows) & (m >= 0) & (column < (uint) columns)) {                                                       \
      size_t e = (size_t) row * (size_t) columns + column;                                                           \
      float x = a[e];                                                                                                \
      float y = b[m];                                                                                                \
      out[e] = (result);                                                                                             \
    }                                                                                                                \
  }

BINARY(add, x + y)
BINARY(subtract, x - y)
BINARY(multiply, x *y)
BINARY(divide, x / y)
BINARY(relu_backward, y > 0.0f ? x : 0.0f)
BINARY(leaky_relu_backward, y > 0.0f ? x : x * parameter)
BINARY(sigmoid_backward, x *(y * (1.0f - y)))
BINARY(tanh_backward, x * (1.0f - (y * y)))
BINARY(softplus_backward, x *z_sigmoid(y))

// out[row][column] = x[column].
__kernel void expand(__global float *out, __global const float *x, int rows, int columns) {
  int row = grid_row(columns);
  uint column = grid_column(columns);
  if (row < rows && column < (uint) columns) {
    out[(size_t) row * (size_t) columns + column] = x[column];
  }
}

// out[row][column] = x[row % middle].
__kernel void expand_rows(__global float *out, __global const float *restrict x, int rows, int columns, int middle) {
  int row = grid_row(columns);
  uint column = grid_column(columns);
  int m = row % middle;
  if ((row < rows) & (m >= 0) & (column < (uint) columns)) {
    out[(size_t) row * (size_t) columns + column] = x[m];
  }
}

// out[e] = value.
__kernel void fill(__global float *out, int count, float value) {
  size_t e = get_global_id(0);
  if (e < (size_t) count) {
    out[e] = value;
  }
}

// target[target_offset + row * target_stride + i] = source[source_offset + row * source_stride + i] for i < length.
__kernel void copy_runs(__global float *target, __global const float *source, int target_offset, int target_stride,
                        int source_offset, int source_stride, int rows, int length) {
  int row = grid_row(length);
  uint column = grid_column(length);
  if (row < rows && column < (uint) length) {
    size_t to = (size_t) target_offset + (size_t) row * (size_t) target_stride + column;
    size_t from = (size_t) source_offset + (size_t) row * (size_t) source_stride + column;
    target[to] = source[from];
  }
}
