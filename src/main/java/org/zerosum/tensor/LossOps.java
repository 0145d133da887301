package org.zerosum.tensor;

/**
 * The binary cross-entropy losses of a GAN on logits, fused: one launch gives loss, gradients and monitors. With D(x) =
 * sigmoid(logit), log D = −softplus(−logit) and log(1 − D) = −softplus(logit), finite for every finite logit.
 */
public interface LossOps extends Operations {
  /**
   * The discriminator's loss and everything a step needs of it.
   *
   * @param values [4]: loss, V(D, G), mean D(x), mean D(G(z))
   * @param realGradient ∂loss/∂realLogits, of their shape
   * @param fakeGradient ∂loss/∂fakeLogits, of their shape
   */
  record DiscriminatorLoss(Tensor values, Tensor realGradient, Tensor fakeGradient) {}

  /**
   * The generator's loss and everything a step needs of it.
   *
   * @param values [2]: loss, mean D(G(z))
   * @param gradient ∂loss/∂fakeLogits, of their shape
   */
  record GeneratorLoss(Tensor values, Tensor gradient) {}

  /**
   * L_D = mean of (t · softplus(−a) + (1 − t) · softplus(a)) + mean of softplus(b), over real logits a and fake logits b,
   * where t is the label of real samples. With t = 1 this is −V(D, G) (Goodfellow et al., arXiv:1406.2661, eq. 1), so that
   * <em>descending</em> it ascends V. t below 1 is one-sided label smoothing (Salimans et al., arXiv:1606.03498, 3.4).
   *
   * <p>Gradients: ((1 − t) · D(a) − t · D(−a)) / B1 and D(b) / B2. values: L_D, V = −(mean softplus(−a) + mean softplus(b)),
   * mean D(a), mean D(b).
   *
   * <p><b>Shapes</b>: logits of any shape; B1 and B2 are their element counts and may differ.
   *
   * @param realLabel t, in [0, 1]
   * @return new tensors of the innermost scope
   */
  default DiscriminatorLoss discriminatorBce(Tensor realLogits, Tensor fakeLogits, float realLabel) {
    Checks.range("discriminatorBce", "the label of real samples", realLabel, 0, 1);
    Tensor values = allocate(Shape.of(4));
    Tensor realGradient = allocate(realLogits.shape());
    Tensor fakeGradient = allocate(fakeLogits.shape());
    kernels().discriminatorBce(values, realGradient, fakeGradient, realLogits, fakeLogits, realLabel);
    return new DiscriminatorLoss(values, realGradient, fakeGradient);
  }

  /**
   * Non-saturating: L_G = mean of softplus(−b) = −mean log D(G(z)), gradient −D(−b) / B2. Saturating (the minimax form):
   * L_G = mean of −softplus(b) = mean log(1 − D(G(z))), gradient −D(b) / B2.
   *
   * <p><b>Shapes</b>: logits of any shape; B2 is their element count.
   *
   * @return new tensors of the innermost scope
   */
  default GeneratorLoss generatorBce(Tensor fakeLogits, boolean saturating) {
    Tensor values = allocate(Shape.of(2));
    Tensor gradient = allocate(fakeLogits.shape());
    kernels().generatorBce(values, gradient, fakeLogits, saturating);
    return new GeneratorLoss(values, gradient);
  }
}
