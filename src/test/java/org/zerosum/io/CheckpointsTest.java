package org.zerosum.io;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.zerosum.backend.scalar.ScalarKernels;
import org.zerosum.gan.DivergedException;
import org.zerosum.gan.Gan;
import org.zerosum.gan.GanTrainer;
import org.zerosum.gan.RealSamples;
import org.zerosum.gan.TrainingOptions;
import org.zerosum.nn.optim.Optimizer;
import org.zerosum.tensor.Backend;
import org.zerosum.tensor.DataException;

/** Checkpoints hold the whole state, and nothing that is not one gets in or out. */
final class CheckpointsTest {
  private static final RealSamples HALVES = samples -> java.util.Arrays.fill(samples, 0.5f);

  @TempDir
  Path folder;

  private final Backend backend = new Backend(new ScalarKernels());

  @AfterEach
  void close() {
    backend.close();
  }

  private GanTrainer trainer(int hidden, long seed) {
    return new GanTrainer(Gan.mlp(backend, 2, hidden, 2, 4, seed), TrainingOptions.defaults().withBatches(4, 4));
  }

  @Test
  void aResumedRunWritesTheSameBytesAsAnUninterruptedOne() throws Exception {
    GanTrainer whole = trainer(8, 1);
    for (int i = 0; i < 5; i++) {
      whole.step(HALVES);
    }
    Checkpoints.save(folder.resolve("whole.safetensors"), whole, Map.of("data.epoch", "0"));
    GanTrainer first = trainer(8, 1);
    for (int i = 0; i < 2; i++) {
      first.step(HALVES);
    }
    Checkpoints.save(folder.resolve("part.safetensors"), first, Map.of("data.epoch", "0", "data.position", "7"));
    GanTrainer second = trainer(8, 1);
    Map<String, String> metadata = Checkpoints.restore(folder.resolve("part.safetensors"), second);
    assertEquals("7", metadata.get("data.position"));
    assertEquals(2, second.steps());
    for (int i = 0; i < 3; i++) {
      second.step(HALVES);
    }
    Checkpoints.save(folder.resolve("resumed.safetensors"), second, Map.of("data.epoch", "0"));
    assertArrayEquals(Files.readAllBytes(folder.resolve("whole.safetensors")), Files.readAllBytes(folder.resolve("resumed.safetensors")));
  }

  @Test
  void theNetworksOpenWithoutTheTrainer() {
    GanTrainer trainer = trainer(8, 3);
    trainer.step(HALVES);
    Path file = folder.resolve("last.safetensors");
    Checkpoints.save(file, trainer, Map.of());
    float[] expected = trainer.gan().generator().sample(5, 9).toArray();
    try (Gan opened = Checkpoints.openGan(file, backend)) {
      assertArrayEquals(expected, opened.generator().sample(5, 9).toArray());
    }
    assertEquals("mlp", Checkpoints.metadata(file).get("architecture"));
  }

  @Test
  void anotherArchitectureSeedOrOptimiserIsRefusedAndChangesNothing() {
    Path file = folder.resolve("last.safetensors");
    Checkpoints.save(file, trainer(8, 1), Map.of());
    GanTrainer wider = trainer(9, 1);
    float[] before = wider.gan().generator().network().parameters().toArray();
    DataException e = assertThrows(DataException.class, () -> Checkpoints.restore(file, wider));
    assertTrue(e.getMessage().contains("hidden is 8 but this run's is 9"), e.getMessage());
    assertArrayEquals(before, wider.gan().generator().network().parameters().toArray());
    assertThrows(DataException.class, () -> Checkpoints.restore(file, trainer(8, 2)));
    GanTrainer sgd = new GanTrainer(Gan.mlp(backend, 2, 8, 2, 4, 1),
        TrainingOptions.defaults().withOptimizers(new Optimizer.Sgd(0.1, 0), new Optimizer.Sgd(0.1, 0)));
    DataException optimiser = assertThrows(DataException.class, () -> Checkpoints.restore(file, sgd));
    assertTrue(optimiser.getMessage().contains("optimiser"), optimiser.getMessage());
  }

  @Test
  void divergedNumbersNeverReplaceAGoodCheckpoint() throws Exception {
    Path file = folder.resolve("last.safetensors");
    GanTrainer trainer = trainer(8, 1);
    Checkpoints.save(file, trainer, Map.of());
    byte[] good = Files.readAllBytes(file);
    backend.fill(trainer.gan().generator().network().parameters(), Float.NaN);
    assertThrows(DivergedException.class, () -> Checkpoints.save(file, trainer, Map.of()));
    assertArrayEquals(good, Files.readAllBytes(file));
    try (var files = Files.list(folder)) {
      assertEquals(1, files.count());
    }
  }

  @Test
  void aSafetensorsFileOfAnotherKindIsRefused() {
    Path file = folder.resolve("other.safetensors");
    SafetensorsWriter.write(file, Map.of("format", "pt"), new java.util.LinkedHashMap<>());
    DataException e = assertThrows(DataException.class, () -> Checkpoints.openGan(file, backend));
    assertTrue(e.getMessage().contains("'pt'"), e.getMessage());
  }
}
