package org.zerosum.cl;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;

import org.jocl.CL;
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
import org.junit.jupiter.api.Test;

/** JOCL as an independent host: it sees the same devices, and the same kernel gives it the same bits. */
class ClJoclTest {
  private static final int N = 257;

  @Test
  void sameKernelGivesTheSameBits() {
    ClDevice device = OpenClTestDevice.get();
    CL.setExceptionsEnabled(true);
    float[] a = ClTestKernels.ramp(N, -11.7f, 0.1f);
    float[] b = ClTestKernels.ramp(N, 3.3f, -0.7f);
    assertArrayEquals(addWithJocl(device, a, b), add(device, a, b));
  }

  private static int[] add(ClDevice device, float[] a, float[] b) {
    int[] bits = new int[N];
    try (ClContext context = ClContext.create(device);
        ClQueue queue = context.createQueue();
        ClProgram program = context.createProgram("", ClTestKernels.VECTOR_ADD);
        ClKernel kernel = program.createKernel("vector_add");
        ClBuffer bufferA = context.createBuffer(4 * N);
        ClBuffer bufferB = context.createBuffer(4 * N);
        ClBuffer out = context.createBuffer(4 * N)) {
      queue.write(bufferA, 0, a, 0, N);
      queue.write(bufferB, 0, b, 0, N);
      kernel.arguments().buffer(out).buffer(bufferA).buffer(bufferB).int32(N);
      queue.launch(kernel, ClRange.of(N));
      queue.read(out, 0, bits, 0, N);
    }
    return bits;
  }

  private static int[] addWithJocl(ClDevice device, float[] a, float[] b) {
    cl_platform_id[] platforms = new cl_platform_id[device.platform().index() + 1];
    CL.clGetPlatformIDs(platforms.length, platforms, null);
    cl_platform_id platform = platforms[device.platform().index()];
    int[] count = new int[1];
    CL.clGetDeviceIDs(platform, CL.CL_DEVICE_TYPE_ALL, 0, null, count);
    assertEquals(device.platform().devices().size(), count[0]);
    cl_device_id[] devices = new cl_device_id[count[0]];
    CL.clGetDeviceIDs(platform, CL.CL_DEVICE_TYPE_ALL, devices.length, devices, null);
    cl_device_id id = devices[device.index()];
    byte[] name = new byte[4096];
    long[] length = new long[1];
    CL.clGetDeviceInfo(id, CL.CL_DEVICE_NAME, name.length, Pointer.to(name), length);
    assertEquals(device.name(), new String(name, 0, (int) length[0] - 1).strip());

    cl_context_properties properties = new cl_context_properties();
    properties.addProperty(CL.CL_CONTEXT_PLATFORM, platform);
    cl_context context = CL.clCreateContext(properties, 1, new cl_device_id[] {id}, null, null, null);
    @SuppressWarnings("deprecation") // The call of OpenCL 1.2, which every device has.
    cl_command_queue queue = CL.clCreateCommandQueue(context, id, 0, null);
    cl_program program = CL.clCreateProgramWithSource(context, 1, new String[] {ClTestKernels.VECTOR_ADD}, null, null);
    CL.clBuildProgram(program, 0, null, "", null, null);
    cl_kernel kernel = CL.clCreateKernel(program, "vector_add", null);
    long copy = CL.CL_MEM_READ_WRITE | CL.CL_MEM_COPY_HOST_PTR;
    cl_mem bufferA = CL.clCreateBuffer(context, copy, 4L * N, Pointer.to(a), null);
    cl_mem bufferB = CL.clCreateBuffer(context, copy, 4L * N, Pointer.to(b), null);
    cl_mem out = CL.clCreateBuffer(context, CL.CL_MEM_READ_WRITE, 4L * N, null, null);
    CL.clSetKernelArg(kernel, 0, Sizeof.cl_mem, Pointer.to(out));
    CL.clSetKernelArg(kernel, 1, Sizeof.cl_mem, Pointer.to(bufferA));
    CL.clSetKernelArg(kernel, 2, Sizeof.cl_mem, Pointer.to(bufferB));
    CL.clSetKernelArg(kernel, 3, Sizeof.cl_int, Pointer.to(new int[] {N}));
    CL.clEnqueueNDRangeKernel(queue, kernel, 1, null, new long[] {N}, null, 0, null, null);
    int[] bits = new int[N];
    CL.clEnqueueReadBuffer(queue, out, CL.CL_TRUE, 0, 4L * N, Pointer.to(bits), 0, null, null);
    for (cl_mem buffer : new cl_mem[] {bufferA, bufferB, out}) {
      CL.clReleaseMemObject(buffer);
    }
    CL.clReleaseKernel(kernel);
    CL.clReleaseProgram(program);
    CL.clReleaseCommandQueue(queue);
    CL.clReleaseContext(context);
    return bits;
  }
}
