package org.zerosum.backend.scalar;

import static org.jocl.CL.CL_DEVICE_TYPE_ALL;
import static org.jocl.CL.CL_MEM_COPY_HOST_PTR;
import static org.jocl.CL.CL_MEM_READ_ONLY;
import static org.jocl.CL.CL_MEM_READ_WRITE;
import static org.jocl.CL.CL_PROGRAM_BUILD_LOG;
import static org.jocl.CL.CL_TRUE;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.jocl.CL;
import org.jocl.CLException;
import org.jocl.Pointer;
import org.jocl.Sizeof;
import org.jocl.cl_command_queue;
import org.jocl.cl_context;
import org.jocl.cl_context_properties;
import org.jocl.cl_device_id;
import org.jocl.cl_kernel;
import org.jocl.cl_mem;
import org.jocl.cl_platform_id;
import org.jocl.cl_program;
import org.junit.jupiter.api.Assertions;
import org.junit.jupiter.api.Assumptions;

/** One program on the machine's first OpenCL device, through JOCL: a host that shares nothing with the library's own. */
final class JoclHost implements AutoCloseable {
  private static final String OPTIONS = "-cl-std=CL1.2 -cl-fp32-correctly-rounded-divide-sqrt";

  private final cl_context context;
  private final cl_command_queue queue;
  private final cl_program program;

  private JoclHost(cl_platform_id platform, cl_device_id device, String source) {
    cl_context_properties properties = new cl_context_properties();
    properties.addProperty(CL.CL_CONTEXT_PLATFORM, platform);
    context = CL.clCreateContext(properties, 1, new cl_device_id[] {device}, null, null, null);
    queue = createQueue(context, device);
    program = CL.clCreateProgramWithSource(context, 1, new String[] {source}, null, null);
    try {
      CL.clBuildProgram(program, 1, new cl_device_id[] {device}, OPTIONS, null, null);
    } catch (CLException e) {
      throw new IllegalStateException("the program does not build:\n" + buildLog(device), e);
    }
  }

  /** Builds a kernel file. Without a device the calling test is skipped, or fails where {@code require.opencl} is true. */
  static JoclHost open(String resource) {
    List<cl_platform_id> platforms = new ArrayList<>();
    String reason = "no OpenCL device on this machine";
    try {
      CL.setExceptionsEnabled(true);
      int[] count = new int[1];
      CL.clGetPlatformIDs(0, null, count);
      cl_platform_id[] found = new cl_platform_id[count[0]];
      CL.clGetPlatformIDs(found.length, found, null);
      platforms.addAll(List.of(found));
    } catch (CLException | UnsatisfiedLinkError e) {
      reason += ": " + e.getMessage();
    }
    for (cl_platform_id platform : platforms) {
      int[] count = new int[1];
      try {
        CL.clGetDeviceIDs(platform, CL_DEVICE_TYPE_ALL, 0, null, count);
      } catch (CLException e) {
        reason += ": " + e.getMessage();
        continue;
      }
      cl_device_id[] devices = new cl_device_id[count[0]];
      CL.clGetDeviceIDs(platform, CL_DEVICE_TYPE_ALL, devices.length, devices, null);
      return new JoclHost(platform, devices[0], KernelSource.load(resource));
    }
    if (Boolean.getBoolean("require.opencl")) {
      Assertions.fail(reason);
    }
    Assumptions.abort(reason);
    throw new IllegalStateException(reason);
  }

  /** Runs a kernel whose first argument is the output buffer; the others are {@code float[]} buffers, Integers and Floats. */
  float[] run(String kernelName, int outputs, long workItems, Object... arguments) {
    cl_kernel kernel = CL.clCreateKernel(program, kernelName, null);
    List<cl_mem> buffers = new ArrayList<>();
    try {
      cl_mem out = CL.clCreateBuffer(context, CL_MEM_READ_WRITE, (long) Sizeof.cl_float * outputs, null, null);
      buffers.add(out);
      CL.clSetKernelArg(kernel, 0, Sizeof.cl_mem, Pointer.to(out));
      for (int i = 0; i < arguments.length; i++) {
        setArgument(kernel, i + 1, arguments[i], buffers);
      }
      CL.clEnqueueNDRangeKernel(queue, kernel, 1, null, new long[] {workItems}, null, 0, null, null);
      float[] result = new float[outputs];
      long bytes = (long) Sizeof.cl_float * outputs;
      CL.clEnqueueReadBuffer(queue, out, CL_TRUE, 0, bytes, Pointer.to(result), 0, null, null);
      return result;
    } finally {
      buffers.forEach(CL::clReleaseMemObject);
      CL.clReleaseKernel(kernel);
    }
  }

  private void setArgument(cl_kernel kernel, int index, Object argument, List<cl_mem> buffers) {
    switch (argument) {
      case float[] values -> {
        long bytes = (long) Sizeof.cl_float * values.length;
        long flags = CL_MEM_READ_ONLY | CL_MEM_COPY_HOST_PTR;
        cl_mem buffer = CL.clCreateBuffer(context, flags, bytes, Pointer.to(values), null);
        buffers.add(buffer);
        CL.clSetKernelArg(kernel, index, Sizeof.cl_mem, Pointer.to(buffer));
      }
      case Integer value -> CL.clSetKernelArg(kernel, index, Sizeof.cl_int, Pointer.to(new int[] {value}));
      case Float value -> CL.clSetKernelArg(kernel, index, Sizeof.cl_float, Pointer.to(new float[] {value}));
      default -> throw new IllegalArgumentException("argument " + index + " is a " + argument.getClass().getSimpleName()
          + ", not a float[], an Integer or a Float");
    }
  }

  private String buildLog(cl_device_id device) {
    long[] size = new long[1];
    CL.clGetProgramBuildInfo(program, device, CL_PROGRAM_BUILD_LOG, 0, null, size);
    byte[] log = new byte[(int) size[0]];
    CL.clGetProgramBuildInfo(program, device, CL_PROGRAM_BUILD_LOG, log.length, Pointer.to(log), null);
    return new String(log, StandardCharsets.UTF_8);
  }

  // The call of OpenCL 1.2, deprecated since 2.0, is the one that every version has.
  @SuppressWarnings("deprecation")
  private static cl_command_queue createQueue(cl_context context, cl_device_id device) {
    return CL.clCreateCommandQueue(context, device, 0, null);
  }

  @Override
  public void close() {
    CL.clReleaseProgram(program);
    CL.clReleaseCommandQueue(queue);
    CL.clReleaseContext(context);
  }
}
