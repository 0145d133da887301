package org.zerosum.cli;

import java.util.List;
import java.util.concurrent.Callable;
import java.util.stream.Stream;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/**
 * {@code zerosum bench peak}: a device's own limits, fma in registers and memory bandwidth ({@link DevicePeak}), and
 * matrix products of several sizes, the nearest that an operation comes to them.
 */
@Command(name = "peak", mixinStandardHelpOptions = true, sortOptions = false,
    header = "Measures a device's limits: fma in registers, a large copy and sum, square matrix products.")
final class BenchPeak implements Callable<Integer> {
  private final Session session;

  @Option(names = "--sizes", paramLabel = "N", split = ",", defaultValue = "256,512,1024,2048",
      description = "Of the matrices, separated by commas. Default: 256,512,1024,2048.")
  private List<Integer> sizes;

  @Mixin
  private BenchOptions options;

  BenchPeak(Session session) {
    this.session = session;
  }

  @Override
  public Integer call() {
    options.check();
    sizes.forEach(size -> Failures.requireRange("--sizes", size, 1, 16_384));
    List<Benchmark> benchmarks = Stream.concat(Stream.of(DevicePeak.fma(), DevicePeak.copy(), DevicePeak.sum()),
        sizes.stream().map(size -> BenchMatmul.benchmark("peak-matmul", size, size, size, false, false))).toList();
    return Failures.fromOptions(() -> options.run(session, benchmarks));
  }
}
