// What every test needs: a device, programs, buffers, launches that are timed by events, and one comparator.
#ifndef HARNESS_H
#define HARNESS_H

#include <CL/cl.h>
#include <stddef.h>
#include <stdint.h>

// The GPU class's tiles (contraction_gpu.clh).
typedef struct {
  int tile_m, tile_n, tile_k, work_m, work_n, buffers;
} gpu_tiles;

typedef struct {
  cl_context context;
  cl_command_queue queue;
  cl_device_id device;
  const char *kernels; // folder of the kernel sources
  int cpu;             // 1: CPU class of kernels, 0: GPU class
  int tiny;            // 1: sizes for a slow simulator
  int bench;           // 1: time as well
  int compute_units;
  gpu_tiles tiles;
  int failures;
} harness;

// program.c
cl_program build_program(harness *h, const char *file);

// A kernel whose arguments are appended in order.
typedef struct {
  harness *h;
  cl_kernel kernel;
  const char *name;
  cl_uint arguments;
} launch;

launch launch_of(harness *h, cl_program program, const char *kernel);
void add_buffer(launch *l, cl_mem buffer);
void add_int(launch *l, int value);
void add_float(launch *l, float value);
// Runs it, waits, frees the kernel; milliseconds by the event. Global sizes must be multiples of the local ones.
double run(launch *l, const size_t global[3], const size_t local[3]);
// Runs over [rows][columns] as rows.clh says.
double run_rows(launch *l, int rows, int columns);
// Runs over count elements, size work-items per group.
double run_count(launch *l, int count, int size);
// Runs groups of one work-item each.
double run_tasks(launch *l, size_t x, size_t y, size_t z);

cl_mem buffer_of(harness *h, const float *values, size_t count);
cl_mem empty_buffer(harness *h, size_t count);
float *read_buffer(harness *h, cl_mem buffer, size_t count);

// Memory or exit.
float *floats(size_t count);
// Numbers of both signs, most of them near 1, from a fixed sequence.
float *random_floats(size_t count, uint32_t seed);

// Equal bits, or both NaN; reports the first mismatch with its index and both values.
void check(harness *h, const char *kernel, const char *shape, const float *expected, const float *actual, size_t count);
// Reads the buffer, checks it.
void check_buffer(harness *h, const char *kernel, const char *shape, const float *expected, cl_mem actual,
                  size_t count);
void fail(harness *h, const char *format, ...);
// Stops the program: for what is no mismatch but an error.
void stop(const char *format, ...);

// One line of a benchmark; amount is bytes (unit "GB/s") or operations (unit "GFLOP/s").
void report(const char *kernel, const char *shape, double milliseconds, double amount, const char *unit);

// docs/arithmetic.md, section 3, over values[0], values[stride] ...: the reference of all reductions.
float reduce_reference(const float *values, size_t count);

int ceil_div(long a, long b);

// f(sign * x) by a kernel of elementwise.cl: the device's own elementary functions, which test_functions.c judges.
float *apply_unary(harness *h, cl_program elementwise, const char *kernel, const float *x, size_t count, float sign);

// What a launch costs, launches.c.
void time_launches(harness *h);

// The tests, one per kernel file.
void test_elementwise(harness *h);
void test_functions(harness *h);
void test_reduce(harness *h);
void test_rectifier_backward(harness *h);
void test_batch_norm(harness *h);
void test_gan_loss(harness *h);
void test_softmax(harness *h);
void test_optimizer(harness *h);
void test_random(harness *h);
void test_images(harness *h);
void test_matmul(harness *h);
void test_matmul_vector(harness *h);
void test_conv2d(harness *h);
void test_conv2d_backward_weight(harness *h);
void test_conv_transpose2d(harness *h);
void test_conv2d_winograd(harness *h);
void test_conv2d_backward_weight_winograd(harness *h);
void test_conv_transpose2d_winograd(harness *h);
void test_peak(harness *h);

#endif
