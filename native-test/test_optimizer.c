// optimizer.cl: every update against plain C.
#include "harness.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>

static void optimizer(harness *h, cl_program program, int count) {
  size_t n = (size_t) count;
  int group = h->tiny ? 16 : 256;
  float *p = random_floats(n, 71);
  float *g = random_floats(n, 72);
  float *m = random_floats(n, 73);
  float *v = random_floats(n, 74);
  float *velocity = floats(n);
  for (int e = 0; e < count; e++) {
    v[e] = fabsf(v[e]);
    velocity[e] = m[e];
  }
  cl_mem parameters = buffer_of(h, p, n);
  cl_mem gradients = buffer_of(h, g, n);
  cl_mem first = buffer_of(h, m, n);
  cl_mem second = buffer_of(h, v, n);
  char shape[64];
  snprintf(shape, sizeof shape, "%d", count);

  launch sgd = launch_of(h, program, "sgd");
  add_buffer(&sgd, parameters);
  add_buffer(&sgd, gradients);
  add_int(&sgd, count);
  add_float(&sgd, 0.1f);
  run_count(&sgd, count, group);
  for (int e = 0; e < count; e++) {
    p[e] = fmaf(-0.1f, g[e], p[e]);
  }
  check_buffer(h, "sgd", shape, p, parameters, n);

  launch momentum = launch_of(h, program, "sgd_momentum");
  add_buffer(&momentum, parameters);
  add_buffer(&momentum, first);
  add_buffer(&momentum, gradients);
  add_int(&momentum, count);
  add_float(&momentum, 0.1f);
  add_float(&momentum, 0.9f);
  run_count(&momentum, count, group);
  for (int e = 0; e < count; e++) {
    velocity[e] = fmaf(0.9f, velocity[e], g[e]);
    p[e] = fmaf(-0.1f, velocity[e], p[e]);
  }
  check_buffer(h, "sgd_momentum", shape, velocity, first, n);
  check_buffer(h, "sgd_momentum", shape, p, parameters, n);

  const float scalars[] = {0.5f, 0.5f, 0.999f, 0.001f, 4e-4f, 31.6f, 1e-8f};
  launch adam = launch_of(h, program, "adam");
  add_buffer(&adam, parameters);
  add_buffer(&adam, first);
  add_buffer(&adam, second);
  add_buffer(&adam, gradients);
  add_int(&adam, count);
  for (int i = 0; i < 7; i++) {
    add_float(&adam, scalars[i]);
  }
  run_count(&adam, count, group);
  for (int e = 0; e < count; e++) {
    velocity[e] = fmaf(scalars[0], velocity[e], scalars[1] * g[e]);
    v[e] = fmaf(scalars[2], v[e], scalars[3] * (g[e] * g[e]));
    p[e] = p[e] - ((scalars[4] * velocity[e]) / fmaf(sqrtf(v[e]), scalars[5], scalars[6]));
  }
  check_buffer(h, "adam", shape, velocity, first, n);
  check_buffer(h, "adam", shape, v, second, n);
  check_buffer(h, "adam", shape, p, parameters, n);

  launch average = launch_of(h, program, "moving_average");
  add_buffer(&average, parameters);
  add_buffer(&average, gradients);
  add_int(&average, count);
  add_float(&average, 0.001f);
  run_count(&average, count, group);
  for (int e = 0; e < count; e++) {
    p[e] = fmaf(0.001f, g[e] - p[e], p[e]);
  }
  check_buffer(h, "moving_average", shape, p, parameters, n);

  // Within the limit, beyond it, and no number.
  const float squares[] = {0.25f, 10.0f, NAN};
  for (int i = 0; i < 3; i++) {
    cl_mem square = buffer_of(h, squares + i, 1);
    launch clip = launch_of(h, program, "clip_by_norm");
    add_buffer(&clip, gradients);
    add_buffer(&clip, square);
    add_int(&clip, count);
    add_float(&clip, 0.5f);
    run_count(&clip, count, group);
    for (int e = 0; e < count; e++) {
      g[e] = sqrtf(squares[i]) <= 0.5f ? g[e] : g[e] * (0.5f / sqrtf(squares[i]));
    }
    check_buffer(h, "clip_by_norm", shape, g, gradients, n);
    clReleaseMemObject(square);
  }

  clReleaseMemObject(parameters);
  clReleaseMemObject(gradients);
  clReleaseMemObject(first);
  clReleaseMemObject(second);
  free(p);
  free(g);
  free(m);
  free(v);
  free(velocity);
}

static void time_adam(harness *h, cl_program program, int count) {
  float *zeros = floats((size_t) count);
  launch adam = launch_of(h, program, "adam");
  cl_mem buffers[4];
  for (int i = 0; i < 4; i++) {
    buffers[i] = buffer_of(h, zeros, (size_t) count);
    add_buffer(&adam, buffers[i]);
  }
  add_int(&adam, count);
  for (int i = 0; i < 7; i++) {
    add_float(&adam, 0.5f);
  }
  report("adam", "3,000,000", run_count(&adam, count, 256), 28.0 * count, "GB/s");
  for (int i = 0; i < 4; i++) {
    clReleaseMemObject(buffers[i]);
  }
  free(zeros);
}

void test_optimizer(harness *h) {
  cl_program program = build_program(h, "optimizer.cl");
  if (h->bench) {
    // Updates change their operands, so what is timed is not what is checked.
    time_adam(h, program, 3000000);
  } else {
    optimizer(h, program, 21);
    if (!h->tiny) {
      optimizer(h, program, 1);
      optimizer(h, program, 1025);
    }
  }
  clReleaseProgram(program);
}
