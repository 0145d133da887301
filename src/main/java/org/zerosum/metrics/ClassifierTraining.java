package org.zerosum.metrics;

import org.zerosum.autograd.Classification;
import org.zerosum.autograd.Tape;
import org.zerosum.autograd.Variable;
import org.zerosum.nn.Network;
import org.zerosum.nn.Pass;
import org.zerosum.nn.optim.Optimizer;
import org.zerosum.nn.optim.OptimizerState;
import org.zerosum.tensor.Backend;
import org.zerosum.tensor.Scope;
import org.zerosum.tensor.Shape;
import org.zerosum.tensor.Tensor;

/**
 * Trains a {@link Classifier} by softmax cross entropy and Adam (1e-3 for two thirds of the steps, then 1e-4 with new moments). The
 * same starting values and batches give the same bits on every device.
 */
public final class ClassifierTraining {
  private static final double RATE = 1e-3;
  private static final double LAST_RATE = 1e-4;

  private final Classifier classifier;
  private final int steps;

  /** Where labelled samples come from. */
  public interface LabelledBatches {
    /** Fills [N, C, S, S] samples in [−1, 1] and their N classes, N being the labels' length. */
    void next(float[] samples, int[] labels);
  }

  /** Is told of every step. */
  public interface Listener {
    /** After a step, counted from 1; the loss is that before the step's update. */
    void trained(int step, float loss);
  }

  /**
   * A training to come.
   *
   * @param steps updates, at least 1
   */
  public ClassifierTraining(Classifier classifier, int steps) {
    if (steps < 1) {
      throw new IllegalArgumentException("classifier training: needs at least 1 step, not " + steps);
    }
    this.classifier = classifier;
    this.steps = steps;
  }

  /** Trains to the end. */
  public void run(LabelledBatches batches, int batchSize, Listener listener) {
    Network network = classifier.network();
    int first = Math.max(1, steps * 2 / 3);
    try (Scope _ = network.backend().openScope()) {
      OptimizerState fast = new OptimizerState(new Optimizer.Adam(RATE, 0.9, 0.999, 1e-8), network);
      OptimizerState slow = new OptimizerState(new Optimizer.Adam(LAST_RATE, 0.9, 0.999, 1e-8), network);
      float[] samples = new float[classifier.form().batchShape(batchSize).count()];
      int[] labels = new int[batchSize];
      for (int step = 1; step <= steps; step++) {
        batches.next(samples, labels);
        listener.trained(step, step(step <= first ? fast : slow, samples, labels));
      }
    }
  }

  private float step(OptimizerState optimizer, float[] samples, int[] labels) {
    Network network = classifier.network();
    Backend backend = network.backend();
    try (Scope _ = backend.openScope()) {
      Tape tape = new Tape(backend);
      Pass pass = network.training(tape);
      Tensor x = backend.tensor(classifier.form().batchShape(labels.length), samples);
      Variable loss = Classification.softmaxCrossEntropy(pass.apply(tape.constant(x)), labels);
      network.backward(pass, loss, tape.constant(backend.full(Shape.of(), 1)));
      optimizer.update();
      return loss.value().toArray()[0];
    }
  }
}
