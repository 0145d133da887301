// native-test: every kernel without a JVM. Checks each against plain C, then times it.
#include "harness.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

typedef struct {
  const char *name;
  void (*run)(harness *h);
} test;

static const test TESTS[] = {
    {"elementwise", test_elementwise},
    {"functions", test_functions},
    {"reduce", test_reduce},
    {"rectifier_backward", test_rectifier_backward},
    {"batch_norm", test_batch_norm},
    {"gan_loss", test_gan_loss},
    {"softmax", test_softmax},
    {"optimizer", test_optimizer},
    {"random", test_random},
    {"images", test_images},
    {"matmul", test_matmul},
    {"matmul_vector", test_matmul_vector},
    {"conv2d", test_conv2d},
    {"conv2d_backward_weight", test_conv2d_backward_weight},
    {"conv_transpose2d", test_conv_transpose2d},
    {"conv2d_winograd", test_conv2d_winograd},
    {"conv2d_backward_weight_winograd", test_conv2d_backward_weight_winograd},
    {"conv_transpose2d_winograd", test_conv_transpose2d_winograd},
    {"peak", test_peak},
};

#define TEST_COUNT (sizeof TESTS / sizeof TESTS[0])
#define MOST 16

static const char USAGE[] =
    "usage: native-test [--list] [--device P:D] [--device-class cpu|gpu|auto] [--kernels DIR] [--only NAME] [--tiny] "
    "[--bench] [--launches] [--tiles M,N,K,WM,WN,B]\n"
    "  --list          platforms, devices and tests\n"
    "  --device        platform and device number, 0:0 without it\n"
    "  --device-class  which class of kernels; auto: as the device's type says\n"
    "  --kernels       folder of the .cl files\n"
    "  --only          one test\n"
    "  --tiny          small sizes, for a simulator\n"
    "  --bench         time the kernels as well\n"
    "  --launches      time launches alone, and nothing else\n"
    "  --tiles         TILE_M,TILE_N,TILE_K,WORK_M,WORK_N,BUFFERS of the GPU class: 64,64,16,4,4,2 without it\n"
    "exit status: 0 all equal, 1 a mismatch, 2 an error, 77 no OpenCL device\n";

static cl_uint platforms_of(cl_platform_id platforms[MOST]) {
  cl_uint count = 0;
  if (clGetPlatformIDs(MOST, platforms, &count) != CL_SUCCESS) {
    return 0;
  }
  return count < MOST ? count : MOST;
}

static cl_uint devices_of(cl_platform_id platform, cl_device_id devices[MOST]) {
  cl_uint count = 0;
  if (clGetDeviceIDs(platform, CL_DEVICE_TYPE_ALL, MOST, devices, &count) != CL_SUCCESS) {
    return 0;
  }
  return count < MOST ? count : MOST;
}

static void list(void) {
  cl_platform_id platforms[MOST];
  cl_uint platform_count = platforms_of(platforms);
  for (cl_uint p = 0; p < platform_count; p++) {
    cl_device_id devices[MOST];
    cl_uint device_count = devices_of(platforms[p], devices);
    for (cl_uint d = 0; d < device_count; d++) {
      char name[256] = "";
      clGetDeviceInfo(devices[d], CL_DEVICE_NAME, sizeof name - 1, name, NULL);
      printf("device %u:%u %s\n", (unsigned) p, (unsigned) d, name);
    }
  }
  for (size_t i = 0; i < TEST_COUNT; i++) {
    printf("test %s\n", TESTS[i].name);
  }
}

static int open_device(harness *h, int platform, int device, const char *class_name) {
  cl_platform_id platforms[MOST];
  cl_device_id devices[MOST];
  if (platforms_of(platforms) <= (cl_uint) platform || devices_of(platforms[platform], devices) <= (cl_uint) device) {
    return 0;
  }
  h->device = devices[device];
  cl_int status;
  h->context = clCreateContext(NULL, 1, &h->device, NULL, NULL, &status);
  if (status != CL_SUCCESS) {
    stop("clCreateContext gave status %d", (int) status);
  }
  h->queue = clCreateCommandQueue(h->context, h->device, CL_QUEUE_PROFILING_ENABLE, &status);
  if (status != CL_SUCCESS) {
    stop("clCreateCommandQueue gave status %d", (int) status);
  }
  cl_device_type type = 0;
  clGetDeviceInfo(h->device, CL_DEVICE_TYPE, sizeof type, &type, NULL);
  cl_uint units = 1;
  clGetDeviceInfo(h->device, CL_DEVICE_MAX_COMPUTE_UNITS, sizeof units, &units, NULL);
  h->compute_units = (int) units;
  h->cpu = strcmp(class_name, "cpu") == 0 || (strcmp(class_name, "auto") == 0 && (type & CL_DEVICE_TYPE_CPU) != 0);
  return 1;
}

int main(int count, char **arguments) {
  harness h = {0};
  h.kernels = KERNELS_DIRECTORY;
  h.tiles = (gpu_tiles) {64, 64, 16, 4, 4, 2};
  int platform = 0;
  int device = 0;
  const char *class_name = "auto";
  const char *only = NULL;
  int launches = 0;
  for (int i = 1; i < count; i++) {
    const char *option = arguments[i];
    const char *value = i + 1 < count ? arguments[i + 1] : NULL;
    if (strcmp(option, "--list") == 0) {
      list();
      return 0;
    } else if (strcmp(option, "--tiny") == 0) {
      h.tiny = 1;
    } else if (strcmp(option, "--bench") == 0) {
      h.bench = 1;
    } else if (strcmp(option, "--launches") == 0) {
      launches = 1;
    } else if (value != NULL && strcmp(option, "--device") == 0 && sscanf(value, "%d:%d", &platform, &device) == 2
               && platform >= 0 && device >= 0) {
      i++;
    } else if (value != NULL && strcmp(option, "--device-class") == 0
               && (strcmp(value, "cpu") == 0 || strcmp(value, "gpu") == 0 || strcmp(value, "auto") == 0)) {
      class_name = value;
      i++;
    } else if (value != NULL && strcmp(option, "--tiles") == 0
               && sscanf(value, "%d,%d,%d,%d,%d,%d", &h.tiles.tile_m, &h.tiles.tile_n, &h.tiles.tile_k,
                         &h.tiles.work_m, &h.tiles.work_n, &h.tiles.buffers) == 6
               && h.tiles.work_m > 0 && h.tiles.work_n > 0) {
      i++;
    } else if (value != NULL && strcmp(option, "--kernels") == 0) {
      h.kernels = value;
      i++;
    } else if (value != NULL && strcmp(option, "--only") == 0) {
      only = value;
      i++;
    } else {
      fputs(USAGE, stderr);
      return 2;
    }
  }
  if (!open_device(&h, platform, device, class_name)) {
    fprintf(stderr, "native-test: there is no OpenCL device %d:%d; --list shows those that are there\n", platform,
            device);
    return 77;
  }
  if (launches) {
    time_launches(&h);
    clReleaseCommandQueue(h.queue);
    clReleaseContext(h.context);
    return 0;
  }
  int known = 0;
  for (size_t i = 0; i < TEST_COUNT; i++) {
    if (only == NULL || strcmp(only, TESTS[i].name) == 0) {
      int before = h.failures;
      TESTS[i].run(&h);
      printf("%s %s (%s class)\n", h.failures == before ? "ok" : "FAILED", TESTS[i].name, h.cpu ? "cpu" : "gpu");
      fflush(stdout);
      known = 1;
    }
  }
  clReleaseCommandQueue(h.queue);
  clReleaseContext(h.context);
  if (!known) {
    fprintf(stderr, "native-test: there is no test %s; --list shows those that are there\n", only);
    return 2;
  }
  return h.failures == 0 ? 0 : 1;
}
