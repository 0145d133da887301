package org.zerosum.cl;

import java.util.Collections;
import java.util.EnumSet;
import java.util.Set;
import org.jocl.CL;

/** An OpenCL device and what it says of itself. Immutable; nothing to close. */
public final class ClDevice {
  /** The kind of device. */
  public enum Type {
    /** The host's processor. */
    CPU,
    /** A graphics processor. */
    GPU,
    /** A dedicated accelerator. */
    ACCELERATOR,
    /** A device without a full OpenCL C compiler, or of no other type. */
    CUSTOM
  }

  /** What single-precision arithmetic guarantees ({@code CL_DEVICE_SINGLE_FP_CONFIG}). */
  public enum FloatCapability {
    /** Denormals are supported. */
    DENORMALS(CL.CL_FP_DENORM),
    /** INF and quiet NaN are supported. */
    INFINITY_AND_NAN(CL.CL_FP_INF_NAN),
    /** Round to nearest even. */
    ROUND_TO_NEAREST(CL.CL_FP_ROUND_TO_NEAREST),
    /** Round to zero. */
    ROUND_TO_ZERO(CL.CL_FP_ROUND_TO_ZERO),
    /** Round to positive and negative infinity. */
    ROUND_TO_INFINITY(CL.CL_FP_ROUND_TO_INF),
    /** IEEE 754-2008 fused multiply-add. */
    FMA(CL.CL_FP_FMA),
    /** Division and square root are correctly rounded with {@code -cl-fp32-correctly-rounded-divide-sqrt}. */
    CORRECTLY_ROUNDED_DIVIDE_SQRT(CL.CL_FP_CORRECTLY_ROUNDED_DIVIDE_SQRT),
    /** Basic operations are emulated in software. */
    SOFT_FLOAT(CL.CL_FP_SOFT_FLOAT);

    private final long bit;

    FloatCapability(long bit) {
      this.bit = bit;
    }
  }

  private final ClPlatform platform;
  private final int index;
  private final long handle;
  private final String name;
  private final String vendor;
  private final String version;
  private final String openClCVersion;
  private final String driverVersion;
  private final Set<String> extensions;
  private final Type type;
  private final int computeUnits;
  private final int maxClockMegahertz;
  private final long maxWorkGroupSize;
  private final long[] maxWorkItemSizes;
  private final long globalMemoryBytes;
  private final long globalCacheLineBytes;
  private final long localMemoryBytes;
  private final boolean dedicatedLocalMemory;
  private final long maxAllocationBytes;
  private final long maxConstantBytes;
  private final long memoryAlignmentBytes;
  private final Set<FloatCapability> floatCapabilities;
  private final int preferredFloatVectorWidth;
  private final int nativeFloatVectorWidth;
  private final long profilingResolutionNanos;
  private final boolean littleEndian;
  private final boolean available;
  private final boolean compilerAvailable;
  private final boolean hostUnifiedMemory;

  ClDevice(ClPlatform platform, int index, long handle) {
    this.platform = platform;
    this.index = index;
    this.handle = handle;
    ClInfo info = new ClInfo("clGetDeviceInfo", "device " + platform.index() + ":" + index,
        (key, size, value, sizeOut) -> ClNative.clGetDeviceInfo(handle, key, size, value, sizeOut));
    name = info.string(CL.CL_DEVICE_NAME);
    vendor = info.string(CL.CL_DEVICE_VENDOR);
    version = info.string(CL.CL_DEVICE_VERSION);
    openClCVersion = info.string(CL.CL_DEVICE_OPENCL_C_VERSION);
    driverVersion = info.string(CL.CL_DRIVER_VERSION);
    extensions = ClPlatform.words(info.string(CL.CL_DEVICE_EXTENSIONS));
    type = typeOf(info.number(CL.CL_DEVICE_TYPE));
    computeUnits = (int) info.number(CL.CL_DEVICE_MAX_COMPUTE_UNITS);
    maxClockMegahertz = (int) info.number(CL.CL_DEVICE_MAX_CLOCK_FREQUENCY);
    maxWorkGroupSize = info.number(CL.CL_DEVICE_MAX_WORK_GROUP_SIZE);
    maxWorkItemSizes = info.numbers(CL.CL_DEVICE_MAX_WORK_ITEM_SIZES);
    globalMemoryBytes = info.number(CL.CL_DEVICE_GLOBAL_MEM_SIZE);
    globalCacheLineBytes = info.number(CL.CL_DEVICE_GLOBAL_MEM_CACHELINE_SIZE);
    localMemoryBytes = info.number(CL.CL_DEVICE_LOCAL_MEM_SIZE);
    dedicatedLocalMemory = info.number(CL.CL_DEVICE_LOCAL_MEM_TYPE) == CL.CL_LOCAL;
    maxAllocationBytes = info.number(CL.CL_DEVICE_MAX_MEM_ALLOC_SIZE);
    maxConstantBytes = info.number(CL.CL_DEVICE_MAX_CONSTANT_BUFFER_SIZE);
    memoryAlignmentBytes = Math.max(1, info.number(CL.CL_DEVICE_MEM_BASE_ADDR_ALIGN) / Byte.SIZE);
    floatCapabilities = capabilitiesOf(info.number(CL.CL_DEVICE_SINGLE_FP_CONFIG));
    preferredFloatVectorWidth = (int) info.number(CL.CL_DEVICE_PREFERRED_VECTOR_WIDTH_FLOAT);
    nativeFloatVectorWidth = (int) info.number(CL.CL_DEVICE_NATIVE_VECTOR_WIDTH_FLOAT);
    profilingResolutionNanos = info.number(CL.CL_DEVICE_PROFILING_TIMER_RESOLUTION);
    littleEndian = info.flag(CL.CL_DEVICE_ENDIAN_LITTLE);
    available = info.flag(CL.CL_DEVICE_AVAILABLE);
    compilerAvailable = info.flag(CL.CL_DEVICE_COMPILER_AVAILABLE);
    hostUnifiedMemory = hostUnifiedMemory(info);
  }

  /** Deprecated since OpenCL 2.0, yet every version answers it and nothing replaces it for plain buffers. */
  @SuppressWarnings("deprecation")
  private static boolean hostUnifiedMemory(ClInfo info) {
    return info.flag(CL.CL_DEVICE_HOST_UNIFIED_MEMORY);
  }

  private static Type typeOf(long bits) {
    if ((bits & CL.CL_DEVICE_TYPE_GPU) != 0) {
      return Type.GPU;
    }
    if ((bits & CL.CL_DEVICE_TYPE_CPU) != 0) {
      return Type.CPU;
    }
    return (bits & CL.CL_DEVICE_TYPE_ACCELERATOR) != 0 ? Type.ACCELERATOR : Type.CUSTOM;
  }

  private static Set<FloatCapability> capabilitiesOf(long bits) {
    Set<FloatCapability> set = EnumSet.noneOf(FloatCapability.class);
    for (FloatCapability capability : FloatCapability.values()) {
      if ((bits & capability.bit) != 0) {
        set.add(capability);
      }
    }
    return Collections.unmodifiableSet(set);
  }

  /** Its platform. */
  public ClPlatform platform() {
    return platform;
  }

  /**
   * Position among its platform's devices; with the platform's index it is the pair of {@code opencl:PLATFORM:DEVICE}.
   */
  public int index() {
    return index;
  }

  /** The raw {@code cl_device_id}, for other OpenCL bindings; it is never released. */
  public long handle() {
    return handle;
  }

  /** The device's name. */
  public String name() {
    return name;
  }

  /** The device's vendor. */
  public String vendor() {
    return vendor;
  }

  /** OpenCL version, such as {@code OpenCL 3.0 PoCL}. */
  public String version() {
    return version;
  }

  /** OpenCL C version, such as {@code OpenCL C 1.2 PoCL}. */
  public String openClCVersion() {
    return openClCVersion;
  }

  /** Version of the driver. */
  public String driverVersion() {
    return driverVersion;
  }

  /** Names of the device's extensions. */
  public Set<String> extensions() {
    return extensions;
  }

  /** Kind of device. */
  public Type type() {
    return type;
  }

  /** Number of parallel compute units. */
  public int computeUnits() {
    return computeUnits;
  }

  /** Highest clock in MHz; 0 if unknown. */
  public int maxClockMegahertz() {
    return maxClockMegahertz;
  }

  /** Largest number of work-items in a work-group. */
  public long maxWorkGroupSize() {
    return maxWorkGroupSize;
  }

  /** Global memory in bytes. */
  public long globalMemoryBytes() {
    return globalMemoryBytes;
  }

  /** Cache line of global memory in bytes; 0 if unknown. */
  public long globalCacheLineBytes() {
    return globalCacheLineBytes;
  }

  /** Local memory of a work-group in bytes. */
  public long localMemoryBytes() {
    return localMemoryBytes;
  }

  /** True if local memory is a memory of its own, false if it lies in global memory. */
  public boolean dedicatedLocalMemory() {
    return dedicatedLocalMemory;
  }

  /** Largest buffer in bytes. */
  public long maxAllocationBytes() {
    return maxAllocationBytes;
  }

  /** Largest {@code __constant} argument in bytes. */
  public long maxConstantBytes() {
    return maxConstantBytes;
  }

  /** Alignment in bytes of a sub-buffer's origin. */
  public long memoryAlignmentBytes() {
    return memoryAlignmentBytes;
  }

  /** What single-precision arithmetic guarantees. */
  public Set<FloatCapability> floatCapabilities() {
    return floatCapabilities;
  }

  /** Preferred number of floats in a vector. */
  public int preferredFloatVectorWidth() {
    return preferredFloatVectorWidth;
  }

  /** Native number of floats in a vector. */
  public int nativeFloatVectorWidth() {
    return nativeFloatVectorWidth;
  }

  /** Resolution of event times in nanoseconds. */
  public long profilingResolutionNanos() {
    return profilingResolutionNanos;
  }

  /** True if the device is little-endian. */
  public boolean littleEndian() {
    return littleEndian;
  }

  /** True if the device can be used now. */
  public boolean available() {
    return available;
  }

  /** True if programs can be built from sources. */
  public boolean compilerAvailable() {
    return compilerAvailable;
  }

  /** True if device and host share their memory. */
  public boolean hostUnifiedMemory() {
    return hostUnifiedMemory;
  }

  /** Largest work-group size of each dimension; a copy. */
  public long[] maxWorkItemSizes() {
    return maxWorkItemSizes.clone();
  }

  @Override
  public String toString() {
    return "device " + platform.index() + ":" + index + " (" + name + ")";
  }
}
