package org.zerosum.cli;

import java.util.List;
import java.util.concurrent.Callable;
import org.zerosum.cli.BenchConvolution.Pass;
import org.zerosum.tensor.Backend;
import org.zerosum.tensor.Conv2d;
import org.zerosum.tensor.Shape;
import org.zerosum.tensor.Tensor;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/**
 * {@code zerosum bench conv2d}: 2·N·K·P·Q·C·R·S floating-point operations, padding taps included; the same for each
 * pass.
 */
@Command(name = "conv2d", mixinStandardHelpOptions = true, sortOptions = false,
    header = "Measures a convolution or one of its gradients.",
    description = {"", "Counted as the direct convolution, whatever the algorithm, so Winograd's, which multiplies"
        + " 9 times for 16, may go beyond 100 %% of peak.", ""})
final class BenchConv2d implements Callable<Integer> {
  private static final long SEED = 12;

  private final Session session;

  @Mixin
  private BenchConvolution sizes;

  @Mixin
  private BenchOptions options;

  BenchConv2d(Session session) {
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
    Conv2d parameters = Conv2d.of(sizes.stride, sizes.padding);
    Shape x = Shape.of(sizes.batchSize, sizes.inChannels, sizes.imageSize, sizes.imageSize);
    Shape weight = Shape.of(sizes.outChannels, sizes.inChannels, sizes.kernel, sizes.kernel);
    Conv2d.Geometry g = parameters.geometry(x, weight);
    double flops = 2.0 * g.n() * g.k() * g.p() * g.q() * g.c() * g.r() * g.s();
    ConvolutionSample sample = sample(sizes.pass, g);
    return new Benchmark("conv2d", sizes.shape(), backend -> {
      Inputs in = inputs(backend, g);
      return () -> pass(sizes.pass, backend, in, g);
    }, _ -> new Benchmark.Rates(flops, 0, 0), (device, scalar) -> isEqual(sizes.pass, device, scalar, g, sample),
        sample.checkedAt(g.n(), sizes.pass));
  }

  private static ConvolutionSample sample(Pass pass, Conv2d.Geometry g) {
    return pass == Pass.BACKWARD_INPUT
        ? ConvolutionSample.of(g.n(), g.c(), c -> g.parameters().transposed(g)
            .geometry(g.output(), Shape.of(g.k(), c, g.r(), g.s())).isWinograd())
        : ConvolutionSample.of(g.n(), g.k(), k -> g.parameters()
            .geometry(g.input(), Shape.of(k, g.c(), g.r(), g.s())).isWinograd());
  }

  private static Inputs inputs(Backend backend, Conv2d.Geometry g) {
    CheckInputs inputs = new CheckInputs(backend, SEED);
    return new Inputs(inputs.signed(g.input().toArray()), inputs.signed(g.weight().toArray()),
        inputs.signed(g.output().toArray()));
  }

  private static Tensor pass(Pass pass, Backend backend, Inputs in, Conv2d.Geometry g) {
    return switch (pass) {
      case FORWARD -> backend.conv2d(in.x, in.weight, null, g.parameters());
      case BACKWARD_INPUT -> backend.conv2dBackwardInput(in.outGradient, in.weight, in.x.shape(), g.parameters());
      case BACKWARD_WEIGHT -> backend.conv2dBackwardWeight(in.x, in.outGradient, in.weight.shape(), g.parameters());
    };
  }

  /** Compares some channels of some images; of a weight gradient, which sums over all images, some channels. */
  private static boolean isEqual(Pass pass, Backend device, Backend scalar, Conv2d.Geometry g,
      ConvolutionSample sample) {
    Tensor result = pass(pass, device, inputs(device, g), g);
    Inputs in = inputs(scalar, g);
    int channels = sample.channels().length;
    return switch (pass) {
      case FORWARD -> Sampling.equal(sample.of(device, result), scalar.conv2d(sample.imagesOf(scalar, in.x),
          sample.channelsOf(scalar, in.weight, 0), null, g.parameters()));
      case BACKWARD_INPUT -> Sampling.equal(sample.of(device, result),
          scalar.conv2dBackwardInput(sample.imagesOf(scalar, in.outGradient), sample.channelsOf(scalar, in.weight, 1),
              Shape.of(sample.images().length, channels, g.h(), g.w()), g.parameters()));
      case BACKWARD_WEIGHT -> Sampling.equal(sample.channelsOf(device, result, 0),
          scalar.conv2dBackwardWeight(in.x, sample.channelsOf(scalar, in.outGradient, 1),
              Shape.of(channels, g.c(), g.r(), g.s()), g.parameters()));
    };
  }
}
