package org.zerosum.tensor;

/**
 * The losses of a GAN on logits and the cross entropy of a classifier, fused: one launch gives loss, gradients and monitors. With
 * D(x) = sigmoid(logit), log D = −softplus(−logit) and log(1 − D) = −softplus(logit), finite for every finite logit.
 */
public interface LossOps extends Operations {
  /**
   * The discriminator's loss and everything a step needs of it.
   *
   * @param values [6]: loss, V(D, G), mean D(x), mean D(G(z)), mean a, mean b
   * @param realGradient ∂loss/∂realLogits, of their shape
   * @param fakeGradient ∂loss/∂fakeLogits, of their shape
   */
  record DiscriminatorLoss(Tensor values, Tensor realGradient, Tensor fakeGradient) {}

  /**
   * The generator's loss and everything a step needs of it.
   *
   * @param values [5]: loss, mean D(G(z)), mean b, share of saturated samples, mean 1 / D(G(z))
   * @param gradient ∂loss/∂fakeLogits, of their shape
   */
  record GeneratorLoss(Tensor values, Tensor gradient) {}

  /**
   * A classifier's loss and everything a step needs of it.
   *
   * @param values [2]: loss, share of rows whose largest logit is that of their class
   * @param gradient ∂loss/∂logits, of their shape
   */
  record ClassifierLoss(Tensor values, Tensor gradient) {}

  /**
   * L_D of {@link GanLoss} over real logits a and fake logits b, where t is the label of real samples; t below 1 is one-sided label
   * smoothing (Salimans et al., arXiv:1606.03498, 3.4). To be descended.
   *
   * <p>Gradients with respect to a and b. values: L_D; V = mean log D(a) + mean log(1 − D(b)) = −(mean softplus(−a) + mean
   * softplus(b)), whatever the loss; mean D(a); mean D(b); mean a; mean b.
   *
   * <p><b>Shapes</b>: logits of any shape; B1 and B2 are their element counts and may differ.
   *
   * @param realLabel t, in [0, 1]; 1 for losses without a label
   * @return new tensors of the innermost scope
   * @throws IllegalArgumentException if the label lies outside, or is not 1 and the loss has none
   */
  default DiscriminatorLoss discriminatorLoss(GanLoss loss, Tensor realLogits, Tensor fakeLogits, float realLabel) {
    Checks.range("discriminatorLoss", "the label of real samples", realLabel, 0, 1);
    if (realLabel != 1 && !loss.takesLabel()) {
      throw new IllegalArgumentException("discriminatorLoss: the loss " + loss + " has no label of real samples, but it is " + realLabel
          + "; leave it at 1");
    }
    Tensor values = allocate(Shape.of(6));
    Tensor realGradient = allocate(realLogits.shape());
    Tensor fakeGradient = allocate(fakeLogits.shape());
    kernels().discriminatorLoss(loss, values, realGradient, fakeGradient, realLogits, fakeLogits, realLabel);
    return new DiscriminatorLoss(values, realGradient, fakeGradient);
  }

  /**
   * L_G of {@link GanLoss} over fake logits b and, where the loss {@linkplain GanLoss#needsReal needs} them, real logits a, which
   * are held fixed. To be descended.
   *
   * <p>The gradient is that with respect to b. values: L_G; mean D(b); mean b; the share of saturated samples, those with |B2 ·
   * ∂L_G/∂b| &lt; 0.01; and mean 1 / D(b) = 1 + mean exp(−b), the factor in the gradient of −log D(G(z)), which is −(1 / D) ∂D;
   * infinite where a logit below about −88 makes it so.
   *
   * <p><b>Shapes</b>: logits of any shape; B2 is the count of the fake ones, B1 of the real ones, and they may differ.
   *
   * @param realLogits a; null unless the loss needs them
   * @return new tensors of the innermost scope
   * @throws IllegalArgumentException if the real logits are missing, or given for nothing
   */
  default GeneratorLoss generatorLoss(GanLoss loss, Tensor fakeLogits, Tensor realLogits) {
    if (loss.needsReal() != (realLogits != null)) {
      throw new IllegalArgumentException("generatorLoss: the loss " + loss + (loss.needsReal()
          ? " needs the logits of real samples too, but there are none" : " has no use for the logits of real samples; pass null"));
    }
    Tensor values = allocate(Shape.of(5));
    Tensor gradient = allocate(fakeLogits.shape());
    kernels().generatorLoss(loss, values, gradient, fakeLogits, realLogits);
    return new GeneratorLoss(values, gradient);
  }

  /**
   * The mean over n of −log softmax(x[n])[y[n]] = log Σ exp x[n][c] − x[n][y[n]], computed from the differences to each row's
   * largest logit, so that it is finite for all finite ones.
   *
   * <p>Gradient: (softmax(x[n])[c] − [c = y[n]]) / N. values: the loss; the share of rows whose first largest logit is that of
   * their class. A row whose class is no whole number from 0 to C − 1 makes the loss NaN.
   *
   * <p><b>Shapes</b>: logits x [N, C], classes y [N].
   *
   * @return new tensors of the innermost scope
   * @throws ShapeException if the shapes are others
   */
  default ClassifierLoss softmaxCrossEntropy(Tensor logits, Tensor classes) {
    Checks.rank("softmaxCrossEntropy", "logits", logits.shape(), 2);
    Checks.shape("softmaxCrossEntropy", "classes", classes, Shape.of(logits.shape().extent(0)));
    Tensor values = allocate(Shape.of(2));
    Tensor gradient = allocate(logits.shape());
    kernels().softmaxCrossEntropy(values, gradient, logits, classes);
    return new ClassifierLoss(values, gradient);
  }
}
