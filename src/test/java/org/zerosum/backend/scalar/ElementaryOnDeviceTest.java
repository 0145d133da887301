package org.zerosum.backend.scalar;

import static org.junit.jupiter.api.Assertions.assertEquals;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** {@code math.clh} on an OpenCL device gives the bits of {@link Elementary}. */
class ElementaryOnDeviceTest {
  @ParameterizedTest
  @EnumSource
  void givesTheBitsOfJava(ElementaryFunction function) {
    float[] x = FloatSamples.wholeRange(1 << 22);
    float[] y;
    try (JoclHost host = JoclHost.open("/org/zerosum/backend/scalar/elementary.cl")) {
      y = host.run("apply_" + function.kernelName(), x.length, x.length, x);
    }
    for (int i = 0; i < x.length; i++) {
      float expected = function.apply(x[i]);
      if (Float.floatToRawIntBits(expected) != Float.floatToRawIntBits(y[i])) {
        assertEquals(Integer.toHexString(Float.floatToRawIntBits(expected)),
            Integer.toHexString(Float.floatToRawIntBits(y[i])),
            function + "(" + Float.toHexString(x[i]) + "), element " + i);
      }
    }
  }
}
