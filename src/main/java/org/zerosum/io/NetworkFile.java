package org.zerosum.io;

import java.nio.file.Path;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Map;
import org.zerosum.io.SafetensorsWriter.Entry;
import org.zerosum.nn.Network;
import org.zerosum.tensor.DataException;
import org.zerosum.tensor.Scope;
import org.zerosum.tensor.Tensor;

/** One network's parameters and running statistics as a safetensors file, tensors named by their paths. */
public final class NetworkFile {
  private NetworkFile() {}

  /**
   * Writes the file, whole or not at all ({@link AtomicFile}).
   *
   * @param metadata what is needed to make the network again
   * @throws OutputException if the file cannot be written
   */
  public static void write(Path file, Network network, Map<String, String> metadata) {
    LinkedHashMap<String, Entry> entries = new LinkedHashMap<>();
    network.state().forEach((name, tensor) -> entries.put(name, new Entry(tensor.shape().toArray(), tensor.toArray())));
    SafetensorsWriter.write(file, metadata, entries);
  }

  /**
   * A file's metadata.
   *
   * @throws DataException if the file is missing, damaged or not safetensors
   */
  public static Map<String, String> metadata(Path file) {
    try (SafetensorsFile stored = SafetensorsFile.open(file)) {
      return stored.metadata();
    }
  }

  /**
   * Puts stored numbers into a network of the same layers.
   *
   * @throws DataException if the file is missing or damaged, or its tensors are not the network's; the network is unchanged then
   */
  public static void read(Path file, Network network) {
    try (SafetensorsFile stored = SafetensorsFile.open(file); Scope _ = network.backend().openScope()) {
      Map<String, Tensor> state = network.state();
      Map<String, float[]> values = new LinkedHashMap<>();
      state.forEach((name, tensor) -> {
        if (!stored.names().contains(name) || !Arrays.equals(stored.shape(name), tensor.shape().toArray())) {
          String found = stored.names().contains(name) ? Arrays.toString(stored.shape(name)) : "missing";
          throw new DataException(file + ": tensor " + name + " must be " + tensor.shape() + " but is " + found
              + "; the file belongs to another network");
        }
        float[] read = new float[tensor.count()];
        stored.read(name, read);
        values.put(name, read);
      });
      values.forEach((name, read) -> network.backend().write(state.get(name), read));
    }
  }
}
