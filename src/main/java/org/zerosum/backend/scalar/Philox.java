package org.zerosum.backend.scalar;

import java.util.Objects;

/**
 * Counter-based randomness, Philox4x32-10: a draw is a function of (seed, stream, step, element) alone, so there is no
 * state to keep.
 *
 * <p>Block b of a stream is the cipher of the counter (b's low 32 bits, b's high 32 bits, step, stream) under the key
 * (the seed's low 32 bits, its high 32 bits): four 32-bit words.
 * Element e of a tensor takes word e mod 4 of block e / 4.
 *
 * <ul>
 *   <li>Uniform on [0, 1): the word's top 24 bits, times 2<sup>−24</sup>; exact.
 *   <li>Standard normal (Box–Muller): elements 2j and 2j + 1 share the words w, w′ of that pair:
 *       u = (⌊w / 2<sup>8</sup>⌋ + 1) · 2<sup>−24</sup> in (0, 1], v = ⌊w′ / 2<sup>8</sup>⌋ · 2<sup>−24</sup>, r =
 *       √(−2 log u); the even element is r cos 2πv, the odd one r sin 2πv.
 * </ul>
 *
 * <p>{@code kernels/philox.clh} is the same in OpenCL C, bit for bit. Sources: Salmon, Moraes, Dror &amp; Shaw,
 * <i>Parallel random numbers: as easy as 1, 2, 3</i> (SC 2011); Box &amp; Muller (1958).
 */
public final class Philox {
  private static final int MULTIPLIER_0 = 0xd2511f53;
  private static final int MULTIPLIER_1 = 0xcd9e8d57;
  // The golden ratio and sqrt(3) - 1.
  private static final int WEYL_0 = 0x9e3779b9;
  private static final int WEYL_1 = 0xbb67ae85;
  private static final int ROUNDS = 10;
  private static final long UNSIGNED = 0xffffffffL;

  private Philox() {}

  /**
   * Enciphers one counter: ten rounds of Philox4x32.
   *
   * @param counter the four words of the counter; receives the four random words
   * @param key0 the key's first word
   * @param key1 the key's second word
   */
  public static void block(int[] counter, int key0, int key1) {
    int c0 = counter[0];
    int c1 = counter[1];
    int c2 = counter[2];
    int c3 = counter[3];
    int k0 = key0;
    int k1 = key1;
    for (int round = 0; round < ROUNDS; round++) {
      long product0 = (MULTIPLIER_0 & UNSIGNED) * (c0 & UNSIGNED);
      long product1 = (MULTIPLIER_1 & UNSIGNED) * (c2 & UNSIGNED);
      c0 = (int) (product1 >>> 32) ^ c1 ^ k0;
      c1 = (int) product1;
      c2 = (int) (product0 >>> 32) ^ c3 ^ k1;
      c3 = (int) product0;
      k0 += WEYL_0;
      k1 += WEYL_1;
    }
    counter[0] = c0;
    counter[1] = c1;
    counter[2] = c2;
    counter[3] = c3;
  }

  /**
   * Returns the 32 random bits of one element.
   *
   * @param seed the key
   * @param stream which of the seed's independent sequences
   * @param step the step of training, or any other count of tensors drawn from the stream
   * @param element the element's index in its tensor, not negative
   * @return word {@code element % 4} of block {@code element / 4}
   */
  public static int word(long seed, int stream, int step, long element) {
    int[] words = new int[4];
    words(words, element >>> 2, seed, stream, step);
    return words[(int) (element & 3)];
  }

  /**
   * Returns one element's draw from the uniform distribution on [0, 1).
   *
   * @param seed the key
   * @param stream which of the seed's independent sequences
   * @param step the count of tensors drawn from the stream
   * @param element the element's index in its tensor, not negative
   * @return a multiple of 2<sup>−24</sup> in [0, 1)
   */
  public static float uniform(long seed, int stream, int step, long element) {
    return uniform(word(seed, stream, step, element));
  }

  /**
   * Returns one element's draw from the standard normal distribution.
   *
   * @param seed the key
   * @param stream which of the seed's independent sequences
   * @param step the count of tensors drawn from the stream
   * @param element the element's index in its tensor, not negative
   * @return a draw within about ±5.77
   */
  public static float normal(long seed, int stream, int step, long element) {
    int[] words = new int[4];
    words(words, element >>> 2, seed, stream, step);
    int even = (int) (element & 2);
    float radius = radius(words[even]);
    float turns = uniform(words[even + 1]);
    return (element & 1) == 0 ? radius * Elementary.cosTwoPi(turns) : radius * Elementary.sinTwoPi(turns);
  }

  /**
   * Fills a range with draws from the uniform distribution on [low, high): {@code out[offset + i] = low +
   * u · (high − low)}, each operation rounded, where u is the {@linkplain #uniform(long, int, int, long) draw} of
   * element {@code firstElement + i}. Rounding may give {@code high} itself where the bounds are large for their
   * distance.
   *
   * @param out receives the draws
   * @param offset where the first goes
   * @param count how many
   * @param firstElement the index of the first one's element, not negative
   * @param seed the key
   * @param stream which of the seed's independent sequences
   * @param step the count of tensors drawn from the stream
   * @param low the lower bound
   * @param high the upper bound
   * @throws IndexOutOfBoundsException if the range is not within {@code out}
   */
  public static void fillUniform(float[] out, int offset, int count, long firstElement, long seed, int stream, int step,
      float low, float high) {
    fillUniform(new int[4], out, offset, count, firstElement, seed, stream, step, low, high);
  }

  /** The same with four words of the caller's for the draws of a block. */
  static void fillUniform(int[] words, float[] out, int offset, int count, long firstElement, long seed, int stream, int step,
      float low, float high) {
    Objects.checkFromIndexSize(offset, count, out.length);
    float range = high - low;
    for (int i = 0; i < count; ) {
      long element = firstElement + i;
      words(words, element >>> 2, seed, stream, step);
      for (int w = (int) (element & 3); w < 4 && i < count; w++, i++) {
        out[offset + i] = low + uniform(words[w]) * range;
      }
    }
  }

  /**
   * Fills a range with draws from a normal distribution: {@code out[offset + i] = mean + std · n}, each operation
   * rounded, where n is the {@linkplain #normal(long, int, int, long) draw} of element {@code firstElement + i}.
   *
   * @param out receives the draws
   * @param offset where the first goes
   * @param count how many
   * @param firstElement the index of the first one's element, not negative
   * @param seed the key
   * @param stream which of the seed's independent sequences
   * @param step the count of tensors drawn from the stream
   * @param mean the distribution's mean
   * @param std its standard deviation
   * @throws IndexOutOfBoundsException if the range is not within {@code out}
   */
  public static void fillNormal(float[] out, int offset, int count, long firstElement, long seed, int stream, int step,
      float mean, float std) {
    fillNormal(new int[4], out, offset, count, firstElement, seed, stream, step, mean, std);
  }

  /** The same with four words of the caller's for the draws of a block. */
  static void fillNormal(int[] words, float[] out, int offset, int count, long firstElement, long seed, int stream, int step,
      float mean, float std) {
    Objects.checkFromIndexSize(offset, count, out.length);
    for (int i = 0; i < count; ) {
      long element = firstElement + i;
      int w = (int) (element & 3);
      if (w == 0 || i == 0) {
        words(words, element >>> 2, seed, stream, step);
      }
      float radius = radius(words[w & 2]);
      float turns = uniform(words[(w & 2) + 1]);
      if ((w & 1) == 0) {
        out[offset + i++] = mean + std * (radius * Elementary.cosTwoPi(turns));
        w++;
      }
      if (i < count && (w & 1) == 1) {
        out[offset + i++] = mean + std * (radius * Elementary.sinTwoPi(turns));
      }
    }
  }

  private static void words(int[] words, long block, long seed, int stream, int step) {
    words[0] = (int) block;
    words[1] = (int) (block >>> 32);
    words[2] = step;
    words[3] = stream;
    block(words, (int) seed, (int) (seed >>> 32));
  }

  private static float uniform(int word) {
    return (word >>> 8) * 0x1p-24f;
  }

  private static float radius(int word) {
    float u = ((word >>> 8) + 1) * 0x1p-24f;
    // The float square root: that of the double, rounded once more, is always the correctly rounded one (Figueroa,
    // 1995).
    return (float) Math.sqrt(-2.0f * Elementary.log(u));
  }
}
