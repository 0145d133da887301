// Plain references of Winograd's transforms (docs/arithmetic.md, section 2.1), and the launches' arithmetic.
#ifndef WINOGRAD_H
#define WINOGRAD_H

#include "contraction.h"

#define POINTS 9

// Nine sums in chunks of 512, one per point.
typedef struct {
  chunked points[POINTS];
} winograd_sums;

// Adds the transformed data tile times the transformed filter tile, point by point.
void winograd_add(winograd_sums *sums, const float data[3][3], const float filter[2][2]);
// Result (e, f) of the tile.
float winograd_result(const winograd_sums *sums, int e, int f);

int rounded_up(int count, int size);
// Most tiles of a CPU task.
int winograd_task_tiles(const harness *h, int tiles);
// Most of a weight gradient's out-channels of a CPU task: in a benchmark such that no compute unit is idle if possible;
// others: tasks that share out-channels.
int winograd_task_rows(const harness *h, int rows, int others);
// Launches `x` elements in work-groups of 64 by y by z.
double run_columns(launch *l, int x, int y, int z);
// One line for all kernels of an operation, in operations of the direct sum, and one for its products alone.
void report_winograd(const harness *h, const char *kernel, const char *shape, double all, double products,
                     double operations);

#endif
