package org.zerosum.io;

import java.nio.file.Path;
import java.util.Arrays;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import org.zerosum.gan.Architecture;
import org.zerosum.gan.DivergedException;
import org.zerosum.gan.Gan;
import org.zerosum.gan.GanTrainer;
import org.zerosum.gan.LatentDistribution;
import org.zerosum.gan.TrainingState;
import org.zerosum.io.SafetensorsWriter.Entry;
import org.zerosum.nn.Network;
import org.zerosum.tensor.Backend;
import org.zerosum.tensor.DataException;
import org.zerosum.tensor.Scope;
import org.zerosum.tensor.Shape;
import org.zerosum.tensor.Tensor;

/**
 * Training states as safetensors files: tensors named as PyTorch would name them ({@code generator.0.weight},
 * {@code generator.2.running_mean}, {@code optimizer.generator.0.weight.exp_avg}), everything else as metadata. The bytes
 * depend on the training state alone, never on the device or the clock.
 */
public final class Checkpoints {
  private static final String FORMAT = "zerosum-checkpoint-1";
  private static final String RATE_FACTOR = "rate_factor";
  private static final String GENERATOR = "generator.";
  private static final String AVERAGE = "generator_average.";
  private static final String DISCRIMINATOR = "discriminator.";

  private Checkpoints() {}

  /**
   * Writes a trainer's state, whole or not at all ({@link AtomicFile}). Waits for the device.
   *
   * @param extra further metadata, for example the position in the data
   * @throws DivergedException if a number is NaN or infinite; the file is left as it was
   * @throws OutputException if the file cannot be written
   */
  public static void save(Path file, GanTrainer trainer, Map<String, String> extra) {
    TrainingState state = trainer.state();
    Map<String, String> metadata = new LinkedHashMap<>(extra);
    metadata.putAll(description(trainer.gan()));
    metadata.put("steps", Long.toString(state.steps()));
    metadata.put("discriminator_updates", Long.toString(state.discriminatorUpdates()));
    metadata.put("generator_updates", Long.toString(state.generatorUpdates()));
    if (state.rateFactor() != 1) {
      metadata.put(RATE_FACTOR, Double.toString(state.rateFactor()));
    }
    LinkedHashMap<String, Entry> entries = new LinkedHashMap<>();
    state.tensors().forEach((name, tensor) -> entries.put(name, new Entry(tensor.shape().toArray(), finite(name, tensor))));
    SafetensorsWriter.write(file, metadata, entries);
  }

  private static Map<String, String> description(Gan gan) {
    Map<String, String> description = new LinkedHashMap<>(gan.architecture().describe());
    description.put("format", FORMAT);
    description.put("latent_distribution", gan.generator().distribution().name());
    description.put("seed", Long.toString(gan.seed()));
    return description;
  }

  private static float[] finite(String name, Tensor tensor) {
    float[] values = tensor.toArray();
    for (int i = 0; i < values.length; i++) {
      if (!Float.isFinite(values[i])) {
        throw new DivergedException("training has diverged: " + name + " holds " + values[i] + " at element " + i
            + "; resume from the last checkpoint with lower learning rates");
      }
    }
    return values;
  }

  /**
   * Puts a stored state into a trainer, which then continues exactly as the stored run would have.
   *
   * @return the file's metadata
   * @throws DataException if the file is missing, damaged, or of another architecture, seed or optimiser; the trainer is
   *     unchanged then
   */
  public static Map<String, String> restore(Path file, GanTrainer trainer) {
    try (SafetensorsFile stored = SafetensorsFile.open(file)) {
      Map<String, String> metadata = checkFormat(file, stored);
      description(trainer.gan()).forEach((key, expected) -> {
        if (!expected.equals(metadata.get(key))) {
          throw new DataException(file + ": the checkpoint's " + key + " is " + metadata.get(key) + " but this run's is " + expected
              + "; resume with the options the run was started with");
        }
      });
      Map<String, Tensor> tensors = trainer.state().tensors();
      checkTensors(file, stored, tensors, stored.names());
      long steps = counter(file, metadata, "steps");
      long discriminatorUpdates = counter(file, metadata, "discriminator_updates");
      long generatorUpdates = counter(file, metadata, "generator_updates");
      double rateFactor = rateFactor(file, metadata);
      load(stored, tensors, trainer.gan().backend());
      trainer.resumeAt(steps, discriminatorUpdates, generatorUpdates, rateFactor);
      return metadata;
    }
  }

  /**
   * Opens the networks of a checkpoint, without what only training needs. If the run kept a moving average of G, that is the
   * generator.
   *
   * @return a pair whose memory belongs to the innermost scope
   * @throws DataException if the file is missing, damaged or no checkpoint of this project
   */
  public static Gan openGan(Path file, Backend backend) {
    try (SafetensorsFile stored = SafetensorsFile.open(file)) {
      Map<String, String> metadata = checkFormat(file, stored);
      Gan gan = new Gan(backend, Architecture.parse(metadata), distribution(file, metadata), seed(file, metadata));
      boolean averaged = stored.names().stream().anyMatch(name -> name.startsWith(AVERAGE));
      loadNetwork(file, stored, averaged ? AVERAGE : GENERATOR, gan.generator().network());
      loadNetwork(file, stored, DISCRIMINATOR, gan.discriminator().network());
      return gan;
    }
  }

  /**
   * A checkpoint's metadata.
   *
   * @throws DataException if the file is missing, damaged or no checkpoint of this project
   */
  public static Map<String, String> metadata(Path file) {
    try (SafetensorsFile stored = SafetensorsFile.open(file)) {
      return checkFormat(file, stored);
    }
  }

  private static Map<String, String> checkFormat(Path file, SafetensorsFile stored) {
    String format = stored.metadata().get("format");
    if (!FORMAT.equals(format)) {
      throw new DataException(file + ": the format is '" + format + "' but must be '" + FORMAT
          + "'; use a checkpoint that zerosum train wrote");
    }
    return stored.metadata();
  }

  private static void loadNetwork(Path file, SafetensorsFile stored, String prefix, Network network) {
    Map<String, Tensor> prefixed = new LinkedHashMap<>();
    network.state().forEach((name, tensor) -> prefixed.put(prefix + name, tensor));
    Set<String> names = new HashSet<>(stored.names());
    names.removeIf(name -> !name.startsWith(prefix));
    checkTensors(file, stored, prefixed, names);
    load(stored, prefixed, network.backend());
  }

  private static void checkTensors(Path file, SafetensorsFile stored, Map<String, Tensor> expected, Set<String> names) {
    for (String name : names) {
      if (!expected.containsKey(name)) {
        throw new DataException(file + ": tensor " + name + " has no place in this run; the checkpoint is of another architecture or "
            + "optimiser");
      }
    }
    expected.forEach((name, tensor) -> {
      Shape shape = tensor.shape();
      if (!names.contains(name) || !Arrays.equals(stored.shape(name), shape.toArray()) || !stored.dtype(name).equals("F32")) {
        String found = names.contains(name) ? stored.dtype(name) + " " + Arrays.toString(stored.shape(name)) : "missing";
        throw new DataException(file + ": tensor " + name + " must be F32 " + shape + " but is " + found
            + "; the checkpoint is of another architecture or optimiser");
      }
    });
  }

  private static void load(SafetensorsFile stored, Map<String, Tensor> tensors, Backend backend) {
    try (Scope _ = backend.openScope()) {
      tensors.forEach((name, tensor) -> {
        float[] values = new float[tensor.count()];
        stored.read(name, values);
        backend.write(tensor, values);
      });
    }
  }

  private static LatentDistribution distribution(Path file, Map<String, String> metadata) {
    String name = metadata.get("latent_distribution");
    for (LatentDistribution distribution : LatentDistribution.values()) {
      if (distribution.name().equals(name)) {
        return distribution;
      }
    }
    throw new DataException(file + ": the latent distribution is '" + name + "' but must be GAUSSIAN or UNIFORM; the file is damaged");
  }

  private static long seed(Path file, Map<String, String> metadata) {
    try {
      return Long.parseLong(metadata.get("seed"));
    } catch (NumberFormatException _) {
      throw new DataException(file + ": the seed is '" + metadata.get("seed") + "' but must be an integer; the file is damaged");
    }
  }

  private static double rateFactor(Path file, Map<String, String> metadata) {
    String text = metadata.getOrDefault(RATE_FACTOR, "1");
    try {
      double factor = Double.parseDouble(text);
      if (factor > 0 && factor < Double.POSITIVE_INFINITY) {
        return factor;
      }
    } catch (NumberFormatException _) {
      // Told below.
    }
    throw new DataException(file + ": '" + RATE_FACTOR + "' is '" + text + "' but must be a positive number; the file is damaged");
  }

  private static long counter(Path file, Map<String, String> metadata, String key) {
    String text = metadata.get(key);
    if (text == null || !text.matches("[0-9]{1,18}")) {
      throw new DataException(file + ": the counter '" + key + "' is '" + text + "' but must be a number; the file is damaged");
    }
    return Long.parseLong(text);
  }
}
