package org.zerosum.backend.opencl;

import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
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
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.zerosum.FloatAssert;
import org.zerosum.cl.ClDevice;
import org.zerosum.cl.ClRange;
import org.zerosum.cl.OpenClTestDevice;
import org.zerosum.tensor.AdamStep;
import org.zerosum.tensor.Backend;
import org.zerosum.tensor.Shape;
import org.zerosum.tensor.Tensor;

/** An independent host: JOCL compiles the same kernel files, runs them on the same device and gets the same bits. */
class JoclHostTest {
  private static final GpuTiles ONE_SHAPE = new GpuTiles(64, 64, 16, 4, 4, 2);

  /** One program of one kernel file, by JOCL alone. */
  private static final class Host implements AutoCloseable {
    private final cl_context context;
    private final cl_command_queue queue;
    private final cl_program program;
    private final List<cl_mem> buffers = new ArrayList<>();
    private final List<cl_kernel> kernels = new ArrayList<>();

    @SuppressWarnings("deprecation") // The queue's call of OpenCL 1.2, which every device has.
    Host(ClDevice device, String file, String options) {
      CL.setExceptionsEnabled(true);
      cl_platform_id[] platforms = new cl_platform_id[device.platform().index() + 1];
      CL.clGetPlatformIDs(platforms.length, platforms, null);
      cl_platform_id platform = platforms[device.platform().index()];
      cl_device_id[] devices = new cl_device_id[device.index() + 1];
      CL.clGetDeviceIDs(platform, CL.CL_DEVICE_TYPE_ALL, devices.length, devices, null);
      cl_device_id[] one = {devices[device.index()]};
      cl_context_properties properties = new cl_context_properties();
      properties.addProperty(CL.CL_CONTEXT_PLATFORM, platform);
      context = CL.clCreateContext(properties, 1, one, null, null, null);
      queue = CL.clCreateCommandQueue(context, one[0], 0, null);
      program = CL.clCreateProgramWithSource(context, 1, new String[] {KernelSources.load(file)}, null, null);
      CL.clBuildProgram(program, 1, one, options, null, null);
    }

    cl_mem buffer(float[] values) {
      cl_mem buffer = CL.clCreateBuffer(context, CL.CL_MEM_READ_WRITE | CL.CL_MEM_COPY_HOST_PTR,
          (long) Sizeof.cl_float * values.length, Pointer.to(values), null);
      buffers.add(buffer);
      return buffer;
    }

    cl_mem buffer(long count) {
      cl_mem buffer = CL.clCreateBuffer(context, CL.CL_MEM_READ_WRITE, Sizeof.cl_float * count, null, null);
      buffers.add(buffer);
      return buffer;
    }

    /** Launches with buffers, null pointers (null), Integers and Floats in the kernel's order. */
    void launch(String name, ClRange range, Object... arguments) {
      cl_kernel kernel = CL.clCreateKernel(program, name, null);
      kernels.add(kernel);
      for (int i = 0; i < arguments.length; i++) {
        switch (arguments[i]) {
          case null -> CL.clSetKernelArg(kernel, i, Sizeof.cl_mem, null);
          case cl_mem buffer -> CL.clSetKernelArg(kernel, i, Sizeof.cl_mem, Pointer.to(buffer));
          case Integer value -> CL.clSetKernelArg(kernel, i, Sizeof.cl_int, Pointer.to(new int[] {value}));
          case Float value -> CL.clSetKernelArg(kernel, i, Sizeof.cl_float, Pointer.to(new float[] {value}));
          default -> throw new IllegalArgumentException("argument " + i + " is a " + arguments[i].getClass());
        }
      }
      CL.clEnqueueNDRangeKernel(queue, kernel, range.dimensions(), null,
          new long[] {range.globalX(), range.globalY(), range.globalZ()},
          new long[] {range.localX(), range.localY(), range.localZ()}, 0, null, null);
    }

    float[] read(cl_mem buffer, int count) {
      float[] values = new float[count];
      CL.clEnqueueReadBuffer(queue, buffer, CL.CL_TRUE, 0, (long) Sizeof.cl_float * count, Pointer.to(values), 0, null,
          null);
      return values;
    }

    @Override
    public void close() {
      buffers.forEach(CL::clReleaseMemObject);
      kernels.forEach(CL::clReleaseKernel);
      CL.clReleaseProgram(program);
      CL.clReleaseCommandQueue(queue);
      CL.clReleaseContext(context);
    }
  }

  private static float[] random(long seed, int count, float low) {
    SplittableRandom random = new SplittableRandom(seed);
    float[] values = new float[count];
    for (int e = 0; e < count; e++) {
      values[e] = (float) random.nextDouble(low, 2);
    }
    return values;
  }

  private static Backend backend(DeviceClass deviceClass) {
    return OpenClTestBackends.open(deviceClass);
  }

  private static Host host(String file, DeviceClass deviceClass, String macros) {
    ClDevice device = OpenClTestDevice.get();
    boolean rounds =
        device.floatCapabilities().contains(ClDevice.FloatCapability.CORRECTLY_ROUNDED_DIVIDE_SQRT);
    return new Host(device, file, "-cl-std=CL1.2 -DDEVICE_CPU=" + (deviceClass == DeviceClass.CPU ? 1 : 0)
        + (rounds ? " -cl-fp32-correctly-rounded-divide-sqrt " : " ") + macros);
  }

  @ParameterizedTest
  @EnumSource
  void binaryAdd(DeviceClass deviceClass) {
    float[] a = random(1, 1009, -2);
    float[] b = random(2, 1009, -2);
    try (Backend backend = backend(deviceClass); Host host = host("elementwise.cl", deviceClass, "")) {
      Tensor out = backend.add(backend.tensor(Shape.of(1009), a), backend.tensor(Shape.of(1009), b));
      cl_mem other = host.buffer(1009);
      host.launch("binary_add", RowsGrid.rangeFor(1, 1009), other, host.buffer(a), host.buffer(b), 1, 1009, 0f);
      FloatAssert.assertSameBits("binary_add", out.toArray(), host.read(other, 1009));
    }
  }

  @ParameterizedTest
  @EnumSource
  void sum(DeviceClass deviceClass) {
    int count = 100_003;
    float[] x = random(3, count, -2);
    try (Backend backend = backend(deviceClass); Host host = host("reduce.cl", deviceClass, "")) {
      Tensor out = backend.sum(backend.tensor(Shape.of(count), x));
      cl_mem partial = host.buffer(2);
      cl_mem other = host.buffer(1);
      host.launch("sum_blocks", ReduceProgram.rangeFor(2, deviceClass), partial, host.buffer(x), 1, 1, count, 2);
      host.launch("sum_finish", ReduceProgram.finishRangeFor(1), other, partial, 1, 2);
      FloatAssert.assertSameBits("sum", out.toArray(), host.read(other, 1));
    }
  }

  @ParameterizedTest
  @EnumSource
  void adam(DeviceClass deviceClass) {
    int count = 777;
    float[] p = random(4, count, -2);
    float[] g = random(5, count, -2);
    float[] m = random(6, count, -2);
    float[] v = random(7, count, 0);
    AdamStep s = AdamStep.of(2e-4, 0.5, 0.999, 1e-8, 3);
    try (Backend backend = backend(deviceClass); Host host = host("optimizer.cl", deviceClass, "")) {
      Shape shape = Shape.of(count);
      Tensor parameters = backend.tensor(shape, p);
      Tensor second = backend.tensor(shape, v);
      backend.kernels().adam(parameters, backend.tensor(shape, g), backend.tensor(shape, m), second, s);
      cl_mem otherParameters = host.buffer(p);
      cl_mem otherSecond = host.buffer(v);
      host.launch("adam", OptimizerProgram.rangeFor(count), otherParameters, host.buffer(m), otherSecond,
          host.buffer(g), count, s.beta1(), s.oneMinusBeta1(), s.beta2(), s.oneMinusBeta2(), s.rate(),
          s.inverseRootCorrection(), s.epsilon());
      FloatAssert.assertSameBits("parameters", parameters.toArray(), host.read(otherParameters, count));
      FloatAssert.assertSameBits("second moment", second.toArray(), host.read(otherSecond, count));
    }
  }

  @ParameterizedTest
  @EnumSource
  void matmul(DeviceClass deviceClass) {
    int m = 30;
    int n = 70;
    int k = 600;
    ContractionTiles tiles = ContractionTiles.standard();
    float[] a = random(8, m * k, -2);
    float[] b = random(9, k * n, -2);
    try (Backend backend = backend(deviceClass); Host host = host("matmul.cl", deviceClass, tiles.macros() + " " + ONE_SHAPE.macros())) {
      Tensor out = backend.matmul(backend.tensor(Shape.of(m, k), a), backend.tensor(Shape.of(k, n), b), false, false);
      cl_mem left = host.buffer(a);
      if (deviceClass == DeviceClass.CPU) {
        cl_mem packed = host.buffer(ContractionTiles.packedCount(m, k));
        host.launch("matmul_pack", MatmulProgram.packRangeFor(m, k), packed, left, m, k);
        left = packed;
      }
      cl_mem other = host.buffer((long) m * n);
      boolean cpu = deviceClass == DeviceClass.CPU;
      ClRange range = cpu ? MatmulProgram.rangeFor(tiles, m, n, 2) : ONE_SHAPE.rangeFor(m, n, 1);
      // Two row tiles per task, which is not what the backend chooses.
      host.launch("matmul", range, other, left, host.buffer(b), null, m, n, k, 0, 0, 0, cpu ? 2 : 0);
      FloatAssert.assertSameBits("matmul", out.toArray(), host.read(other, m * n));
    }
  }
}
