package org.zerosum.cli;

import org.zerosum.gan.Architecture;
import org.zerosum.gan.Gan;
import org.zerosum.gan.Regularizer;
import org.zerosum.gan.TrainingOptions;
import org.zerosum.nn.ConditionalBatchNorm2d;
import org.zerosum.nn.ConvTranspose2dLayer;
import org.zerosum.nn.Layer;
import org.zerosum.nn.Network;
import org.zerosum.nn.Sequential;
import org.zerosum.tensor.Shape;
import org.zerosum.tensor.Tensor;

/**
 * The multiply-adds of a training step, as the model needs them.
 *
 * <p>Of one sample, with F the sum over all layers and F₁ the first layer alone: a forward pass takes F; the weights'
 * gradients F; the gradient down to the first layer's result F − F₁; down to the network's input F. A step with B₁ real
 * and B₂ fake samples is
 * <ul>
 *   <li>D's update: B₂ · F_G (making samples) + (B₁ + B₂) · (F_D forward + F_D weights + F_D − F_D₁ inner gradients)
 *   <li>G's update: B₂ · (F_G + F_D forward + F_D gradient through D + F_G weights + F_G − F_G₁ inner gradients).
 * </ul>
 *
 * <p>A penalty on the gradient at B samples is B · 4F_D more: forward, gradient to the input, and back through that the gradients of
 * its weights and of what arrived.
 *
 * <p>A linear layer takes in·out; a convolution K·P·Q·C·R·S, padding taps included; a transposed one C·H·W·K·R·S.
 * Activations, batch norm (also per class), losses and optimisers are left out. One multiply-add is two floating-point operations.
 *
 * @param all F
 * @param first F₁
 */
record StepWork(double all, double first) {
  /** Multiply-adds of one sample's forward pass. */
  static StepWork of(Network network, Shape input) {
    double all = 0;
    double first = 0;
    Shape shape = input;
    Sequential layers = (Sequential) network.layer();
    for (int i = 0; i < layers.layers().size(); i++) {
      Layer layer = layers.layers().get(i);
      Shape out = layer.outputShape(shape);
      Tensor weight = network.state().get(i + ".weight");
      if (weight != null && weight.shape().rank() >= 2 && !(layer instanceof ConditionalBatchNorm2d)) {
        Shape places = layer instanceof ConvTranspose2dLayer ? shape : out;
        double work = (double) weight.count() * (places.rank() == 4 ? places.product(2, 4) : 1);
        first = all == 0 ? work : first;
        all += work;
      }
      shape = out;
    }
    return new StepWork(all, first);
  }

  /** Floating-point operations of a step with k = k′ = 1, penalties included. */
  static double flops(Gan gan, TrainingOptions training) {
    StepWork d = ofDiscriminator(gan);
    double penalties = training.practice().regularizers().stream().mapToInt(regularizer -> switch (regularizer) {
      case Regularizer.R1 _, Regularizer.GradientPenalty _ -> training.realBatch();
      case Regularizer.R2 _ -> training.fakeBatch();
      default -> 0;
    }).sum();
    return flops(gan, training.realBatch(), training.fakeBatch()) + 2 * penalties * 4 * d.all;
  }

  /** Of one sample, where D sees packs of them too. */
  private static StepWork ofDiscriminator(Gan gan) {
    int packed = gan.architecture().options().packing();
    StepWork pack = of(gan.discriminator().network(), gan.architecture().batchShape(packed));
    return new StepWork(pack.all / packed, pack.first / packed);
  }

  /** Floating-point operations of a plain step with k = k′ = 1. */
  static double flops(Gan gan, int realBatch, int fakeBatch) {
    Architecture architecture = gan.architecture();
    StepWork g = of(gan.generator().network(), Shape.of(1, architecture.latent()));
    StepWork d = ofDiscriminator(gan);
    double discriminator = fakeBatch * g.all + (realBatch + fakeBatch) * (3 * d.all - d.first);
    double generator = fakeBatch * (3 * g.all - g.first + 2 * d.all);
    return 2 * (discriminator + generator);
  }
}
