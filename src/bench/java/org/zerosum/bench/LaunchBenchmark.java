package org.zerosum.bench;

import java.util.concurrent.TimeUnit;
import org.jocl.CL;
import org.jocl.Pointer;
import org.jocl.Sizeof;
import org.jocl.cl_kernel;
import org.jocl.cl_mem;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Level;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OperationsPerInvocation;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;
import org.openjdk.jmh.annotations.Warmup;
import org.zerosum.cl.ClBuffer;
import org.zerosum.cl.ClContext;
import org.zerosum.cl.ClDevice;
import org.zerosum.cl.ClKernel;
import org.zerosum.cl.ClLaunch;
import org.zerosum.cl.ClPlatform;
import org.zerosum.cl.ClProgram;
import org.zerosum.cl.ClQueue;
import org.zerosum.cl.ClRange;

/** What it costs to set the eight arguments of a kernel, by Panama and by JOCL, on the first OpenCL device. */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Warmup(iterations = 5, time = 1)
@Measurement(iterations = 5, time = 1)
@Fork(value = 1, jvmArgsAppend = {"--add-modules=jdk.incubator.vector", "--enable-native-access=ALL-UNNAMED"})
public class LaunchBenchmark {
  private static final String SOURCE = """
      __kernel void eight(__global float *a, __global float *b, __global float *c, __global float *d, int n, int m, float x, float y) {
        if (n < 0) a[0] = b[0] + c[0] + d[0] + m + x + y;
      }
      """;

  /** As native-test/launches.c, which is the same from C. */
  private static final String FILL = """
      __kernel void fill(__global float *out, int n, float value) {
        size_t e = get_global_id(0);
        if (e < (size_t) n) out[e] = value;
      }
      """;
  private static final int LAUNCHES = 100;

  private ClContext context;
  private ClQueue queue;
  private ClProgram program;
  private ClKernel kernel;
  private ClBuffer buffer;
  private ClProgram fillProgram;
  private final ClLaunch[] launches = new ClLaunch[LAUNCHES];
  private cl_kernel joclKernel;
  private cl_mem joclBuffer;
  private final int[] integer = {1};
  private final float[] number = {2};

  @Setup(Level.Trial)
  public void open() {
    ClDevice device = ClPlatform.all().getFirst().devices().getFirst();
    context = ClContext.create(device);
    queue = context.createQueue();
    program = context.createProgram("", SOURCE);
    kernel = program.createKernel("eight");
    buffer = context.createBuffer(4096);
    fillProgram = context.createProgram("", FILL);
    try (ClKernel fill = fillProgram.createKernel("fill")) {
      fill.arguments().buffer(buffer).int32(64).float32(1);
      for (int i = 0; i < LAUNCHES; i++) {
        launches[i] = ClLaunch.of(fill, ClRange.of(64).withLocal(64));
      }
    }
    openJocl();
  }

  private void openJocl() {
    CL.setExceptionsEnabled(true);
    var platforms = new org.jocl.cl_platform_id[1];
    CL.clGetPlatformIDs(1, platforms, null);
    var devices = new org.jocl.cl_device_id[1];
    CL.clGetDeviceIDs(platforms[0], CL.CL_DEVICE_TYPE_ALL, 1, devices, null);
    var joclContext = CL.clCreateContext(null, 1, devices, null, null, null);
    var joclProgram = CL.clCreateProgramWithSource(joclContext, 1, new String[] {SOURCE}, null, null);
    CL.clBuildProgram(joclProgram, 0, null, "", null, null);
    joclKernel = CL.clCreateKernel(joclProgram, "eight", null);
    joclBuffer = CL.clCreateBuffer(joclContext, CL.CL_MEM_READ_WRITE, 4096, null, null);
  }

  @TearDown(Level.Trial)
  public void close() {
    queue.finish();
    for (ClLaunch launch : launches) {
      launch.close();
    }
    fillProgram.close();
    buffer.close();
    kernel.close();
    program.close();
    queue.close();
    context.close();
  }

  /** Eight arguments by Panama. */
  @Benchmark
  public void argumentsByPanama() {
    kernel.arguments().buffer(buffer).buffer(buffer).buffer(buffer).buffer(buffer).int32(1).int32(2).float32(3).float32(4);
  }

  /** Eight arguments by JOCL. */
  @Benchmark
  public void argumentsByJocl() {
    for (int i = 0; i < 4; i++) {
      CL.clSetKernelArg(joclKernel, i, Sizeof.cl_mem, Pointer.to(joclBuffer));
    }
    for (int i = 4; i < 6; i++) {
      CL.clSetKernelArg(joclKernel, i, Sizeof.cl_int, Pointer.to(integer));
    }
    for (int i = 6; i < 8; i++) {
      CL.clSetKernelArg(joclKernel, i, Sizeof.cl_float, Pointer.to(number));
    }
  }

  /** Launches with bound arguments, then a wait: nanoseconds per launch, to hold against {@code native-test --launches}. */
  @Benchmark
  @OperationsPerInvocation(LAUNCHES)
  public void boundLaunches() {
    for (ClLaunch launch : launches) {
      queue.launch(launch);
    }
    queue.finish();
  }

  /** Eight arguments and an enqueued launch of one work-item by Panama; every call waits, so it is the whole round trip. */
  @Benchmark
  public void launchByPanama() {
    argumentsByPanama();
    queue.launch(kernel, ClRange.of(1).withLocal(1));
    queue.finish();
  }
}
