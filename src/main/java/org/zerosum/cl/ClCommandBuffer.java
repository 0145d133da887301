package org.zerosum.cl;

import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.lang.invoke.MethodHandle;
import java.util.List;
import org.jocl.CL;

/**
 * Launches that a device has taken in once, by the extension {@code cl_khr_command_buffer}, and runs with one call as often as one
 * likes. Owned by the caller, who closes it before the launches. For one thread at a time.
 *
 * <p>Numbers and signatures of the extension are those of its version 0.9 (Khronos, OpenCL Extension Specification, section
 * "cl_khr_command_buffer"); JOCL does not have them.
 */
public final class ClCommandBuffer implements AutoCloseable {
  private static final String EXTENSION = "cl_khr_command_buffer";
  private static final int CL_DEVICE_COMMAND_BUFFER_CAPABILITIES_KHR = 0x12A9;
  private static final int CL_DEVICE_COMMAND_BUFFER_REQUIRED_QUEUE_PROPERTIES_KHR = 0x12AA;
  private static final long CL_COMMAND_BUFFER_CAPABILITY_SIMULTANEOUS_USE_KHR = 1 << 2;
  private static final long CL_COMMAND_BUFFER_FLAGS_KHR = 0x1293;
  private static final long CL_COMMAND_BUFFER_SIMULTANEOUS_USE_KHR = 1;

  private static final ValueLayout I = ValueLayout.JAVA_INT;
  private static final ValueLayout P = ValueLayout.JAVA_LONG;
  private static final MethodHandle CREATE = handle(P, I, P, P, P);
  private static final MethodHandle RELEASE = handle(I, P);
  private static final MethodHandle FINALIZE = handle(I, P);
  private static final MethodHandle ENQUEUE = handle(I, I, P, P, I, P, P);
  private static final MethodHandle COMMAND_ND_RANGE_KERNEL = handle(I, P, P, P, P, I, P, P, P, I, P, P, P);

  private final ClQueue queue;
  private final MemorySegment enqueue;
  private final ClHandle handle;

  private ClCommandBuffer(ClQueue queue, MemorySegment enqueue, long handle) {
    this.queue = queue;
    this.enqueue = enqueue;
    this.handle = new ClHandle(this, handle);
  }

  /** A function that is called at an address. */
  private static MethodHandle handle(ValueLayout result, ValueLayout... arguments) {
    return Linker.nativeLinker().downcallHandle(FunctionDescriptor.of(result, arguments));
  }

  /** Whether a device takes command buffers that may be enqueued again while they run. */
  public static boolean isSupported(ClDevice device) {
    if (!device.extensions().contains(EXTENSION)) {
      return false;
    }
    ClInfo info = new ClInfo("clGetDeviceInfo", device,
        (key, size, value, sizeOut) -> ClNative.clGetDeviceInfo(device.handle(), key, size, value, sizeOut));
    try {
      return (info.number(CL_DEVICE_COMMAND_BUFFER_CAPABILITIES_KHR) & CL_COMMAND_BUFFER_CAPABILITY_SIMULTANEOUS_USE_KHR) != 0
          && info.number(CL_DEVICE_COMMAND_BUFFER_REQUIRED_QUEUE_PROPERTIES_KHR) == 0
          && function(device, "clCreateCommandBufferKHR").address() != 0;
    } catch (ClException e) {
      return false;
    }
  }

  private static MemorySegment function(ClDevice device, String name) {
    try (Arena arena = Arena.ofConfined()) {
      long address = ClNative.clGetExtensionFunctionAddressForPlatform(device.platform().handle(), arena.allocateFrom(name).address());
      return MemorySegment.ofAddress(address);
    }
  }

  /**
   * Takes in launches, in order.
   *
   * @param launches without live arguments; they stay open as long as the result
   * @throws ClException if the device refuses
   */
  public static ClCommandBuffer of(ClQueue queue, List<ClLaunch> launches) {
    ClDevice device = queue.context().device();
    ClCommandBuffer buffer = create(queue, device);
    try {
      MemorySegment command = function(device, "clCommandNDRangeKernelKHR");
      for (ClLaunch launch : launches) {
        int status = (int) COMMAND_ND_RANGE_KERNEL.invokeExact(command, buffer.handle.get(), 0L, 0L, launch.kernel().handle(),
            launch.range().dimensions(), 0L, launch.globalAddress(), launch.localAddress(), 0, 0L, 0L, 0L);
        ClException.check("clCommandNDRangeKernelKHR", status, launch);
      }
      int status = (int) FINALIZE.invokeExact(function(device, "clFinalizeCommandBufferKHR"), buffer.handle.get());
      ClException.check("clFinalizeCommandBufferKHR", status, queue);
      return buffer;
    } catch (Throwable e) {
      buffer.close();
      throw unexpected(e);
    }
  }

  private static ClCommandBuffer create(ClQueue queue, ClDevice device) {
    try (Arena arena = Arena.ofConfined()) {
      MemorySegment status = arena.allocate(ValueLayout.JAVA_INT);
      long queues = arena.allocateFrom(ValueLayout.JAVA_LONG, queue.handle()).address();
      long properties = arena.allocateFrom(ValueLayout.JAVA_LONG, CL_COMMAND_BUFFER_FLAGS_KHR, CL_COMMAND_BUFFER_SIMULTANEOUS_USE_KHR,
          0).address();
      long made = (long) CREATE.invokeExact(function(device, "clCreateCommandBufferKHR"), 1, queues, properties, status.address());
      ClException.check("clCreateCommandBufferKHR", status.get(ValueLayout.JAVA_INT, 0), queue);
      return new ClCommandBuffer(queue, function(device, "clEnqueueCommandBufferKHR"), made);
    } catch (Throwable e) {
      throw unexpected(e);
    }
  }

  private static RuntimeException unexpected(Throwable e) {
    return switch (e) {
      case RuntimeException runtime -> runtime;
      case Error error -> throw error;
      default -> new IllegalStateException("A native call failed in an unexpected way: " + e, e);
    };
  }

  /** Enqueues all launches; allocates nothing. */
  public void run() {
    int status;
    try {
      status = (int) ENQUEUE.invokeExact(enqueue, 0, 0L, handle.get(), 0, 0L, 0L);
    } catch (Throwable e) {
      throw unexpected(e);
    }
    if (status != CL.CL_SUCCESS) {
      throw new ClException("clEnqueueCommandBufferKHR", status, queue.toString());
    }
  }

  /** Releases it; launches that were enqueued before still complete. */
  @Override
  public void close() {
    long taken = handle.take();
    if (taken != 0) {
      try {
        int status = (int) RELEASE.invokeExact(function(queue.context().device(), "clReleaseCommandBufferKHR"), taken);
        ClException.check("clReleaseCommandBufferKHR", status, queue);
      } catch (Throwable e) {
        throw unexpected(e);
      }
    }
  }
}
