package org.zerosum.cl;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.Arrays;
import org.jocl.CL;

/**
 * A kernel and its arguments. Owned by the caller, who closes it. For one thread at a time.
 *
 * <pre>{@code
 * kernel.arguments().buffer(out).buffer(x).int32(n).float32(slope);
 * queue.launch(kernel, ClRange.of(n));
 * }</pre>
 */
public final class ClKernel implements AutoCloseable {
  /**
   * What the device says of this kernel.
   *
   * @param maxSize largest work-group that it can be launched with
   * @param preferredMultiple a work-group's size is best a multiple of this
   * @param localBytes local memory that it uses now, with the arguments that were set
   * @param privateBytes private memory of a work-item
   * @param requiredSize x, y, z of {@code reqd_work_group_size}; zeros if it has none
   */
  public record WorkGroup(long maxSize, long preferredMultiple, long localBytes, long privateBytes,
      long[] requiredSize) {
    @Override
    public String toString() {
      return "largest work-group " + maxSize + ", preferred multiple " + preferredMultiple + ", local " + localBytes
          + " bytes, private " + privateBytes + " bytes, required size " + Arrays.toString(requiredSize);
    }
  }

  private final ClContext context;
  private final ClProgram program;
  private final String name;
  private final ClHandle handle;
  private final Arena arena;
  private final ClArguments arguments;

  private ClKernel(ClProgram program, String name, long handle, int argumentCount) {
    this.context = program.context();
    this.program = program;
    this.name = name;
    this.handle = new ClHandle(this, handle);
    this.arena = Arena.ofShared();
    this.arguments = new ClArguments(this, argumentCount, arena.allocate(ValueLayout.JAVA_LONG));
    context.counters().kernels.incrementAndGet();
  }

  static ClKernel create(ClProgram program, String name) {
    try (Arena arena = Arena.ofConfined()) {
      MemorySegment status = arena.allocate(ValueLayout.JAVA_INT);
      long handle = ClNative.clCreateKernel(program.handle(), arena.allocateFrom(name).address(), status.address());
      int code = status.get(ValueLayout.JAVA_INT, 0);
      if (code != CL.CL_SUCCESS) {
        throw new ClException("clCreateKernel", code, "kernel " + name + " of " + program);
      }
      return new ClKernel(program, name, handle, argumentCount(name, handle));
    }
  }

  /** A kernel that can't be asked has no owner yet, so it is released here. */
  private static int argumentCount(String name, long handle) {
    try {
      ClInfo info = new ClInfo("clGetKernelInfo", "kernel " + name,
          (key, size, value, sizeOut) -> ClNative.clGetKernelInfo(handle, key, size, value, sizeOut));
      return (int) info.number(CL.CL_KERNEL_NUM_ARGS);
    } catch (ClException e) {
      ClNative.clReleaseKernel(handle);
      throw e;
    }
  }

  /**
   * Starts to set the arguments anew, from the first. The object is the kernel's own, always the same one.
   *
   * @throws IllegalStateException if the kernel is closed
   */
  public ClArguments arguments() {
    handle.get();
    return arguments.restart();
  }

  /**
   * Another kernel of the same function with the arguments that this one has now.
   *
   * @return a new kernel, owned by the caller
   * @throws IllegalStateException if arguments are missing, or the program is closed
   */
  public ClKernel copy() {
    arguments.checkReady();
    ClKernel copy = create(program, name);
    copy.arguments.copy(arguments);
    return copy;
  }

  /** The arguments as they are. */
  ClArguments current() {
    return arguments;
  }

  /** Throws unless the kernel can be launched with its arguments. */
  void checkReady(ClContext queueContext) {
    if (queueContext != context) {
      throw new IllegalArgumentException("Kernel " + name
          + " belongs to another context than the queue that it was launched on; "
          + "build the program in the queue's context.");
    }
    arguments.checkReady();
  }

  /** The kernel's function name. */
  public String name() {
    return name;
  }

  /** How many arguments it has. */
  public int argumentCount() {
    return arguments.expected();
  }

  /** The context it belongs to. */
  public ClContext context() {
    return context;
  }

  /** What the device says of this kernel; asked anew each time. */
  public WorkGroup workGroup() {
    long device = context.device().handle();
    ClInfo info = new ClInfo("clGetKernelWorkGroupInfo", this,
        (key, size, value, sizeOut) -> ClNative.clGetKernelWorkGroupInfo(handle(), device, key, size, value, sizeOut));
    return new WorkGroup(info.number(CL.CL_KERNEL_WORK_GROUP_SIZE),
        info.number(CL.CL_KERNEL_PREFERRED_WORK_GROUP_SIZE_MULTIPLE),
        info.number(CL.CL_KERNEL_LOCAL_MEM_SIZE), info.number(CL.CL_KERNEL_PRIVATE_MEM_SIZE),
        info.numbers(CL.CL_KERNEL_COMPILE_WORK_GROUP_SIZE));
  }

  /**
   * The raw {@code cl_kernel}, for other OpenCL bindings; this object stays its owner.
   *
   * @throws IllegalStateException if it is closed
   */
  public long handle() {
    return handle.get();
  }

  /** Releases it; launches that were enqueued before still complete. */
  @Override
  public void close() {
    long taken = handle.take();
    if (taken != 0) {
      context.counters().kernels.decrementAndGet();
      arena.close();
      ClException.check("clReleaseKernel", ClNative.clReleaseKernel(taken), this);
    }
  }

  @Override
  public String toString() {
    return "kernel " + name + " on " + context.device();
  }
}
