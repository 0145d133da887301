package org.zerosum.cli;

import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.stream.Stream;
import org.zerosum.tensor.Tensor;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/**
 * {@code zerosum bench peak}: what this program reaches on a device at best, to hold other rows against: matrix
 * products of several sizes, and the bandwidth of a copy (each byte read once and written once).
 */
@Command(name = "peak", mixinStandardHelpOptions = true, sortOptions = false,
    header = "Measures what a device reaches at best: square matrix products and a large copy.")
final class BenchPeak implements Callable<Integer> {
  private static final int COPIED = 1 << 24;
  private static final long SEED = 16;

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
    List<Benchmark> benchmarks = Stream.concat(
        sizes.stream().map(size -> BenchMatmul.benchmark("peak-matmul", size, size, size, false, false)),
        Stream.of(copy())).toList();
    return Failures.fromOptions(() -> options.run(session, benchmarks));
  }

  private static Benchmark copy() {
    return new Benchmark("peak-copy", Map.of("elements", COPIED), backend -> {
      Tensor x = new CheckInputs(backend, SEED).signed(COPIED);
      return () -> backend.copy(x);
    }, new Benchmark.Rates(0, 2.0 * 4 * COPIED, 0), (device, scalar) -> {
      Tensor x = new CheckInputs(device, SEED).signed(COPIED);
      return Sampling.equal(device.copy(x), new CheckInputs(scalar, SEED).signed(COPIED));
    }, Map.of("elements", COPIED));
  }
}
