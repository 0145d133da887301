package org.zerosum.io;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.zerosum.FloatAssert;
import org.zerosum.backend.scalar.ScalarKernels;
import org.zerosum.nn.BatchNorm2d;
import org.zerosum.nn.Linear;
import org.zerosum.nn.Network;
import org.zerosum.nn.Sequential;
import org.zerosum.tensor.Backend;
import org.zerosum.tensor.DataException;

final class NetworkFileTest {
  private final Backend backend = new Backend(new ScalarKernels());

  @TempDir
  private Path folder;

  @AfterEach
  void close() {
    backend.close();
  }

  private Network network(int width, long seed) {
    return new Network(backend, Sequential.of(new Linear(3, width), new BatchNorm2d(width)), seed, 1);
  }

  @Test
  void aNetworkComesBackWithItsStatistics() {
    Path file = folder.resolve("a/network.safetensors");
    Network stored = network(4, 1);
    backend.fill(stored.state().get("1.running_mean"), 7);
    NetworkFile.write(file, stored, Map.of("format", "a test"));
    assertEquals(Map.of("format", "a test"), NetworkFile.metadata(file));
    Network other = network(4, 2);
    NetworkFile.read(file, other);
    stored.state().forEach((name, tensor) -> FloatAssert.assertSameBits(name, tensor.toArray(), other.state().get(name).toArray()));
  }

  @Test
  void anotherNetworkIsRefusedAndUnchanged() {
    Path file = folder.resolve("network.safetensors");
    NetworkFile.write(file, network(4, 1), Map.of());
    Network other = network(5, 2);
    float[] before = other.parameters().toArray();
    String message = assertThrows(DataException.class, () -> NetworkFile.read(file, other)).getMessage();
    assertTrue(message.contains("0.weight") && message.contains("[5, 3]") && message.contains("[4, 3]"), message);
    FloatAssert.assertSameBits("unchanged", before, other.parameters().toArray());
  }
}
