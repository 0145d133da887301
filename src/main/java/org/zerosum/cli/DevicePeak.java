package org.zerosum.cli;

import java.util.List;
import java.util.Map;
import org.zerosum.tensor.Backend;
import org.zerosum.tensor.PeakKernels;
import org.zerosum.tensor.Shape;
import org.zerosum.tensor.Tensor;

/**
 * A device's own limits as this process reaches them: the best run of each, since what is above an average is possible
 * too.
 *
 * @param gflops of chains of fma in registers; 0 if not measured
 * @param gigabytesPerSecond of a large copy (each byte read once and written once) or a sum of a large array, whichever
 *     is more; 0 if not measured
 */
record DevicePeak(double gflops, double gigabytesPerSecond) {
  /** Nothing was measured. */
  static final DevicePeak UNKNOWN = new DevicePeak(0, 0);

  /** 128 MiB, more than caches hold. */
  private static final int LARGE = 1 << 25;
  private static final int CHECKED = 1 << 20;
  private static final long SEED = 16;
  /** Several tens of microseconds for a core. */
  private static final int ROUNDS = 8192;
  /** c = fma(c, 1 − 2⁻¹², 2⁻¹²) goes to 1 so slowly that each round changes c. */
  private static final float FACTOR = 1 - 0x1p-12f;
  private static final float ADDEND = 0x1p-12f;

  /** What has to be measured for both limits. */
  static List<Benchmark> benchmarks() {
    return List.of(fma(), copy(), sum());
  }

  /** What has to be measured for the limit of this kind of work. */
  static List<Benchmark> benchmarks(Benchmark.Rates work) {
    return work.flops() > 0 ? List.of(fma()) : List.of(copy(), sum());
  }

  /** These limits, or what one of {@link #benchmarks()} reached if that is more. */
  DevicePeak with(Benchmark benchmark, Backend backend, Timing timing) {
    Benchmark.Rates rates = benchmark.rates().apply(backend);
    return new DevicePeak(Math.max(gflops, rates.gflops(timing.least())),
        Math.max(gigabytesPerSecond, rates.gigabytesPerSecond(timing.least())));
  }

  /** What of these limits was reached; by the first of the two that is not 0, and 0 if it was not measured. */
  double share(double reachedGflops, double reachedGigabytesPerSecond) {
    double reached = reachedGflops > 0 ? reachedGflops : reachedGigabytesPerSecond;
    double limit = reachedGflops > 0 ? gflops : gigabytesPerSecond;
    return limit > 0 ? reached / limit : 0;
  }

  /** Chains of fma in registers on the whole device. */
  static Benchmark fma() {
    return new Benchmark("peak-fma", Map.of("rounds", ROUNDS), backend -> {
      Tensor out = backend.allocate(Shape.of(backend.kernels().peakElements()));
      return () -> backend.kernels().peak(out, ROUNDS, FACTOR, ADDEND);
    }, backend -> new Benchmark.Rates(2.0 * PeakKernels.CHAINS * ROUNDS * backend.kernels().peakElements(), 0, 0),
        (device, scalar) -> {
      Tensor found = device.allocate(Shape.of(device.kernels().peakElements()));
      Tensor expected = scalar.allocate(Shape.of(scalar.kernels().peakElements()));
      device.kernels().peak(found, ROUNDS, FACTOR, ADDEND);
      scalar.kernels().peak(expected, ROUNDS, FACTOR, ADDEND);
      return Sampling.equal(device.slice(found, 0, 0, expected.count()), expected);
    }, Map.of("elements", 16));
  }

  /** A copy of an array. */
  static Benchmark copy() {
    return new Benchmark("peak-copy", Map.of("elements", LARGE), backend -> {
      Tensor x = backend.full(Shape.of(LARGE), 1);
      return () -> backend.copy(x);
    }, _ -> new Benchmark.Rates(0, 2.0 * Float.BYTES * LARGE, 0),
        (device, scalar) -> Sampling.equal(device.copy(random(device)), random(scalar)), Map.of("elements", CHECKED));
  }

  /** The sum of an array. */
  static Benchmark sum() {
    return new Benchmark("peak-sum", Map.of("elements", LARGE), backend -> {
      Tensor x = backend.full(Shape.of(LARGE), 1);
      return () -> backend.sum(x);
    }, _ -> new Benchmark.Rates(0, (double) Float.BYTES * LARGE, 0),
        (device, scalar) -> Sampling.equal(device.sum(random(device)), scalar.sum(random(scalar))),
        Map.of("elements", CHECKED));
  }

  private static Tensor random(Backend backend) {
    return new CheckInputs(backend, SEED).signed(CHECKED);
  }
}
