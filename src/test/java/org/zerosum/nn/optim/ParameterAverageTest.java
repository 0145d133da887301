package org.zerosum.nn.optim;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;

import org.junit.jupiter.api.Test;
import org.zerosum.backend.scalar.ScalarKernels;
import org.zerosum.nn.Linear;
import org.zerosum.nn.Network;
import org.zerosum.tensor.Backend;

final class ParameterAverageTest {
  @Test
  void theMeanOfWhatWasAddedReplacesTheParameters() {
    try (Backend backend = new Backend(new ScalarKernels())) {
      Network network = new Network(backend, new Linear(3, 2), 1, 1);
      float[] start = network.parameters().toArray();
      ParameterAverage average = new ParameterAverage(network);
      average.apply();
      assertArrayEquals(start, network.parameters().toArray(), "nothing was added yet");
      for (float value : new float[] {1, 2, 6}) {
        backend.fill(network.parameters(), value);
        average.add();
      }
      assertEquals(3, average.count());
      average.apply();
      for (float value : network.parameters().toArray()) {
        assertEquals(3, value, 1e-6f);
      }
    }
  }
}
