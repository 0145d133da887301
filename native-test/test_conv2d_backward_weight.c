#include "harness.h"
void test_conv2d_backward_weight(harness *h) { (void) h; }
