/**
 * The arithmetic's specification: every operation of {@code docs/arithmetic.md} in plain loops over {@code float[]}, written
 * straight from the rules and never optimised. The fallback of last resort and what the other backends are tested against.
 */
package org.zerosum.backend.scalar;
