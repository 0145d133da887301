package org.zerosum.cl;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.jocl.CL;

/** An OpenCL platform: one vendor's runtime. Immutable; nothing to close. */
public final class ClPlatform {
  private final int index;
  private final long handle;
  private final String name;
  private final String vendor;
  private final String version;
  private final Set<String> extensions;
  private final List<ClDevice> devices;

  private ClPlatform(int index, long handle) {
    this.index = index;
    this.handle = handle;
    ClInfo info = new ClInfo("clGetPlatformInfo", "platform " + index,
        (key, size, value, sizeOut) -> ClNative.clGetPlatformInfo(handle, key, size, value, sizeOut));
    this.name = info.string(CL.CL_PLATFORM_NAME);
    this.vendor = info.string(CL.CL_PLATFORM_VENDOR);
    this.version = info.string(CL.CL_PLATFORM_VERSION);
    this.extensions = words(info.string(CL.CL_PLATFORM_EXTENSIONS));
    this.devices = findDevices();
  }

  /**
   * All platforms of this machine, in the order of the OpenCL library; empty where there is no OpenCL, which
   * {@link #availability()} explains.
   *
   * @throws ClException if the library answers with an error other than "there is none"
   */
  public static List<ClPlatform> all() {
    if (ClNative.LIBRARY.symbols().isEmpty()) {
      return List.of();
    }
    try (Arena arena = Arena.ofConfined()) {
      MemorySegment count = arena.allocate(ValueLayout.JAVA_INT);
      int status = ClNative.clGetPlatformIDs(0, 0, count.address());
      int platforms = count.get(ValueLayout.JAVA_INT, 0);
      if (status == CL.CL_PLATFORM_NOT_FOUND_KHR || (status == CL.CL_SUCCESS && platforms == 0)) {
        return List.of();
      }
      ClException.check("clGetPlatformIDs", status, ClNative.LIBRARY.name());
      MemorySegment handles = arena.allocate(ValueLayout.JAVA_LONG, platforms);
      ClException.check("clGetPlatformIDs", ClNative.clGetPlatformIDs(platforms, handles.address(), 0),
          ClNative.LIBRARY.name());
      List<ClPlatform> all = new ArrayList<>();
      for (int i = 0; i < platforms; i++) {
        all.add(new ClPlatform(i, handles.getAtIndex(ValueLayout.JAVA_LONG, i)));
      }
      return List.copyOf(all);
    }
  }

  /** Whether there is OpenCL here, and why or why not. Throws nothing for a missing library, platform or device. */
  public static ClAvailability availability() {
    ClLibrary library = ClNative.LIBRARY;
    if (library.symbols().isEmpty()) {
      return new ClAvailability(false, "", library.explanation());
    }
    List<ClPlatform> platforms = all();
    int devices = platforms.stream().mapToInt(platform -> platform.devices().size()).sum();
    if (devices == 0) {
      String missing = platforms.isEmpty() ? "finds no platform" : "finds " + platforms.size()
          + " platform(s) without a device";
      return new ClAvailability(false, library.name(), "The OpenCL library " + library.name() + " " + missing
          + "; install the OpenCL driver of your device, or PoCL for the CPU.");
    }
    return new ClAvailability(true, library.name(), "The OpenCL library " + library.name() + " finds "
        + platforms.size() + " platform(s) with " + devices + " device(s).");
  }

  private List<ClDevice> findDevices() {
    // The specification's CL_DEVICE_TYPE_ALL is 0xFFFFFFFF; JOCL widens it to 64 set bits, which a strict driver may
    // refuse.
    long type = CL.CL_DEVICE_TYPE_ALL & 0xFFFF_FFFFL;
    try (Arena arena = Arena.ofConfined()) {
      MemorySegment count = arena.allocate(ValueLayout.JAVA_INT);
      int status = ClNative.clGetDeviceIDs(handle, type, 0, 0, count.address());
      int found = count.get(ValueLayout.JAVA_INT, 0);
      if (status == CL.CL_DEVICE_NOT_FOUND || (status == CL.CL_SUCCESS && found == 0)) {
        return List.of();
      }
      ClException.check("clGetDeviceIDs", status, this);
      MemorySegment handles = arena.allocate(ValueLayout.JAVA_LONG, found);
      ClException.check("clGetDeviceIDs", ClNative.clGetDeviceIDs(handle, type, found, handles.address(), 0), this);
      List<ClDevice> all = new ArrayList<>();
      for (int i = 0; i < found; i++) {
        all.add(new ClDevice(this, i, handles.getAtIndex(ValueLayout.JAVA_LONG, i)));
      }
      return List.copyOf(all);
    }
  }

  /**
   * An extension's function on this platform.
   *
   * @param function such as {@code clCreateCommandBufferKHR}
   * @return its address, or empty if the platform doesn't have it
   */
  public Optional<MemorySegment> extensionFunction(String function) {
    try (Arena arena = Arena.ofConfined()) {
      long address = ClNative.clGetExtensionFunctionAddressForPlatform(handle, arena.allocateFrom(function).address());
      return address == 0 ? Optional.empty() : Optional.of(MemorySegment.ofAddress(address));
    }
  }

  /** Position in {@link #all()}. */
  public int index() {
    return index;
  }

  /** The platform's name. */
  public String name() {
    return name;
  }

  /** The platform's vendor. */
  public String vendor() {
    return vendor;
  }

  /** Such as {@code OpenCL 3.0 PoCL 3.1}. */
  public String version() {
    return version;
  }

  /** Names of the platform's extensions. */
  public Set<String> extensions() {
    return extensions;
  }

  /** All devices of every type, in the platform's order; may be empty. */
  public List<ClDevice> devices() {
    return devices;
  }

  /** The raw {@code cl_platform_id}, for other OpenCL bindings; it is never released. */
  public long handle() {
    return handle;
  }

  static Set<String> words(String text) {
    return text.isEmpty() ? Set.of() : Collections.unmodifiableSet(new LinkedHashSet<>(List.of(text.split("\\s+"))));
  }

  @Override
  public String toString() {
    return "platform " + index + " (" + name + ")";
  }
}
