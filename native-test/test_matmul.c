// matmul.cl: all transpositions, sizes around the tiles and the chunk; all chunks in one task and, on GPU devices,
// split over tasks; on CPU devices a from panels and from where it lies.
#include "contraction.h"

#include <stdio.h>
#include <stdlib.h>

typedef struct {
  int M, N, K, transpose_a, transpose_b, has_bias;
  const float *a;
  const float *b;
  const float *bias;
} problem;

static float reference(const void *pointer, size_t element) {
  const problem *g = pointer;
  size_t i = element / (size_t) g->N;
  size_t j = element % (size_t) g->N;
  chunked c = {0};
  for (size_t k = 0; k < (size_t) g->K; k++) {
    float a = g->transpose_a ? g->a[k * (size_t) g->M + i] : g->a[i * (size_t) g->K + k];
    float b = g->transpose_b ? g->b[j * (size_t) g->K + k] : g->b[k * (size_t) g->N + j];
    chunked_add(&c, a, b);
  }
  return g->has_bias ? chunked_result(&c) + g->bias[j] : chunked_result(&c);
}

// How a product is made: the kernel of all devices, split over chunks (GPU class), without panels (CPU class).
typedef enum { WHOLE, SPLIT, DIRECT } way;

// The panels of a, in its place.
static double pack(harness *h, cl_program program, cl_mem *a, int M, int K) {
  cl_mem packed = empty_buffer(h, packed_floats(M, K));
  launch l = launch_of(h, program, "matmul_pack");
  add_buffer(&l, packed);
  add_buffer(&l, *a);
  add_int(&l, M);
  add_int(&l, K);
  double time = run_tasks(&l, (size_t) pack_tasks(M, K), 1, 1);
  clReleaseMemObject(*a);
  *a = packed;
  return time;
}

static void matmul_by(harness *h, cl_program program, int M, int N, int K, int transpose_a, int transpose_b,
                      int has_bias, way by) {
  int split = by == SPLIT;
  const char *kernel = by == DIRECT ? "matmul_direct" : "matmul";
  int chunks = split ? ceil_div(K, 512) : 1;
  float *a = random_floats((size_t) M * (size_t) K, 1);
  float *b = random_floats((size_t) K * (size_t) N, 2);
  float *bias = random_floats((size_t) N, 3);
  cl_mem a_buffer = buffer_of(h, a, (size_t) M * (size_t) K);
  cl_mem b_buffer = buffer_of(h, b, (size_t) K * (size_t) N);
  cl_mem bias_buffer = buffer_of(h, bias, (size_t) N);
  cl_mem out = empty_buffer(h, (size_t) M * (size_t) N);
  cl_mem target = split ? empty_buffer(h, (size_t) M * (size_t) N * (size_t) chunks) : out;
  double pack_time = h->cpu && by != DIRECT ? pack(h, program, &a_buffer, M, K) : 0;
  int row_tiles = row_tiles_of(h, M, ceil_div(N, task_columns(h)));
  launch l = launch_of(h, program, kernel);
  add_buffer(&l, target);
  add_buffer(&l, a_buffer);
  add_buffer(&l, b_buffer);
  add_buffer(&l, has_bias ? bias_buffer : NULL);
  add_int(&l, M);
  add_int(&l, N);
  add_int(&l, K);
  add_int(&l, transpose_a);
  add_int(&l, transpose_b);
  add_int(&l, has_bias);
  add_int(&l, h->cpu ? row_tiles : split);
  double time = run_contraction(&l, M, N, chunks, row_tiles);
  if (split) {
    l = launch_of(h, program, "matmul_finish");
    add_buffer(&l, out);
    add_buffer(&l, target);
    add_buffer(&l, has_bias ? bias_buffer : NULL);
    add_int(&l, M);
    add_int(&l, N);
    add_int(&l, chunks);
    add_int(&l, has_bias);
    time += run_count(&l, M * N, 64);
    clReleaseMemObject(target);
  }
  char shape[128];
  snprintf(shape, sizeof shape, "M%d N%d K%d%s%s%s%s", M, N, K, transpose_a ? " aT" : "", transpose_b ? " bT" : "",
           has_bias ? " bias" : "", split ? " split" : "");
  problem g = {M, N, K, transpose_a, transpose_b, has_bias, a, b, bias};
  check_elements(h, kernel, shape, out, (size_t) M * (size_t) N, reference, &g);
  if (h->bench) {
    report(kernel, shape, time + pack_time, 2.0 * M * N * K, "GFLOP/s");
  }
  clReleaseMemObject(a_buffer);
  clReleaseMemObject(b_buffer);
  clReleaseMemObject(bias_buffer);
  clReleaseMemObject(out);
  free(a);
  free(b);
  free(bias);
}

static void matmul(harness *h, cl_program program, int M, int N, int K, int transpose_a, int transpose_b,
                   int has_bias) {
  if (!h->cpu || !transpose_a) {
    matmul_by(h, program, M, N, K, transpose_a, transpose_b, has_bias, WHOLE);
  }
  if (h->cpu) {
    matmul_by(h, program, M, N, K, transpose_a, transpose_b, has_bias, DIRECT);
  } else if (K > 512) {
    matmul_by(h, program, M, N, K, transpose_a, transpose_b, has_bias, SPLIT);
  }
}

void test_matmul(harness *h) {
  cl_program program = build_program(h, "matmul.cl");
  for (int transposes = 0; transposes < 4; transposes++) {
    if (h->bench) {
      matmul(h, program, 1024, 1024, 1024, transposes & 1, transposes >> 1, 0);
    } else if (h->tiny) {
      matmul(h, program, 5, 19, 13, transposes & 1, transposes >> 1, 1);
      matmul(h, program, 2, 3, 513 >> transposes, transposes & 1, transposes >> 1, 0);
      // Whole vectors and a short tile; odd lines and a short tile behind a chunk.
      matmul(h, program, 4, 20, 12, transposes & 1, transposes >> 1, 1);
      if (h->cpu) {
        // Two panels in a task and in two, the last of 11 and of 7 rows.
        matmul(h, program, 23, 225, 2, transposes & 1, transposes >> 1, 0);
        matmul(h, program, 19, 3, 4, transposes & 1, transposes >> 1, 1);
      }
      if (transposes == 1) {
        matmul(h, program, 2, 5, 523, 1, 0, 1);
      }
    } else {
      static const int sizes[][3] = {{1, 1, 1},     {11, 15, 512},  {12, 16, 511}, {13, 17, 513},
                                     {24, 33, 31},  {63, 65, 1025}, {64, 64, 16},  {65, 63, 17},
                                     {4, 128, 100}, {8, 97, 1024},  {250, 129, 40}, {128, 64, 516},
                                     {3, 260, 1540}, {66, 130, 7}};
      for (size_t i = 0; i < sizeof sizes / sizeof sizes[0]; i++) {
        matmul(h, program, sizes[i][0], sizes[i][1], sizes[i][2], transposes & 1, transposes >> 1, (int) i % 2);
      }
    }
  }
  if (h->bench) {
    matmul(h, program, 512, 512, 512, 0, 0, 0);
    matmul(h, program, 2048, 2048, 2048, 0, 0, 0);
    matmul(h, program, 64, 4096, 100, 0, 0, 1);
    matmul(h, program, 100, 4096, 64, 1, 0, 0);
    matmul(h, program, 4096, 1, 128, 1, 0, 0);
    matmul(h, program, 128, 4096, 1, 0, 1, 0);
  }
  clReleaseProgram(program);
}
