package org.zerosum.cli;

import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import org.zerosum.tensor.AdamStep;
import org.zerosum.tensor.Backend;
import org.zerosum.tensor.Tensor;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code zerosum bench adam}: one update; 7 arrays of 4 bytes per parameter (p, g, m, v read, p, m, v written). */
@Command(name = "adam", mixinStandardHelpOptions = true, sortOptions = false,
    header = "Measures one Adam update of a flat buffer.")
final class BenchAdam implements Callable<Integer> {
  private static final long SEED = 15;
  /** The third update of a run with the usual settings. */
  private static final AdamStep STEP = AdamStep.of(2e-4, 0.5, 0.999, 1e-8, 3);

  private final Session session;

  @Option(names = "--parameters", paramLabel = "N", defaultValue = "1048576",
      description = "How many. Default: 1048576.")
  private int parameters;

  @Mixin
  private BenchOptions options;

  BenchAdam(Session session) {
    this.session = session;
  }

  @Override
  public Integer call() {
    options.check();
    Failures.requireRange("--parameters", parameters, 1, 1 << 28);
    Benchmark benchmark = new Benchmark("adam", Map.of("parameters", parameters), backend -> {
      Tensor[] in = inputs(backend);
      return () -> backend.adam(in[0], in[1], in[2], in[3], STEP);
    }, _ -> new Benchmark.Rates(0, 7.0 * 4 * parameters, 0), (device, scalar) -> {
      Tensor[] here = inputs(device);
      Tensor[] there = inputs(scalar);
      device.adam(here[0], here[1], here[2], here[3], STEP);
      scalar.adam(there[0], there[1], there[2], there[3], STEP);
      return Sampling.equal(here[0], there[0]) && Sampling.equal(here[2], there[2])
          && Sampling.equal(here[3], there[3]);
    }, Map.of("parameters", parameters));
    return Failures.fromOptions(() -> options.run(session, List.of(benchmark)));
  }

  private Tensor[] inputs(Backend backend) {
    CheckInputs inputs = new CheckInputs(backend, SEED);
    return new Tensor[] {inputs.signed(parameters), inputs.signed(parameters), inputs.signed(parameters),
        inputs.positive(parameters)};
  }
}
