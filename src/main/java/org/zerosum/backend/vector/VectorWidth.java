package org.zerosum.backend.vector;

import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.VectorSpecies;

/**
 * The vector width, fixed when the class is initialised so that the compiler sees constants.
 *
 * <p>The system property {@code zerosum.vector.bits} (128, 256 or 512) overrides the platform's preferred width;
 * results do not depend on it.
 */
final class VectorWidth {
  static final VectorSpecies<Float> SPECIES = choose(System.getProperty("zerosum.vector.bits"));
  static final int LANES = SPECIES.length();
  static final int BITS = SPECIES.vectorBitSize();

  private VectorWidth() {}

  private static VectorSpecies<Float> choose(String bits) {
    if (bits == null) {
      return FloatVector.SPECIES_PREFERRED.vectorBitSize() >= 512 ? FloatVector.SPECIES_512
          : FloatVector.SPECIES_PREFERRED.vectorBitSize() >= 256 ? FloatVector.SPECIES_256 : FloatVector.SPECIES_128;
    }
    return switch (bits) {
      case "128" -> FloatVector.SPECIES_128;
      case "256" -> FloatVector.SPECIES_256;
      case "512" -> FloatVector.SPECIES_512;
      default -> throw new IllegalArgumentException(
          "system property zerosum.vector.bits is '" + bits
          + "' but must be 128, 256 or 512; leave it out for the machine's own width");
    };
  }
}
