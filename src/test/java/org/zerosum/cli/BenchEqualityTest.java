package org.zerosum.cli;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import java.util.Locale;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.zerosum.backend.scalar.ScalarKernels;
import org.zerosum.backend.vector.VectorKernels;
import org.zerosum.gan.Architecture;
import org.zerosum.gan.TrainingOptions;
import org.zerosum.tensor.Backend;

/** What benchmarks compare with the scalar backend is computed by the algorithm that is measured. */
final class BenchEqualityTest {
  private static BenchConvolution sizes(int batch, int in, int out, int size, BenchConvolution.Pass pass) {
    BenchConvolution sizes = new BenchConvolution();
    sizes.batchSize = batch;
    sizes.inChannels = in;
    sizes.outChannels = out;
    sizes.imageSize = size;
    sizes.kernel = 4;
    sizes.stride = 2;
    sizes.padding = 1;
    sizes.pass = pass;
    return sizes;
  }

  @ParameterizedTest
  @CsvSource({"forward, 3, 40, 70, 6", "backward-input, 3, 70, 40, 6", "backward-weight, 3, 40, 70, 6",
      "forward, 2, 32, 32, 4", "backward-input, 2, 32, 32, 4", "backward-weight, 2, 32, 32, 4",
      "forward, 6, 3, 64, 8", "backward-input, 6, 3, 64, 8", "backward-weight, 6, 3, 64, 8",
      "forward, 6, 64, 31, 8", "backward-input, 6, 31, 64, 8"})
  void theSampleIsDefinedAsTheWholeIs(String pass, int batch, int in, int out, int size) {
    BenchConvolution.Pass which = BenchConvolution.Pass.valueOf(
        pass.replace('-', '_').toUpperCase(Locale.ROOT));
    BenchConvolution sizes = sizes(batch, in, out, size, which);
    for (Benchmark benchmark : List.of(BenchConv2d.benchmark(sizes), BenchConvTranspose2d.benchmark(sizes))) {
      GeometryRecorder device = GeometryRecorder.of(new VectorKernels(1));
      GeometryRecorder scalar = GeometryRecorder.of(new ScalarKernels());
      try (Backend measured = new Backend(device.kernels()); Backend reference = new Backend(scalar.kernels())) {
        assertTrue(benchmark.equality().test(measured, reference), benchmark.name());
      }
      boolean winograd = Math.min(in, out) >= 32;
      assertEquals(List.of(winograd), device.seen().stream().map(GeometryRecorder.Seen::isWinograd).toList());
      assertEquals(List.of(winograd), scalar.seen().stream().map(GeometryRecorder.Seen::isWinograd).toList());
      assertEquals(device.seen().getFirst().operation(), scalar.seen().getFirst().operation());
      assertEquals(winograd, benchmark.checkedAt().get("winograd"));
    }
  }

  @Test
  void aSampleOfAWinogradConvolutionHasFirstAndLastChannelAndNotAll() {
    ConvolutionSample sample = ConvolutionSample.of(64, 256, channels -> channels >= 32);
    assertTrue(sample.winograd());
    assertEquals(32, sample.channels().length);
    assertEquals(0, sample.channels()[0]);
    assertEquals(255, sample.channels()[31]);
    assertArrayEquals(new int[] {0, 1, 2, 3, 4}, Sampling.places(5, 32));
    assertArrayEquals(new int[] {0}, Sampling.places(1, 32));
    assertEquals(4, ConvolutionSample.of(64, 256, _ -> false).channels().length);
    assertEquals(4, ConvolutionSample.of(64, 256, _ -> true).channels().length);
  }

  @ParameterizedTest
  @CsvSource({"16, 1, 64", "16, 3, 32", "32, 3, 64", "32, 1, 16", "32, 3, 128", "64, 3, 64", "128, 3, 64"})
  void theCheckedModelHasWinogradLayersOfEachKindAndOthers(int imageSize, int channels, int base) {
    Architecture.Dcgan measured = new Architecture.Dcgan(imageSize, channels, base, 100);
    TrainingCheck check = BenchTrainStep.check(measured, TrainingOptions.defaults());
    assertTrue(check.batchSize() >= 2 && check.batchSize() <= 8);
    GeometryRecorder recorder = GeometryRecorder.of(new VectorKernels(2));
    try (Backend backend = new Backend(recorder.kernels())) {
      check.run(backend);
    }
    for (String operation : List.of("conv2d", "conv2dBackwardWeight", "convTranspose2d")) {
      List<Boolean> kinds = recorder.seen().stream().filter(seen -> seen.operation().equals(operation))
          .map(GeometryRecorder.Seen::isWinograd).distinct().toList();
      assertTrue(kinds.contains(true) && kinds.contains(false), operation + ": " + kinds);
    }
  }

  @Test
  void aModelWithoutWinogradLayersIsCheckedWithoutThem() {
    TrainingCheck check = BenchTrainStep.check(new Architecture.Dcgan(16, 1, 4, 100), TrainingOptions.defaults().withBatches(3, 3));
    assertEquals(4, ((Architecture.Dcgan) check.architecture()).baseChannels());
    assertEquals(3, check.batchSize());
  }
}
