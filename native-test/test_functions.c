#include "harness.h"
void test_functions(harness *h) { (void) h; }
