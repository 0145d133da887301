package org.zerosum;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.zerosum.backend.Devices;
import org.zerosum.cl.OpenClTestDevice;
import org.zerosum.data.Batches;
import org.zerosum.data.Datasets;
import org.zerosum.data.ImageOptions;
import org.zerosum.gan.Architecture;
import org.zerosum.gan.Conditioning;
import org.zerosum.gan.Gan;
import org.zerosum.gan.GanTrainer;
import org.zerosum.gan.LatentDistribution;
import org.zerosum.gan.NetworkOptions;
import org.zerosum.gan.RealSamples;
import org.zerosum.gan.TrainingOptions;
import org.zerosum.io.Checkpoints;
import org.zerosum.tensor.Backend;
import org.zerosum.tensor.MemoryUse;

/** Networks with classes, spectral norm, minibatch deviation and packs train to the same bytes on every device, also across a change. */
final class ConditionalEqualityTest {
  /** The ways to combine what is new. */
  enum Kind {
    PROJECTION(NetworkOptions.PLAIN.withConditioning(Conditioning.projection(10)).withSpectralNorm()),
    AUXILIARY(NetworkOptions.PLAIN.withConditioning(Conditioning.auxiliary(10).withInput(Conditioning.Input.BATCH_NORM))
        .withMinibatchStdDev()),
    PACKED(NetworkOptions.PLAIN.withPacking(2).withSpectralNorm().withMinibatchStdDev());

    private final NetworkOptions options;

    Kind(NetworkOptions options) {
      this.options = options;
    }
  }

  @TempDir
  Path folder;

  @ParameterizedTest
  @EnumSource
  void devicesAgree(Kind kind) throws Exception {
    OpenClTestDevice.get();
    byte[] expected = train(kind, "scalar", 0, 3);
    assertArrayEquals(expected, train(kind, "vector", 0, 3));
    assertArrayEquals(expected, train(kind, "opencl", 0, 3));
    train(kind, "opencl", 0, 1);
    train(kind, "scalar", 1, 2);
    assertArrayEquals(expected, train(kind, "vector", 2, 3), "with a change of the device at every step");
  }

  private byte[] train(Kind kind, String device, int from, int to) throws Exception {
    Path file = folder.resolve("last.safetensors");
    try (Backend backend = Devices.open(device, 2)) {
      Architecture architecture = new Architecture.Dcgan(16, 1, 4, 7, kind.options);
      GanTrainer trainer = new GanTrainer(new Gan(backend, architecture, LatentDistribution.GAUSSIAN, 9),
          TrainingOptions.defaults().withBatches(8, 8));
      Batches batches = new Batches(Datasets.open("digits", new ImageOptions(16, 0)), 8, 9);
      RealSamples samples = RealSamples.labelled(batches::next);
      for (int i = 0; i < from; i++) {
        batches.next(new float[8 * 256]);
      }
      if (from > 0) {
        Checkpoints.restore(file, trainer);
      }
      MemoryUse afterFirst = null;
      while (trainer.steps() < to) {
        trainer.step(samples);
        afterFirst = afterFirst == null ? backend.memory() : afterFirst;
      }
      assertEquals(afterFirst, backend.memory(), "no step takes memory but the first");
      Checkpoints.save(file, trainer, Map.of());
    }
    return Files.readAllBytes(file);
  }
}
