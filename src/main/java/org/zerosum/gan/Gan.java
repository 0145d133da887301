package org.zerosum.gan;

import org.zerosum.nn.Network;
import org.zerosum.tensor.Backend;

/** A generator and a discriminator on one backend. Their memory belongs to the scope that was innermost when it was made. */
public final class Gan implements AutoCloseable {
  private final Backend backend;
  private final Architecture architecture;
  private final long seed;
  private final Generator generator;
  private final Discriminator discriminator;

  /**
   * Makes both networks with their starting values.
   *
   * @param distribution of z
   * @param seed of the starting values and, during training, of z
   */
  public Gan(Backend backend, Architecture architecture, LatentDistribution distribution, long seed) {
    this.backend = backend;
    this.architecture = architecture;
    this.seed = seed;
    this.generator = new Generator(new Network(backend, architecture.generator(), seed, NoiseStreams.GENERATOR_PARAMETERS),
        architecture.latent(), architecture.options().classes(), distribution);
    this.discriminator = new Discriminator(new Network(backend, architecture.discriminator(), seed, NoiseStreams.DISCRIMINATOR_PARAMETERS),
        architecture.options());
  }

  private Gan(Backend backend, Architecture architecture, long seed, Generator generator, Discriminator discriminator) {
    this.backend = backend;
    this.architecture = architecture;
    this.seed = seed;
    this.generator = generator;
    this.discriminator = discriminator;
  }

  /** The same pair with another generator in G's place. */
  Gan with(Generator other) {
    return new Gan(backend, architecture, seed, other, discriminator);
  }

  /** A deep convolutional pair for square images ({@link Architecture.Dcgan}) with Gaussian z. */
  public static Gan dcgan(Backend backend, int imageSize, int channels, int baseChannels, int latent, long seed) {
    return new Gan(backend, new Architecture.Dcgan(imageSize, channels, baseChannels, latent), LatentDistribution.GAUSSIAN, seed);
  }

  /** Fully connected networks for vectors ({@link Architecture.Mlp}) with Gaussian z. */
  public static Gan mlp(Backend backend, int dimension, int hidden, int hiddenLayers, int latent, long seed) {
    return new Gan(backend, new Architecture.Mlp(dimension, hidden, hiddenLayers, latent), LatentDistribution.GAUSSIAN, seed);
  }

  /** The backend that both networks live on. */
  public Backend backend() {
    return backend;
  }

  /** What the networks look like. */
  public Architecture architecture() {
    return architecture;
  }

  /** The seed. */
  public long seed() {
    return seed;
  }

  /** G. */
  public Generator generator() {
    return generator;
  }

  /** D. */
  public Discriminator discriminator() {
    return discriminator;
  }

  /** Gives both networks' memory back; the same happens when the owning scope closes. */
  @Override
  public void close() {
    generator.network().close();
    discriminator.network().close();
  }
}
