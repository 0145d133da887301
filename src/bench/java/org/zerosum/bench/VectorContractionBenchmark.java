package org.zerosum.bench;

import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Level;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;
import org.openjdk.jmh.annotations.Warmup;
import org.zerosum.backend.vector.VectorKernels;
import org.zerosum.tensor.Backend;
import org.zerosum.tensor.Conv2d;
import org.zerosum.tensor.Noise;
import org.zerosum.tensor.Shape;
import org.zerosum.tensor.Tensor;

/** The vector backend's product and the three directions of a DCGAN discriminator's layers (kernel 4, stride 2, padding 1). */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.SampleTime)
@OutputTimeUnit(TimeUnit.MILLISECONDS)
@Warmup(iterations = 3, time = 2)
@Measurement(iterations = 5, time = 2)
@Fork(value = 1, jvmArgsAppend = {"--add-modules", "jdk.incubator.vector"})
public class VectorContractionBenchmark {
  private static final Conv2d PARAMETERS = Conv2d.of(2, 1);

  /** Threads that compute. */
  @Param({"1", "2"})
  public int threads;

  /** In-channels, out-channels, image size; a matrix product of 1024³ runs beside each. */
  @Param({"3-64-32", "64-128-16", "128-256-8"})
  public String layer;

  private Backend backend;
  private Tensor matrix;
  private Tensor x;
  private Tensor weight;
  private Tensor outGradient;

  /** Draws the inputs. */
  @Setup(Level.Trial)
  public void open() {
    String[] sizes = layer.split("-");
    int channels = Integer.parseInt(sizes[0]);
    int outChannels = Integer.parseInt(sizes[1]);
    int size = Integer.parseInt(sizes[2]);
    backend = new Backend(new VectorKernels(threads));
    matrix = uniform(0, 1024, 1024);
    x = uniform(1, 128, channels, size, size);
    weight = uniform(2, outChannels, channels, 4, 4);
    outGradient = uniform(3, 128, outChannels, size / 2, size / 2);
  }

  private Tensor uniform(int stream, int... extents) {
    return backend.uniform(Shape.of(extents), new Noise(1, stream, 0), -1, 1);
  }

  /** Ends the threads. */
  @TearDown(Level.Trial)
  public void close() {
    backend.close();
  }

  /** 2.1 GFLOP. */
  @Benchmark
  public void matmul() {
    backend.matmul(matrix, matrix, false, false).close();
  }

  /** 0.2 GFLOP for the first layer, 2.1 for the others. */
  @Benchmark
  public void conv2d() {
    backend.conv2d(x, weight, null, PARAMETERS).close();
  }

  /** As {@link #conv2d}. */
  @Benchmark
  public void conv2dBackwardInput() {
    backend.conv2dBackwardInput(outGradient, weight, x.shape(), PARAMETERS).close();
  }

  /** As {@link #conv2d}. */
  @Benchmark
  public void conv2dBackwardWeight() {
    backend.conv2dBackwardWeight(x, outGradient, weight.shape(), PARAMETERS).close();
  }
}
