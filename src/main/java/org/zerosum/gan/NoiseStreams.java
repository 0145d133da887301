package org.zerosum.gan;

/** The uses of randomness, so that none draws another's numbers. Part of the arithmetic: a change changes every run. */
final class NoiseStreams {
  /** z of the discriminator's updates, step = update. */
  static final int DISCRIMINATOR = 1;
  /** z of the generator's updates, step = update. */
  static final int GENERATOR = 2;
  /** z of samples for people, step = 0. */
  static final int SAMPLES = 3;
  /** Instance noise on real samples, on generated ones in D's updates and on those in G's; step = update. */
  static final int REAL_INSTANCE = 4;

  static final int FAKE_INSTANCE = 5;
  static final int GENERATOR_INSTANCE = 6;
  /** Where the gradient penalty is taken between a real and a generated sample, step = update of D. */
  static final int INTERPOLATION = 7;
  /** z of observations, step = step. */
  static final int WATCH = 8;
  /** Augmentation of real samples, of generated ones in D's updates and of those in G's; step = update. */
  static final int REAL_AUGMENTATION = 9;

  static final int FAKE_AUGMENTATION = 10;
  static final int GENERATOR_AUGMENTATION = 13;
  /** Classes of the discriminator's updates, step = update. */
  static final int DISCRIMINATOR_LABELS = 11;
  /** Classes of the generator's updates, step = update. */
  static final int GENERATOR_LABELS = 12;
  /** Classes of observations, step = step. */
  static final int WATCH_LABELS = 14;
  /** z of samples for a probe discriminator, step = draw. */
  static final int PROBE = 64;
  /** Their classes, step = draw. */
  static final int PROBE_LABELS = 65;
  /** The generator's initial parameters, one stream each. */
  static final int GENERATOR_PARAMETERS = 1_000;
  /** The discriminator's initial parameters, one stream each. */
  static final int DISCRIMINATOR_PARAMETERS = 2_000;
  /** A probe discriminator's initial parameters, one stream each. */
  static final int PROBE_PARAMETERS = 5_000;

  private NoiseStreams() {}
}
