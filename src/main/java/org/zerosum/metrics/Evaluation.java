package org.zerosum.metrics;

import java.util.ArrayList;
import java.util.List;

/** All metrics of generated samples against real ones, and what should be known before they are believed. */
public final class Evaluation {
  /** Fewer samples than this are refused: each metric must be defined, the Inception Score with ten splits. */
  public static final int LEAST_SAMPLES = InceptionScore.SPLITS;

  /** Neighbours are sought among so many samples of a set at most: the work is that of all pairs. */
  public static final int NEIGHBOUR_SAMPLES = 10_000;

  private static final int ENOUGH_FOR_FRECHET = 10_000;
  private static final int ENOUGH_PER_SPLIT = 100;

  private Evaluation() {}

  /**
   * Fréchet and kernel distance, Inception Score (if there are logits), precision, recall, density and coverage (these four of the
   * first {@value #NEIGHBOUR_SAMPLES} samples of each set).
   *
   * @param extractor its name
   * @param real in random order
   * @param generated in random order
   * @throws IllegalArgumentException if a set has fewer than {@value #LEAST_SAMPLES} samples or the dimensions differ
   */
  public static List<Metric> metrics(String extractor, Observations real, Observations generated) {
    Features a = real.features();
    Features b = generated.features();
    Features.requireSamples("evaluation", a, LEAST_SAMPLES);
    Features.requireSamples("evaluation", b, LEAST_SAMPLES);
    String in = "[" + extractor + "]";
    List<Metric> metrics = new ArrayList<>();
    metrics.add(new Metric("fid" + in, FrechetDistance.of(FeatureStatistics.of(a), FeatureStatistics.of(b))));
    KernelDistance kernel = KernelDistance.of(a, b);
    metrics.add(new Metric("kid" + in, kernel.value()).with("standard_error", kernel.standardError()).with("subsets", kernel.subsets())
        .with("subset_size", kernel.subsetSize()));
    generated.logits().ifPresent(logits -> metrics.add(score("inception_score" + in, logits)));
    real.logits().ifPresent(logits -> metrics.add(score("inception_score_of_data" + in, logits)));
    Manifolds manifolds = Manifolds.of(first(a), first(b));
    metrics.add(new Metric("precision" + in, manifolds.precision()).with("k", Manifolds.PRECISION_RECALL_NEIGHBOURS));
    metrics.add(new Metric("recall" + in, manifolds.recall()).with("k", Manifolds.PRECISION_RECALL_NEIGHBOURS));
    metrics.add(new Metric("density" + in, manifolds.density()).with("k", Manifolds.DENSITY_COVERAGE_NEIGHBOURS));
    metrics.add(new Metric("coverage" + in, manifolds.coverage()).with("k", Manifolds.DENSITY_COVERAGE_NEIGHBOURS));
    return metrics;
  }

  private static Features first(Features all) {
    return all.count() <= NEIGHBOUR_SAMPLES ? all : all.part(0, NEIGHBOUR_SAMPLES);
  }

  private static Metric score(String name, Features logits) {
    InceptionScore score = InceptionScore.ofLogits(logits, InceptionScore.SPLITS);
    return new Metric(name, score.value()).with("standard_deviation", score.standardDeviation()).with("splits", score.splits());
  }

  /** One sentence for each metric that so few samples bias or blur. */
  public static List<String> warnings(Observations real, Observations generated) {
    List<String> warnings = new ArrayList<>();
    int least = Math.min(real.features().count(), generated.features().count());
    int d = real.features().dimension();
    if (least <= d) {
      warnings.add("fid: " + least + " samples give covariances of rank " + (least - 1) + " at most in " + d
          + " features; use more than " + d + " samples, better " + ENOUGH_FOR_FRECHET);
    } else if (least < ENOUGH_FOR_FRECHET) {
      warnings.add("fid: with " + least + " samples it is biased upwards; compare it only with a fid of as many, or use "
          + ENOUGH_FOR_FRECHET);
    }
    if (least < KernelDistance.SUBSET_SIZE * 2) {
      warnings.add("kid: " + least + " samples make two subsets of " + least / 2 + ", so its standard error is rough; use "
          + 2 * KernelDistance.SUBSET_SIZE + " samples or more");
    }
    if (generated.logits().isPresent() && least < InceptionScore.SPLITS * ENOUGH_PER_SPLIT) {
      warnings.add("inception_score: splits of " + least / InceptionScore.SPLITS + " samples bias it; use "
          + InceptionScore.SPLITS * ENOUGH_PER_SPLIT + " samples or more");
    }
    if (Math.max(real.features().count(), generated.features().count()) > NEIGHBOUR_SAMPLES) {
      warnings.add("precision, recall, density, coverage: they are of the first " + NEIGHBOUR_SAMPLES + " samples of a set");
    }
    return warnings;
  }
}
