package org.zerosum.gan;

/** What the generator descends. The discriminator always ascends V(D, G) = E log D(x) + E log(1 − D(G(z))). */
public enum Objective {
  /** L_G = −E log D(G(z)): strong gradients where D rejects the samples; the usual choice. */
  NON_SATURATING,
  /** L_G = E log(1 − D(G(z))): the minimax game as it is written, whose gradient vanishes as D(G(z)) → 0. */
  SATURATING
}
