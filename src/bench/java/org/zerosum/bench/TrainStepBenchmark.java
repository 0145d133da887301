package org.zerosum.bench;

import java.util.Arrays;
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
import org.zerosum.backend.Devices;
import org.zerosum.gan.Gan;
import org.zerosum.gan.GanTrainer;
import org.zerosum.gan.RealSamples;
import org.zerosum.gan.TrainingOptions;
import org.zerosum.tensor.Backend;

/**
 * A recorded training step of a small DCGAN, waited for: with {@code -prof gc}, what it allocates on the host. {@code gc.alloc.rate.norm}
 * is 0 B but for what JMH itself does around an invocation.
 */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MICROSECONDS)
@Warmup(iterations = 10, time = 3)
@Measurement(iterations = 5, time = 3)
@Fork(value = 1, jvmArgsAppend = {"--add-modules=jdk.incubator.vector", "--enable-native-access=ALL-UNNAMED", "-XX:+UseSerialGC"})
public class TrainStepBenchmark {
  @Param({"vector", "opencl"})
  private String device;

  private Backend backend;
  private GanTrainer trainer;
  private RealSamples samples;

  @Setup(Level.Trial)
  public void open() {
    backend = Devices.open(device);
    trainer = new GanTrainer(Gan.dcgan(backend, 32, 1, 16, 100, 1), TrainingOptions.defaults().withBatches(16, 16));
    samples = target -> Arrays.fill(target, 0.5f);
  }

  @TearDown(Level.Trial)
  public void close() {
    backend.close();
  }

  @Benchmark
  public void trainStep() {
    trainer.advance(samples);
    backend.synchronize();
  }
}
