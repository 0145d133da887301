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
import org.zerosum.gan.Gan;
import org.zerosum.gan.GanTrainer;
import org.zerosum.gan.LatentDistribution;
import org.zerosum.gan.ProbeDiscriminator;
import org.zerosum.gan.RealSamples;
import org.zerosum.gan.TrainingOptions;
import org.zerosum.nn.optim.Optimizer;
import org.zerosum.nn.optim.ParameterAverage;
import org.zerosum.tensor.Backend;
import org.zerosum.theory.Mixture;

/** Trains a GAN on a density on the line and measures how near it comes to p_g = p_data and D = 1/2. */
final class EquilibriumStudy implements TheoryStudy {
  private static final Architecture ARCHITECTURE = new Architecture.Mlp(1, 64, 3, 4);
  private static final int MOMENTS = 24;
  private static final int PROBE_STEPS = 1_000;
  private static final int PROBE_SAMPLES = 200_000;

  private final String data;
  private final Mixture p;
  private final Training training;

  /** How long and how fast. */
  record Training(int steps, int batch, double discriminatorRate, double generatorRate, long seed) {}

  EquilibriumStudy(String data, Mixture p, Training training) {
    this.data = data;
    this.p = p;
    this.training = training;
    options(1);
  }

  /** @param share of the full learning rates */
  private TrainingOptions options(double share) {
    return TrainingOptions.defaults().withBatches(training.batch, training.batch).withOptimizers(
        new Optimizer.Adam(share * training.discriminatorRate, 0, 0.999, 1e-8),
        new Optimizer.Adam(share * training.generatorRate, 0, 0.999, 1e-8));
  }

  @Override
  public Findings on(Backend backend, Consumer<String> progress) {
    Gan gan = new Gan(backend, ARCHITECTURE, LatentDistribution.GAUSSIAN, training.seed);
    EquilibriumMeasure measure = new EquilibriumMeasure(gan, p, training.seed);
    SplittableRandom random = new SplittableRandom(training.seed);
    RealSamples samples = out -> p.fill(random, out);
    List<EquilibriumMeasure.Moment> way = train(gan, samples, measure, progress);
    EquilibriumMeasure.Moment end = measure.moment(training.steps, EquilibriumMeasure.MANY);
    progress.accept("training a fresh D for " + PROBE_STEPS + " steps against the G that was found");
    ProbeDiscriminator probe = new ProbeDiscriminator(backend, ARCHITECTURE, Optimizer.Adam.forGan(1e-3), 512, training.seed + 1);
    RealSamples generated = ProbeDiscriminator.samplesOf(gan, training.seed + 1);
    probe.train(samples, generated, PROBE_STEPS);
    ProbeDiscriminator.Bound bound = probe.bound(samples, generated, Math.ceilDiv(PROBE_SAMPLES, 512));
    double floor = measure.jsdOfReal(EquilibriumMeasure.MANY);
    return new Findings(document(end, floor, bound, way), lines(end, floor, bound, way.getFirst()),
        new EquilibriumPicture(p, measure, way).draw());
  }

  private List<EquilibriumMeasure.Moment> train(Gan gan, RealSamples samples, EquilibriumMeasure measure, Consumer<String> progress) {
    ParameterAverage generator = new ParameterAverage(gan.generator().network());
    ParameterAverage discriminator = new ParameterAverage(gan.discriminator().network());
    GanTrainer trainer = new GanTrainer(gan, options(1));
    List<EquilibriumMeasure.Moment> way = new ArrayList<>();
    int half = training.steps / 2;
    for (int step = 1; step <= training.steps; step++) {
      if (step == half + 1) {
        trainer = new GanTrainer(gan, options(0.25));
        // z goes on where it was.
        trainer.resumeAt(half, half, half, 1);
      }
      trainer.step(samples);
      if (step > training.steps - 3 * training.steps / 8) {
        generator.add();
        discriminator.add();
      }
      if (step % Math.max(1, training.steps / MOMENTS) == 0) {
        EquilibriumMeasure.Moment moment = measure.moment(step, EquilibriumMeasure.FEW);
        way.add(moment);
        if (!Double.isFinite(moment.value())) {
          throw new DivergedException("training has diverged by step " + step + "; use lower --learning-rate-d and --learning-rate-g");
        }
        if (way.size() % 4 == 0) {
          progress.accept(String.format(Locale.ROOT, "step %d of %d: JSD %.4f, mean |D - 1/2| %.4f", step, training.steps, moment.jsd(),
              moment.meanDistance()));
        }
      }
    }
    generator.apply();
    discriminator.apply();
    return way;
  }

  private Map<String, Object> document(EquilibriumMeasure.Moment end, double floor, ProbeDiscriminator.Bound bound,
      List<EquilibriumMeasure.Moment> way) {
    Map<String, Object> document = new LinkedHashMap<>();
    document.put("data", data);
    document.put("seed", training.seed);
    document.put("architecture", Words.of(ARCHITECTURE));
    document.put("steps", training.steps);
    document.put("batch_size", training.batch);
    document.putAll(entry(end));
    document.put("samples", EquilibriumMeasure.MANY);
    document.put("bins", EquilibriumMeasure.BINS);
    document.put("jsd_of_as_many_real_samples", floor);
    document.put("value_at_equilibrium", -Math.log(4));
    Map<String, Object> probe = new LinkedHashMap<>();
    probe.put("steps", PROBE_STEPS);
    probe.put("samples", bound.samples());
    probe.put("jsd_at_least", bound.jsd());
    probe.put("standard_error", bound.standardError());
    document.put("probe", probe);
    document.put("way", way.stream().map(EquilibriumStudy::entry).toList());
    return document;
  }

  private static Map<String, Object> entry(EquilibriumMeasure.Moment moment) {
    Map<String, Object> entry = new LinkedHashMap<>();
    entry.put("step", moment.step());
    entry.put("jsd", moment.jsd());
    entry.put("largest_distance_from_half", moment.largestDistance());
    entry.put("mean_distance_from_half", moment.meanDistance());
    entry.put("value", moment.value());
    return entry;
  }

  private List<String> lines(EquilibriumMeasure.Moment end, double floor, ProbeDiscriminator.Bound bound,
      EquilibriumMeasure.Moment first) {
    return List.of("p_data = " + data + "; " + Words.of(ARCHITECTURE) + ", " + training.steps + " steps of " + training.batch,
        String.format(Locale.ROOT,
            "JSD(p_data, p_g)  %.5f nats, %d samples in %d bins (as many real samples: %.5f; step %d: %.5f)", end.jsd(),
            EquilibriumMeasure.MANY, EquilibriumMeasure.BINS, floor, first.step(), first.jsd()),
        String.format(Locale.ROOT, "mean |D - 1/2|    %.5f under p_data (step %d: %.5f)", end.meanDistance(), first.step(),
            first.meanDistance()),
        String.format(Locale.ROOT, "largest |D - 1/2| %.5f where p_data is at least %.0f %% of its maximum", end.largestDistance(),
            100 * EquilibriumMeasure.SHARE),
        String.format(Locale.ROOT, "V(D, G)           %.5f, -log 4 = %.5f", end.value(), -Math.log(4)),
        String.format(Locale.ROOT, "JSD at least      %.5f ± %.5f by a fresh D trained for %d steps, %d held-out samples", bound.jsd(),
            bound.standardError(), PROBE_STEPS, bound.samples()));
  }
}
