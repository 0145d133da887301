package org.zerosum.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.zerosum.FloatAssert;
import org.zerosum.data.SampleShape;
import org.zerosum.io.TinyOnnx;

/** How samples are brought to a model, seen through one that gives back what it gets. */
final class OnnxExtractorTest {
  @TempDir
  private Path temp;

  private float[] seen(OnnxOptions options, SampleShape shape, float[] samples, int count, int... input) throws IOException {
    options.model = Files.write(temp.resolve("echo.onnx"), TinyOnnx.model(input, new float[input[1] * input[2] * input[3]], 1));
    options.output = "flat";
    options.range = options.range == null ? new float[] {-1, 1} : options.range;
    try (OnnxExtractor extractor = options.open(shape, 1)) {
      assertEquals(input[1] * input[2] * input[3], extractor.dimension());
      float[] features = new float[count * extractor.dimension()];
      extractor.extract(samples, count, features, new float[0]);
      return features;
    }
  }

  /** Twice as large: a quarter and three quarters between centres, edges repeated. */
  @Test
  void scalingIsBilinearBetweenCentresOfPixels() throws IOException {
    OnnxOptions options = new OnnxOptions();
    options.size = 4;
    float[] expected = {
        0, 0.25f, 0.75f, 1,
        -0.125f, 0.125f, 0.625f, 0.875f,
        -0.375f, -0.125f, 0.375f, 0.625f,
        -0.5f, -0.25f, 0.25f, 0.5f};
    FloatAssert.assertSameBits("4 x 4", expected, seen(options, new SampleShape(1, 2, 2), new float[] {0, 1, -0.5f, 0.5f}, 1, 0, 1, 4, 4));
  }

  @Test
  void greyIsRepeatedAndShiftedToTheRange() throws IOException {
    OnnxOptions options = new OnnxOptions();
    options.channels = 3;
    options.range = new float[] {0, 255};
    float[] seen = seen(options, new SampleShape(1, 1, 2), new float[] {-1, 1, 0, 1}, 2, 0, 3, 1, 2);
    FloatAssert.assertSameBits("RGB", new float[] {0, 255, 0, 255, 0, 255, 127.5f, 255, 127.5f, 255, 127.5f, 255}, seen);
  }

  /** A model for batches of 2 sees 3 samples as 2 and 1; colours keep their places. */
  @Test
  void aFixedBatchIsFilledUp() throws IOException {
    float[] samples = new float[18];
    double[] expected = new double[18];
    for (int i = 0; i < 18; i++) {
      samples[i] = (i - 9) / 10f;
      expected[i] = samples[i];
    }
    FloatAssert.assertClose("batches", expected, seen(new OnnxOptions(), new SampleShape(3, 1, 2), samples, 3, 2, 3, 1, 2), 1e-6);
  }
}
