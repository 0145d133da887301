// peak: how fast a device multiplies and adds when nothing else is to be done; for measuring only.
// Shapes : out[count], count a multiple of 16 and of WIDTH.
// Method : one work-item per WIDTH elements; CHAINS chains of fma per element that do not wait for each other and stay
//          in registers. Element e = Σ over i of c_i, with c_i = i + (e mod 16) / 16 at first and rounds times
//          c_i = fma(c_i, factor, addend); 2 * CHAINS * rounds * count operations.
// Launch : local L (CPU: best 1; GPU: best 256), global ceil(count / WIDTH / L) * L.
// Numerics: one rounding per fma; the sum in the order of i, rounded.
// Macros : WIDTH 1, 4, 8 or 16: elements of a vector register. CHAINS is fixed at 12: more than the latency of fma
//          times the number of units, and few enough for 16 registers.

#pragma OPENCL FP_CONTRACT OFF

#ifndef WIDTH
#define WIDTH (DEVICE_CPU ? 16 : 1)
#endif

#if WIDTH == 1
#define VECTOR float
#define LANES 0.0f
#define STORE(v, i, p) (p)[i] = (v)
#elif WIDTH == 4
#define VECTOR float4
#define LANES 0.0f, 1.0f, 2.0f, 3.0f
#define STORE vstore4
#elif WIDTH == 8
#define VECTOR float8
#define LANES 0.0f, 1.0f, 2.0f, 3.0f, 4.0f, 5.0f, 6.0f, 7.0f
#define STORE vstore8
#elif WIDTH == 16
#define VECTOR float16
#define LANES 0.0f, 1.0f, 2.0f, 3.0f, 4.0f, 5.0f, 6.0f, 7.0f, 8.0f, 9.0f, 10.0f, 11.0f, 12.0f, 13.0f, 14.0f, 15.0f
#define STORE vstore16
#else
#error "WIDTH must be 1, 4, 8 or 16, the width of a vector register in floats"
#endif

#define CHAINS_12(X) X(0) X(1) X(2) X(3) X(4) X(5) X(6) X(7) X(8) X(9) X(10) X(11)
#define CHAIN_START(i) VECTOR c##i = start + (VECTOR) ((float) i);
#define CHAIN_STEP(i) c##i = fma(c##i, x, y);
#define CHAIN_ADD(i) sum = sum + c##i;

__kernel void peak(__global float *out, int count, int rounds, float factor, float addend) {
  size_t item = get_global_id(0);
  if (item < (size_t) count / WIDTH) {
    VECTOR start = ((VECTOR) (LANES) + (VECTOR) ((float) (item * WIDTH % 16))) / (VECTOR) (16.0f);
    VECTOR x = (VECTOR) (factor);
    VECTOR y = (VECTOR) (addend);
    CHAINS_12(CHAIN_START)
    for (int round = 0; round < rounds; round++) {
      CHAINS_12(CHAIN_STEP)
    }
    VECTOR sum = (VECTOR) (0.0f);
    CHAINS_12(CHAIN_ADD)
    STORE(sum, item, out);
  }
}
