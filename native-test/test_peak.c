// peak.cl: the chains of fma, each of which must be one rounding, and no more of them than there are.
#include "harness.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>

#define CHAINS 12

static void peak(harness *h, cl_program program, int count, int rounds) {
  const float factor = 0.999f;
  const float addend = 0.0013f;
  float *expected = floats((size_t) count);
  for (int e = 0; e < count; e++) {
    float sum = 0.0f;
    for (int i = 0; i < CHAINS; i++) {
      float c = (float) i + (float) (e % 16) / 16.0f;
      for (int round = 0; round < rounds; round++) {
        c = fmaf(c, factor, addend);
      }
      sum = sum + c;
    }
    expected[e] = sum;
  }
  cl_mem out = empty_buffer(h, (size_t) count);
  launch l = launch_of(h, program, "peak");
  add_buffer(&l, out);
  add_int(&l, count);
  add_int(&l, rounds);
  add_float(&l, factor);
  add_float(&l, addend);
  // The file's own WIDTH.
  double time = run_count(&l, h->cpu ? count / 16 : count, h->cpu ? 1 : 256);
  char shape[64];
  snprintf(shape, sizeof shape, "%d elements, %d rounds", count, rounds);
  check_buffer(h, "peak", shape, expected, out, (size_t) count);
  if (h->bench) {
    report("peak", shape, time, 2.0 * CHAINS * (double) rounds * (double) count, "GFLOP/s");
  }
  clReleaseMemObject(out);
  free(expected);
}

void test_peak(harness *h) {
  cl_program program = build_program(h, "peak.cl");
  if (h->bench) {
    // As many elements as the library's host takes.
    peak(h, program, (h->cpu ? 16 * 16 : 8192) * h->compute_units, 10000);
  } else if (h->tiny) {
    peak(h, program, 16, 3);
    peak(h, program, 48, 2);
  } else {
    peak(h, program, 16, 0);
    peak(h, program, 16, 1);
    peak(h, program, 272, 100);
    peak(h, program, 4096, 7);
  }
  clReleaseProgram(program);
}
