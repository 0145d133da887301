package org.zerosum.cli;

import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import org.zerosum.io.Picture;
import org.zerosum.tensor.Backend;

/** A part of the theory, measured. */
@FunctionalInterface
interface TheoryStudy {
  /**
   * Does it.
   *
   * @param backend what networks are trained on and gradients computed
   * @param progress gets a line now and then
   */
  Findings on(Backend backend, Consumer<String> progress);

  /**
   * What was found.
   *
   * @param document for programs
   * @param lines for people
   * @param picture of it
   */
  record Findings(Map<String, Object> document, List<String> lines, Picture picture) {}
}
