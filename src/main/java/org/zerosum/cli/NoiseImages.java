package org.zerosum.cli;

import java.util.List;
import java.util.SplittableRandom;
import java.util.stream.IntStream;
import org.zerosum.data.Dataset;
import org.zerosum.data.SampleShape;

/**
 * Images of uniform noise in ten classes: data whose content does not matter.
 *
 * @param size how many
 */
record NoiseImages(int size, SampleShape sampleShape) implements Dataset {
  static final int CLASSES = 10;

  @Override
  public String name() {
    return "noise";
  }

  @Override
  public void read(int index, float[] out, int offset) {
    SplittableRandom random = new SplittableRandom(index);
    for (int i = 0; i < sampleShape.elements(); i++) {
      out[offset + i] = (float) random.nextDouble(-1, 1);
    }
  }

  @Override
  public int label(int index) {
    return index % CLASSES;
  }

  @Override
  public List<String> classNames() {
    return IntStream.range(0, CLASSES).mapToObj(Integer::toString).toList();
  }
}
