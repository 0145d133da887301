// gan_bce.cl: both losses to the bit, given the device's sigmoid and softplus (which test_functions.c judges), and
// loosely against double precision; batches of one, of unequal sizes and of several blocks, logits up to 1e4.
#include "harness.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>

// f(sign * x) by the device's own kernel of elementwise.cl.
static float *apply(harness *h, cl_program elementwise, const char *kernel, const float *x, size_t count, float sign) {
  float *signed_x = floats(count);
  for (size_t i = 0; i < count; i++) {
    signed_x[i] = sign * x[i];
  }
  cl_mem buffer = buffer_of(h, signed_x, count);
  launch l = launch_of(h, elementwise, kernel);
  add_buffer(&l, buffer);
  add_buffer(&l, buffer);
  add_int(&l, (int) count);
  add_float(&l, 0.0f);
  int bench = h->bench;
  h->bench = 0;
  run_count(&l, (int) count, 64);
  h->bench = bench;
  float *y = read_buffer(h, buffer, count);
  clReleaseMemObject(buffer);
  free(signed_x);
  return y;
}

typedef struct {
  float *sigmoid, *mirrored_sigmoid, *softplus, *mirrored_softplus;
} functions;

static functions functions_of(harness *h, cl_program elementwise, const float *x, size_t count) {
  functions f = {
      apply(h, elementwise, "unary_sigmoid", x, count, 1), apply(h, elementwise, "unary_sigmoid", x, count, -1),
      apply(h, elementwise, "unary_softplus", x, count, 1), apply(h, elementwise, "unary_softplus", x, count, -1)};
  return f;
}

static void free_functions(functions *f) {
  free(f->sigmoid);
  free(f->mirrored_sigmoid);
  free(f->softplus);
  free(f->mirrored_softplus);
}

static float *logits(size_t count, uint32_t seed, float scale) {
  float *x = random_floats(count, seed);
  for (size_t i = 0; i < count; i++) {
    x[i] = x[i] * scale;
  }
  return x;
}

static void run_bce(launch *l, const char *shape, double amount) {
  size_t size[3] = {256, 1, 1};
  double time = run(l, size, size);
  if (l->h->bench) {
    report(l->name, shape, time, amount, "GB/s");
  }
}

static void discriminator(harness *h, cl_program program, cl_program elementwise, int real_count, int fake_count,
                          float t, float scale) {
  size_t b1 = (size_t) real_count;
  size_t b2 = (size_t) fake_count;
  float *a = logits(b1, 91, scale);
  float *b = logits(b2, 92, scale);
  functions fa = functions_of(h, elementwise, a, b1);
  functions fb = functions_of(h, elementwise, b, b2);
  float *losses = floats(b1);
  float *real_gradient = floats(b1);
  float *fake_gradient = floats(b2);
  double loss = 0;
  for (size_t i = 0; i < b1; i++) {
    losses[i] = (t * fa.mirrored_softplus[i]) + ((1.0f - t) * fa.softplus[i]);
    real_gradient[i] = (((1.0f - t) * fa.sigmoid[i]) - (t * fa.mirrored_sigmoid[i])) / (float) real_count;
    double x = (double) a[i];
    double above = x > 0 ? x + log1p(exp(-x)) : log1p(exp(x));
    loss += ((double) t * (above - x) + (1 - (double) t) * above) / real_count;
  }
  for (size_t i = 0; i < b2; i++) {
    fake_gradient[i] = fb.sigmoid[i] / (float) fake_count;
    double x = (double) b[i];
    loss += (x > 0 ? x + log1p(exp(-x)) : log1p(exp(x))) / fake_count;
  }
  float fake_mean = reduce_reference(fb.softplus, b2) / (float) fake_count;
  float expected[4] = {reduce_reference(losses, b1) / (float) real_count + fake_mean,
                       -(reduce_reference(fa.mirrored_softplus, b1) / (float) real_count + fake_mean),
                       reduce_reference(fa.sigmoid, b1) / (float) real_count,
                       reduce_reference(fb.sigmoid, b2) / (float) fake_count};
  cl_mem values = empty_buffer(h, 4);
  cl_mem real_out = empty_buffer(h, b1);
  cl_mem fake_out = empty_buffer(h, b2);
  cl_mem real = buffer_of(h, a, b1);
  cl_mem fake = buffer_of(h, b, b2);
  launch l = launch_of(h, program, "discriminator_bce");
  add_buffer(&l, values);
  add_buffer(&l, real_out);
  add_buffer(&l, fake_out);
  add_buffer(&l, real);
  add_buffer(&l, fake);
  add_int(&l, real_count);
  add_int(&l, fake_count);
  add_float(&l, t);
  char shape[64];
  snprintf(shape, sizeof shape, "%d real, %d fake, label %g", real_count, fake_count, (double) t);
  run_bce(&l, shape, 8.0 * (double) (b1 + b2));
  check_buffer(h, "discriminator_bce values", shape, expected, values, 4);
  check_buffer(h, "discriminator_bce real gradient", shape, real_gradient, real_out, b1);
  check_buffer(h, "discriminator_bce fake gradient", shape, fake_gradient, fake_out, b2);
  if (!(fabs((double) expected[0] - loss) <= 1e-5 * (1 + fabs(loss)))) {
    fail(h, "discriminator_bce %s: the loss is %.9g but should be about %.9g", shape, (double) expected[0], loss);
  }
  cl_mem buffers[] = {values, real_out, fake_out, real, fake};
  for (size_t i = 0; i < 5; i++) {
    clReleaseMemObject(buffers[i]);
  }
  free_functions(&fa);
  free_functions(&fb);
  free(a);
  free(b);
  free(losses);
  free(real_gradient);
  free(fake_gradient);
}

static void generator(harness *h, cl_program program, cl_program elementwise, int count, int saturating, float scale) {
  size_t n = (size_t) count;
  float *b = logits(n, 93, scale);
  functions f = functions_of(h, elementwise, b, n);
  float *losses = floats(n);
  float *gradient = floats(n);
  for (size_t i = 0; i < n; i++) {
    losses[i] = saturating ? -f.softplus[i] : f.mirrored_softplus[i];
    gradient[i] = -(saturating ? f.sigmoid[i] : f.mirrored_sigmoid[i]) / (float) count;
  }
  float expected[2] = {reduce_reference(losses, n) / (float) count, reduce_reference(f.sigmoid, n) / (float) count};
  cl_mem values = empty_buffer(h, 2);
  cl_mem out = empty_buffer(h, n);
  cl_mem fake = buffer_of(h, b, n);
  launch l = launch_of(h, program, "generator_bce");
  add_buffer(&l, values);
  add_buffer(&l, out);
  add_buffer(&l, fake);
  add_int(&l, count);
  add_int(&l, saturating);
  char shape[64];
  snprintf(shape, sizeof shape, "%d fake%s", count, saturating ? ", saturating" : "");
  run_bce(&l, shape, 8.0 * (double) n);
  check_buffer(h, "generator_bce values", shape, expected, values, 2);
  check_buffer(h, "generator_bce gradient", shape, gradient, out, n);
  clReleaseMemObject(values);
  clReleaseMemObject(out);
  clReleaseMemObject(fake);
  free_functions(&f);
  free(b);
  free(losses);
  free(gradient);
}

void test_gan_bce(harness *h) {
  cl_program program = build_program(h, "gan_bce.cl");
  cl_program elementwise = build_program(h, "elementwise.cl");
  if (h->bench) {
    discriminator(h, program, elementwise, 64, 64, 0.9f, 3.0f);
    generator(h, program, elementwise, 64, 0, 3.0f);
  } else if (h->tiny) {
    discriminator(h, program, elementwise, 3, 5, 0.9f, 3.0f);
    generator(h, program, elementwise, 5, 0, 3.0f);
    generator(h, program, elementwise, 5, 1, 3.0f);
  } else {
    discriminator(h, program, elementwise, 1, 1, 1.0f, 3.0f);
    discriminator(h, program, elementwise, 64, 129, 0.9f, 5.0f);
    discriminator(h, program, elementwise, 257, 31, 1.0f, 5e3f);
    discriminator(h, program, elementwise, 70000, 65536, 0.9f, 3.0f);
    for (int saturating = 0; saturating < 2; saturating++) {
      generator(h, program, elementwise, 1, saturating, 3.0f);
      generator(h, program, elementwise, 257, saturating, 5e3f);
      generator(h, program, elementwise, 140000, saturating, 3.0f);
    }
  }
  clReleaseProgram(program);
  clReleaseProgram(elementwise);
}
