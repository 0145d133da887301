// Devices' buffers and launches, the comparator, the reference of reductions.
#include "harness.h"

#include <math.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

void stop(const char *format, ...) {
  va_list arguments;
  va_start(arguments, format);
  fputs("native-test: ", stderr);
  vfprintf(stderr, format, arguments);
  fputc('\n', stderr);
  va_end(arguments);
  exit(2);
}

void fail(harness *h, const char *format, ...) {
  va_list arguments;
  va_start(arguments, format);
  fputs("FAIL ", stdout);
  vfprintf(stdout, format, arguments);
  fputc('\n', stdout);
  va_end(arguments);
  h->failures++;
}

static void succeed(cl_int status, const char *call, const char *what) {
  if (status != CL_SUCCESS) {
    stop("%s gave status %d for %s", call, (int) status, what);
  }
}

launch launch_of(harness *h, cl_program program, const char *kernel) {
  cl_int status;
  launch l = {h, clCreateKernel(program, kernel, &status), kernel, 0};
  succeed(status, "clCreateKernel", kernel);
  return l;
}

void add_buffer(launch *l, cl_mem buffer) {
  succeed(clSetKernelArg(l->kernel, l->arguments++, sizeof buffer, &buffer), "clSetKernelArg", l->name);
}

void add_int(launch *l, int value) {
  cl_int argument = value;
  succeed(clSetKernelArg(l->kernel, l->arguments++, sizeof argument, &argument), "clSetKernelArg", l->name);
}

void add_float(launch *l, float value) {
  cl_float argument = value;
  succeed(clSetKernelArg(l->kernel, l->arguments++, sizeof argument, &argument), "clSetKernelArg", l->name);
}

static double run_once(launch *l, const size_t global[3], const size_t local[3]) {
  cl_event event;
  succeed(clEnqueueNDRangeKernel(l->h->queue, l->kernel, 3, NULL, global, local, 0, NULL, &event),
          "clEnqueueNDRangeKernel", l->name);
  succeed(clWaitForEvents(1, &event), "clWaitForEvents", l->name);
  cl_ulong begin;
  cl_ulong end;
  succeed(clGetEventProfilingInfo(event, CL_PROFILING_COMMAND_START, sizeof begin, &begin, NULL),
          "clGetEventProfilingInfo", l->name);
  succeed(clGetEventProfilingInfo(event, CL_PROFILING_COMMAND_END, sizeof end, &end, NULL), "clGetEventProfilingInfo",
          l->name);
  clReleaseEvent(event);
  return (double) (end - begin) * 1e-6;
}

double run(launch *l, const size_t global[3], const size_t local[3]) {
  cl_uint expected;
  succeed(clGetKernelInfo(l->kernel, CL_KERNEL_NUM_ARGS, sizeof expected, &expected, NULL), "clGetKernelInfo", l->name);
  if (expected != l->arguments) {
    stop("%s takes %u arguments but got %u", l->name, (unsigned) expected, (unsigned) l->arguments);
  }
  double best = run_once(l, global, local);
  // The best of several runs: the first one may compile.
  double spent = 0;
  for (int i = 0; l->h->bench && i < 50 && spent < 300; i++) {
    double time = run_once(l, global, local);
    spent += time;
    best = time < best ? time : best;
  }
  clReleaseKernel(l->kernel);
  return best;
}

int ceil_div(long a, long b) { return (int) ((a + b - 1) / b); }

double run_count(launch *l, int count, int size) {
  size_t global[3] = {(size_t) ceil_div(count, size) * (size_t) size, 1, 1};
  size_t local[3] = {(size_t) size, 1, 1};
  return run(l, global, local);
}

double run_rows(launch *l, int rows, int columns) {
  if (!l->h->cpu) {
    return run_count(l, rows * columns, 256);
  }
  int size = ceil_div(columns, 32) * 32;
  size = size < 256 ? size : 256;
  return run_count(l, rows * ceil_div(columns, size) * size, size);
}

double run_tasks(launch *l, size_t x, size_t y, size_t z) {
  size_t global[3] = {x, y, z};
  size_t local[3] = {1, 1, 1};
  return run(l, global, local);
}

static cl_mem create_buffer(harness *h, cl_mem_flags flags, size_t count, const float *values, const char *what) {
  cl_int status;
  cl_mem buffer = clCreateBuffer(h->context, CL_MEM_READ_WRITE | flags, count * sizeof(float), (void *) values, &status);
  succeed(status, "clCreateBuffer", what);
  if (h->tiny) {
    // Never freed: Oclgrind 21.10 forgets what was written to some buffers once others are gone.
    clRetainMemObject(buffer);
  }
  return buffer;
}

cl_mem buffer_of(harness *h, const float *values, size_t count) {
  return create_buffer(h, CL_MEM_COPY_HOST_PTR, count, values, "a tensor");
}

cl_mem empty_buffer(harness *h, size_t count) { return create_buffer(h, 0, count, NULL, "a result"); }

float *read_buffer(harness *h, cl_mem buffer, size_t count) {
  float *values = floats(count);
  succeed(clEnqueueReadBuffer(h->queue, buffer, CL_TRUE, 0, count * sizeof(float), values, 0, NULL, NULL),
          "clEnqueueReadBuffer", "a result");
  return values;
}

float *floats(size_t count) {
  float *values = calloc(count > 0 ? count : 1, sizeof(float));
  if (values == NULL) {
    stop("no memory for %zu floats", count);
  }
  return values;
}

float *random_floats(size_t count, uint32_t seed) {
  float *values = floats(count);
  uint32_t state = seed * 2654435761u + 1u;
  for (size_t i = 0; i < count; i++) {
    state ^= state << 13;
    state ^= state >> 17;
    state ^= state << 5;
    values[i] = ((float) (state >> 8) * 0x1p-23f - 1.0f) * 2.0f;
  }
  return values;
}

void check(harness *h, const char *kernel, const char *shape, const float *expected, const float *actual,
           size_t count) {
  size_t mismatches = 0;
  size_t first = 0;
  for (size_t i = 0; i < count; i++) {
    int equal = memcmp(&expected[i], &actual[i], sizeof(float)) == 0 || (isnan(expected[i]) && isnan(actual[i]));
    if (!equal) {
      first = mismatches == 0 ? i : first;
      mismatches++;
    }
  }
  if (mismatches > 0) {
    fail(h, "%s %s: element %zu is %a (%.9g) but should be %a (%.9g); %zu of %zu differ", kernel, shape, first,
         (double) actual[first], (double) actual[first], (double) expected[first], (double) expected[first], mismatches,
         count);
  }
}

void check_buffer(harness *h, const char *kernel, const char *shape, const float *expected, cl_mem actual,
                  size_t count) {
  float *values = read_buffer(h, actual, count);
  check(h, kernel, shape, expected, values, count);
  free(values);
}

void report(const char *kernel, const char *shape, double milliseconds, double amount, const char *unit) {
  printf("%-26s %-52s %9.3f ms %9.1f %s\n", kernel, shape, milliseconds, amount / (milliseconds * 1e6), unit);
  fflush(stdout);
}

float reduce_reference(const float *values, size_t count) {
  float s = 0;
  for (size_t block = 0; block < count; block += 65536) {
    float lane[256] = {0};
    for (size_t e = block; e < count && e < block + 65536; e++) {
      lane[e % 256] = lane[e % 256] + values[e];
    }
    for (int w = 128; w > 0; w /= 2) {
      for (int l = 0; l < w; l++) {
        lane[l] = lane[l] + lane[l + w];
      }
    }
    s = block == 0 ? lane[0] : s + lane[0];
  }
  return s;
}

float *apply_unary(harness *h, cl_program elementwise, const char *kernel, const float *x, size_t count, float sign) {
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
