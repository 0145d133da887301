package org.zerosum.cl;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.jocl.CL;

/**
 * A program built for its context's device. Owned by the caller, who closes it; its kernels have lives of their own.
 */
public final class ClProgram implements AutoCloseable {
  private final ClContext context;
  private final String options;
  private final ClHandle handle;
  private final ClInfo info;

  private ClProgram(ClContext context, String options, long handle) {
    this.context = context;
    this.options = options;
    this.handle = new ClHandle(this, handle);
    this.info = new ClInfo("clGetProgramInfo", this,
        (key, size, value, sizeOut) -> ClNative.clGetProgramInfo(handle(), key, size, value, sizeOut));
    context.counters().programs.incrementAndGet();
  }

  static ClProgram fromSources(ClContext context, String options, String... sources) {
    if (sources.length == 0) {
      throw new IllegalArgumentException("A program needs at least one source.");
    }
    try (Arena arena = Arena.ofConfined()) {
      MemorySegment status = arena.allocate(ValueLayout.JAVA_INT);
      MemorySegment texts = arena.allocate(ValueLayout.JAVA_LONG, sources.length);
      MemorySegment lengths = arena.allocate(ValueLayout.JAVA_LONG, sources.length);
      for (int i = 0; i < sources.length; i++) {
        byte[] text = sources[i].getBytes(StandardCharsets.UTF_8);
        // One byte more, so that an empty source still has an address.
        MemorySegment copy = arena.allocate(text.length + 1L);
        MemorySegment.copy(text, 0, copy, ValueLayout.JAVA_BYTE, 0, text.length);
        texts.setAtIndex(ValueLayout.JAVA_LONG, i, copy.address());
        lengths.setAtIndex(ValueLayout.JAVA_LONG, i, text.length);
      }
      long handle = ClNative.clCreateProgramWithSource(context.handle(), sources.length, texts.address(),
          lengths.address(), status.address());
      ClException.check("clCreateProgramWithSource", status.get(ValueLayout.JAVA_INT, 0), context);
      return new ClProgram(context, options, handle).build();
    }
  }

  static ClProgram fromBinary(ClContext context, byte[] binary, String options) {
    if (binary.length == 0) {
      throw new IllegalArgumentException("A program's binary is empty.");
    }
    try (Arena arena = Arena.ofConfined()) {
      MemorySegment status = arena.allocate(ValueLayout.JAVA_INT);
      MemorySegment binaryStatus = arena.allocate(ValueLayout.JAVA_INT);
      MemorySegment devices = arena.allocateFrom(ValueLayout.JAVA_LONG, context.device().handle());
      MemorySegment lengths = arena.allocateFrom(ValueLayout.JAVA_LONG, binary.length);
      MemorySegment copy = arena.allocate(binary.length, Long.BYTES);
      MemorySegment.copy(binary, 0, copy, ValueLayout.JAVA_BYTE, 0, binary.length);
      MemorySegment binaries = arena.allocateFrom(ValueLayout.JAVA_LONG, copy.address());
      long handle = ClNative.clCreateProgramWithBinary(context.handle(), 1, devices.address(), lengths.address(),
          binaries.address(), binaryStatus.address(), status.address());
      String subject = "a binary of " + binary.length + " bytes, " + context;
      ClException.check("clCreateProgramWithBinary", status.get(ValueLayout.JAVA_INT, 0), subject);
      ClProgram program = new ClProgram(context, options, handle);
      int code = binaryStatus.get(ValueLayout.JAVA_INT, 0);
      if (code != CL.CL_SUCCESS) {
        program.close();
        throw new ClException("clCreateProgramWithBinary", code, subject);
      }
      return program.build();
    }
  }

  /** Builds it, or closes it and throws with the whole log. */
  private ClProgram build() {
    try (Arena arena = Arena.ofConfined()) {
      MemorySegment devices = arena.allocateFrom(ValueLayout.JAVA_LONG, context.device().handle());
      int status = ClNative.clBuildProgram(handle(), 1, devices.address(), arena.allocateFrom(options).address(), 0, 0);
      if (status == CL.CL_SUCCESS) {
        return this;
      }
      String log = logAfterFailure();
      close();
      String detail = log.isEmpty() ? ", without a build log" : ". Build log:\n" + log;
      throw new ClException("clBuildProgram", status, this + detail);
    }
  }

  /** An error while asking for the log must not hide the build's own. */
  private String logAfterFailure() {
    try {
      return buildLog();
    } catch (ClException e) {
      return e.getMessage();
    }
  }

  /** The compiler's log, whole; warnings of a successful build, often empty. */
  public String buildLog() {
    long device = context.device().handle();
    return new ClInfo("clGetProgramBuildInfo", this,
        (key, size, value, sizeOut) -> ClNative.clGetProgramBuildInfo(handle(), device, key, size, value, sizeOut))
        .string(CL.CL_PROGRAM_BUILD_LOG);
  }

  /** The device's binary, for {@link ClContext#createProgramFromBinary}; valid for the same device and driver only. */
  public byte[] binary() {
    long size = info.numbers(CL.CL_PROGRAM_BINARY_SIZES)[0];
    try (Arena arena = Arena.ofConfined()) {
      MemorySegment bytes = arena.allocate(Math.max(1, size), Long.BYTES);
      MemorySegment pointers = arena.allocateFrom(ValueLayout.JAVA_LONG, bytes.address());
      int status = ClNative.clGetProgramInfo(handle(), CL.CL_PROGRAM_BINARIES, pointers.byteSize(), pointers.address(),
          0);
      ClException.check("clGetProgramInfo", status, this);
      return bytes.asSlice(0, size).toArray(ValueLayout.JAVA_BYTE);
    }
  }

  /** Names of all kernels. */
  public List<String> kernelNames() {
    String names = info.string(CL.CL_PROGRAM_KERNEL_NAMES);
    return names.isEmpty() ? List.of() : List.of(names.split(";"));
  }

  /**
   * A kernel of this program, owned by the caller.
   *
   * @throws ClException if there is no kernel of this name
   */
  public ClKernel createKernel(String name) {
    return ClKernel.create(this, name);
  }

  /** The context it belongs to. */
  public ClContext context() {
    return context;
  }

  /** The options it was built with. */
  public String options() {
    return options;
  }

  /**
   * The raw {@code cl_program}, for other OpenCL bindings; this object stays its owner.
   *
   * @throws IllegalStateException if it is closed
   */
  public long handle() {
    return handle.get();
  }

  /** Releases it; kernels made from it stay usable. */
  @Override
  public void close() {
    long taken = handle.take();
    if (taken != 0) {
      context.counters().programs.decrementAndGet();
      ClException.check("clReleaseProgram", ClNative.clReleaseProgram(taken), this);
    }
  }

  @Override
  public String toString() {
    return "program with options \"" + options + "\" on " + context.device();
  }
}
