package org.zerosum.tensor;

/**
 * What the two players of a GAN descend, on logits: a of the real samples (B1 of them), b of the generated ones (B2); E is the
 * mean over a batch, σ the sigmoid, t the label of real samples, and D(x) = σ(logit).
 *
 * <p>The formulas' roundings are those of docs/arithmetic.md, section 7. The constants' order is that of
 * {@code gan_loss.cl}.
 */
public enum GanLoss {
  /**
   * The game as it is written: L_D = E[t · softplus(−a) + (1 − t) · softplus(a)] + E softplus(b), which is −V(D, G) with t = 1;
   * L_G = E −softplus(b) = E log(1 − D(G(z))), whose gradient vanishes as D(G(z)) → 0 (Goodfellow et al., arXiv:1406.2661,
   * equation 1).
   */
  SATURATING,
  /**
   * L_D as of {@link #SATURATING}; L_G = E softplus(−b) = −E log D(G(z)): strong gradients where D rejects the samples (Goodfellow
   * et al., arXiv:1406.2661, section 3).
   */
  NON_SATURATING,
  /** L_D = ½ E(a − t)² + ½ E b²; L_G = ½ E(b − 1)² (Mao et al., arXiv:1611.04076, equation 9). */
  LEAST_SQUARES,
  /**
   * L_D = E max(0, 1 − a) + E max(0, 1 + b); L_G = −E b (Lim and Ye, arXiv:1705.02894; Miyato et al., arXiv:1802.05957, equations
   * 16 and 17). At a kink the derivative is 0.
   */
  HINGE,
  /**
   * L_D = E b − E a; L_G = −E b: D estimates the Wasserstein distance if it is kept Lipschitz, by clipped weights or a gradient
   * penalty (Arjovsky, Chintala and Bottou, arXiv:1701.07875).
   */
  WASSERSTEIN,
  /**
   * With a′ = a − E b and b′ = b − E a: L_D = E[t · softplus(−a′) + (1 − t) · softplus(a′)] + E softplus(b′); L_G = E softplus(−b′) +
   * E softplus(a′). The gradients go through the means as well; the generator's is the one with respect to b alone
   * (Jolicoeur-Martineau, arXiv:1807.00734, section 4.2).
   */
  RELATIVISTIC_AVERAGE;

  /** Whether the generator's loss is a function of the real samples' logits too. */
  public boolean needsReal() {
    return this == RELATIVISTIC_AVERAGE;
  }

  /** Whether the discriminator's loss has a label of real samples, which may then be smoothed. */
  public boolean takesLabel() {
    return this != HINGE && this != WASSERSTEIN;
  }
}
