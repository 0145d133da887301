package org.zerosum.cli;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.function.Consumer;
import org.zerosum.gan.Architecture;
import org.zerosum.gan.DivergedException;
import org.zerosum.gan.ProbeDiscriminator;
import org.zerosum.gan.RealSamples;
import org.zerosum.nn.optim.Optimizer;
import org.zerosum.tensor.Backend;
import org.zerosum.theory.Distribution;
import org.zerosum.theory.Divergences;
import org.zerosum.theory.Estimate;
import org.zerosum.theory.OptimalDiscriminator;

/**
 * Trains a discriminator between two known distributions and compares it with the optimal one. D sees every coordinate less its
 * mean and divided by its standard deviation under (p + q)/2.
 */
final class DiscriminatorStudy implements TheoryStudy {
  /** Where the largest difference is looked for: where (p + q)/2 is highest, this share of its mass. */
  private static final double MASS = 0.99;
  private static final int HELD_OUT = 100_000;

  private final String data;
  private final Distribution p;
  private final String generator;
  private final Distribution q;
  private final OptimalDiscriminator optimal;
  private final Training training;
  private final Architecture architecture;
  private final Optimizer optimizer;
  private final double[] means;
  private final double[] deviations;

  /** How D is trained. */
  record Training(int steps, int batch, int hidden, int hiddenLayers, double rate, long seed) {}

  /** What a trained D measured against the optimal one. */
  private record Measured(Estimate jsd, Estimate optimalValue, Estimate value, Estimate meanDifference, double largestDifference,
      Estimate meanDensity, double lemmaDefect, ProbeDiscriminator.Bound bound) {}

  DiscriminatorStudy(String data, Distribution p, String generator, Distribution q, OptimalDiscriminator optimal, Training training) {
    this.data = data;
    this.p = p;
    this.generator = generator;
    this.q = q;
    this.optimal = optimal;
    this.training = training;
    this.architecture = new Architecture.Mlp(p.dimension(), training.hidden, training.hiddenLayers, 1);
    this.optimizer = Optimizer.Adam.forGan(training.rate);
    this.means = new double[p.dimension()];
    this.deviations = new double[p.dimension()];
    for (int axis = 0; axis < means.length; axis++) {
      means[axis] = optimal.mean(axis);
      // A coordinate that never changes stays as it is.
      deviations[axis] = optimal.deviation(axis) > 0 ? optimal.deviation(axis) : 1;
    }
  }

  @Override
  public Findings on(Backend backend, Consumer<String> progress) {
    ProbeDiscriminator probe = new ProbeDiscriminator(backend, architecture, optimizer, training.batch, training.seed);
    SplittableRandom random = new SplittableRandom(training.seed);
    RealSamples fromP = samples(p, random.split());
    RealSamples fromQ = samples(q, random.split());
    progress.accept("training D for " + training.steps + " steps between " + data + " and " + generator);
    probe.train(fromP, fromQ, training.steps);
    double[] logits = logits(probe, optimal.nodes().points());
    Measured measured = new Measured(Divergences.jsd(p, q), optimal.optimalValue(), optimal.value(logits),
        optimal.meanDifference(logits), optimal.largestDifference(logits, MASS), optimal.meanDensity(logits), optimal.lemmaDefect(),
        probe.bound(fromP, fromQ, Math.ceilDiv(HELD_OUT, training.batch)));
    if (!Double.isFinite(measured.value.value())) {
      throw new DivergedException("training D has diverged: its outputs are not finite; use a lower --learning-rate");
    }
    return new Findings(document(measured), lines(measured),
        new DiscriminatorPicture(p, q, optimal, points -> logits(probe, points)).draw());
  }

  private RealSamples samples(Distribution distribution, SplittableRandom random) {
    double[] point = new double[distribution.dimension()];
    return out -> {
      for (int i = 0; i < out.length; i += point.length) {
        distribution.sample(random, point, 0);
        for (int axis = 0; axis < point.length; axis++) {
          out[i + axis] = standardised(point[axis], axis);
        }
      }
    };
  }

  private float standardised(double coordinate, int axis) {
    return (float) ((coordinate - means[axis]) / deviations[axis]);
  }

  private double[] logits(ProbeDiscriminator probe, double[] points) {
    float[] places = new float[points.length];
    for (int i = 0; i < places.length; i++) {
      places[i] = standardised(points[i], i % p.dimension());
    }
    float[] found = probe.logits(places);
    double[] logits = new double[found.length];
    for (int i = 0; i < logits.length; i++) {
      logits[i] = found[i];
    }
    return logits;
  }

  private Map<String, Object> document(Measured measured) {
    Map<String, Object> document = new LinkedHashMap<>();
    document.put("data", data);
    document.put("generator", generator);
    document.put("seed", training.seed);
    document.put("steps", training.steps);
    document.put("batch_size", training.batch);
    document.put("architecture", Words.of(architecture));
    document.put("jsd", number(measured.jsd));
    document.put("jsd_largest", Math.log(2));
    document.put("kl_data_generator", number(Divergences.kl(p, q)));
    document.put("kl_generator_data", number(Divergences.kl(q, p)));
    document.put("value_of_optimum", number(measured.optimalValue));
    document.put("value_by_jsd", number(measured.jsd.scaled(2, -Math.log(4))));
    document.put("value", number(measured.value));
    document.put("mean_difference", number(measured.meanDifference));
    document.put("largest_difference", measured.largestDifference);
    document.put("largest_difference_within_mass", MASS);
    document.put("lemma_1_2_defect", measured.lemmaDefect);
    document.put("mean_density_of_data", number(measured.meanDensity));
    Map<String, Object> bound = new LinkedHashMap<>();
    bound.put("samples", measured.bound.samples());
    bound.put("value", measured.bound.value());
    bound.put("jsd_at_least", measured.bound.jsd());
    bound.put("standard_error", measured.bound.standardError());
    bound.put("accuracy", measured.bound.accuracy());
    document.put("held_out", bound);
    document.put("quadrature_nodes", optimal.nodes().count());
    return document;
  }

  /** A number with its stated error. */
  static Map<String, Object> number(Estimate estimate) {
    Map<String, Object> entry = new LinkedHashMap<>();
    entry.put("value", estimate.value());
    entry.put("error", estimate.error());
    return entry;
  }

  private List<String> lines(Measured m) {
    List<String> lines = new ArrayList<>();
    lines.add("p = " + data + ", q = " + generator + "; D: " + Words.of(architecture) + ", " + training.steps + " steps");
    lines.add(String.format(Locale.ROOT, "JSD(p, q)         %.6f ± %.0e nats (0 to log 2 = %.6f)", m.jsd.value(), m.jsd.error(),
        Math.log(2)));
    lines.add(String.format(Locale.ROOT, "-log 4 + 2 JSD    %.6f", m.jsd.scaled(2, -Math.log(4)).value()));
    lines.add(String.format(Locale.ROOT, "V(D*, G)          %.6f ± %.0e", m.optimalValue.value(), m.optimalValue.error()));
    lines.add(String.format(Locale.ROOT, "V(D, G)           %.6f ± %.0e, %.2e below V(D*, G)", m.value.value(), m.value.error(),
        m.optimalValue.value() - m.value.value()));
    lines.add(String.format(Locale.ROOT, "mean |D - D*|     %.5f under (p + q)/2", m.meanDifference.value()));
    lines.add(String.format(Locale.ROOT, "largest |D - D*|  %.5f where (p + q)/2 is highest, %.0f %% of its mass", m.largestDifference,
        100 * MASS));
    lines.add(String.format(Locale.ROOT, "D_X + D_G = 2     to %.0e (lemma 1.2); the mean of the trained 2D under M is %.5f, of D_X it is 1",
        m.lemmaDefect, m.meanDensity.value()));
    lines.add(String.format(Locale.ROOT, "JSD at least      %.5f ± %.5f, from V on %d held-out samples; accuracy %.4f", m.bound.jsd(),
        m.bound.standardError(), m.bound.samples(), m.bound.accuracy()));
    return lines;
  }
}
