// What a launch with bound arguments costs from C, to hold the Java host's LaunchBenchmark.boundLaunches against: the same kernel, the
// same number of launches, then a wait. A kernel of its own, as only the way to it counts.
#define _POSIX_C_SOURCE 200809L

#include "harness.h"

#include <stdio.h>
#include <stdlib.h>
#include <time.h>

#define LAUNCHES 100
#define ROUNDS 4000
#define WARM_UP 1000

static const char SOURCE[] = "__kernel void fill(__global float *out, int n, float value) {\n"
                             "  size_t e = get_global_id(0);\n"
                             "  if (e < (size_t) n) out[e] = value;\n"
                             "}\n";

static double microseconds(void) {
  struct timespec t;
  clock_gettime(CLOCK_MONOTONIC, &t);
  return (double) t.tv_sec * 1e6 + (double) t.tv_nsec * 1e-3;
}

static int compare(const void *a, const void *b) {
  double x = *(const double *) a;
  double y = *(const double *) b;
  return x < y ? -1 : x > y;
}

void time_launches(harness *h) {
  const char *source = SOURCE;
  cl_int status;
  cl_command_queue queue = clCreateCommandQueue(h->context, h->device, 0, &status);
  cl_program program = clCreateProgramWithSource(h->context, 1, &source, NULL, NULL);
  if (status != CL_SUCCESS || clBuildProgram(program, 1, &h->device, "", NULL, NULL) != CL_SUCCESS) {
    stop("the kernel of the launches can't be built");
  }
  cl_mem buffer = empty_buffer(h, 64);
  cl_kernel kernels[LAUNCHES];
  int n = 64;
  float value = 1;
  for (int i = 0; i < LAUNCHES; i++) {
    kernels[i] = clCreateKernel(program, "fill", NULL);
    clSetKernelArg(kernels[i], 0, sizeof buffer, &buffer);
    clSetKernelArg(kernels[i], 1, sizeof n, &n);
    clSetKernelArg(kernels[i], 2, sizeof value, &value);
  }
  static double times[ROUNDS];
  size_t size = 64;
  for (int round = 0; round < ROUNDS; round++) {
    double start = microseconds();
    for (int i = 0; i < LAUNCHES; i++) {
      if (clEnqueueNDRangeKernel(queue, kernels[i], 1, NULL, &size, &size, 0, NULL, NULL) != CL_SUCCESS) {
        stop("launch %d failed", i);
      }
    }
    clFinish(queue);
    times[round] = (microseconds() - start) / LAUNCHES;
  }
  qsort(times + WARM_UP, ROUNDS - WARM_UP, sizeof times[0], compare);
  printf("bound launch from C: median %.3f us, least tenth %.3f us\n", times[WARM_UP + (ROUNDS - WARM_UP) / 2],
         times[WARM_UP + (ROUNDS - WARM_UP) / 10]);
  for (int i = 0; i < LAUNCHES; i++) {
    clReleaseKernel(kernels[i]);
  }
  clReleaseMemObject(buffer);
  clReleaseProgram(program);
  clReleaseCommandQueue(queue);
}
