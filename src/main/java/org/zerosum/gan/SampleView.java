package org.zerosum.gan;

import org.zerosum.autograd.Pointwise;
import org.zerosum.autograd.Tape;
import org.zerosum.autograd.Variable;
import org.zerosum.tensor.LiveFloat;
import org.zerosum.tensor.Tensor;

/**
 * What D sees of samples in one player's updates: augmented, and with instance noise if there is any at this time.
 *
 * @param draws of the player
 * @param deviation of instance noise; at 0 there is none
 */
record SampleView(Augmentation augmentation, Draws draws, LiveFloat deviation) {
  /** Samples as D sees them. */
  Variable of(Variable samples, int augmentationStream, int instanceStream) {
    Tape tape = samples.tape();
    Variable augmented = augmentation.apply(tape, samples, draws.of(augmentationStream));
    if (deviation.value() == 0) {
      return augmented;
    }
    Tensor drawn = tape.backend().normal(samples.shape(), draws.of(instanceStream), 0, deviation);
    return Pointwise.add(augmented, tape.constant(drawn));
  }

  /** Real samples as D sees them. */
  Batch ofReal(Tape tape, Batch real) {
    Variable seen = of(tape.constant(real.values()), NoiseStreams.REAL_AUGMENTATION, NoiseStreams.REAL_INSTANCE);
    return new Batch(seen.value(), real.labels());
  }
}
