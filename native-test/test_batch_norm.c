// batch_norm.cl: statistics, inference and gradients, over images and over columns, with channels of several blocks.
#include "contraction.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>

typedef struct {
  int outer, channels, inner;
  size_t each, count;
} extents;

typedef struct {
  float *x, *dy, *gamma, *beta, *running_mean, *running_variance;
  float *mean, *inverse, *out, *inference, *gamma_gradient, *beta_gradient, *g, *dx;
} host_values;

static size_t place(const extents *b, size_t channel, size_t e) {
  return (e / (size_t) b->inner * (size_t) b->channels + channel) * (size_t) b->inner + e % (size_t) b->inner;
}

static const float EPSILON = 1e-5f;
static const float MOMENTUM = 0.1f;

static float unbias_of(size_t each) { return each > 1 ? (float) ((double) each / (double) (each - 1)) : 1.0f; }

// Each of the rectifiers somewhere.
#define RECTIFIER(b) ((b)->channels % 3)

static float gated(const extents *b, float dy, float result) {
  if (RECTIFIER(b) == 0 || result > 0.0f) {
    return dy;
  }
  return RECTIFIER(b) == 1 ? 0.0f : dy * SLOPE;
}

static void reference(const extents *b, host_values *v) {
  float *values = floats(b->each);
  float m = (float) b->each;
  for (size_t c = 0; c < (size_t) b->channels; c++) {
    float inference_inverse = 1.0f / sqrtf(v->running_variance[c] + EPSILON);
    for (size_t e = 0; e < b->each; e++) {
      size_t i = place(b, c, e);
      values[e] = v->x[i];
      v->inference[i] = (((v->x[i] - v->running_mean[c]) * inference_inverse) * v->gamma[c]) + v->beta[c];
    }
    float mean = reduce_reference(values, b->each) / m;
    for (size_t e = 0; e < b->each; e++) {
      float d = v->x[place(b, c, e)] - mean;
      values[e] = d * d;
    }
    float variance = reduce_reference(values, b->each) / m;
    float inverse = 1.0f / sqrtf(variance + EPSILON);
    v->mean[c] = mean;
    v->inverse[c] = inverse;
    v->running_mean[c] = (v->running_mean[c] * (1.0f - MOMENTUM)) + (mean * MOMENTUM);
    v->running_variance[c] =
        (v->running_variance[c] * (1.0f - MOMENTUM)) + ((variance * unbias_of(b->each)) * MOMENTUM);
    for (size_t e = 0; e < b->each; e++) {
      size_t i = place(b, c, e);
      v->out[i] = rectified((((v->x[i] - mean) * inverse) * v->gamma[c]) + v->beta[c], RECTIFIER(b));
      v->g[i] = gated(b, v->dy[i], v->out[i]);
      values[e] = v->g[i];
    }
    v->beta_gradient[c] = reduce_reference(values, b->each);
    for (size_t e = 0; e < b->each; e++) {
      size_t i = place(b, c, e);
      values[e] = v->g[i] * ((v->x[i] - mean) * inverse);
    }
    v->gamma_gradient[c] = reduce_reference(values, b->each);
    for (size_t e = 0; e < b->each; e++) {
      size_t i = place(b, c, e);
      float xhat = (v->x[i] - mean) * inverse;
      v->dx[i] = ((v->g[i] - v->beta_gradient[c] / m) - (xhat * (v->gamma_gradient[c] / m))) * (v->gamma[c] * inverse);
    }
  }
  free(values);
}

static void add_buffers(launch *l, const cl_mem *buffers, int count) {
  for (int i = 0; i < count; i++) {
    add_buffer(l, buffers[i]);
  }
}

// The end of an apply kernel's arguments begins with rows, columns and, over images, channels.
static double run_inference(launch *l, const extents *b) {
  int over_columns = b->inner == 1;
  int rows = over_columns ? b->outer : b->outer * b->channels;
  int columns = over_columns ? b->channels : b->inner;
  add_int(l, rows);
  add_int(l, columns);
  if (!over_columns) {
    add_int(l, b->channels);
  }
  add_float(l, EPSILON);
  return run_rows(l, rows, columns);
}

static void add_rectifier(launch *l, const extents *b) {
  add_int(l, RECTIFIER(b));
  add_float(l, SLOPE);
}

static double run_rectified_apply(launch *l, const extents *b, int count) {
  int over_columns = b->inner == 1;
  int rows = over_columns ? b->outer : b->outer * b->channels;
  int columns = over_columns ? b->channels : b->inner;
  add_int(l, rows);
  add_int(l, columns);
  if (!over_columns) {
    add_int(l, b->channels);
  }
  if (count > 0) {
    add_int(l, count);
  }
  add_rectifier(l, b);
  return run_rows(l, rows, columns);
}

static double run_sums(launch *l, const extents *b, int group) { return run_count(l, b->channels * group, group); }

static void add_extents(launch *l, const extents *b) {
  add_int(l, b->outer);
  add_int(l, b->channels);
  add_int(l, b->inner);
}

static host_values make_values(const extents *b) {
  size_t channels = (size_t) b->channels;
  host_values v = {random_floats(b->count, 81),
                   random_floats(b->count, 82),
                   random_floats(channels, 83),
                   random_floats(channels, 84),
                   random_floats(channels, 85),
                   random_floats(channels, 86),
                   floats(channels),
                   floats(channels),
                   floats(b->count),
                   floats(b->count),
                   floats(channels),
                   floats(channels),
                   floats(b->count),
                   floats(b->count)};
  for (size_t c = 0; c < channels; c++) {
    v.running_variance[c] = fabsf(v.running_variance[c]);
  }
  return v;
}

static void free_values(host_values *v) {
  float *values[] = {v->x,    v->dy,      v->gamma, v->beta,      v->running_mean,   v->running_variance,
                     v->mean, v->inverse, v->out,   v->inference, v->gamma_gradient, v->beta_gradient,
                     v->g,    v->dx};
  for (size_t i = 0; i < sizeof values / sizeof values[0]; i++) {
    free(values[i]);
  }
}

static void add_floats(launch *l, const extents *b) {
  add_float(l, EPSILON);
  add_float(l, MOMENTUM);
  add_float(l, 1.0f - MOMENTUM);
  add_float(l, unbias_of(b->each));
}

static void add_scalars(launch *l, const extents *b, int update_running) {
  add_extents(l, b);
  add_int(l, update_running);
  add_floats(l, b);
}

// The kernels that do a channel in one task, on CPU devices: inner is 16, 32, 64, 128 or a multiple of 256.
static void whole_channels(harness *h, cl_program program, int outer, int channel_count, int inner) {
  if (!h->cpu) {
    return;
  }
  extents b = {outer, channel_count, inner, (size_t) outer * (size_t) inner,
               (size_t) outer * (size_t) inner * (size_t) channel_count};
  size_t channels = (size_t) channel_count;
  host_values v = make_values(&b);
  cl_mem x = buffer_of(h, v.x, b.count);
  cl_mem dy = buffer_of(h, v.dy, b.count);
  cl_mem gamma = buffer_of(h, v.gamma, channels);
  cl_mem beta = buffer_of(h, v.beta, channels);
  cl_mem running_mean = buffer_of(h, v.running_mean, channels);
  cl_mem running_variance = buffer_of(h, v.running_variance, channels);
  cl_mem mean = empty_buffer(h, channels);
  cl_mem inverse = empty_buffer(h, channels);
  cl_mem gamma_gradient = empty_buffer(h, channels);
  cl_mem beta_gradient = empty_buffer(h, channels);
  cl_mem out = empty_buffer(h, b.count);
  cl_mem dx = empty_buffer(h, b.count);
  reference(&b, &v);
  char shape[64];
  snprintf(shape, sizeof shape, "%d x %d x %d", outer, channel_count, inner);

  const char *name = "batch_norm_training_channels";
  launch training = launch_of(h, program, name);
  add_buffers(&training, (cl_mem[]) {out, mean, inverse, running_mean, running_variance, x, gamma, beta}, 8);
  add_extents(&training, &b);
  add_int(&training, !h->bench);
  add_int(&training, RECTIFIER(&b));
  add_floats(&training, &b);
  add_float(&training, SLOPE);
  double time = run_sums(&training, &b, 1);
  check_buffer(h, name, shape, v.out, out, b.count);
  check_buffer(h, name, shape, v.mean, mean, channels);
  check_buffer(h, name, shape, v.inverse, inverse, channels);
  if (h->bench) {
    report(name, shape, time, 16.0 * (double) b.count, "GB/s");
  } else {
    check_buffer(h, name, shape, v.running_mean, running_mean, channels);
    check_buffer(h, name, shape, v.running_variance, running_variance, channels);
  }

  name = "batch_norm_backward_channels";
  launch backward = launch_of(h, program, name);
  add_buffers(&backward, (cl_mem[]) {dx, gamma_gradient, beta_gradient, dy, out, x, mean, inverse, gamma}, 9);
  add_extents(&backward, &b);
  add_rectifier(&backward, &b);
  time = run_sums(&backward, &b, 1);
  check_buffer(h, name, shape, v.dx, dx, b.count);
  check_buffer(h, name, shape, v.gamma_gradient, gamma_gradient, channels);
  check_buffer(h, name, shape, v.beta_gradient, beta_gradient, channels);
  if (h->bench) {
    report(name, shape, time, 36.0 * (double) b.count, "GB/s");
  }
  cl_mem buffers[] = {x,    dy,      gamma,          beta,          running_mean, running_variance,
                      mean, inverse, gamma_gradient, beta_gradient, out,          dx};
  for (size_t i = 0; i < sizeof buffers / sizeof buffers[0]; i++) {
    clReleaseMemObject(buffers[i]);
  }
  free_values(&v);
}

static void batch_norm(harness *h, cl_program program, int outer, int channel_count, int inner) {
  extents b = {outer, channel_count, inner, (size_t) outer * (size_t) inner,
               (size_t) outer * (size_t) inner * (size_t) channel_count};
  size_t channels = (size_t) channel_count;
  int group = h->cpu ? 1 : 256;
  host_values v = make_values(&b);
  cl_mem x = buffer_of(h, v.x, b.count);
  cl_mem dy = buffer_of(h, v.dy, b.count);
  cl_mem gamma = buffer_of(h, v.gamma, channels);
  cl_mem beta = buffer_of(h, v.beta, channels);
  cl_mem running_mean = buffer_of(h, v.running_mean, channels);
  cl_mem running_variance = buffer_of(h, v.running_variance, channels);
  cl_mem mean = empty_buffer(h, channels);
  cl_mem inverse = empty_buffer(h, channels);
  cl_mem gamma_gradient = empty_buffer(h, channels);
  cl_mem beta_gradient = empty_buffer(h, channels);
  cl_mem out = empty_buffer(h, b.count);
  cl_mem dx = empty_buffer(h, b.count);
  reference(&b, &v);
  char shape[64];
  snprintf(shape, sizeof shape, "%d x %d x %d", outer, channel_count, inner);
  const char *suffix = inner == 1 ? "_columns" : "";
  char name[64];

  snprintf(name, sizeof name, "batch_norm_inference%s", suffix);
  launch inference = launch_of(h, program, name);
  add_buffers(&inference, (cl_mem[]) {out, x, running_mean, running_variance, gamma, beta}, 6);
  run_inference(&inference, &b);
  check_buffer(h, name, shape, v.inference, out, b.count);

  launch statistics = launch_of(h, program, "batch_norm_statistics");
  add_buffers(&statistics, (cl_mem[]) {mean, inverse, running_mean, running_variance, x}, 5);
  add_scalars(&statistics, &b, !h->bench);
  double time = run_sums(&statistics, &b, group);
  check_buffer(h, "batch_norm_statistics mean", shape, v.mean, mean, channels);
  check_buffer(h, "batch_norm_statistics inverse deviation", shape, v.inverse, inverse, channels);
  if (h->bench) {
    report("batch_norm_statistics", shape, time, 8.0 * (double) b.count, "GB/s");
  } else {
    check_buffer(h, "batch_norm_statistics running mean", shape, v.running_mean, running_mean, channels);
    check_buffer(h, "batch_norm_statistics running variance", shape, v.running_variance, running_variance, channels);
  }

  snprintf(name, sizeof name, "batch_norm_apply%s", suffix);
  launch apply = launch_of(h, program, name);
  add_buffers(&apply, (cl_mem[]) {out, x, mean, inverse, gamma, beta}, 6);
  time = run_rectified_apply(&apply, &b, 0);
  check_buffer(h, name, shape, v.out, out, b.count);
  if (h->bench) {
    report(name, shape, time, 8.0 * (double) b.count, "GB/s");
  }

  launch sums = launch_of(h, program, "batch_norm_backward_sums");
  add_buffers(&sums, (cl_mem[]) {gamma_gradient, beta_gradient, dy, out, x, mean, inverse}, 7);
  add_extents(&sums, &b);
  add_rectifier(&sums, &b);
  time = run_sums(&sums, &b, group);
  check_buffer(h, "batch_norm_backward_sums gamma", shape, v.gamma_gradient, gamma_gradient, channels);
  check_buffer(h, "batch_norm_backward_sums beta", shape, v.beta_gradient, beta_gradient, channels);
  if (h->bench) {
    report("batch_norm_backward_sums", shape, time, 16.0 * (double) b.count, "GB/s");
  }

  snprintf(name, sizeof name, "batch_norm_backward_apply%s", suffix);
  launch backward = launch_of(h, program, name);
  add_buffers(&backward, (cl_mem[]) {dx, dy, out, x, mean, inverse, gamma, gamma_gradient, beta_gradient}, 9);
  time = run_rectified_apply(&backward, &b, (int) b.each);
  check_buffer(h, name, shape, v.dx, dx, b.count);
  if (h->bench) {
    report(name, shape, time, 16.0 * (double) b.count, "GB/s");
  }

  cl_mem buffers[] = {x,    dy,      gamma,          beta,          running_mean, running_variance,
                      mean, inverse, gamma_gradient, beta_gradient, out,          dx};
  for (size_t i = 0; i < sizeof buffers / sizeof buffers[0]; i++) {
    clReleaseMemObject(buffers[i]);
  }
  free_values(&v);
}

void test_batch_norm(harness *h) {
  cl_program program = build_program(h, "batch_norm.cl");
  if (h->bench) {
    whole_channels(h, program, 64, 256, 16);
    whole_channels(h, program, 64, 128, 64);
    whole_channels(h, program, 64, 64, 256);
    batch_norm(h, program, 64, 256, 16);
    batch_norm(h, program, 64, 128, 64);
    batch_norm(h, program, 64, 64, 256);
    batch_norm(h, program, 64, 1024, 1);
  } else if (h->tiny) {
    batch_norm(h, program, 3, 2, 5);
    batch_norm(h, program, 5, 3, 1);
    whole_channels(h, program, 17, 2, 16);
    whole_channels(h, program, 2, 2, 512);
  } else {
    batch_norm(h, program, 1, 1, 2);
    batch_norm(h, program, 7, 5, 16);
    batch_norm(h, program, 33, 40, 1);
    batch_norm(h, program, 3, 2, 257);
    batch_norm(h, program, 2, 3, 512);
    batch_norm(h, program, 70, 2, 1000);
    batch_norm(h, program, 66000, 2, 1);
    for (int inner = 16; inner <= 1024; inner *= 2) {
      whole_channels(h, program, 1, 1, inner);
      whole_channels(h, program, 35, 5, inner);
    }
    whole_channels(h, program, 5000, 2, 16);
    whole_channels(h, program, 130, 2, 768);
    whole_channels(h, program, 256, 2, 256);
  }
  clReleaseProgram(program);
}
