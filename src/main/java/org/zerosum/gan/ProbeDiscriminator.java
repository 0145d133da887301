package org.zerosum.gan;

import java.util.List;
import org.zerosum.autograd.Tape;
import org.zerosum.autograd.Variable;
import org.zerosum.nn.Network;
import org.zerosum.nn.Pass;
import org.zerosum.nn.optim.Optimizer;
import org.zerosum.nn.optim.OptimizerState;
import org.zerosum.nn.optim.ParameterAverage;
import org.zerosum.tensor.Backend;
import org.zerosum.tensor.GanLoss;
import org.zerosum.tensor.LossOps.DiscriminatorLoss;
import org.zerosum.tensor.Noise;
import org.zerosum.tensor.Scope;
import org.zerosum.tensor.Tensor;

/**
 * A fresh discriminator against a generator that stands still: what remains to be told apart?
 *
 * <p>For a fixed G and any D whatsoever V(D, G) ≤ V(D*, G) = −ln 4 + 2·JSD(p_data, p_g), so
 * JSD ≥ (V(D, G) + ln 4) / 2, and the better D the tighter. The bound holds in expectation if V is measured on samples that D was
 * not trained on: on its own training samples D may be right by heart.
 *
 * <p>Its memory belongs to the scope that was innermost when it was made. One thread at a time. Source: Goodfellow et al.,
 * arXiv:1406.2661, theorem 1; two-sample tests by a classifier: Lopez-Paz and Oquab, arXiv:1610.06545.
 */
public final class ProbeDiscriminator {
  private static final int ROWS = 4_096;

  private final Backend backend;
  private final Architecture architecture;
  private final int batch;
  private final Network network;
  private final OptimizerState optimizer;
  private final float[] real;
  private final float[] generated;

  /**
   * A discriminator with its starting values.
   *
   * @param architecture its discriminator's layers and the samples' shape
   * @param optimizer with the learning rate
   * @param batch real samples per update, and as many generated ones
   * @param seed of the starting values
   */
  public ProbeDiscriminator(Backend backend, Architecture architecture, Optimizer optimizer, int batch, long seed) {
    if (batch < 1) {
      throw new IllegalArgumentException("the probe's batch is " + batch + " but must be at least 1");
    }
    this.backend = backend;
    this.architecture = architecture;
    this.batch = batch;
    this.network = new Network(backend, architecture.discriminator(), seed, NoiseStreams.PROBE_PARAMETERS);
    this.optimizer = new OptimizerState(optimizer, network);
    int elements = architecture.batchShape(batch).count();
    this.real = new float[elements];
    this.generated = new float[elements];
  }

  /**
   * Samples G(z) with running statistics and fresh z each time, to be given as {@code generated}.
   *
   * @param seed of z; another stream than training and sampling use
   */
  public static RealSamples samplesOf(Gan gan, long seed) {
    int elements = gan.architecture().sampleShape().count();
    int[] draws = new int[1];
    return samples -> {
      Backend backend = gan.backend();
      try (Scope _ = backend.openScope()) {
        int count = samples.length / elements;
        int draw = draws[0]++;
        Tensor z = gan.generator().draw(count, new Noise(seed, NoiseStreams.PROBE, draw));
        Tensor labels = gan.generator().drawLabels(count, new Noise(seed, NoiseStreams.PROBE_LABELS, draw));
        backend.read(gan.generator().generate(new Batch(z, labels)), samples, 0);
      }
    };
  }

  /** The network, for its parameters and passes. */
  public Network network() {
    return network;
  }

  /**
   * One update on fresh batches: ascends V by descending L_D = −V.
   *
   * @param realSamples asked for one batch of x
   * @param generatedSamples asked for one batch of G(z)
   */
  public void step(RealSamples realSamples, RealSamples generatedSamples) {
    realSamples.next(real);
    generatedSamples.next(generated);
    try (Scope _ = backend.openScope()) {
      Tape tape = new Tape(backend);
      Pass pass = network.training(tape);
      Tensor both = backend.concatenate(List.of(backend.tensor(architecture.batchShape(batch), real),
          backend.tensor(architecture.batchShape(batch), generated)), 0);
      Variable logits = pass.apply(tape.constant(both));
      DiscriminatorLoss loss = backend.discriminatorLoss(GanLoss.SATURATING, backend.slice(logits.value(), 0, 0, batch),
          backend.slice(logits.value(), 0, batch, 2 * batch), 1);
      Tensor seed = backend.concatenate(List.of(loss.realGradient(), loss.fakeGradient()), 0);
      network.backward(pass, logits, tape.constant(seed));
      optimizer.update();
    }
  }

  /** So many updates; the parameters are then the mean of those after each update of the last third, which evens out their jitter. */
  public void train(RealSamples realSamples, RealSamples generatedSamples, int steps) {
    try (Scope _ = backend.openScope()) {
      ParameterAverage average = new ParameterAverage(network);
      for (int step = 1; step <= steps; step++) {
        step(realSamples, generatedSamples);
        if (step > steps - Math.ceilDiv(steps, 3)) {
          average.add();
        }
      }
      average.apply();
    }
  }

  /**
   * D's logits.
   *
   * @param samples [N, sample], row-major
   * @return one per sample
   */
  public float[] logits(float[] samples) {
    int elements = architecture.sampleShape().count();
    int count = samples.length / elements;
    float[] logits = new float[count];
    for (int from = 0; from < count; from += ROWS) {
      int rows = Math.min(ROWS, count - from);
      try (Scope _ = backend.openScope()) {
        float[] part = java.util.Arrays.copyOfRange(samples, from * elements, (from + rows) * elements);
        Tape tape = new Tape(backend);
        Variable x = tape.constant(backend.tensor(architecture.batchShape(rows), part));
        backend.read(network.inference(tape).apply(x).value(), logits, from);
      }
    }
    return logits;
  }

  /**
   * Measures V on samples that were not trained on, and what it says about the JSD.
   *
   * @param heldOut asked for real batches that {@link #train} has not seen
   * @param fresh asked for batches of G(z) with z that {@link #train} has not seen
   * @param batches how many of each, at least 1
   */
  public Bound bound(RealSamples heldOut, RealSamples fresh, int batches) {
    if (batches < 1) {
      throw new IllegalArgumentException("the bound needs at least 1 batch of samples, not " + batches);
    }
    Sums onReal = new Sums();
    Sums onGenerated = new Sums();
    for (int i = 0; i < batches; i++) {
      heldOut.next(real);
      for (float logit : logits(real)) {
        onReal.add(-softplus(-logit), logit > 0);
      }
      fresh.next(generated);
      for (float logit : logits(generated)) {
        onGenerated.add(-softplus(logit), logit < 0);
      }
    }
    double value = onReal.mean() + onGenerated.mean();
    double error = Math.sqrt(onReal.varianceOfMean() + onGenerated.varianceOfMean());
    double accuracy = (onReal.hits + onGenerated.hits) / (double) (onReal.count + onGenerated.count);
    return new Bound(value, (value + Math.log(4)) / 2, error / 2, accuracy, onReal.count);
  }

  private static double softplus(double x) {
    return x > 0 ? x + Math.log1p(Math.exp(-x)) : Math.log1p(Math.exp(x));
  }

  /**
   * What a probe found.
   *
   * @param value V(D, G) in nats on held-out samples
   * @param jsd (value + ln 4) / 2, in nats: an unbiased estimate of a number that is at most JSD(p_data, p_g); it may be
   *     negative, which says no more than JSD ≥ 0
   * @param standardError of {@code jsd}, from the spread over samples
   * @param accuracy share of held-out samples on the right side of D = 1/2
   * @param samples real ones, and as many generated
   */
  public record Bound(double value, double jsd, double standardError, double accuracy, long samples) {}

  private static final class Sums {
    private long count;
    private long hits;
    private double sum;
    private double squares;

    void add(double value, boolean hit) {
      count++;
      hits += hit ? 1 : 0;
      sum += value;
      squares += value * value;
    }

    double mean() {
      return sum / count;
    }

    double varianceOfMean() {
      return count < 2 ? 0 : Math.max(0, squares - sum * sum / count) / (count - 1) / count;
    }
  }
}
