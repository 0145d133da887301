// The elementary functions of math.clh, by the kernels of elementwise.cl: at most 2 units in the last place from the C
// library's double-precision functions, over all magnitudes and at the special values.
#include "harness.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#define BOUND 2.0

static double exponential(double x) { return exp(x); }
static double logarithm(double x) { return log(x); }
static double sigmoid(double x) { return x < 0 ? exp(x) / (1 + exp(x)) : 1 / (1 + exp(-x)); }
static double hyperbolic_tangent(double x) { return tanh(x); }
static double softplus(double x) { return x > 0 ? x + log1p(exp(-x)) : log1p(exp(x)); }

static const struct {
  const char *kernel;
  double (*reference)(double x);
} FUNCTIONS[] = {{"unary_exp", exponential},
                 {"unary_log", logarithm},
                 {"unary_sigmoid", sigmoid},
                 {"unary_tanh", hyperbolic_tangent},
                 {"unary_softplus", softplus}};

// Distance in units in the last place of the float nearest to expected; 0 if both are NaN or the same infinity.
static double distance(double expected, float actual) {
  float nearest = (float) expected;
  if (isnan(nearest) || isnan(actual)) {
    return isnan(nearest) && isnan(actual) ? 0 : INFINITY;
  }
  if (isinf(nearest) || isinf(actual)) {
    return nearest == actual ? 0 : INFINITY;
  }
  int exponent;
  frexp(expected, &exponent);
  exponent = exponent < -125 ? -125 : exponent;
  return fabs(expected - (double) actual) / ldexp(1, exponent - 24);
}

// Values near zero, of the usual range, of every exponent, and the special ones.
static float *arguments(size_t count) {
  static const float special[] = {0.0f,       -0.0f,     INFINITY,        -INFINITY, NAN,   0x1p-149f,
                                  -0x1p-149f, 0x1p-126f, 0x1.fffffep127f, 1.0f,      -1.0f, 88.7f,
                                  88.8f,      -87.3f,    -103.9f,         -104.1f,   1e4f,  -1e4f};
  float *values = random_floats(count, 51);
  for (size_t i = 0; i < count; i++) {
    if (i < sizeof special / sizeof special[0]) {
      values[i] = special[i];
    } else if (i % 3 == 0) {
      values[i] = values[i] * 50.0f;
    } else if (i % 3 == 1) {
      uint32_t bits = (uint32_t) (i * 2654435761u) ^ (uint32_t) i << 7;
      memcpy(&values[i], &bits, sizeof bits);
    }
  }
  return values;
}

void test_functions(harness *h) {
  cl_program program = build_program(h, "elementwise.cl");
  size_t count = h->tiny ? 96 : h->bench ? 64 * 64 * 32 * 32 : 200003;
  float *x = arguments(count);
  cl_mem buffer = buffer_of(h, x, count);
  cl_mem out = empty_buffer(h, count);
  for (size_t f = 0; f < sizeof FUNCTIONS / sizeof FUNCTIONS[0]; f++) {
    launch l = launch_of(h, program, FUNCTIONS[f].kernel);
    add_buffer(&l, out);
    add_buffer(&l, buffer);
    add_int(&l, (int) count);
    add_float(&l, 0.0f);
    double time = run_count(&l, (int) count, h->tiny ? 32 : 256);
    float *y = read_buffer(h, out, count);
    double worst = 0;
    size_t at = 0;
    for (size_t i = 0; i < count; i++) {
      double d = distance(FUNCTIONS[f].reference((double) x[i]), y[i]);
      if (d > worst) {
        worst = d;
        at = i;
      }
    }
    if (worst > BOUND) {
      fail(h,
           "%s: element %zu, of %a, is %a (%.9g) but should be %.12g: %.2f units in the last place, at most %.0f are "
           "allowed",
           FUNCTIONS[f].kernel, at, (double) x[at], (double) y[at], (double) y[at],
           FUNCTIONS[f].reference((double) x[at]), worst, BOUND);
    }
    if (h->bench) {
      report(FUNCTIONS[f].kernel, "64x64x32x32", time, 8.0 * (double) count, "GB/s");
    }
    free(y);
  }
  clReleaseMemObject(buffer);
  clReleaseMemObject(out);
  clReleaseProgram(program);
  free(x);
}
