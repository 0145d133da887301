#include "harness.h"
void test_optimizer(harness *h) { (void) h; }
