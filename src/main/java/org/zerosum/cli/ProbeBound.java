package org.zerosum.cli;

import org.zerosum.data.Batches;
import org.zerosum.data.Dataset;
import org.zerosum.data.Selection;
import org.zerosum.gan.Architecture;
import org.zerosum.gan.Gan;
import org.zerosum.gan.ProbeDiscriminator;
import org.zerosum.gan.RealSamples;
import org.zerosum.metrics.Metric;
import org.zerosum.nn.optim.Optimizer;
import org.zerosum.tensor.Backend;
import org.zerosum.tensor.Scope;

/** A lower bound on JSD(p_data, p_g) in nats: a fresh discriminator is trained with G held fixed and judges samples it has not seen. */
final class ProbeBound {
  private static final int BATCH = 64;
  private static final int BASE_CHANNELS = 32;
  private static final int MOST_BATCHES = 32;

  private ProbeBound() {}

  /**
   * Trains a probe.
   *
   * @param steps of its training
   */
  static Metric of(Gan gan, EvaluationData data, int steps, long seed, Terminal terminal) {
    Dataset training = data.test().isPresent() ? data.training() : Selection.where(data.training(), i -> i % 5 != 0);
    Dataset heldOut = data.test().orElseGet(() -> Selection.where(data.training(), i -> i % 5 == 0));
    int batch = Math.min(BATCH, Math.min(training.size(), heldOut.size()));
    Backend backend = gan.backend();
    StageLine line = new StageLine(terminal, "training a probe discriminator", steps);
    try (Scope _ = backend.openScope()) {
      ProbeDiscriminator probe = new ProbeDiscriminator(backend, plain(gan.architecture()), Optimizer.Adam.forGan(2e-4), batch, seed);
      Batches real = new Batches(training, batch, seed);
      int[] done = new int[1];
      RealSamples counted = samples -> {
        line.show(done[0]++, "");
        real.next(samples);
      };
      RealSamples generated = ProbeDiscriminator.samplesOf(gan, seed);
      probe.train(counted, generated, steps);
      ProbeDiscriminator.Bound bound = probe.bound(new Batches(heldOut, batch, seed)::next, generated,
          Math.min(MOST_BATCHES, heldOut.size() / batch));
      return new Metric("jsd_lower_bound[probe-" + steps + "]", bound.jsd()).with("standard_error", bound.standardError())
          .with("accuracy", bound.accuracy()).with("samples", bound.samples());
    } finally {
      line.end();
    }
  }

  /** The run's kind of networks without its options, of a size that is the same for all runs. */
  private static Architecture plain(Architecture architecture) {
    return switch (architecture) {
      case Architecture.Dcgan d -> new Architecture.Dcgan(d.imageSize(), d.channels(), BASE_CHANNELS, d.latent());
      case Architecture.Mlp m -> new Architecture.Mlp(m.dimension(), m.hidden(), m.hiddenLayers(), m.latent());
    };
  }
}
