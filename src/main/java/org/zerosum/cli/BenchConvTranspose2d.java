package org.zerosum.cli;

import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
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
    header = "Measures a transposed convolution or one of its gradients.")
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
    return Failures.fromOptions(() -> options.run(session, List.of(benchmark())));
  }

  private Benchmark benchmark() {
    ConvTranspose2d parameters = ConvTranspose2d.of(sizes.stride, sizes.padding);
    Shape x = Shape.of(sizes.batchSize, sizes.inChannels, sizes.imageSize, sizes.imageSize);
    Shape weight = Shape.of(sizes.inChannels, sizes.outChannels, sizes.kernel, sizes.kernel);
    ConvTranspose2d.Geometry g = parameters.geometry(x, weight);
    double flops = 2.0 * g.n() * g.c() * g.h() * g.w() * g.k() * g.r() * g.s();
    return new Benchmark("conv-transpose2d", sizes.shape(), backend -> {
      Inputs in = inputs(backend, g);
      return () -> pass(backend, in, g);
    }, new Benchmark.Rates(flops, 0, 0), (device, scalar) -> isEqual(device, scalar, g), checkedAt(g));
  }

  private static Inputs inputs(Backend backend, ConvTranspose2d.Geometry g) {
    CheckInputs inputs = new CheckInputs(backend, SEED);
    return new Inputs(inputs.signed(g.input().toArray()), inputs.signed(g.weight().toArray()),
        inputs.signed(g.output().toArray()));
  }

  private Tensor pass(Backend backend, Inputs in, ConvTranspose2d.Geometry g) {
    return switch (sizes.pass) {
      case FORWARD -> backend.convTranspose2d(in.x, in.weight, null, g.parameters());
      case BACKWARD_INPUT ->
          backend.convTranspose2dBackwardInput(in.outGradient, in.weight, in.x.shape(), g.parameters());
      case BACKWARD_WEIGHT ->
          backend.convTranspose2dBackwardWeight(in.x, in.outGradient, in.weight.shape(), g.parameters());
    };
  }

  private Map<String, Object> checkedAt(ConvTranspose2d.Geometry g) {
    int images = sizes.pass == BenchConvolution.Pass.BACKWARD_WEIGHT ? g.n() : Sampling.places(g.n()).length;
    int channels = Sampling.places(sizes.pass == BenchConvolution.Pass.FORWARD ? g.k() : g.c()).length;
    return Map.of("images", images, "channels", channels);
  }

  /** Compares some channels of some images; of a weight gradient, which sums over all images, some channels. */
  private boolean isEqual(Backend device, Backend scalar, ConvTranspose2d.Geometry g) {
    Tensor result = pass(device, inputs(device, g), g);
    Inputs in = inputs(scalar, g);
    int[] images = Sampling.places(g.n());
    int[] outs = Sampling.places(g.k());
    int[] ins = Sampling.places(g.c());
    Tensor found;
    Tensor expected;
    switch (sizes.pass) {
      case FORWARD -> {
        found = Sampling.pick(device, Sampling.pick(device, result, 0, images), 1, outs);
        expected = scalar.convTranspose2d(Sampling.pick(scalar, in.x, 0, images),
            Sampling.pick(scalar, in.weight, 1, outs), null,
            g.parameters());
      }
      case BACKWARD_INPUT -> {
        found = Sampling.pick(device, Sampling.pick(device, result, 0, images), 1, ins);
        expected = scalar.convTranspose2dBackwardInput(Sampling.pick(scalar, in.outGradient, 0, images),
            Sampling.pick(scalar, in.weight, 0, ins), Shape.of(images.length, ins.length, g.h(), g.w()),
            g.parameters());
      }
      default -> {
        found = Sampling.pick(device, result, 0, ins);
        expected = scalar.convTranspose2dBackwardWeight(Sampling.pick(scalar, in.x, 1, ins), in.outGradient,
            Shape.of(ins.length, g.k(), g.r(), g.s()), g.parameters());
      }
    }
    return Sampling.equal(found, expected);
  }
}
