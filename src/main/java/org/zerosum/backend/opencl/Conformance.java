package org.zerosum.backend.opencl;

import java.util.List;

/**
 * Whether a device computes by docs/arithmetic.md to the last bit, as found out by running small kernels when it was
 * opened.
 *
 * @param bitEqual true if every probe gave the expected bits
 * @param deviations what is different, each a clause such as "divide is not correctly rounded"; empty if nothing
 */
public record Conformance(boolean bitEqual, List<String> deviations) {
  /** Keeps a copy. */
  public Conformance {
    deviations = List.copyOf(deviations);
  }

  static Conformance of(List<String> deviations) {
    return new Conformance(deviations.isEmpty(), deviations);
  }

  /** For people: "bit-equal", or "close, not bit-equal: divide is not correctly rounded". */
  public String sentence() {
    return bitEqual ? "bit-equal" : "close, not bit-equal: " + String.join(", ", deviations);
  }
}
