#include "harness.h"
void test_conv_transpose2d(harness *h) { (void) h; }
