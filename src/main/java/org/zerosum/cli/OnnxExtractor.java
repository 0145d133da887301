package org.zerosum.cli;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import org.zerosum.data.SampleShape;
import org.zerosum.io.OnnxModel;
import org.zerosum.metrics.FeatureExtractor;
import org.zerosum.tensor.DataException;

/**
 * A user's ONNX model as an extractor, named {@code onnx-FILE-HASH} after the file and its SHA-256.
 *
 * <p>Samples are shifted from [−1, 1] to the range asked for, grey repeated to RGB, and scaled bilinearly (centres of pixels at half
 * numbers, edges repeated, without smoothing first), as far as asked for. Outputs [N, …] are flattened.
 */
final class OnnxExtractor implements FeatureExtractor, AutoCloseable {
  private static final int MOST_FEATURES = 4_096;

  private final OnnxModel model;
  private final SampleShape shape;
  private final int channels;
  private final int height;
  private final int width;
  private final float low;
  private final float scale;
  private final List<String> outputs;
  private final int fixedBatch;
  private final int dimension;
  private final int classes;
  private final String name;

  OnnxExtractor(Path file, OnnxModel model, SampleShape shape, OnnxOptions options) {
    this.model = model;
    this.shape = shape;
    this.channels = options.channels == null ? shape.channels() : options.channels;
    this.height = options.size == null ? shape.height() : options.size;
    this.width = options.size == null ? shape.width() : options.size;
    this.low = options.range[0];
    this.scale = (options.range[1] - options.range[0]) / 2;
    String features = options.output == null ? model.outputNames().getFirst() : options.output;
    this.outputs = options.logits == null ? List.of(features) : List.of(features, options.logits);
    outputs.forEach(model::outputShape);
    requireShape(file, model.inputShape());
    this.fixedBatch = Math.max(0, model.inputShape()[0]);
    // Free extents are known once the model has run.
    List<float[]> trial = run(new float[shape.elements()], 1);
    this.dimension = trial.getFirst().length;
    this.classes = options.logits == null ? 0 : trial.getLast().length;
    if (dimension < 1 || dimension > MOST_FEATURES) {
      throw new DataException(file + ": the output " + features + " has " + dimension + " features of a sample but 1 to " + MOST_FEATURES
          + " can be used; name a pooled output with --onnx-output (there are " + model.outputNames() + ")");
    }
    this.name = "onnx-" + stem(file) + "-" + hash(file);
  }

  private void requireShape(Path file, int[] expected) {
    boolean fits = expected.length == 4 && fits(expected[1], channels) && fits(expected[2], height) && fits(expected[3], width);
    if (!fits) {
      throw new DataException(file + ": the model takes " + Arrays.toString(expected).replace("-1", "any") + " but the images are [N, "
          + channels + ", " + height + ", " + width + "]; bring them to its shape with --onnx-size and --onnx-channels, or use a model for"
          + " such images (NCHW)");
    }
  }

  private static boolean fits(int expected, int actual) {
    return expected < 0 || expected == actual;
  }

  private static String stem(Path file) {
    return file.getFileName().toString().replaceAll("\\.onnx$", "").replaceAll("[^A-Za-z0-9_.-]", "_");
  }

  private static String hash(Path file) {
    try {
      return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(Files.readAllBytes(file))).substring(0, 8);
    } catch (IOException e) {
      throw new DataException(file + ": cannot be read (" + e + "); check its permissions", e);
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java runtime has SHA-256", e);
    }
  }

  @Override
  public String name() {
    return name;
  }

  @Override
  public int dimension() {
    return dimension;
  }

  @Override
  public int classes() {
    return classes;
  }

  @Override
  public void extract(float[] samples, int count, float[] features, float[] logits) {
    int most = fixedBatch == 0 ? count : fixedBatch;
    int elements = shape.elements();
    for (int from = 0; from < count; from += most) {
      int size = Math.min(most, count - from);
      List<float[]> seen = run(Arrays.copyOfRange(samples, from * elements, (from + size) * elements), size);
      System.arraycopy(seen.getFirst(), 0, features, from * dimension, size * dimension);
      if (classes > 0) {
        System.arraycopy(seen.getLast(), 0, logits, from * classes, size * classes);
      }
    }
  }

  /** The outputs for some samples, without what a fixed batch has beyond them. */
  private List<float[]> run(float[] samples, int count) {
    int batch = fixedBatch == 0 ? count : fixedBatch;
    float[] images = new float[batch * channels * height * width];
    for (int c = 0; c < count * channels; c++) {
      int source = (c / channels * shape.channels() + c % channels % shape.channels()) * shape.height() * shape.width();
      scale(samples, source, images, c * height * width);
    }
    return model.run(images, new int[] {batch, channels, height, width}, outputs).stream()
        .map(values -> Arrays.copyOf(values, values.length / batch * count)).toList();
  }

  /** One plane: out[p][q] at (p + ½)·H/P − ½, (q + ½)·W/Q − ½ between the four pixels around it. */
  private void scale(float[] samples, int from, float[] images, int to) {
    for (int p = 0; p < height; p++) {
      float y = Math.clamp((p + 0.5f) * shape.height() / height - 0.5f, 0f, shape.height() - 1f);
      int top = (int) y;
      int bottom = Math.min(top + 1, shape.height() - 1);
      for (int q = 0; q < width; q++) {
        float x = Math.clamp((q + 0.5f) * shape.width() / width - 0.5f, 0f, shape.width() - 1f);
        int left = (int) x;
        int right = Math.min(left + 1, shape.width() - 1);
        float above = between(samples[from + top * shape.width() + left], samples[from + top * shape.width() + right], x - left);
        float below = between(samples[from + bottom * shape.width() + left], samples[from + bottom * shape.width() + right], x - left);
        images[to + p * width + q] = (between(above, below, y - top) + 1) * scale + low;
      }
    }
  }

  private static float between(float a, float b, float t) {
    return a + (b - a) * t;
  }

  @Override
  public void close() {
    model.close();
  }
}
