// gan_loss.cl: both losses of every objective to the bit, given the device's elementary functions (which
// test_functions.c judges), and loosely against double precision; batches of one, of unequal sizes and of several
// blocks, logits up to 1e4.
#include "harness.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>

enum { SATURATING, NON_SATURATING, LEAST_SQUARES, HINGE, WASSERSTEIN, RELATIVISTIC_AVERAGE, OBJECTIVES };
static const char *const NAMES[] = {"minimax", "non-saturating", "least squares",
                                    "hinge",   "Wasserstein",    "relativistic average"};

enum { DISCRIMINATOR_REAL, DISCRIMINATOR_FAKE, GENERATOR_FAKE, GENERATOR_REAL };

typedef struct {
  float *sigmoid, *mirrored_sigmoid, *softplus, *mirrored_softplus, *mirrored_exp;
} functions;

static functions functions_of(harness *h, cl_program elementwise, const float *x, size_t count) {
  functions f = {apply_unary(h, elementwise, "unary_sigmoid", x, count, 1),
                 apply_unary(h, elementwise, "unary_sigmoid", x, count, -1),
                 apply_unary(h, elementwise, "unary_softplus", x, count, 1),
                 apply_unary(h, elementwise, "unary_softplus", x, count, -1),
                 apply_unary(h, elementwise, "unary_exp", x, count, -1)};
  return f;
}

static void free_functions(functions *f) {
  free(f->sigmoid);
  free(f->mirrored_sigmoid);
  free(f->softplus);
  free(f->mirrored_softplus);
  free(f->mirrored_exp);
}

static float *logits(size_t count, uint32_t seed, float scale) {
  float *x = random_floats(count, seed);
  for (size_t i = 0; i < count; i++) {
    x[i] = x[i] * scale;
  }
  return x;
}

static float mean(const float *x, size_t count) { return reduce_reference(x, count) / (float) count; }

// A loss's terms over some logits and their derivatives.
typedef struct {
  float *terms, *slopes;
  double loss;
} share;

static double softplus(double x) { return x > 0 ? x + log1p(exp(-x)) : log1p(exp(x)); }

static double exact_term(int objective, int side, double x, double t) {
  switch (objective) {
  case LEAST_SQUARES: {
    double d = x - (side == DISCRIMINATOR_REAL ? t : side == GENERATOR_FAKE ? 1 : 0);
    return d * d / 2;
  }
  case HINGE:
    return side == GENERATOR_FAKE ? -x : fmax(0, side == DISCRIMINATOR_REAL ? 1 - x : 1 + x);
  case WASSERSTEIN:
    return side == DISCRIMINATOR_FAKE ? x : -x;
  default:
    if (side == DISCRIMINATOR_REAL) {
      return t * softplus(-x) + (1 - t) * softplus(x);
    }
    return side != GENERATOR_FAKE ? softplus(x) : objective == SATURATING ? -softplus(x) : softplus(-x);
  }
}

static share share_of(harness *h, cl_program elementwise, int objective, int side, const float *logits, size_t count,
                      float shift, float t) {
  float *x = floats(count);
  share s = {floats(count), floats(count), 0};
  for (size_t i = 0; i < count; i++) {
    x[i] = logits[i] - shift;
    s.loss += exact_term(objective, side, (double) x[i], (double) t) / (double) count;
  }
  functions f = functions_of(h, elementwise, x, count);
  for (size_t i = 0; i < count; i++) {
    float margin = side == DISCRIMINATOR_REAL ? 1.0f - x[i] : 1.0f + x[i];
    float sign = side == DISCRIMINATOR_FAKE ? 1.0f : -1.0f;
    if (objective == LEAST_SQUARES) {
      s.slopes[i] = side == DISCRIMINATOR_REAL ? x[i] - t : side == GENERATOR_FAKE ? x[i] - 1.0f : x[i];
      s.terms[i] = 0.5f * (s.slopes[i] * s.slopes[i]);
    } else if (objective == HINGE && side != GENERATOR_FAKE) {
      s.terms[i] = margin > 0.0f ? margin : 0.0f;
      s.slopes[i] = margin > 0.0f ? sign : 0.0f;
    } else if (objective == HINGE || objective == WASSERSTEIN) {
      s.terms[i] = sign * x[i];
      s.slopes[i] = sign;
    } else if (side == DISCRIMINATOR_REAL) {
      s.terms[i] = (t * f.mirrored_softplus[i]) + ((1.0f - t) * f.softplus[i]);
      s.slopes[i] = ((1.0f - t) * f.sigmoid[i]) - (t * f.mirrored_sigmoid[i]);
    } else if (side == GENERATOR_FAKE) {
      s.terms[i] = objective == SATURATING ? -f.softplus[i] : f.mirrored_softplus[i];
      s.slopes[i] = objective == SATURATING ? -f.sigmoid[i] : -f.mirrored_sigmoid[i];
    } else {
      s.terms[i] = f.softplus[i];
      s.slopes[i] = f.sigmoid[i];
    }
  }
  free_functions(&f);
  free(x);
  return s;
}

static void free_share(share *s) {
  free(s->terms);
  free(s->slopes);
}

// slopes become (slopes - other) / count.
static void finish(float *slopes, size_t count, float other) {
  for (size_t i = 0; i < count; i++) {
    slopes[i] = (slopes[i] - other) / (float) count;
  }
}

static void run_loss(launch *l, const char *shape, double amount) {
  size_t size[3] = {256, 1, 1};
  double time = run(l, size, size);
  if (l->h->bench) {
    report(l->name, shape, time, amount, "GB/s");
  }
}

static void check_loss(harness *h, const char *kernel, const char *shape, float loss, double exact) {
  if (!(fabs((double) loss - exact) <= 1e-5 * (1 + fabs(exact)))) {
    fail(h, "%s %s: the loss is %.9g but should be about %.9g", kernel, shape, (double) loss, exact);
  }
}

static void discriminator(harness *h, cl_program program, cl_program elementwise, int objective, int real_count,
                          int fake_count, float t, float scale) {
  size_t b1 = (size_t) real_count;
  size_t b2 = (size_t) fake_count;
  float *a = logits(b1, 91, scale);
  float *b = logits(b2, 92, scale);
  functions fa = functions_of(h, elementwise, a, b1);
  functions fb = functions_of(h, elementwise, b, b2);
  int relative = objective == RELATIVISTIC_AVERAGE;
  share on_real =
      share_of(h, elementwise, objective, DISCRIMINATOR_REAL, a, b1, relative ? mean(b, b2) : 0.0f, t);
  share on_fake =
      share_of(h, elementwise, objective, DISCRIMINATOR_FAKE, b, b2, relative ? mean(a, b1) : 0.0f, t);
  float expected[6] = {mean(on_real.terms, b1) + mean(on_fake.terms, b2),
                       -(mean(fa.mirrored_softplus, b1) + mean(fb.softplus, b2)),
                       mean(fa.sigmoid, b1),
                       mean(fb.sigmoid, b2),
                       mean(a, b1),
                       mean(b, b2)};
  float real_slope = mean(on_real.slopes, b1);
  finish(on_real.slopes, b1, relative ? mean(on_fake.slopes, b2) : 0.0f);
  finish(on_fake.slopes, b2, relative ? real_slope : 0.0f);
  cl_mem values = empty_buffer(h, 6);
  cl_mem real_out = empty_buffer(h, b1);
  cl_mem fake_out = empty_buffer(h, b2);
  cl_mem real = buffer_of(h, a, b1);
  cl_mem fake = buffer_of(h, b, b2);
  launch l = launch_of(h, program, "discriminator_loss");
  add_buffer(&l, values);
  add_buffer(&l, real_out);
  add_buffer(&l, fake_out);
  add_buffer(&l, real);
  add_buffer(&l, fake);
  add_int(&l, real_count);
  add_int(&l, fake_count);
  add_int(&l, objective);
  add_float(&l, t);
  char shape[96];
  snprintf(shape, sizeof shape, "%s, %d real, %d fake, label %g", NAMES[objective], real_count, fake_count, (double) t);
  run_loss(&l, shape, 8.0 * (double) (b1 + b2));
  check_buffer(h, "discriminator_loss values", shape, expected, values, 6);
  check_buffer(h, "discriminator_loss real gradient", shape, on_real.slopes, real_out, b1);
  check_buffer(h, "discriminator_loss fake gradient", shape, on_fake.slopes, fake_out, b2);
  check_loss(h, "discriminator_loss", shape, expected[0], on_real.loss + on_fake.loss);
  cl_mem buffers[] = {values, real_out, fake_out, real, fake};
  for (size_t i = 0; i < 5; i++) {
    clReleaseMemObject(buffers[i]);
  }
  free_functions(&fa);
  free_functions(&fb);
  free_share(&on_real);
  free_share(&on_fake);
  free(a);
  free(b);
}

static void generator(harness *h, cl_program program, cl_program elementwise, int objective, int fake_count,
                      int real_count, float scale) {
  size_t n = (size_t) fake_count;
  int relative = objective == RELATIVISTIC_AVERAGE;
  size_t b1 = relative ? (size_t) real_count : 0;
  float *b = logits(n, 93, scale);
  float *a = logits((size_t) real_count, 94, scale);
  functions f = functions_of(h, elementwise, b, n);
  share on_fake =
      share_of(h, elementwise, objective, GENERATOR_FAKE, b, n, relative ? mean(a, b1) : 0.0f, 1.0f);
  float loss = mean(on_fake.terms, n);
  float other = 0.0f;
  if (relative) {
    share on_real = share_of(h, elementwise, objective, GENERATOR_REAL, a, b1, mean(b, n), 1.0f);
    loss = loss + mean(on_real.terms, b1);
    other = mean(on_real.slopes, b1);
    on_fake.loss += on_real.loss;
    free_share(&on_real);
  }
  int saturated = 0;
  for (size_t i = 0; i < n; i++) {
    saturated += fabsf(on_fake.slopes[i] - other) < 0.01f;
  }
  finish(on_fake.slopes, n, other);
  float expected[5] = {loss, mean(f.sigmoid, n), mean(b, n), (float) saturated / (float) n,
                       1.0f + mean(f.mirrored_exp, n)};
  cl_mem values = empty_buffer(h, 5);
  cl_mem out = empty_buffer(h, n);
  cl_mem fake = buffer_of(h, b, n);
  cl_mem real = buffer_of(h, a, (size_t) real_count);
  launch l = launch_of(h, program, "generator_loss");
  add_buffer(&l, values);
  add_buffer(&l, out);
  add_buffer(&l, fake);
  add_buffer(&l, relative ? real : fake);
  add_int(&l, fake_count);
  add_int(&l, (int) b1);
  add_int(&l, objective);
  char shape[96];
  snprintf(shape, sizeof shape, "%s, %d fake, %d real", NAMES[objective], fake_count, (int) b1);
  run_loss(&l, shape, 8.0 * (double) n);
  check_buffer(h, "generator_loss values", shape, expected, values, 5);
  check_buffer(h, "generator_loss gradient", shape, on_fake.slopes, out, n);
  check_loss(h, "generator_loss", shape, loss, on_fake.loss);
  clReleaseMemObject(values);
  clReleaseMemObject(out);
  clReleaseMemObject(fake);
  clReleaseMemObject(real);
  free_functions(&f);
  free_share(&on_fake);
  free(a);
  free(b);
}

void test_gan_loss(harness *h) {
  cl_program program = build_program(h, "gan_loss.cl");
  cl_program elementwise = build_program(h, "elementwise.cl");
  for (int objective = 0; objective < OBJECTIVES; objective++) {
    if (h->bench) {
      discriminator(h, program, elementwise, objective, 64, 64, 0.9f, 3.0f);
      generator(h, program, elementwise, objective, 64, 64, 3.0f);
    } else if (h->tiny) {
      // One size: Oclgrind 21.10 takes what a kernel writes behind the end of a buffer released before for unwritten when
      // the kernel reads it back.
      discriminator(h, program, elementwise, objective, 5, 5, 0.9f, 3.0f);
      generator(h, program, elementwise, objective, 5, 5, 3.0f);
    } else {
      discriminator(h, program, elementwise, objective, 1, 1, 1.0f, 3.0f);
      discriminator(h, program, elementwise, objective, 64, 129, 0.9f, 5.0f);
      discriminator(h, program, elementwise, objective, 257, 31, 1.0f, 5e3f);
      discriminator(h, program, elementwise, objective, 70000, 65536, 0.9f, 3.0f);
      generator(h, program, elementwise, objective, 1, 1, 3.0f);
      generator(h, program, elementwise, objective, 257, 31, 5e3f);
      generator(h, program, elementwise, objective, 140000, 70000, 3.0f);
    }
  }
  clReleaseProgram(program);
  clReleaseProgram(elementwise);
}
