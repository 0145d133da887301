package org.zerosum.backend.opencl;

import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import org.zerosum.cl.ClArguments;
import org.zerosum.cl.ClContext;
import org.zerosum.cl.ClKernel;
import org.zerosum.cl.ClProgram;

/** One {@code .cl} file, built when its first kernel is asked for; its kernels are made once and then kept. */
final class KernelFile implements AutoCloseable {
  private final Programs programs;
  private final ClContext context;
  private final String name;
  private final String options;
  private final String refusal;
  private final Map<String, ClKernel> kernels = new HashMap<>();
  private ClProgram program;
  private long buildNanos;

  /** With a refusal, null if there is none, its kernels are not to be had. */
  KernelFile(Programs programs, ClContext context, String name, String options, String refusal) {
    this.programs = programs;
    this.refusal = refusal;
    this.context = context;
    this.name = name;
    this.options = options;
  }

  /**
   * A kernel, owned by this object. Set its arguments by {@link ClArguments}.
   *
   * @throws QuarantinedException if the file's kernels gave wrong bits and nothing replaces them
   */
  ClKernel kernel(String kernelName) {
    if (refusal != null) {
      throw new QuarantinedException(refusal);
    }
    ClKernel kernel = kernels.get(kernelName);
    if (kernel == null) {
      if (program == null) {
        long start = System.nanoTime();
        program = programs.build(context, name, options);
        buildNanos = System.nanoTime() - start;
      }
      kernel = program.createKernel(kernelName);
      kernels.put(kernelName, kernel);
    }
    return kernel;
  }

  /** The kernels that were asked for so far. */
  Set<String> names() {
    return kernels.keySet();
  }

  /** How long building the program took; 0 if it was not needed yet. */
  long buildNanos() {
    return buildNanos;
  }

  @Override
  public void close() {
    kernels.values().forEach(ClKernel::close);
    kernels.clear();
    if (program != null) {
      program.close();
      program = null;
    }
  }
}
