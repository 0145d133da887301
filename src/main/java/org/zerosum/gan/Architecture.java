package org.zerosum.gan;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.zerosum.nn.Activation.LeakyRelu;
import org.zerosum.nn.Activation.Relu;
import org.zerosum.nn.Activation.Tanh;
import org.zerosum.nn.AuxiliaryHead;
import org.zerosum.nn.BatchNorm2d;
import org.zerosum.nn.ClassEmbedding;
import org.zerosum.nn.ConditionalBatchNorm2d;
import org.zerosum.nn.Conv2dLayer;
import org.zerosum.nn.ConvTranspose2dLayer;
import org.zerosum.nn.Flatten;
import org.zerosum.nn.Initializer;
import org.zerosum.nn.Layer;
import org.zerosum.nn.Linear;
import org.zerosum.nn.MinibatchStdDev;
import org.zerosum.nn.Pack;
import org.zerosum.nn.ProjectionHead;
import org.zerosum.nn.Reshape;
import org.zerosum.nn.Sequential;
import org.zerosum.tensor.Conv2d;
import org.zerosum.tensor.ConvTranspose2d;
import org.zerosum.tensor.DataException;
import org.zerosum.tensor.Shape;

/** A pair of networks that fit each other: G from [N, latent] to samples, D from samples to one logit [N, 1]. */
public sealed interface Architecture {
  /** Components of a latent vector. */
  int latent();

  /** The extents of one sample, without the batch: [C, H, W] or [dimension]. */
  Shape sampleShape();

  /** What the networks have beside their plain layers. */
  NetworkOptions options();

  /** The generator's layers. */
  Layer generator();

  /** The discriminator's layers, ending in a logit; with an auxiliary classifier its scores stand in the columns behind it. */
  Layer discriminator();

  /** Name and numbers, as a checkpoint stores them; {@link #parse} reads them back. */
  Map<String, String> describe();

  /** The same networks without options. */
  Architecture plain();

  /** The shape of a batch of samples. */
  default Shape batchShape(int count) {
    int[] sample = sampleShape().toArray();
    int[] batch = new int[sample.length + 1];
    batch[0] = count;
    System.arraycopy(sample, 0, batch, 1, sample.length);
    return Shape.of(batch);
  }

  /**
   * The deep convolutional pair of Radford, Metz and Chintala (arXiv:1511.06434) for square images: G projects z to 4 × 4 and
   * doubles the size with k4-s2-p1 transposed convolutions, batch norm and ReLU up to tanh; D halves it with k4-s2-p1
   * convolutions and LeakyReLU(0.2), without batch norm, down to 4 × 4 and a logit. Weights start normal with deviation
   * 0.02, batch norm scales with mean 1 and deviation 0.02.
   *
   * @param imageSize height and width, a power of two from 16 to 128; 32 gives three levels
   * @param channels of an image, 1 or 3 as a rule
   * @param baseChannels channels of D's first layer and before G's last; each level inwards doubles them
   * @param latent components of z
   * @param options what is added; the minibatch standard deviation stands behind D's last convolution
   */
  record Dcgan(int imageSize, int channels, int baseChannels, int latent, NetworkOptions options) implements Architecture {
    private static final float SLOPE = 0.2f;

    /** The plain pair. */
    public Dcgan(int imageSize, int channels, int baseChannels, int latent) {
      this(imageSize, channels, baseChannels, latent, NetworkOptions.PLAIN);
    }

    public Dcgan {
      if (imageSize < 16 || imageSize > 128 || Integer.bitCount(imageSize) != 1) {
        throw new IllegalArgumentException("dcgan: the image size is " + imageSize + " but must be 16, 32, 64 or 128");
      }
      requireRange("dcgan", "channels", channels, 1, 64);
      requireRange("dcgan", "base channels", baseChannels, 1, 1024);
      requireRange("dcgan", "latent size", latent, 1, 65_536);
    }

    @Override
    public Dcgan plain() {
      return new Dcgan(imageSize, channels, baseChannels, latent);
    }

    private int levels() {
      return Integer.numberOfTrailingZeros(imageSize / 4);
    }

    private int top() {
      return baseChannels << (levels() - 1);
    }

    @Override
    public Shape sampleShape() {
      return Shape.of(channels, imageSize, imageSize);
    }

    /** For 32 × 32 and base 64: z → 4·4·256 → [256, 4, 4] → [128, 8, 8] → [64, 16, 16] → [C, 32, 32]. */
    @Override
    public Layer generator() {
      Initializer start = new Initializer.Normal(0, 0.02f);
      Initializer none = null;
      List<Layer> layers = new ArrayList<>();
      int inputs = addEmbedding(layers, latent, options);
      layers.add(new Linear(inputs, top() * 16, start, none));
      layers.add(Reshape.to(top(), 4, 4));
      int width = top();
      for (int level = 0; level < levels(); level++) {
        boolean last = level == levels() - 1;
        int next = last ? channels : width / 2;
        layers.add(batchNorm(width));
        layers.add(new Relu());
        layers.add(new ConvTranspose2dLayer(width, next, 4, 4, ConvTranspose2d.of(2, 1), start, last ? new Initializer.Constant(0) : none));
        width = next;
      }
      layers.add(new Tanh());
      return new Sequential(layers);
    }

    private Layer batchNorm(int width) {
      Initializer scale = new Initializer.Normal(1, 0.02f);
      boolean perClass = options.conditioning() != null && options.conditioning().input() == Conditioning.Input.BATCH_NORM;
      return perClass ? new ConditionalBatchNorm2d(width, options.classes(), scale) : new BatchNorm2d(width, 1e-5f, 0.1f, scale);
    }

    /** For 32 × 32 and base 64: [C, 32, 32] → [64, 16, 16] → [128, 8, 8] → [256, 4, 4] → logit. */
    @Override
    public Layer discriminator() {
      Initializer start = new Initializer.Normal(0, 0.02f);
      Initializer zero = new Initializer.Constant(0);
      List<Layer> layers = new ArrayList<>();
      int width = addPack(layers, channels, options);
      for (int level = 0; level < levels(); level++) {
        int next = baseChannels << level;
        Conv2dLayer layer = new Conv2dLayer(width, next, 4, 4, Conv2d.of(2, 1), start, zero);
        layers.add(options.spectralNorm() ? layer.withSpectralNorm() : layer);
        layers.add(new LeakyRelu(SLOPE));
        width = next;
      }
      width = addStdDev(layers, width, options);
      layers.add(new Flatten());
      layers.add(head(width * 16, start, options));
      return new Sequential(layers);
    }

    @Override
    public Map<String, String> describe() {
      Map<String, String> description = new LinkedHashMap<>();
      description.put("architecture", "dcgan");
      description.put("image_size", Integer.toString(imageSize));
      description.put("channels", Integer.toString(channels));
      description.put("base_channels", Integer.toString(baseChannels));
      description.put("latent", Integer.toString(latent));
      options.describe(description);
      return description;
    }
  }

  /**
   * Fully connected networks for vectors: G with ReLU, D with LeakyReLU(0.2), both with equally wide hidden layers; G's
   * result is not squashed. Weights start as in He et al. (arXiv:1502.01852), biases at 0.
   *
   * @param dimension components of a sample
   * @param hidden width of a hidden layer
   * @param hiddenLayers how many there are in each network
   * @param latent components of z
   * @param options what is added; there is no batch norm that could take a class, and the minibatch standard deviation stands behind
   *     D's last hidden layer
   */
  record Mlp(int dimension, int hidden, int hiddenLayers, int latent, NetworkOptions options) implements Architecture {
    private static final float SLOPE = 0.2f;

    /** The plain pair. */
    public Mlp(int dimension, int hidden, int hiddenLayers, int latent) {
      this(dimension, hidden, hiddenLayers, latent, NetworkOptions.PLAIN);
    }

    public Mlp {
      if (options.conditioning() != null && options.conditioning().input() == Conditioning.Input.BATCH_NORM) {
        throw new IllegalArgumentException("mlp: the generator has no batch norm that could take the class; choose the embedding");
      }
      requireRange("mlp", "dimension", dimension, 1, 1 << 20);
      requireRange("mlp", "hidden width", hidden, 1, 65_536);
      requireRange("mlp", "hidden layers", hiddenLayers, 1, 64);
      requireRange("mlp", "latent size", latent, 1, 65_536);
    }

    @Override
    public Shape sampleShape() {
      return Shape.of(dimension);
    }

    @Override
    public Layer generator() {
      List<Layer> layers = new ArrayList<>();
      int width = addHidden(layers, addEmbedding(layers, latent, options), new Relu(), 0, false);
      layers.add(new Linear(width, dimension, Initializer.glorotUniform(width, dimension), new Initializer.Constant(0)));
      return new Sequential(layers);
    }

    @Override
    public Layer discriminator() {
      List<Layer> layers = new ArrayList<>();
      int width = addHidden(layers, addPack(layers, dimension, options), new LeakyRelu(SLOPE), SLOPE, options.spectralNorm());
      width = addStdDev(layers, width, options);
      layers.add(head(width, Initializer.glorotUniform(width, 1), options));
      return new Sequential(layers);
    }

    @Override
    public Mlp plain() {
      return new Mlp(dimension, hidden, hiddenLayers, latent);
    }

    private int addHidden(List<Layer> layers, int in, Layer activation, double slope, boolean spectralNorm) {
      int width = in;
      for (int i = 0; i < hiddenLayers; i++) {
        Linear layer = new Linear(width, hidden, Initializer.heNormal(width, slope), new Initializer.Constant(0));
        layers.add(spectralNorm ? layer.withSpectralNorm() : layer);
        layers.add(activation);
        width = hidden;
      }
      return width;
    }

    @Override
    public Map<String, String> describe() {
      Map<String, String> description = new LinkedHashMap<>();
      description.put("architecture", "mlp");
      description.put("dimension", Integer.toString(dimension));
      description.put("hidden", Integer.toString(hidden));
      description.put("hidden_layers", Integer.toString(hiddenLayers));
      description.put("latent", Integer.toString(latent));
      options.describe(description);
      return description;
    }
  }

  /**
   * Reads what {@link #describe} wrote.
   *
   * @throws DataException if a key is missing or not a number in its range, or the name is not known
   */
  static Architecture parse(Map<String, String> description) {
    String name = description.get("architecture");
    try {
      return switch (name) {
        case "dcgan" -> new Dcgan(Description.number(description, "image_size"), Description.number(description, "channels"),
            Description.number(description, "base_channels"), Description.number(description, "latent"), NetworkOptions.parse(description));
        case "mlp" -> new Mlp(Description.number(description, "dimension"), Description.number(description, "hidden"),
            Description.number(description, "hidden_layers"), Description.number(description, "latent"), NetworkOptions.parse(description));
        case null, default -> throw new DataException("the checkpoint names the architecture '" + name
            + "', which this version does not know; use a checkpoint that zerosum train wrote");
      };
    } catch (IllegalArgumentException e) {
      throw new DataException("the checkpoint describes an impossible network: " + e.getMessage());
    }
  }

  private static int addEmbedding(List<Layer> layers, int latent, NetworkOptions options) {
    if (options.conditioning() == null || options.conditioning().input() != Conditioning.Input.EMBEDDING) {
      return latent;
    }
    layers.add(new ClassEmbedding(options.classes(), Conditioning.WIDTH));
    return latent + Conditioning.WIDTH;
  }

  private static int addPack(List<Layer> layers, int channels, NetworkOptions options) {
    if (options.packing() > 1) {
      layers.add(new Pack(options.packing()));
    }
    return channels * options.packing();
  }

  private static int addStdDev(List<Layer> layers, int width, NetworkOptions options) {
    if (!options.minibatchStdDev()) {
      return width;
    }
    layers.add(new MinibatchStdDev(NetworkOptions.GROUP));
    return width + 1;
  }

  private static Layer head(int in, Initializer weight, NetworkOptions options) {
    boolean spectral = options.spectralNorm();
    return switch (options.conditioning() == null ? null : options.conditioning().head()) {
      case null -> {
        Linear plain = new Linear(in, 1, weight, new Initializer.Constant(0));
        yield spectral ? plain.withSpectralNorm() : plain;
      }
      case Conditioning.Head.Projection _ -> {
        ProjectionHead head = new ProjectionHead(in, options.classes(), weight);
        yield spectral ? head.withSpectralNorm() : head;
      }
      case Conditioning.Head.Auxiliary _ -> {
        AuxiliaryHead head = new AuxiliaryHead(in, options.classes(), weight);
        yield spectral ? head.withSpectralNorm() : head;
      }
    };
  }

  private static void requireRange(String architecture, String name, int value, int low, int high) {
    if (value < low || value > high) {
      throw new IllegalArgumentException(architecture + ": " + name + " is " + value + " but must lie in " + low + " to " + high);
    }
  }
}
