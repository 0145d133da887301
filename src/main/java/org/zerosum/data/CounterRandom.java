package org.zerosum.data;

/**
 * A short random stream that is a pure function of (seed, stream): the state starts at a hash of both and advances by
 * SplitMix64.
 *
 * <p>Source: Steele, Lea, Flood, "Fast splittable pseudorandom number generators", OOPSLA 2014; the finaliser is
 * Stafford's variant 13.
 */
final class CounterRandom {
  private static final long GOLDEN = 0x9e3779b97f4a7c15L;

  private long state;

  CounterRandom(long seed, long stream) {
    state = mix(mix(seed + GOLDEN) ^ mix(stream + 2 * GOLDEN) * 0xd1342543de82ef95L);
  }

  /** A bijection of 64 bits that scatters neighbouring inputs. */
  static long mix(long z) {
    z = (z ^ (z >>> 30)) * 0xbf58476d1ce4e5b9L;
    z = (z ^ (z >>> 27)) * 0x94d049bb133111ebL;
    return z ^ (z >>> 31);
  }

  long nextLong() {
    state += GOLDEN;
    return mix(state);
  }

  /** Uniform in [0, bound) by the high half of a product; the bias is below bound·2⁻³². */
  int nextInt(int bound) {
    return (int) (((nextLong() >>> 32) * bound) >>> 32);
  }

  /** Uniform in [0, 1), a multiple of 2⁻²⁴. */
  float nextFloat() {
    return (nextLong() >>> 40) * 0x1p-24f;
  }

  /** Uniform in [low, high). */
  float uniform(float low, float high) {
    return low + (high - low) * nextFloat();
  }

  /** Bell-shaped in [−1, 1] with standard deviation 1/3: the mean of three uniforms on [−1, 1]. */
  float bell() {
    return (nextFloat() + nextFloat() + nextFloat()) * (2f / 3f) - 1f;
  }

  /** Standard normal in double by Box–Muller on StrictMath, whose results are the same on every machine. */
  double[] nextNormals() {
    double u = ((nextLong() >>> 11) + 1) * 0x1p-53;
    double angle = 2 * StrictMath.PI * ((nextLong() >>> 11) * 0x1p-53);
    double radius = StrictMath.sqrt(-2 * StrictMath.log(u));
    return new double[] {radius * StrictMath.cos(angle), radius * StrictMath.sin(angle)};
  }
}
