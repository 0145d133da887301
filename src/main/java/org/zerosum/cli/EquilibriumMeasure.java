package org.zerosum.cli;

import java.util.SplittableRandom;
import org.zerosum.autograd.Tape;
import org.zerosum.autograd.Variable;
import org.zerosum.gan.Gan;
import org.zerosum.tensor.Backend;
import org.zerosum.tensor.Scope;
import org.zerosum.tensor.Shape;
import org.zerosum.theory.Component;
import org.zerosum.theory.Divergences;
import org.zerosum.theory.Histogram;
import org.zerosum.theory.Logit;
import org.zerosum.theory.Mixture;
import org.zerosum.theory.Quadrature;

/** How far a GAN on the line is from its equilibrium: p_g against p_data in bins, D against 1/2, V against −ln 4. */
final class EquilibriumMeasure {
  static final int BINS = 60;
  static final int MANY = 196_608;
  static final int FEW = 20_480;
  /** The data's support, here: where their density is at least this share of its maximum. */
  static final double SHARE = 0.05;
  private static final int CHUNK = 4_096;

  private final Gan gan;
  private final Mixture p;
  private final long seed;
  private final double low;
  private final double high;
  private final Quadrature nodes;
  private final double[] density;
  private final double[] masses;

  /**
   * A moment of training.
   *
   * @param jsd between p_data's masses and G's samples in bins, nats
   * @param largestDistance max |D − 1/2| on the data's support
   * @param meanDistance E_p|D − 1/2|
   * @param value V(D, G)
   */
  record Moment(int step, double jsd, double largestDistance, double meanDistance, double value) {}

  EquilibriumMeasure(Gan gan, Mixture p, long seed) {
    this.gan = gan;
    this.p = p;
    this.seed = seed;
    double least = Double.POSITIVE_INFINITY;
    double most = Double.NEGATIVE_INFINITY;
    for (Component component : p.components()) {
      double middle = (component.low(0) + component.high(0)) / 2;
      // Four standard deviations of a normal part, a little more than a uniform part.
      double reach = (component.high(0) - component.low(0)) * (component instanceof Component.Normal ? 0.2 : 0.55);
      least = Math.min(least, middle - reach);
      most = Math.max(most, middle + reach);
    }
    this.low = least;
    this.high = most;
    this.nodes = Quadrature.of(p, p);
    this.density = Lines.map(nodes.logDensities(p), Math::exp);
    this.masses = new Histogram(low, high, BINS).masses(p);
  }

  double low() {
    return low;
  }

  double high() {
    return high;
  }

  Moment moment(int step, int samples) {
    Histogram generated = new Histogram(low, high, BINS);
    double fake = 0;
    for (int chunk = 0; chunk < samples / CHUNK; chunk++) {
      try (Scope _ = gan.backend().openScope()) {
        float[] x = gan.generator().sample(CHUNK, seed + chunk).toArray();
        generated.add(x);
        for (double logit : logits(x)) {
          fake -= Logit.softplus(logit) / samples;
        }
      }
    }
    double[] logits = logits(floats(nodes.points()));
    double[] d = Lines.map(logits, Logit::sigmoid);
    double top = Lines.largest(density);
    double largest = 0;
    for (int i = 0; i < d.length; i++) {
      largest = density[i] >= SHARE * top ? Math.max(largest, Math.abs(d[i] - 0.5)) : largest;
    }
    double mean = nodes.integrate(i -> density[i] * Math.abs(d[i] - 0.5)).value();
    double onReal = nodes.integrate(i -> -density[i] * Logit.softplus(-logits[i])).value();
    return new Moment(step, Divergences.jsd(masses, generated.shares()), largest, mean, onReal + fake);
  }

  /** The JSD that as many samples of p_data itself come to: what is left at p_g = p_data. */
  double jsdOfReal(int samples) {
    float[] own = new float[samples];
    p.fill(new SplittableRandom(seed), own);
    Histogram real = new Histogram(low, high, BINS);
    real.add(own);
    return Divergences.jsd(masses, real.shares());
  }

  /** G's density in bins, [BINS], from many samples. */
  double[] generatedDensity() {
    Histogram generated = new Histogram(low, high, BINS);
    for (int chunk = 0; chunk < MANY / CHUNK; chunk++) {
      try (Scope _ = gan.backend().openScope()) {
        generated.add(gan.generator().sample(CHUNK, seed + chunk).toArray());
      }
    }
    double[] shares = generated.shares();
    double[] found = new double[BINS];
    for (int bin = 0; bin < BINS; bin++) {
      found[bin] = shares[bin + 1] / ((high - low) / BINS);
    }
    return found;
  }

  /** D at places on the line. */
  double[] discriminatorAt(double[] places) {
    return Lines.map(logits(floats(places)), Logit::sigmoid);
  }

  private static float[] floats(double[] numbers) {
    float[] floats = new float[numbers.length];
    for (int i = 0; i < floats.length; i++) {
      floats[i] = (float) numbers[i];
    }
    return floats;
  }

  private double[] logits(float[] x) {
    Backend backend = gan.backend();
    try (Scope _ = backend.openScope()) {
      Tape tape = new Tape(backend);
      Variable places = tape.constant(backend.tensor(Shape.of(x.length, 1), x));
      float[] found = gan.discriminator().network().inference(tape).apply(places).value().toArray();
      double[] logits = new double[found.length];
      for (int i = 0; i < logits.length; i++) {
        logits[i] = found[i];
      }
      return logits;
    }
  }
}
