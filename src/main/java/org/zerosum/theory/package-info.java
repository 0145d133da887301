/**
 * The mathematics of the game where everything is known: distributions with densities, the optimal discriminator,
 * divergences by quadrature, the generator's gradients and the dynamics of small games. All in double precision; what it is
 * compared with is trained elsewhere. Derivations and measurements are in docs/theory.md.
 */
package org.zerosum.theory;
