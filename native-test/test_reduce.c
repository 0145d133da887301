#include "harness.h"
void test_reduce(harness *h) { (void) h; }
