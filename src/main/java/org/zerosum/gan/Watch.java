package org.zerosum.gan;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.zerosum.nn.Network;
import org.zerosum.tensor.Backend;
import org.zerosum.tensor.Noise;
import org.zerosum.tensor.Scope;
import org.zerosum.tensor.Shape;
import org.zerosum.tensor.Tensor;

/**
 * Looks at a training run now and then: how large the gradients of each layer are, how far generated samples lie apart, whether D has
 * learnt its samples by heart. An observation waits for the device and computes one pass of G and two of D.
 */
public final class Watch {
  private final Backend backend;
  private final GanTrainer trainer;
  private float[] heldOut;
  private int[] heldOutLabels;

  /** Watches a trainer. */
  public Watch(GanTrainer trainer) {
    this.backend = trainer.gan().backend();
    this.trainer = trainer;
  }

  /**
   * Compares D(x) of training samples with that of others from now on.
   *
   * @param samples real samples that D is never trained with, [N, sample] row-major
   * @param labels their classes; only read if D is conditional
   */
  public void holdOut(float[] samples, int[] labels) {
    heldOut = samples;
    heldOutLabels = labels;
  }

  /**
   * Observes the state after the latest step.
   *
   * @param report of that step
   * @param realSamples real samples from training, [N, sample] row-major, N at least 2
   * @param labels their classes; only read if D is conditional
   */
  public Observation observe(StepReport report, float[] realSamples, int[] labels) {
    Gan gan = trainer.gan();
    int count = realSamples.length / gan.architecture().sampleShape().count();
    try (Scope _ = backend.openScope()) {
      Batch real = batch(realSamples, labels);
      Tensor z = gan.generator().draw(count, new Noise(gan.seed(), NoiseStreams.WATCH, (int) report.step()));
      double spreadOfZ = spread(z);
      Tensor classes = gan.generator().drawLabels(count, new Noise(gan.seed(), NoiseStreams.WATCH_LABELS, (int) report.step()));
      double spreadOfFake = spread(gan.generator().generate(new Batch(z, classes)));
      double ratio = Math.sqrt(spreadOfFake / gan.architecture().sampleShape().count()) / Math.sqrt(spreadOfZ / gan.generator().latent());
      double gap = heldOut == null ? Double.NaN : meanProbability(real) - meanProbability(batch(heldOut, heldOutLabels));
      return new Observation(report.step(), norms("generator.", gan.generator().network()),
          norms("discriminator.", gan.discriminator().network()), spreadOfFake, spread(real.values()), ratio, gap, report);
    }
  }

  /** ‖gradient‖ of each parameter in the network's latest update. */
  private Map<String, Double> norms(String prefix, Network network) {
    Map<String, Tensor> gradients = network.gradientsByName();
    List<Tensor> squares = new ArrayList<>();
    gradients.values().forEach(gradient -> squares.add(backend.reshape(backend.sumOfSquares(gradient), Shape.of(1))));
    float[] values = backend.concatenate(squares, 0).toArray();
    Map<String, Double> norms = new LinkedHashMap<>();
    int i = 0;
    for (String name : gradients.keySet()) {
      norms.put(prefix + name, Math.sqrt(values[i++]));
    }
    return norms;
  }

  /** 1/N Σ ‖x − x̄‖². */
  private double spread(Tensor x) {
    int count = x.shape().extent(0);
    int[] extents = x.shape().toArray();
    extents[0] = 1;
    Tensor mean = backend.scale(backend.sumTo(x, Shape.of(extents)), 1f / count);
    return backend.sumOfSquares(backend.subtract(x, mean)).toArray()[0] / (double) count;
  }

  private Batch batch(float[] samples, int[] labels) {
    Gan gan = trainer.gan();
    int unit = gan.architecture().options().batchUnit();
    int count = samples.length / gan.architecture().sampleShape().count() / unit * unit;
    Shape shape = gan.architecture().batchShape(count);
    Tensor values = backend.tensor(shape, Arrays.copyOf(samples, shape.count()));
    return new Batch(values, gan.generator().classes() == 0 ? null : gan.generator().labels(Arrays.copyOf(labels, count)));
  }

  private double meanProbability(Batch x) {
    double sum = 0;
    float[] probabilities = trainer.gan().discriminator().probabilities(x).toArray();
    for (float probability : probabilities) {
      sum += probability;
    }
    return sum / probabilities.length;
  }
}
