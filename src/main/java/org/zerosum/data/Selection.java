package org.zerosum.data;

import java.util.Arrays;
import java.util.List;
import java.util.function.IntPredicate;
import java.util.stream.IntStream;

/** Some samples of another dataset, in an order of their own. */
public final class Selection implements Dataset {
  private final Dataset source;
  private final int[] indices;

  private Selection(Dataset source, int[] indices) {
    if (indices.length == 0) {
      throw new IllegalArgumentException(source.name() + ": a selection needs at least 1 sample");
    }
    this.source = source;
    this.indices = indices;
  }

  /**
   * The first {@code count} samples of a permutation that depends on the seed alone: a random subset in random order.
   *
   * @throws IllegalArgumentException if there are fewer samples
   */
  public static Selection shuffled(Dataset source, int count, long seed) {
    if (count > source.size()) {
      throw new IllegalArgumentException(source.name() + ": " + count + " of " + source.size() + " samples cannot be chosen");
    }
    int[] order = IntStream.range(0, source.size()).toArray();
    CounterRandom random = new CounterRandom(seed, 0);
    for (int i = 0; i < count; i++) {
      int j = i + random.nextInt(order.length - i);
      int swapped = order[i];
      order[i] = order[j];
      order[j] = swapped;
    }
    return new Selection(source, Arrays.copyOf(order, count));
  }

  /**
   * The samples whose index is wanted, in their order.
   *
   * @throws IllegalArgumentException if there is none
   */
  public static Selection where(Dataset source, IntPredicate wanted) {
    return new Selection(source, IntStream.range(0, source.size()).filter(wanted).toArray());
  }

  @Override
  public String name() {
    return source.name();
  }

  @Override
  public int size() {
    return indices.length;
  }

  @Override
  public SampleShape sampleShape() {
    return source.sampleShape();
  }

  @Override
  public void read(int index, float[] out, int offset) {
    source.read(indices[index], out, offset);
  }

  @Override
  public int label(int index) {
    return source.label(indices[index]);
  }

  @Override
  public List<String> classNames() {
    return source.classNames();
  }
}
