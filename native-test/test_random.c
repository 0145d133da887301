// random.cl: Philox4x32-10 against the known answers of its authors and plain C; uniform draws exactly, normal draws
// closely.
#include "harness.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static void philox(uint32_t counter[4], uint32_t key0, uint32_t key1) {
  for (int round = 0; round < 10; round++) {
    uint64_t left = (uint64_t) 0xd2511f53u * counter[0];
    uint64_t right = (uint64_t) 0xcd9e8d57u * counter[2];
    uint32_t mixed[4] = {(uint32_t) (right >> 32) ^ counter[1] ^ key0, (uint32_t) right,
                         (uint32_t) (left >> 32) ^ counter[3] ^ key1, (uint32_t) left};
    memcpy(counter, mixed, sizeof mixed);
    key0 += 0x9e3779b9u;
    key1 += 0xbb67ae85u;
  }
}

// Random123's kat_vectors for philox4x32-10: our own reference must know them before it judges the kernel.
static void known_answers(harness *h) {
  static const uint32_t cases[3][10] = {{0, 0, 0, 0, 0, 0, 0x6627e8d5u, 0xe169c58du, 0xbc57ac4cu, 0x9b00dbd8u},
                                        {0xffffffffu, 0xffffffffu, 0xffffffffu, 0xffffffffu, 0xffffffffu, 0xffffffffu,
                                         0x408f276du, 0x41c83b0eu, 0xa20bc7c6u, 0x6d5451fdu},
                                        {0x243f6a88u, 0x85a308d3u, 0x13198a2eu, 0x03707344u, 0xa4093822u, 0x299f31d0u,
                                         0xd16cfe09u, 0x94fdccebu, 0x5001e420u, 0x24126ea1u}};
  for (int i = 0; i < 3; i++) {
    uint32_t counter[4];
    memcpy(counter, cases[i], sizeof counter);
    philox(counter, cases[i][4], cases[i][5]);
    if (memcmp(counter, cases[i] + 6, sizeof counter) != 0) {
      fail(h, "the reference of philox4x32-10 misses known answer %d", i);
    }
  }
}

static cl_mem draw(harness *h, cl_program program, const char *kernel, int count, uint32_t key0, uint32_t key1,
                   int stream, int step, float p1, float p2) {
  cl_mem out = empty_buffer(h, (size_t) count);
  launch l = launch_of(h, program, kernel);
  add_buffer(&l, out);
  add_int(&l, count);
  add_int(&l, (int) key0);
  add_int(&l, (int) key1);
  add_int(&l, stream);
  add_int(&l, step);
  add_float(&l, p1);
  add_float(&l, p2);
  double time = run_count(&l, ceil_div(count, 4), h->tiny ? 16 : 64);
  if (h->bench) {
    report(kernel, "", time, 4.0 * count, "GB/s");
  }
  return out;
}

static void random_draws(harness *h, cl_program program, int count, uint32_t key0, uint32_t key1, int stream,
                         int step) {
  float *uniform = floats((size_t) count);
  double *normal = calloc((size_t) count + 4, sizeof(double));
  if (normal == NULL) {
    stop("no memory");
  }
  for (int block = 0; block < ceil_div(count, 4); block++) {
    uint32_t words[4] = {(uint32_t) block, 0, (uint32_t) step, (uint32_t) stream};
    philox(words, key0, key1);
    for (int i = 0; i < 4 && block * 4 + i < count; i++) {
      float u = (float) (words[i] >> 8) * 0x1p-24f;
      float scaled = u * (2.0f - -1.0f);
      uniform[block * 4 + i] = -1.0f + scaled;
      double radius = sqrt(-2 * log(((words[i & ~1] >> 8) + 1.0) * 0x1p-24));
      double angle = 2 * 3.14159265358979323846 * (words[i | 1] >> 8) * 0x1p-24;
      normal[block * 4 + i] = 0.5 + 2 * radius * (i % 2 == 0 ? cos(angle) : sin(angle));
    }
  }
  cl_mem out = draw(h, program, "uniform", count, key0, key1, stream, step, -1.0f, 2.0f);
  char shape[64];
  snprintf(shape, sizeof shape, "%d, stream %d, step %d", count, stream, step);
  check_buffer(h, "uniform", shape, uniform, out, (size_t) count);
  clReleaseMemObject(out);
  out = draw(h, program, "normal", count, key0, key1, stream, step, 0.5f, 2.0f);
  float *values = read_buffer(h, out, (size_t) count);
  for (int e = 0; e < count; e++) {
    if (!(fabs((double) values[e] - normal[e]) <= 4e-6)) {
      fail(h, "normal %s: element %d is %.9g but should be about %.9g", shape, e, (double) values[e], normal[e]);
      break;
    }
  }
  clReleaseMemObject(out);
  free(values);
  free(uniform);
  free(normal);
}

void test_random(harness *h) {
  cl_program program = build_program(h, "random.cl");
  known_answers(h);
  if (h->bench) {
    random_draws(h, program, 4194304, 1, 0, 0, 0);
  } else {
    random_draws(h, program, 23, 0x12345678u, 0x9abcdef0u, 3, 5);
    if (!h->tiny) {
      random_draws(h, program, 1, 7, 0, 0, 0);
      random_draws(h, program, 100001, 0xffffffffu, 0xffffffffu, 1, 2000000000);
    }
  }
  clReleaseProgram(program);
}
