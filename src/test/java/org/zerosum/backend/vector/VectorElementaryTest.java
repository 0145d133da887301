package org.zerosum.backend.vector;

import org.junit.jupiter.api.Test;
import org.zerosum.FloatAssert;
import org.zerosum.backend.scalar.Elementary;
import org.zerosum.backend.scalar.FloatSamples;
import org.zerosum.tensor.Backend;
import org.zerosum.tensor.Shape;

/** Functions of whole vectors against those of one number, over the whole range. */
class VectorElementaryTest {
  @Test
  void tanhIsTheOneNumbers() {
    float[] x = FloatSamples.wholeRange(1 << 21);
    float[] expected = new float[x.length];
    for (int i = 0; i < x.length; i++) {
      expected[i] = Elementary.tanh(x[i]);
    }
    try (Backend backend = new Backend(new VectorKernels(1))) {
      FloatAssert.assertSameBitsOrNaN("tanh", expected, backend.tanh(backend.tensor(Shape.of(x.length), x)).toArray());
    }
  }
}
