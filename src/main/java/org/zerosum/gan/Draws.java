package org.zerosum.gan;

import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;
import org.zerosum.tensor.Noise;

/** The random numbers of one player's updates: an address per stream, all of them at the same update. */
final class Draws {
  private final long seed;
  private final Map<Integer, Noise> streams = new HashMap<>();
  private Noise[] all = {};
  private int step;

  Draws(long seed) {
    this.seed = seed;
  }

  /** A stream's draw of the present update; the same object each time. */
  Noise of(int stream) {
    return streams.computeIfAbsent(stream, name -> {
      Noise noise = new Noise(seed, name, step);
      all = Arrays.copyOf(all, all.length + 1);
      all[all.length - 1] = noise;
      return noise;
    });
  }

  /** Goes on to an update, counted from 0. */
  void moveTo(long update) {
    step = (int) update;
    for (Noise noise : all) {
      noise.moveTo(step);
    }
  }
}
