package org.zerosum.metrics;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import org.zerosum.autograd.Tape;
import org.zerosum.autograd.Variable;
import org.zerosum.nn.Activation.LeakyRelu;
import org.zerosum.nn.Activation.Relu;
import org.zerosum.nn.BatchNorm2d;
import org.zerosum.nn.Conv2dLayer;
import org.zerosum.nn.Declarations;
import org.zerosum.nn.Flatten;
import org.zerosum.nn.Initializer;
import org.zerosum.nn.Layer;
import org.zerosum.nn.Linear;
import org.zerosum.nn.Network;
import org.zerosum.nn.Pass;
import org.zerosum.nn.Sequential;
import org.zerosum.tensor.Backend;
import org.zerosum.tensor.Conv2d;
import org.zerosum.tensor.Scope;
import org.zerosum.tensor.Shape;
import org.zerosum.tensor.Tensor;

/**
 * A small convolutional classifier of square images, whose second last layer gives the features for metrics.
 *
 * <p>k4-s2-p1 convolutions of 32, 64, 128, 128 … channels halve the size down to 4 × 4, each followed by batch norm and
 * LeakyReLU(0.2); a linear layer with batch norm makes {@value #FEATURES} features of about unit variance, taken before their ReLU,
 * where they are nearest to a Gaussian; a last one makes logits. For 32 × 32: [C, 32, 32] → [32, 16, 16] → [64, 8, 8] →
 * [128, 4, 4] → [128] → [classes].
 *
 * <p>In inference each sample's answer depends on that sample alone, and is the same bits on every device. The memory belongs to the
 * scope that was innermost when the classifier was made.
 */
public final class Classifier {
  /** Features of a sample. */
  public static final int FEATURES = 128;

  private static final int FIRST_WIDTH = 32;
  private static final int WIDEST = 128;
  private static final int NOISE_STREAM = 4_000;
  private static final int HASH_DIGITS = 8;

  private final Form form;
  private final Parts layer;
  private final Network network;

  /**
   * What a classifier looks at and tells apart.
   *
   * @param channels C of an image
   * @param imageSize height and width, a power of two from 16 to 128
   * @param classes at least 2
   */
  public record Form(int channels, int imageSize, int classes) {
    /**
     * Checks the numbers.
     *
     * @throws IllegalArgumentException if one is out of its range
     */
    public Form {
      if (channels < 1 || imageSize < 16 || imageSize > 128 || Integer.bitCount(imageSize) != 1 || classes < 2) {
        throw new IllegalArgumentException("classifier: needs at least 1 channel, an image size of 16, 32, 64 or 128 and at least 2 classes,"
            + " not " + channels + ", " + imageSize + " and " + classes);
      }
    }

    /** [count, C, S, S]. */
    public Shape batchShape(int count) {
      return Shape.of(count, channels, imageSize, imageSize);
    }
  }

  /** Body and head, so that what flows between them can be seen. */
  private record Parts(Layer body, Layer head) implements Layer {
    static Parts of(Form form) {
      List<Layer> body = new ArrayList<>();
      int width = form.channels;
      for (int size = form.imageSize, next = FIRST_WIDTH; size > 4; size /= 2, next = Math.min(2 * next, WIDEST)) {
        // Batch norm subtracts the mean, so a bias would be idle.
        body.add(new Conv2dLayer(width, next, 4, 4, Conv2d.of(2, 1), Initializer.heNormal(16 * width, 0.2), null));
        body.add(new BatchNorm2d(next));
        body.add(new LeakyRelu(0.2f));
        width = next;
      }
      body.add(new Flatten());
      body.add(new Linear(16 * width, FEATURES, Initializer.fanIn(16 * width), null));
      body.add(new BatchNorm2d(FEATURES));
      return new Parts(new Sequential(body), Sequential.of(new Relu(), new Linear(FEATURES, form.classes)));
    }

    @Override
    public Variable forward(Pass pass, Variable x) {
      return head.forward(pass, body.forward(pass, x));
    }

    @Override
    public Shape outputShape(Shape input) {
      return head.outputShape(body.outputShape(input));
    }

    @Override
    public void declare(Declarations declarations) {
      body.declare(declarations.in("body"));
      head.declare(declarations.in("head"));
    }
  }

  /**
   * What the classifier says to a batch.
   *
   * @param features [N, {@value #FEATURES}]
   * @param logits [N, classes]
   */
  public record Answer(Tensor features, Tensor logits) {}

  /** A classifier with its starting values, which depend on the seed alone. */
  public Classifier(Backend backend, Form form, long seed) {
    this.form = form;
    this.layer = Parts.of(form);
    this.network = new Network(backend, layer, seed, NOISE_STREAM);
  }

  /** What it looks at and tells apart. */
  public Form form() {
    return form;
  }

  /** The network, for training and storing. */
  public Network network() {
    return network;
  }

  /**
   * Looks at a batch, with the running statistics.
   *
   * @param x [N, C, S, S] in [−1, 1]
   * @return new tensors of the innermost scope
   * @throws org.zerosum.tensor.ShapeException if x has another shape
   */
  public Answer answer(Tensor x) {
    try (Scope scope = network.backend().openScope()) {
      Tape tape = new Tape(network.backend());
      Pass pass = network.inference(tape);
      Variable features = layer.body.forward(pass, tape.constant(x));
      Variable logits = layer.head.forward(pass, features);
      return new Answer(scope.keep(features.value()), scope.keep(logits.value()));
    }
  }

  /**
   * The first {@value #HASH_DIGITS} hexadecimal digits of the SHA-256 of all names and numbers, parameters and running statistics:
   * equal exactly for equal features.
   */
  public String hash() {
    try {
      MessageDigest digest = MessageDigest.getInstance("SHA-256");
      network.state().forEach((name, tensor) -> {
        digest.update(name.getBytes(StandardCharsets.UTF_8));
        float[] values = tensor.toArray();
        ByteBuffer bytes = ByteBuffer.allocate(values.length * Float.BYTES).order(ByteOrder.LITTLE_ENDIAN);
        bytes.asFloatBuffer().put(values);
        digest.update(bytes.array());
      });
      return HexFormat.of().formatHex(digest.digest()).substring(0, HASH_DIGITS);
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java runtime has SHA-256", e);
    }
  }
}
