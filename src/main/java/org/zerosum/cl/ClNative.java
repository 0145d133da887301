package org.zerosum.cl;

import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemoryLayout;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.lang.invoke.MethodHandle;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.MethodType;
import java.util.Optional;

/**
 * The OpenCL functions that this package needs, each under its own name, each a constant downcall handle so that the
 * JIT compiles the call in line. Arguments and results are as in the specification.
 *
 * <p>Handles, pointers, {@code size_t} and bit fields are all passed as {@code long}: on the 64-bit platforms that the
 * JDK's linker supports they travel in the same registers, and nothing is allocated for a call. Only the two transfers
 * take a {@link MemorySegment}, so that the linker keeps the caller's memory alive for the time of the call.
 */
final class ClNative {
  static final ClLibrary LIBRARY = ClLibrary.open(ClLibrary.configuredNames());

  private static final ValueLayout I = ValueLayout.JAVA_INT;
  private static final ValueLayout P = ValueLayout.JAVA_LONG;
  private static final ValueLayout A = ValueLayout.ADDRESS;

  /**
   * For calls that return at once and never call back: the thread stays in Java, which saves the two state transitions.
   */
  private static final Linker.Option[] SHORT = {Linker.Option.critical(false)};
  private static final Linker.Option[] ORDINARY = {};

  private static final MethodHandle GET_PLATFORM_IDS = bind("clGetPlatformIDs", I, I, P, P);
  private static final MethodHandle GET_PLATFORM_INFO = bind("clGetPlatformInfo", I, P, I, P, P, P);
  private static final MethodHandle GET_EXTENSION_FUNCTION_ADDRESS_FOR_PLATFORM =
      bind("clGetExtensionFunctionAddressForPlatform", P, P, P);
  private static final MethodHandle GET_DEVICE_IDS = bind("clGetDeviceIDs", I, P, P, I, P, P);
  private static final MethodHandle GET_DEVICE_INFO = bind("clGetDeviceInfo", I, P, I, P, P, P);
  private static final MethodHandle CREATE_CONTEXT = bind("clCreateContext", P, P, I, P, P, P, P);
  private static final MethodHandle RELEASE_CONTEXT = bind("clReleaseContext", I, P);
  private static final MethodHandle CREATE_COMMAND_QUEUE = bind("clCreateCommandQueue", P, P, P, P, P);
  private static final MethodHandle RELEASE_COMMAND_QUEUE = bind("clReleaseCommandQueue", I, P);
  private static final MethodHandle FLUSH = bind("clFlush", I, P);
  private static final MethodHandle FINISH = bind("clFinish", I, P);
  private static final MethodHandle CREATE_BUFFER = bind("clCreateBuffer", P, P, P, P, P, P);
  private static final MethodHandle CREATE_SUB_BUFFER = bind("clCreateSubBuffer", P, P, P, I, P, P);
  private static final MethodHandle RELEASE_MEM_OBJECT = bind("clReleaseMemObject", I, P);
  private static final MethodHandle CREATE_PROGRAM_WITH_SOURCE = bind("clCreateProgramWithSource", P, P, I, P, P, P);
  private static final MethodHandle CREATE_PROGRAM_WITH_BINARY = bind("clCreateProgramWithBinary", P, P, I, P, P, P, P, P);
  private static final MethodHandle BUILD_PROGRAM = bind("clBuildProgram", I, P, I, P, P, P, P);
  private static final MethodHandle GET_PROGRAM_INFO = bind("clGetProgramInfo", I, P, I, P, P, P);
  private static final MethodHandle GET_PROGRAM_BUILD_INFO = bind("clGetProgramBuildInfo", I, P, P, I, P, P, P);
  private static final MethodHandle RELEASE_PROGRAM = bind("clReleaseProgram", I, P);
  private static final MethodHandle CREATE_KERNEL = bind("clCreateKernel", P, P, P, P);
  private static final MethodHandle GET_KERNEL_INFO = bind("clGetKernelInfo", I, P, I, P, P, P);
  private static final MethodHandle GET_KERNEL_WORK_GROUP_INFO = bind("clGetKernelWorkGroupInfo", I, P, P, I, P, P, P);
  private static final MethodHandle SET_KERNEL_ARG = bind("clSetKernelArg", SHORT, I, P, I, P, P);
  private static final MethodHandle RELEASE_KERNEL = bind("clReleaseKernel", I, P);
  private static final MethodHandle ENQUEUE_ND_RANGE_KERNEL = bind("clEnqueueNDRangeKernel", I, P, P, I, P, P, P, I, P, P);
  private static final MethodHandle ENQUEUE_READ_BUFFER = bind("clEnqueueReadBuffer", I, P, P, I, P, P, A, I, P, P);
  private static final MethodHandle ENQUEUE_WRITE_BUFFER = bind("clEnqueueWriteBuffer", I, P, P, I, P, P, A, I, P, P);
  private static final MethodHandle ENQUEUE_FILL_BUFFER = bind("clEnqueueFillBuffer", I, P, P, P, P, P, P, I, P, P);
  private static final MethodHandle ENQUEUE_COPY_BUFFER = bind("clEnqueueCopyBuffer", I, P, P, P, P, P, P, I, P, P);
  private static final MethodHandle ENQUEUE_MAP_BUFFER = bind("clEnqueueMapBuffer", P, P, P, I, P, P, P, I, P, P, P);
  private static final MethodHandle ENQUEUE_UNMAP_MEM_OBJECT = bind("clEnqueueUnmapMemObject", I, P, P, P, I, P, P);
  private static final MethodHandle ENQUEUE_MARKER_WITH_WAIT_LIST = bind("clEnqueueMarkerWithWaitList", I, P, I, P, P);
  private static final MethodHandle ENQUEUE_BARRIER_WITH_WAIT_LIST = bind("clEnqueueBarrierWithWaitList", I, P, I, P, P);
  private static final MethodHandle WAIT_FOR_EVENTS = bind("clWaitForEvents", I, I, P);
  private static final MethodHandle GET_EVENT_INFO = bind("clGetEventInfo", I, P, I, P, P, P);
  private static final MethodHandle GET_EVENT_PROFILING_INFO = bind("clGetEventProfilingInfo", I, P, I, P, P, P);
  private static final MethodHandle RETAIN_EVENT = bind("clRetainEvent", I, P);
  private static final MethodHandle RELEASE_EVENT = bind("clReleaseEvent", I, P);

  private ClNative() {}

  private static MethodHandle bind(String name, MemoryLayout result, MemoryLayout... arguments) {
    return bind(name, ORDINARY, result, arguments);
  }

  /** A function that the library lacks (an older OpenCL) becomes a handle that says so when it is called. */
  private static MethodHandle bind(String name, Linker.Option[] options, MemoryLayout result,
      MemoryLayout... arguments) {
    FunctionDescriptor descriptor = FunctionDescriptor.of(result, arguments);
    Optional<MemorySegment> symbol = LIBRARY.symbols().flatMap(symbols -> symbols.find(name));
    if (symbol.isPresent()) {
      return Linker.nativeLinker().downcallHandle(symbol.get(), descriptor, options);
    }
    MethodType type = descriptor.toMethodType();
    String message = LIBRARY.symbols().isEmpty() ? LIBRARY.explanation()
        : name + " is missing from the OpenCL library " + LIBRARY.name() + "; OpenCL 1.2 or newer is needed.";
    MethodHandle thrower = MethodHandles.throwException(type.returnType(), UnsupportedOperationException.class);
    return MethodHandles.dropArguments(thrower.bindTo(new UnsupportedOperationException(message)), 0,
        type.parameterList());
  }

  private static RuntimeException unexpected(Throwable e) {
    return switch (e) {
      case RuntimeException runtime -> runtime;
      case Error error -> throw error;
      default -> new IllegalStateException("A native call failed in an unexpected way: " + e, e);
    };
  }

  static int clGetPlatformIDs(int count, long platforms, long countOut) {
    try {
      return (int) GET_PLATFORM_IDS.invokeExact(count, platforms, countOut);
    } catch (Throwable e) {
      throw unexpected(e);
    }
  }

  static int clGetPlatformInfo(long platform, int name, long size, long value, long sizeOut) {
    try {
      return (int) GET_PLATFORM_INFO.invokeExact(platform, name, size, value, sizeOut);
    } catch (Throwable e) {
      throw unexpected(e);
    }
  }

  static long clGetExtensionFunctionAddressForPlatform(long platform, long name) {
    try {
      return (long) GET_EXTENSION_FUNCTION_ADDRESS_FOR_PLATFORM.invokeExact(platform, name);
    } catch (Throwable e) {
      throw unexpected(e);
    }
  }

  static int clGetDeviceIDs(long platform, long type, int count, long devices, long countOut) {
    try {
      return (int) GET_DEVICE_IDS.invokeExact(platform, type, count, devices, countOut);
    } catch (Throwable e) {
      throw unexpected(e);
    }
  }

  static int clGetDeviceInfo(long device, int name, long size, long value, long sizeOut) {
    try {
      return (int) GET_DEVICE_INFO.invokeExact(device, name, size, value, sizeOut);
    } catch (Throwable e) {
      throw unexpected(e);
    }
  }

  static long clCreateContext(long properties, int deviceCount, long devices, long notify, long userData,
      long statusOut) {
    try {
      return (long) CREATE_CONTEXT.invokeExact(properties, deviceCount, devices, notify, userData, statusOut);
    } catch (Throwable e) {
      throw unexpected(e);
    }
  }

  static int clReleaseContext(long context) {
    try {
      return (int) RELEASE_CONTEXT.invokeExact(context);
    } catch (Throwable e) {
      throw unexpected(e);
    }
  }

  static long clCreateCommandQueue(long context, long device, long properties, long statusOut) {
    try {
      return (long) CREATE_COMMAND_QUEUE.invokeExact(context, device, properties, statusOut);
    } catch (Throwable e) {
      throw unexpected(e);
    }
  }

  static int clReleaseCommandQueue(long queue) {
    try {
      return (int) RELEASE_COMMAND_QUEUE.invokeExact(queue);
    } catch (Throwable e) {
      throw unexpected(e);
    }
  }

  static int clFlush(long queue) {
    try {
      return (int) FLUSH.invokeExact(queue);
    } catch (Throwable e) {
      throw unexpected(e);
    }
  }

  static int clFinish(long queue) {
    try {
      return (int) FINISH.invokeExact(queue);
    } catch (Throwable e) {
      throw unexpected(e);
    }
  }

  static long clCreateBuffer(long context, long flags, long size, long hostPointer, long statusOut) {
    try {
      return (long) CREATE_BUFFER.invokeExact(context, flags, size, hostPointer, statusOut);
    } catch (Throwable e) {
      throw unexpected(e);
    }
  }

  static long clCreateSubBuffer(long buffer, long flags, int type, long region, long statusOut) {
    try {
      return (long) CREATE_SUB_BUFFER.invokeExact(buffer, flags, type, region, statusOut);
    } catch (Throwable e) {
      throw unexpected(e);
    }
  }

  static int clReleaseMemObject(long memory) {
    try {
      return (int) RELEASE_MEM_OBJECT.invokeExact(memory);
    } catch (Throwable e) {
      throw unexpected(e);
    }
  }

  static long clCreateProgramWithSource(long context, int count, long strings, long lengths, long statusOut) {
    try {
      return (long) CREATE_PROGRAM_WITH_SOURCE.invokeExact(context, count, strings, lengths, statusOut);
    } catch (Throwable e) {
      throw unexpected(e);
    }
  }

  static long clCreateProgramWithBinary(long context, int deviceCount, long devices, long lengths, long binaries,
      long binaryStatus, long statusOut) {
    try {
      return (long) CREATE_PROGRAM_WITH_BINARY.invokeExact(context, deviceCount, devices, lengths, binaries,
          binaryStatus, statusOut);
    } catch (Throwable e) {
      throw unexpected(e);
    }
  }

  static int clBuildProgram(long program, int deviceCount, long devices, long options, long notify, long userData) {
    try {
      return (int) BUILD_PROGRAM.invokeExact(program, deviceCount, devices, options, notify, userData);
    } catch (Throwable e) {
      throw unexpected(e);
    }
  }

  static int clGetProgramInfo(long program, int name, long size, long value, long sizeOut) {
    try {
      return (int) GET_PROGRAM_INFO.invokeExact(program, name, size, value, sizeOut);
    } catch (Throwable e) {
      throw unexpected(e);
    }
  }

  static int clGetProgramBuildInfo(long program, long device, int name, long size, long value, long sizeOut) {
    try {
      return (int) GET_PROGRAM_BUILD_INFO.invokeExact(program, device, name, size, value, sizeOut);
    } catch (Throwable e) {
      throw unexpected(e);
    }
  }

  static int clReleaseProgram(long program) {
    try {
      return (int) RELEASE_PROGRAM.invokeExact(program);
    } catch (Throwable e) {
      throw unexpected(e);
    }
  }

  static long clCreateKernel(long program, long name, long statusOut) {
    try {
      return (long) CREATE_KERNEL.invokeExact(program, name, statusOut);
    } catch (Throwable e) {
      throw unexpected(e);
    }
  }

  static int clGetKernelInfo(long kernel, int name, long size, long value, long sizeOut) {
    try {
      return (int) GET_KERNEL_INFO.invokeExact(kernel, name, size, value, sizeOut);
    } catch (Throwable e) {
      throw unexpected(e);
    }
  }

  static int clGetKernelWorkGroupInfo(long kernel, long device, int name, long size, long value, long sizeOut) {
    try {
      return (int) GET_KERNEL_WORK_GROUP_INFO.invokeExact(kernel, device, name, size, value, sizeOut);
    } catch (Throwable e) {
      throw unexpected(e);
    }
  }

  static int clSetKernelArg(long kernel, int index, long size, long value) {
    try {
      return (int) SET_KERNEL_ARG.invokeExact(kernel, index, size, value);
    } catch (Throwable e) {
      throw unexpected(e);
    }
  }

  static int clReleaseKernel(long kernel) {
    try {
      return (int) RELEASE_KERNEL.invokeExact(kernel);
    } catch (Throwable e) {
      throw unexpected(e);
    }
  }

  static int clEnqueueNDRangeKernel(long queue, long kernel, int dimensions, long offset, long global, long local,
      int waitCount, long waitList, long eventOut) {
    try {
      return (int) ENQUEUE_ND_RANGE_KERNEL.invokeExact(queue, kernel, dimensions, offset, global, local, waitCount,
          waitList, eventOut);
    } catch (Throwable e) {
      throw unexpected(e);
    }
  }

  static int clEnqueueReadBuffer(long queue, long buffer, int blocking, long offset, long size, MemorySegment host,
      int waitCount, long waitList, long eventOut) {
    try {
      return (int) ENQUEUE_READ_BUFFER.invokeExact(queue, buffer, blocking, offset, size, host, waitCount,
          waitList, eventOut);
    } catch (Throwable e) {
      throw unexpected(e);
    }
  }

  static int clEnqueueWriteBuffer(long queue, long buffer, int blocking, long offset, long size,
      MemorySegment host, int waitCount, long waitList, long eventOut) {
    try {
      return (int) ENQUEUE_WRITE_BUFFER.invokeExact(queue, buffer, blocking, offset, size, host, waitCount,
          waitList, eventOut);
    } catch (Throwable e) {
      throw unexpected(e);
    }
  }

  static int clEnqueueFillBuffer(long queue, long buffer, long pattern, long patternSize, long offset, long size,
      int waitCount, long waitList, long eventOut) {
    try {
      return (int) ENQUEUE_FILL_BUFFER.invokeExact(queue, buffer, pattern, patternSize, offset, size, waitCount,
          waitList, eventOut);
    } catch (Throwable e) {
      throw unexpected(e);
    }
  }

  static int clEnqueueCopyBuffer(long queue, long source, long destination, long sourceOffset,
      long destinationOffset, long size, int waitCount, long waitList, long eventOut) {
    try {
      return (int) ENQUEUE_COPY_BUFFER.invokeExact(queue, source, destination, sourceOffset, destinationOffset,
          size, waitCount, waitList, eventOut);
    } catch (Throwable e) {
      throw unexpected(e);
    }
  }

  static long clEnqueueMapBuffer(long queue, long buffer, int blocking, long flags, long offset, long size,
      int waitCount, long waitList, long eventOut, long statusOut) {
    try {
      return (long) ENQUEUE_MAP_BUFFER.invokeExact(queue, buffer, blocking, flags, offset, size, waitCount,
          waitList, eventOut, statusOut);
    } catch (Throwable e) {
      throw unexpected(e);
    }
  }

  static int clEnqueueUnmapMemObject(long queue, long memory, long mapped, int waitCount, long waitList,
      long eventOut) {
    try {
      return (int) ENQUEUE_UNMAP_MEM_OBJECT.invokeExact(queue, memory, mapped, waitCount, waitList, eventOut);
    } catch (Throwable e) {
      throw unexpected(e);
    }
  }

  static int clEnqueueMarkerWithWaitList(long queue, int waitCount, long waitList, long eventOut) {
    try {
      return (int) ENQUEUE_MARKER_WITH_WAIT_LIST.invokeExact(queue, waitCount, waitList, eventOut);
    } catch (Throwable e) {
      throw unexpected(e);
    }
  }

  static int clEnqueueBarrierWithWaitList(long queue, int waitCount, long waitList, long eventOut) {
    try {
      return (int) ENQUEUE_BARRIER_WITH_WAIT_LIST.invokeExact(queue, waitCount, waitList, eventOut);
    } catch (Throwable e) {
      throw unexpected(e);
    }
  }

  static int clWaitForEvents(int count, long events) {
    try {
      return (int) WAIT_FOR_EVENTS.invokeExact(count, events);
    } catch (Throwable e) {
      throw unexpected(e);
    }
  }

  static int clGetEventInfo(long event, int name, long size, long value, long sizeOut) {
    try {
      return (int) GET_EVENT_INFO.invokeExact(event, name, size, value, sizeOut);
    } catch (Throwable e) {
      throw unexpected(e);
    }
  }

  static int clGetEventProfilingInfo(long event, int name, long size, long value, long sizeOut) {
    try {
      return (int) GET_EVENT_PROFILING_INFO.invokeExact(event, name, size, value, sizeOut);
    } catch (Throwable e) {
      throw unexpected(e);
    }
  }

  static int clRetainEvent(long event) {
    try {
      return (int) RETAIN_EVENT.invokeExact(event);
    } catch (Throwable e) {
      throw unexpected(e);
    }
  }

  static int clReleaseEvent(long event) {
    try {
      return (int) RELEASE_EVENT.invokeExact(event);
    } catch (Throwable e) {
      throw unexpected(e);
    }
  }
}
