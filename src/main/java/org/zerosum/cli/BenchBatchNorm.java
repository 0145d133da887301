package org.zerosum.cli;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import org.zerosum.tensor.Backend;
import org.zerosum.tensor.NormalizationOps.BatchNorm;
import org.zerosum.tensor.NormalizationOps.BatchNormGradients;
import org.zerosum.tensor.Tensor;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/**
 * {@code zerosum bench batch-norm}: training form and gradient. Counted are 5 arrays of 4·N·C·H·W bytes: x read and out
 * written, dy and x read and dx written; what further passes over x cost is the implementation's.
 */
@Command(name = "batch-norm", mixinStandardHelpOptions = true, sortOptions = false,
    header = "Measures batch normalisation, training form and gradient together.")
final class BenchBatchNorm implements Callable<Integer> {
  private static final long SEED = 14;

  private final Session session;

  @Option(names = "--batch-size", paramLabel = "N", defaultValue = "64", description = "Default: 64.")
  private int batchSize;

  @Option(names = "--channels", paramLabel = "N", defaultValue = "64", description = "Default: 64.")
  private int channels;

  @Option(names = "--image-size", paramLabel = "N", defaultValue = "16", description = "Height and width. Default: 16.")
  private int imageSize;

  @Mixin
  private BenchOptions options;

  BenchBatchNorm(Session session) {
    this.session = session;
  }

  private record Inputs(Tensor x, Tensor dy, Tensor gamma, Tensor beta) {}

  @Override
  public Integer call() {
    options.check();
    Failures.requireRange("--batch-size", batchSize, 2, 65_536);
    Failures.requireRange("--channels", channels, 1, 65_536);
    Failures.requireRange("--image-size", imageSize, 1, 4_096);
    return Failures.fromOptions(() -> options.run(session, List.of(benchmark())));
  }

  private Benchmark benchmark() {
    Map<String, Object> shape = new LinkedHashMap<>();
    shape.put("batch_size", batchSize);
    shape.put("channels", channels);
    shape.put("image_size", imageSize);
    int[] sampled = Sampling.places(channels);
    return new Benchmark("batch-norm", shape, backend -> {
      Inputs in = inputs(backend);
      return () -> pass(backend, in);
    }, _ -> new Benchmark.Rates(0, 5.0 * 4 * batchSize * channels * imageSize * imageSize, 0), (device, scalar) -> {
      List<Tensor> found = pass(device, inputs(device));
      Inputs in = inputs(scalar);
      List<Tensor> expected = pass(scalar,
          new Inputs(Sampling.pick(scalar, in.x, 1, sampled), Sampling.pick(scalar, in.dy, 1, sampled),
          Sampling.pick(scalar, in.gamma, 0, sampled), Sampling.pick(scalar, in.beta, 0, sampled)));
      return Sampling.equal(Sampling.pick(device, found.get(0), 1, sampled), expected.get(0))
          && Sampling.equal(Sampling.pick(device, found.get(1), 1, sampled), expected.get(1));
    }, Map.of("channels", sampled.length));
  }

  private Inputs inputs(Backend backend) {
    CheckInputs inputs = new CheckInputs(backend, SEED);
    int[] extents = {batchSize, channels, imageSize, imageSize};
    return new Inputs(inputs.signed(extents), inputs.signed(extents), inputs.positive(channels),
        inputs.signed(channels));
  }

  private static List<Tensor> pass(Backend backend, Inputs in) {
    BatchNorm forward = backend.batchNormTraining(in.x, in.gamma, in.beta, null, null, 1e-5f, 0.1f);
    BatchNormGradients gradients = backend.batchNormBackward(in.dy, in.x, forward.mean(), forward.inverseDeviation(),
        in.gamma);
    return List.of(forward.out(), gradients.input());
  }
}
