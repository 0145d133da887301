// Plain references of the contractions and the launches' arithmetic.
#ifndef CONTRACTION_H
#define CONTRACTION_H

#include "harness.h"

// A sum in chunks of 512 (docs/arithmetic.md, section 2): start with {0}, add products in order, then chunked_result.
typedef struct {
  float s;
  float t;
  long index;
} chunked;

void chunked_add(chunked *c, float a, float b);
float chunked_result(const chunked *c);

typedef struct {
  int N, C, H, W, K, R, S, P, Q;
  int stride_h, stride_w, padding_h, padding_w;
} geometry;

// P and Q of a convolution.
geometry conv_geometry(int N, int C, int H, int W, int K, int R, int S, int stride, int padding);
// P and Q of a transposed convolution.
geometry transpose_geometry(int N, int C, int H, int W, int K, int R, int S, int stride, int padding,
                            int output_padding);
void add_geometry(launch *l, const geometry *g);
void describe(char *text, size_t size, const geometry *g);

// docs/arithmetic.md, section 4: rectifier 0 x, 1 relu, 2 leaky_relu with this slope.
#define SLOPE 0.2f
float rectified(float x, int rectifier);

#define PANEL 12

// Columns of a CPU task.
int task_columns(const harness *h);
// Row tiles per task, such that there are some 8 tasks per compute unit if possible; others: tasks per row tile.
int row_tiles_of(const harness *h, int rows, long others);
// Floats of the panels of rows x depth, and work-items that pack them.
size_t packed_floats(int rows, long depth);
int pack_tasks(int rows, int depth);
// Runs a CPU's ..._prepare kernel, which lays out *x in a buffer of padded floats and *other in one of packed floats,
// and puts these in their places; milliseconds.
double prepare(harness *h, cl_program program, const char *kernel, const geometry *g, cl_mem *x, size_t padded,
               cl_mem *other, size_t packed, int tasks);
// Launches a contraction over rows x columns x layers, row_tiles per task on a CPU.
double run_contraction(launch *l, int rows, int columns, int layers, int row_tiles);
// Compares all elements, or a sample of some thousand where there are many.
typedef float (*element_reference)(const void *problem, size_t element);
void check_elements(harness *h, const char *kernel, const char *shape, cl_mem actual, size_t count,
                    element_reference reference, const void *problem);

#endif
