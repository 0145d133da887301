package org.zerosum.backend.opencl;

import org.zerosum.cl.ClContext;
import org.zerosum.cl.ClProgram;

/** Where the programs of kernel files come from. */
@FunctionalInterface
interface Programs {
  /**
   * Builds a kernel file.
   *
   * @param file such as {@code reduce.cl}
   * @param options the compiler's
   * @return the program, owned by the caller
   */
  ClProgram build(ClContext context, String file, String options);

  /** Compiles them. */
  static Programs fromSources() {
    return (context, file, options) -> context.createProgram(options, KernelSources.load(file));
  }
}
