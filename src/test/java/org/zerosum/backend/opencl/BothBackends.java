package org.zerosum.backend.opencl;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.List;
import java.util.SplittableRandom;
import java.util.function.Function;
import org.zerosum.FloatAssert;
import org.zerosum.backend.scalar.ScalarKernels;
import org.zerosum.cl.OpenClTestDevice;
import org.zerosum.tensor.Backend;
import org.zerosum.tensor.Scope;
import org.zerosum.tensor.Shape;
import org.zerosum.tensor.Tensor;

/** The specification and a device, given the same inputs; their results must have the same bits. */
final class BothBackends implements AutoCloseable {
  final OpenClKernels kernels;
  private final Backend scalar = new Backend(new ScalarKernels());
  private final Backend device;

  BothBackends(DeviceClass deviceClass, ContractionTiles tiles) {
    kernels = OpenClKernels.open(OpenClTestDevice.get(), deviceClass, tiles);
    device = new Backend(kernels);
  }

  BothBackends(DeviceClass deviceClass, ContractionTiles tiles, WinogradTiles winograd) {
    kernels = OpenClKernels.open(OpenClTestDevice.get(), deviceClass, tiles, winograd);
    device = new Backend(kernels);
  }

  BothBackends(DeviceClass deviceClass) {
    this(deviceClass, ContractionTiles.standard());
  }

  /** A backend and inputs that are the same for both. */
  static final class Run {
    final Backend backend;
    private final SplittableRandom random;

    Run(Backend backend, long seed) {
      this.backend = backend;
      this.random = new SplittableRandom(seed);
    }

    /** Numbers of both signs, most of them in [-2, 2], some of other magnitudes. */
    Tensor input(int... extents) {
      return input(Shape.of(extents));
    }

    /** Such numbers in the shape of another tensor. */
    Tensor like(Tensor other) {
      return input(other.shape());
    }

    private Tensor input(Shape shape) {
      float[] values = new float[shape.count()];
      for (int e = 0; e < values.length; e++) {
        float uniform = (float) random.nextDouble(-2, 2);
        values[e] = random.nextInt(16) == 0 ? uniform * (float) Math.scalb(1.0, random.nextInt(-12, 12)) : uniform;
      }
      return backend.tensor(shape, values);
    }

    /** Numbers in [0.1, 2.1]. */
    Tensor positive(int... extents) {
      Shape shape = Shape.of(extents);
      float[] values = new float[shape.count()];
      for (int e = 0; e < values.length; e++) {
        values[e] = 0.1f + (float) random.nextDouble(2);
      }
      return backend.tensor(shape, values);
    }
  }

  /** Both backends with a scope each. */
  record Pair(List<Backend> backends, Scope first, Scope second) implements AutoCloseable {
    @Override
    public void close() {
      first.close();
      second.close();
    }
  }

  Pair pair() {
    return new Pair(List.of(scalar, device), scalar.openScope(), device.openScope());
  }

  /** Runs on both and compares the results' bits; a NaN fails. */
  void same(String what, Function<Run, List<Tensor>> operation) {
    List<float[]> expected = results(scalar, operation);
    List<float[]> actual = results(device, operation);
    assertEquals(expected.size(), actual.size(), what);
    for (int i = 0; i < expected.size(); i++) {
      FloatAssert.assertSameBits(what + ", result " + i, expected.get(i), actual.get(i));
    }
  }

  private static List<float[]> results(Backend backend, Function<Run, List<Tensor>> operation) {
    try (Scope _ = backend.openScope()) {
      return operation.apply(new Run(backend, 7)).stream().map(Tensor::toArray).toList();
    }
  }

  @Override
  public void close() {
    scalar.close();
    device.close();
  }
}
