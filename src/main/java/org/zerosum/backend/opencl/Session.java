package org.zerosum.backend.opencl;

import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import org.zerosum.cl.ClBuffer;
import org.zerosum.cl.ClContext;
import org.zerosum.cl.ClDevice;
import org.zerosum.cl.ClException;
import org.zerosum.cl.ClKernel;
import org.zerosum.cl.ClQueue;
import org.zerosum.cl.ClRange;

/**
 * An open device: its context, its in-order queue, and the launches, kernel files, scratch memory and staging made for it; it owns
 * them all.
 */
final class Session implements AutoCloseable {
  /** Largest work-group that a kernel file asks for. */
  private static final int LARGEST_GROUP = 256;

  private final ClDevice device;
  private final DeviceClass deviceClass;
  private final String options;
  private final ClContext context;
  private final ClQueue queue;
  private final Programs programs;
  private final String refusal;
  private final List<KernelFile> files;
  private final Scratch scratch;
  private final Staging staging;
  private final Launches launches;

  Session(ClDevice device, DeviceClass deviceClass) {
    this(device, deviceClass, Programs.fromSources());
  }

  Session(ClDevice device, DeviceClass deviceClass, Programs programs) {
    this(device, deviceClass, programs, false);
  }

  /**
   * @param profiled whether launches are to tell how long they take
   */
  Session(ClDevice device, DeviceClass deviceClass, Programs programs, boolean profiled) {
    if (device.maxWorkGroupSize() < LARGEST_GROUP) {
      throw new DeviceNotFoundException(name(device) + " (" + device.name()
          + ") can't be used: its work-groups have at most " + device.maxWorkGroupSize()
          + " work-items, the kernels need " + LARGEST_GROUP + ".");
    }
    this.device = device;
    this.deviceClass = deviceClass;
    this.programs = programs;
    this.refusal = null;
    this.options = options(device, deviceClass);
    this.files = new ArrayList<>();
    this.scratch = new Scratch(this);
    this.context = ClContext.create(device);
    ClQueue created;
    try {
      created = profiled ? context.createProfilingQueue() : context.createQueue();
    } catch (RuntimeException e) {
      context.close();
      throw e;
    }
    this.queue = created;
    this.launches = new Launches(queue, profiled);
    this.staging = new Staging(queue, this::allocate);
  }

  private Session(Session base, DeviceClass deviceClass, String refusal) {
    this.device = base.device;
    this.deviceClass = deviceClass;
    this.options = options(base.device, deviceClass);
    this.context = base.context;
    this.queue = base.queue;
    this.programs = base.programs;
    this.refusal = refusal;
    this.files = base.files;
    this.scratch = base.scratch;
    this.staging = base.staging;
    this.launches = base.launches;
  }

  /**
   * The same session for kernels of another class; what it hands out belongs to this one, and it is not to be closed.
   *
   * @param why the sentence by which its kernels are refused, or null if they are not
   */
  Session as(DeviceClass other, String why) {
    return new Session(this, other, why);
  }

  /** The compiler options of a device and class, before a file's own macros. */
  static String options(ClDevice device, DeviceClass deviceClass) {
    boolean roundsDivide = device.floatCapabilities().contains(ClDevice.FloatCapability.CORRECTLY_ROUNDED_DIVIDE_SQRT);
    return "-cl-std=CL1.2 -DDEVICE_CPU=" + (deviceClass == DeviceClass.CPU ? 1 : 0)
        + (roundsDivide ? " -cl-fp32-correctly-rounded-divide-sqrt" : "");
  }

  static String name(ClDevice device) {
    return "opencl:" + device.platform().index() + ":" + device.index();
  }

  ClDevice device() {
    return device;
  }

  DeviceClass deviceClass() {
    return deviceClass;
  }

  ClContext context() {
    return context;
  }

  ClQueue queue() {
    return queue;
  }

  Scratch scratch() {
    return scratch;
  }

  Staging staging() {
    return staging;
  }

  /** The compiler options of every program, before a file's own macros. */
  String options() {
    return options;
  }

  /** A kernel file with macros of its own such as {@code -DTILE_M=64}, not built yet; owned by this session. */
  KernelFile file(String name, String macros) {
    KernelFile file = new KernelFile(programs, context, name, macros.isEmpty() ? options : options + " " + macros, refusal);
    files.add(file);
    return file;
  }

  /** The kernels that were asked for so far, in whatever programs. */
  Set<String> kernelNames() {
    return files.stream().flatMap(file -> file.names().stream()).collect(Collectors.toSet());
  }

  /** How long building programs took. */
  long buildNanos() {
    return files.stream().mapToLong(KernelFile::buildNanos).sum();
  }

  /** Device memory of this many float32 elements, owned by the caller. */
  ClBuffer allocate(long count) {
    long bytes = count * Float.BYTES;
    if (bytes > device.maxAllocationBytes()) {
      throw outOfMemory(bytes, "its largest allocation is " + device.maxAllocationBytes() + " bytes", null);
    }
    try {
      return context.createBuffer(bytes);
    } catch (ClException e) {
      throw isOutOfMemory(e) ? outOfMemory(bytes, e.statusName(), e) : e;
    }
  }

  /** What is launched, or recorded to be launched later. */
  Launches launches() {
    return launches;
  }

  /** Enqueues a kernel with the arguments that it has, or records that. */
  void launch(ClKernel kernel, ClRange range) {
    try {
      launches.launch(kernel, range);
    } catch (ClException e) {
      // Some drivers take a buffer's memory only when it is first used.
      if (e.statusName().equals("CL_MEM_OBJECT_ALLOCATION_FAILURE")) {
        throw outOfMemory(0, e.statusName() + " when kernel " + kernel.name() + " was launched, " + range, e);
      }
      throw e;
    }
  }

  private static boolean isOutOfMemory(ClException e) {
    return switch (e.statusName()) {
      case "CL_MEM_OBJECT_ALLOCATION_FAILURE", "CL_OUT_OF_RESOURCES", "CL_OUT_OF_HOST_MEMORY",
          "CL_INVALID_BUFFER_SIZE" -> true;
      default -> false;
    };
  }

  private OutOfDeviceMemoryException outOfMemory(long bytes, String why, Throwable cause) {
    return new OutOfDeviceMemoryException(name(device) + " (" + device.name() + ") is out of memory"
        + (bytes > 0 ? " for a buffer of " + bytes + " bytes" : "") + ": " + why + "; " + context.live().bytes()
        + " bytes of its " + device.globalMemoryBytes()
        + " are in use here. Use a smaller batch or fewer base channels, or close other programs that use it.", cause);
  }

  @Override
  public void close() {
    // What is in flight may still use the staging memory.
    launches.finish();
    launches.close();
    staging.close();
    scratch.close();
    files.forEach(KernelFile::close);
    queue.close();
    context.close();
  }
}
