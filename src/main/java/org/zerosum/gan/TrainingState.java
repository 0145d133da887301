package org.zerosum.gan;

import java.util.Map;
import org.zerosum.tensor.Tensor;

/**
 * A moment of a training run.
 *
 * @param tensors parameters ({@code generator.0.weight}), running statistics ({@code generator.2.running_mean}) and moments
 *     ({@code optimizer.generator.0.weight.exp_avg}), in a fixed order; the trainer's own tensors, not copies
 * @param steps steps so far
 * @param discriminatorUpdates updates of D so far
 * @param generatorUpdates updates of G so far
 * @param rateFactor what both learning rates are multiplied with beside the schedule
 */
public record TrainingState(Map<String, Tensor> tensors, long steps, long discriminatorUpdates, long generatorUpdates,
    double rateFactor) {}
