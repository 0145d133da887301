#include "harness.h"
void test_random(harness *h) { (void) h; }
