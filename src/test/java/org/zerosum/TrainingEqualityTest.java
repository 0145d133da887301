package org.zerosum;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.zerosum.backend.Devices;
import org.zerosum.cl.OpenClTestDevice;
import org.zerosum.data.Batches;
import org.zerosum.data.Cursor;
import org.zerosum.data.Dataset;
import org.zerosum.data.Datasets;
import org.zerosum.data.ImageOptions;
import org.zerosum.gan.Architecture;
import org.zerosum.gan.Gan;
import org.zerosum.gan.GanTrainer;
import org.zerosum.gan.LatentDistribution;
import org.zerosum.gan.TrainingOptions;
import org.zerosum.io.Checkpoints;
import org.zerosum.tensor.Backend;
import org.zerosum.tensor.MemoryUse;

/** Whole trainings give the same bytes on every device, with any number of threads, and across a change of device. */
final class TrainingEqualityTest {
  private static final int STEPS = 4;

  @TempDir
  Path folder;

  private byte[] expected;

  @BeforeEach
  void trainOnTheSpecification() throws Exception {
    expected = train("scalar", 1, 0, STEPS);
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 2, 3})
  void vectorTrainsLikeTheSpecification(int threads) throws Exception {
    assertArrayEquals(expected, train("vector", threads, 0, STEPS));
  }

  @Test
  void openClTrainsLikeTheSpecification() throws Exception {
    OpenClTestDevice.get();
    assertArrayEquals(expected, train("opencl", 0, 0, STEPS));
  }

  @Test
  void aRunMayChangeItsDeviceAtAnyCheckpoint() throws Exception {
    OpenClTestDevice.get();
    train("opencl", 0, 0, 1);
    train("vector", 2, 1, 3);
    assertArrayEquals(expected, train("scalar", 0, 3, STEPS));
    train("vector", 1, 0, 2);
    assertArrayEquals(expected, train("opencl", 0, 2, STEPS));
  }

  /** Trains from the checkpoint of step {@code from} to step {@code to} and gives the bytes of the checkpoint written then. */
  private byte[] train(String device, int threads, int from, int to) throws Exception {
    Path file = folder.resolve("last.safetensors");
    try (Backend backend = Devices.open(device, threads)) {
      Dataset digits = Datasets.open("digits", new ImageOptions(16, 0));
      // With 8 base channels the last layer of D has 256 summands, from which its product is that of section 2.2.
      Gan gan = new Gan(backend, new Architecture.Dcgan(16, 1, 8, 7), LatentDistribution.UNIFORM, 9);
      GanTrainer trainer = new GanTrainer(gan, TrainingOptions.defaults().withBatches(5, 3).withSteps(2, 1).withRealLabel(0.9f));
      Batches batches = new Batches(digits, 5, 9);
      if (from > 0) {
        Map<String, String> stored = Checkpoints.restore(file, trainer);
        batches.seek(new Cursor(Long.parseLong(stored.get("epoch")), Integer.parseInt(stored.get("position"))));
      }
      assertEquals(from, trainer.steps());
      MemoryUse afterFirst = null;
      while (trainer.steps() < to) {
        trainer.step(batches::next);
        afterFirst = afterFirst == null ? backend.memory() : afterFirst;
      }
      assertEquals(afterFirst, backend.memory(), "no step takes memory but the first");
      Cursor cursor = batches.cursor();
      Checkpoints.save(file, trainer, Map.of("epoch", Long.toString(cursor.epoch()), "position", Integer.toString(cursor.position())));
    }
    return Files.readAllBytes(file);
  }
}
