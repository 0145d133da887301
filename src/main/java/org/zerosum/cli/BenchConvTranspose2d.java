package org.zerosum.cli;

import java.util.List;
import java.util.concurrent.Callable;
import org.zerosum.cli.BenchConvolution.Pass;
import org.zerosum.tensor.Backend;
import org.zerosum.tensor.ConvTranspose2d;
import org.zerosum.tensor.Shape;
import org.zerosum.tensor.Tensor;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/**
 * {@code zerosum bench conv-transpose2d}: 2·N·C·H·W·K·R·S floating-point operations, what the formula's sums hold
 * without the zeros that a stride could be thought to insert; the same for each pass.
 */
@Command(name = "conv-transpose2d", mixinStandardHelpOptions = true, sortOptions = false,
    header = "Measures a transposed convolution or one of its gradients.",
    description = {"", "Counted as the direct convolution, whatever the algorithm, so Winograd's, which multiplies"
        + " 9 times for 16, may go beyond 100 %% of peak.", ""})
final class BenchConvTranspose2d implements Callable<Integer> {
  private static final long SEED = 13;

  private final Session session;

  @Mixin
  private BenchConvolution sizes;

  @Mixin
  private BenchOptions options;

  BenchConvTranspose2d(Session session) {
    this.session = session;
  }

  private record Inputs(Tensor x, Tensor weight, Tensor outGradient) {}

  @Override
  public Integer call() {
    options.check();
    sizes.check();
    return Failures.fromOptions(() -> options.run(session, List.of(benchmark(sizes))));
  }

  static Benchmark benchmark(BenchConvolution sizes) {
    ConvTranspose2d parameters = ConvTranspose2d.of(sizes.stride, sizes.padding);
    Shape x = Shape.of(sizes.batchSize, sizes.inChannels, sizes.imageSize, sizes.imageSize);
    Shape weight = Shape.of(sizes.inChannels, sizes.outChannels, sizes.kernel, sizes.kernel);
    ConvTranspose2d.Geometry g = parameters.geometry(x, weight);
    double flops = 2.0 * g.n() * g.c() * g.h() * g.w() * g.k() * g.r() * g.s();
    ConvolutionSample sample = sample(sizes.pass, g);
    return new Benchmark("conv-transpose2d", sizes.shape(), backend -> {
      Inputs in = inputs(backend, g);
      return () -> pass(sizes.pass, backend, in, g);
    }, _ -> new Benchmark.Rates(flops, 0, 0), (device, scalar) -> isEqual(sizes.pass, device, scalar, g, sample),
        sample.checkedAt(g.n(), sizes.pass));
  }

  private static ConvolutionSample sample(Pass pass, ConvTranspose2d.Geometry g) {
    return pass == Pass.FORWARD
        ? ConvolutionSample.of(g.n(), g.k(), k -> g.parameters()
            .geometry(g.input(), Shape.of(g.c(), k, g.r(), g.s())).isWinograd())
        : ConvolutionSample.of(g.n(), g.c(), c -> g.parameters()
            .geometry(Shape.of(g.n(), c, g.h(), g.w()), Shape.of(c, g.k(), g.r(), g.s())).reversed().isWinograd());
  }

  private static Inputs inputs(Backend backend, ConvTranspose2d.Geometry g) {
    CheckInputs inputs = new CheckInputs(backend, SEED);
    return new Inputs(inputs.signed(g.input().toArray()), inputs.signed(g.weight().toArray()),
        inputs.signed(g.output().toArray()));
  }

  private static Tensor pass(Pass pass, Backend backend, Inputs in, ConvTranspose2d.Geometry g) {
    return switch (pass) {
      case FORWARD -> backend.convTranspose2d(in.x, in.weight, null, g.parameters());
      case BACKWARD_INPUT ->
          backend.convTranspose2dBackwardInput(in.outGradient, in.weight, in.x.shape(), g.parameters());
      case BACKWARD_WEIGHT ->
          backend.convTranspose2dBackwardWeight(in.x, in.outGradient, in.weight.shape(), g.parameters());
    };
  }

  /** Compares some channels of some images; of a weight gradient, which sums over all images, some channels. */
  private static boolean isEqual(Pass pass, Backend device, Backend scalar, ConvTranspose2d.Geometry g,
      ConvolutionSample sample) {
    Tensor result = pass(pass, device, inputs(device, g), g);
    Inputs in = inputs(scalar, g);
    int channels = sample.channels().length;
    return switch (pass) {
      case FORWARD -> Sampling.equal(sample.of(device, result), scalar.convTranspose2d(sample.imagesOf(scalar, in.x),
          sample.channelsOf(scalar, in.weight, 1), null, g.parameters()));
      case BACKWARD_INPUT -> Sampling.equal(sample.of(device, result),
          scalar.convTranspose2dBackwardInput(sample.imagesOf(scalar, in.outGradient),
              sample.channelsOf(scalar, in.weight, 0), Shape.of(sample.images().length, channels, g.h(), g.w()),
              g.parameters()));
      case BACKWARD_WEIGHT -> Sampling.equal(sample.channelsOf(device, result, 0),
          scalar.convTranspose2dBackwardWeight(sample.channelsOf(scalar, in.x, 1), in.outGradient,
              Shape.of(channels, g.k(), g.r(), g.s()), g.parameters()));
    };
  }
}
