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
import org.zerosum.tensor.BinaryOp;
import org.zerosum.tensor.Noise;
import org.zerosum.tensor.Rectifier;
import org.zerosum.tensor.Scope;
import org.zerosum.tensor.Shape;
import org.zerosum.tensor.Tensor;

/** Gradients in front of a leaky ReLU and of the bias before it, in one operation and in two: the layers of a DCGAN's discriminator. */
@State(org.openjdk.jmh.annotations.Scope.Thread)
@BenchmarkMode(Mode.SampleTime)
@OutputTimeUnit(TimeUnit.MICROSECONDS)
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 5, time = 1)
@Fork(value = 1, jvmArgsAppend = {"--add-modules=jdk.incubator.vector", "--enable-native-access=ALL-UNNAMED"})
public class RectifierBackwardBenchmark {
  private static final float SLOPE = 0.2f;

  /** The device to run on. */
  @Param({"vector", "opencl"})
  public String device;

  /** The layer's channels; twice the channels, half the image. */
  @Param({"64", "128", "256"})
  public int channels;

  private Backend backend;
  private Tensor outGradient;
  private Tensor out;

  @Setup(Level.Trial)
  public void open() {
    backend = Devices.open(device);
    Shape shape = Shape.of(64, channels, 1024 / channels, 1024 / channels);
    outGradient = backend.normal(shape, new Noise(1, 1, 0), 0, 1);
    out = backend.normal(shape, new Noise(1, 2, 0), 0, 1);
  }

  @TearDown(Level.Trial)
  public void close() {
    backend.close();
  }

  @Benchmark
  public void onePass() {
    try (Scope _ = backend.openScope()) {
      backend.rectifierBackward(outGradient, out, Rectifier.leakyRelu(SLOPE), true);
      backend.synchronize();
    }
  }

  @Benchmark
  public void twoPasses() {
    try (Scope _ = backend.openScope()) {
      backend.channelSum(backend.binary(BinaryOp.LEAKY_RELU_BACKWARD, outGradient, out, SLOPE));
      backend.synchronize();
    }
  }
}
