/**
 * Generator, discriminator and the alternating algorithm that trains them against each other (Goodfellow et al., "Generative
 * Adversarial Nets", arXiv:1406.2661), computing on whatever backend it is given.
 */
package org.zerosum.gan;
