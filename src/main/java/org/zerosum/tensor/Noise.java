package org.zerosum.tensor;

/**
 * The address of a tensor's worth of random numbers: Philox4x32-10 keyed by the seed, counted by (element, step, stream).
 *
 * <p>The same address gives the same numbers on every device; there is no other state (Salmon et al., "Parallel random
 * numbers: as easy as 1, 2, 3", SC11). A {@link Program} reads the address each time it runs, so {@link #moveTo} gives it fresh draws.
 */
public final class Noise {
  private final long seed;
  private final int stream;
  private int step;

  /**
   * An address.
   *
   * @param seed the key
   * @param stream which use of randomness: noise for the discriminator's step, for the generator's, an initialiser …
   * @param step counts the draws within a stream
   */
  public Noise(long seed, int stream, int step) {
    this.seed = seed;
    this.stream = stream;
    this.step = step;
  }

  /** The key. */
  public long seed() {
    return seed;
  }

  /** Which use of randomness it is. */
  public int stream() {
    return stream;
  }

  /** Counts the draws within the stream. */
  public int step() {
    return step;
  }

  /** Makes this the address of another draw of its stream; operations that were called before keep theirs. */
  public void moveTo(int draw) {
    step = draw;
  }

  @Override
  public String toString() {
    return "seed " + seed + ", stream " + stream + ", step " + step;
  }
}
