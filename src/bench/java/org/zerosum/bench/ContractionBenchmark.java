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
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;
import org.openjdk.jmh.annotations.Warmup;
import org.zerosum.backend.Devices;
import org.zerosum.tensor.Backend;
import org.zerosum.tensor.Conv2d;
import org.zerosum.tensor.Noise;
import org.zerosum.tensor.Scope;
import org.zerosum.tensor.Shape;
import org.zerosum.tensor.Tensor;

/**
 * A matrix product of 1024³ (2.15 GFLOP) and the contractions of a DCGAN of 32 × 32 × 3 at batch 64: of its middle layer, 64 ×
 * 16 × 16 to 128 × 8 × 8 (k4 s2 p1; 1.07 GFLOP each pass, counted as direct), by Winograd's algorithm; of its first, 3 × 32 × 32
 * to 64 × 16 × 16 (0.10 GFLOP), direct.
 */
@State(org.openjdk.jmh.annotations.Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MILLISECONDS)
@Warmup(iterations = 5, time = 2)
@Measurement(iterations = 5, time = 2)
@Fork(value = 1, jvmArgsAppend = {"--add-modules=jdk.incubator.vector", "--enable-native-access=ALL-UNNAMED"})
public class ContractionBenchmark {
  private static final Conv2d HALVING = Conv2d.of(2, 1);

  /** The device to run on. */
  @Param({"vector", "opencl"})
  public String device;

  private Backend backend;
  private Tensor x;
  private Tensor weight;
  private Tensor outGradient;
  private Tensor image;
  private Tensor firstWeight;
  private Tensor firstGradient;
  private Tensor a;
  private Tensor b;

  @Setup(Level.Trial)
  public void open() {
    backend = Devices.open(device);
    x = backend.normal(Shape.of(64, 64, 16, 16), new Noise(1, 1, 0), 0, 1);
    weight = backend.normal(Shape.of(128, 64, 4, 4), new Noise(1, 2, 0), 0, 1);
    outGradient = backend.normal(Shape.of(64, 128, 8, 8), new Noise(1, 3, 0), 0, 1);
    a = backend.normal(Shape.of(1024, 1024), new Noise(1, 4, 0), 0, 1);
    b = backend.normal(Shape.of(1024, 1024), new Noise(1, 5, 0), 0, 1);
    image = backend.normal(Shape.of(64, 3, 32, 32), new Noise(1, 6, 0), 0, 1);
    firstWeight = backend.normal(Shape.of(64, 3, 4, 4), new Noise(1, 7, 0), 0, 1);
    firstGradient = backend.normal(Shape.of(64, 64, 16, 16), new Noise(1, 8, 0), 0, 1);
    requireAlgorithm(HALVING.geometry(x.shape(), weight.shape()).isWinograd());
    requireAlgorithm(!HALVING.geometry(image.shape(), firstWeight.shape()).isWinograd());
  }

  /** What is measured must be what the methods' names say. */
  private static void requireAlgorithm(boolean asNamed) {
    if (!asNamed) {
      throw new IllegalStateException("the shapes of this benchmark no longer go by the algorithm that its methods name");
    }
  }

  @TearDown(Level.Trial)
  public void close() {
    backend.close();
  }

  @Benchmark
  public void matmul() {
    try (Scope _ = backend.openScope()) {
      backend.matmul(a, b, false, false);
      backend.synchronize();
    }
  }

  @Benchmark
  public void conv2dWinograd() {
    try (Scope _ = backend.openScope()) {
      backend.conv2d(x, weight, null, HALVING);
      backend.synchronize();
    }
  }

  @Benchmark
  public void conv2dBackwardInputWinograd() {
    try (Scope _ = backend.openScope()) {
      backend.conv2dBackwardInput(outGradient, weight, x.shape(), HALVING);
      backend.synchronize();
    }
  }

  @Benchmark
  public void conv2dBackwardWeightWinograd() {
    try (Scope _ = backend.openScope()) {
      backend.conv2dBackwardWeight(x, outGradient, weight.shape(), HALVING);
      backend.synchronize();
    }
  }

  @Benchmark
  public void conv2dDirect() {
    try (Scope _ = backend.openScope()) {
      backend.conv2d(image, firstWeight, null, HALVING);
      backend.synchronize();
    }
  }

  @Benchmark
  public void conv2dBackwardInputDirect() {
    try (Scope _ = backend.openScope()) {
      backend.conv2dBackwardInput(firstGradient, firstWeight, image.shape(), HALVING);
      backend.synchronize();
    }
  }

  @Benchmark
  public void conv2dBackwardWeightDirect() {
    try (Scope _ = backend.openScope()) {
      backend.conv2dBackwardWeight(image, firstGradient, firstWeight.shape(), HALVING);
      backend.synchronize();
    }
  }
}
