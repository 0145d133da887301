package org.zerosum.cli;

import java.util.Map;
import org.zerosum.gan.Augmentation;
import org.zerosum.gan.Practice;
import org.zerosum.gan.Regularizer;
import org.zerosum.gan.Schedule;
import org.zerosum.tensor.GanLoss;
import picocli.CommandLine.Option;

/** The options of {@code train} that add to the plain algorithm. Null and 0 mean "without". */
final class PracticeOptions {
  private static final long NOISE_UPDATES = 10_000;

  @Option(names = "--r1", paramLabel = "GAMMA",
      description = "Penalty GAMMA/2 |grad D(x)|^2 on real samples; 10 is usual for points, 1 to 10 for images.")
  Double r1;

  @Option(names = "--r2", paramLabel = "GAMMA", description = "The same on generated samples.")
  Double r2;

  @Option(names = "--gradient-penalty", paramLabel = "LAMBDA",
      description = "Penalty LAMBDA (|grad D| - 1)^2 between real and generated samples (WGAN-GP); 10 is usual.")
  Double gradientPenalty;

  @Option(names = "--one-sided", description = "Only norms above 1 cost; with --gradient-penalty.")
  boolean oneSided;

  @Option(names = "--clip-weights", paramLabel = "C", description = "Limit D's parameters to [-C, C] (WGAN); 0.01 is usual.")
  Double clipWeights;

  @Option(names = "--instance-noise", paramLabel = "SIGMA",
      description = "Normal noise on all that D sees, falling to 0 over --instance-noise-updates.")
  Double instanceNoise;

  @Option(names = "--instance-noise-updates", paramLabel = "N",
      description = "Updates of D after which the noise is 0. Default: " + NOISE_UPDATES + ".")
  Long instanceNoiseUpdates;

  @Option(names = "--diversity", paramLabel = "LAMBDA",
      description = "Reward LAMBDA times the mean squared distance of pairs of generated samples, per component.")
  Double diversity;

  @Option(names = "--augment", paramLabel = "LIST", defaultValue = "none",
      description = "Change all images that D sees: flip,translation,cutout,colour or some of them. Default: none.")
  String augment;

  @Option(names = "--clip-gradients", paramLabel = "NORM", defaultValue = "0",
      description = "Shorten each network's gradient to this norm. Default: 0, never.")
  double clipGradients;

  @Option(names = "--average-decay", paramLabel = "BETA", defaultValue = "0",
      description = "Keep a moving average of G and sample from it; 0.999 is usual. Default: 0, none.")
  double averageDecay;

  @Option(names = "--schedule", paramLabel = "NAME", defaultValue = "constant",
      description = "Of the learning rates: constant, linear or cosine (falling to --schedule-last). Default: constant.")
  Schedule.Form schedule;

  @Option(names = "--schedule-warm-up", paramLabel = "N", defaultValue = "0",
      description = "Updates over which the learning rates rise from 0. Default: 0.")
  long warmUp;

  @Option(names = "--schedule-end", paramLabel = "N",
      description = "Update at which a falling schedule has fallen. Default: --steps.")
  Long scheduleEnd;

  @Option(names = "--schedule-last", paramLabel = "X", defaultValue = "0",
      description = "Factor of the learning rates from there on, in [0, 1]. Default: 0.")
  double scheduleLast;

  @Option(names = "--unroll", paramLabel = "K", defaultValue = "0",
      description = "G looks K steps of D ahead, and its gradient flows through them. Default: 0.")
  int unroll;

  /**
   * Checks the options against each other, and fills in what depends on the number of steps.
   *
   * @param steps of the run, or null if it is given in epochs
   * @throws UsageException if they contradict each other
   */
  void check(Long steps) {
    if (oneSided && gradientPenalty == null) {
      throw new UsageException("--one-sided belongs to --gradient-penalty; give that too, for example --gradient-penalty 10");
    }
    if (instanceNoiseUpdates != null && instanceNoise == null) {
      throw new UsageException("--instance-noise-updates belongs to --instance-noise; give that too, for example --instance-noise 0.1");
    }
    instanceNoiseUpdates = instanceNoise != null && instanceNoiseUpdates == null ? (Long) NOISE_UPDATES : instanceNoiseUpdates;
    if (schedule == Schedule.Form.CONSTANT && scheduleEnd != null) {
      throw new UsageException("--schedule-end belongs to a falling schedule; give --schedule linear or cosine, or leave it out");
    }
    if (schedule != Schedule.Form.CONSTANT && scheduleEnd == null) {
      if (steps == null) {
        throw new UsageException("--schedule " + Words.of(schedule) + " with --epochs needs --schedule-end N, the update at which it ends");
      }
      scheduleEnd = steps;
    }
  }

  /**
   * Checks the objective against what bounds D.
   *
   * @param bounded whether D is bounded by other means, such as spectral normalisation
   */
  void check(GanLoss objective, boolean bounded) {
    if (objective == GanLoss.WASSERSTEIN && !bounded && gradientPenalty == null && clipWeights == null && r1 == null) {
      throw new UsageException("--objective wasserstein needs a bound on D; give --gradient-penalty 10 or --clip-weights 0.01");
    }
  }

  /** The same for the library. */
  Practice practice() {
    Practice practice = Practice.PLAIN.withAugmentation(Augmentation.parse(augment)).withClipNorm(clipGradients).withAverage(averageDecay).withUnrolled(unroll)
        .withSchedule(new Schedule(schedule, warmUp, scheduleEnd == null ? warmUp + 1 : scheduleEnd, scheduleLast));
    practice = r1 == null ? practice : practice.with(new Regularizer.R1(r1));
    practice = r2 == null ? practice : practice.with(new Regularizer.R2(r2));
    practice = gradientPenalty == null ? practice : practice.with(new Regularizer.GradientPenalty(gradientPenalty, oneSided));
    practice = clipWeights == null ? practice : practice.with(new Regularizer.WeightClipping(clipWeights));
    practice = instanceNoise == null ? practice
        : practice.with(new Regularizer.InstanceNoise(instanceNoise, instanceNoiseUpdates == null ? NOISE_UPDATES : instanceNoiseUpdates));
    return diversity == null ? practice : practice.with(new Regularizer.Diversity(diversity));
  }

  /** Adds what is set, by name without dashes; null where it is not. */
  void put(Map<String, Object> map) {
    map.put("r1", r1);
    map.put("r2", r2);
    map.put("gradient-penalty", gradientPenalty);
    map.put("one-sided", oneSided ? true : null);
    map.put("clip-weights", clipWeights);
    map.put("instance-noise", instanceNoise);
    map.put("instance-noise-updates", instanceNoiseUpdates);
    map.put("diversity", diversity);
    map.put("augment", Augmentation.parse(augment).toString());
    map.put("clip-gradients", clipGradients);
    map.put("average-decay", averageDecay);
    map.put("schedule", Words.of(schedule));
    map.put("schedule-warm-up", warmUp);
    map.put("schedule-end", scheduleEnd);
    map.put("schedule-last", scheduleLast);
    map.put("unroll", unroll);
  }
}
