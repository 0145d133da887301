package org.zerosum.io;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.zerosum.io.SafetensorsWriter.Entry;
import org.zerosum.tensor.DataException;

final class SafetensorsTest {
  @TempDir Path folder;

  private Path raw(String header, int dataBytes) throws IOException {
    byte[] json = header.getBytes(StandardCharsets.UTF_8);
    return raw(json.length, json, dataBytes);
  }

  private Path raw(long length, byte[] json, int dataBytes) throws IOException {
    ByteBuffer bytes = ByteBuffer.allocate(8 + json.length + dataBytes).order(ByteOrder.LITTLE_ENDIAN).putLong(length)
        .put(json);
    return Files.write(folder.resolve("raw.safetensors"), bytes.array());
  }

  private static String tensor(String name, String dtype, String shape, long begin, long end) {
    return "\"" + name + "\":{\"dtype\":\"" + dtype + "\",\"shape\":" + shape + ",\"data_offsets\":[" + begin + ","
        + end + "]}";
  }

  private static void assertRefused(Path file, String... parts) {
    DataException failure = assertThrows(DataException.class, () -> SafetensorsFile.open(file).close());
    assertTrue(failure.getMessage().startsWith(file.toString()), failure::getMessage);
    for (String part : parts) {
      assertTrue(failure.getMessage().contains(part), () -> part + " is missing in: " + failure.getMessage());
    }
  }

  @Test
  void writesExactlyTheseBytes() throws IOException {
    Path file = folder.resolve("a.safetensors");
    LinkedHashMap<String, Entry> tensors = new LinkedHashMap<>();
    tensors.put("w", new Entry(new int[] {1, 2}, new float[] {1f, -2f}));
    tensors.put("b", new Entry(new int[] {}, new float[] {9f, 0.5f}, 1));
    SafetensorsWriter.write(file, Map.of("step", "7", "arch", "dcgan"), tensors);
    String json = "{\"__metadata__\":{\"arch\":\"dcgan\",\"step\":\"7\"},\"w\":{\"dtype\":\"F32\",\"shape\":[1,2],\"data_offsets\":[0,8]},"
        + "\"b\":{\"dtype\":\"F32\",\"shape\":[],\"data_offsets\":[8,12]}}";
    int padded = (json.length() + 7) / 8 * 8;
    ByteBuffer expected = ByteBuffer.allocate(8 + padded + 12).order(ByteOrder.LITTLE_ENDIAN).putLong(padded);
    expected.put((json + " ".repeat(padded - json.length())).getBytes(StandardCharsets.UTF_8)).putFloat(1f)
        .putFloat(-2f).putFloat(0.5f);
    assertArrayEquals(expected.array(), Files.readAllBytes(file));
  }

  @Test
  void readsBackEveryBit() throws IOException {
    float[] big = new float[700_001];
    for (int i = 0; i < big.length; i++) {
      big[i] = Float.intBitsToFloat(i * 6151 ^ i << 20);
    }
    LinkedHashMap<String, Entry> tensors = new LinkedHashMap<>();
    tensors.put("0.weight", new Entry(new int[] {700_001}, big));
    tensors.put("empty", new Entry(new int[] {3, 0}, new float[0]));
    tensors.put("ü\"\n", new Entry(new int[] {}, new float[] {-0f}));
    Path file = folder.resolve("a.safetensors");
    SafetensorsWriter.write(file, Map.of("k", "v\"\u0001😀"), tensors);
    try (SafetensorsFile in = SafetensorsFile.open(file)) {
      assertEquals(List.copyOf(tensors.keySet()), List.copyOf(in.names()));
      assertEquals(Map.of("k", "v\"\u0001😀"), in.metadata());
      assertArrayEquals(new int[] {3, 0}, in.shape("empty"));
      assertEquals("F32", in.dtype("0.weight"));
      float[] out = new float[big.length];
      in.read("0.weight", out);
      for (int i = 0; i < out.length; i++) {
        assertEquals(Float.floatToRawIntBits(big[i]), Float.floatToRawIntBits(out[i]));
      }
      in.read("empty", new float[0]);
      float[] scalar = new float[1];
      in.read("ü\"\n", scalar);
      assertEquals(-0f, scalar[0]);
    }
  }

  @Test
  void aFileWithoutTensorsIsAFile() throws IOException {
    Path file = folder.resolve("none.safetensors");
    SafetensorsWriter.write(file, Map.of(), new LinkedHashMap<>());
    assertEquals(16, Files.size(file));
    try (SafetensorsFile in = SafetensorsFile.open(file)) {
      assertTrue(in.names().isEmpty() && in.metadata().isEmpty());
    }
  }

  @Test
  void readsOthersLayouts() throws IOException {
    String header = "{" + tensor("b", "F32", "[1]", 8, 12) + ", " + tensor("a", "BF16", "[2,2]", 0, 8) + "}   ";
    try (SafetensorsFile in = SafetensorsFile.open(raw(header, 4 + 8))) {
      in.read("b", new float[1]);
      assertEquals("BF16", in.dtype("a"));
      DataException other = assertThrows(DataException.class, () -> in.read("a", new float[4]));
      assertTrue(other.getMessage().contains("BF16"), other::getMessage);
      DataException size = assertThrows(DataException.class, () -> in.read("b", new float[2]));
      assertTrue(size.getMessage().contains("another architecture"), size::getMessage);
      DataException name = assertThrows(DataException.class, () -> in.read("c", new float[2]));
      assertTrue(name.getMessage().contains("no tensor \"c\""), name::getMessage);
    }
  }

  @Test
  void refusesMissingAndTruncatedFiles() throws IOException {
    assertRefused(folder.resolve("none"), "no such file");
    assertRefused(folder, "is a folder");
    Path file = folder.resolve("a.safetensors");
    Files.write(file, new byte[0]);
    assertRefused(file, "0 bytes");
    LinkedHashMap<String, Entry> tensors = new LinkedHashMap<>();
    tensors.put("w", new Entry(new int[] {2, 3}, new float[6]));
    SafetensorsWriter.write(file, Map.of("a", "b"), tensors);
    byte[] whole = Files.readAllBytes(file);
    for (int length = 0; length < whole.length; length++) {
      Files.write(file, Arrays.copyOf(whole, length));
      assertRefused(file, "truncated");
    }
    Files.write(file, Arrays.copyOf(whole, whole.length + 1));
    assertRefused(file, "promises 24 bytes of data but the file has 25");
  }

  @Test
  void refusesLyingHeaderLengths() throws IOException {
    byte[] json = "{}".getBytes(StandardCharsets.UTF_8);
    assertRefused(raw(3, json, 0), "claims 3 bytes");
    assertRefused(raw(-1, json, 0), "claims 18446744073709551615 bytes");
    assertRefused(raw(Long.MAX_VALUE, json, 0), "100000000");
    assertRefused(raw(100_000_001, json, 0), "100000000");
    assertRefused(raw(0, new byte[0], 0), "header begins with {");
    assertRefused(raw(1, json, 1), "a key in quotes");
  }

  @Test
  void refusesHeadersThatAreNotWhatTheyShouldBe() throws IOException {
    assertRefused(raw("[]", 0), "begins with {");
    assertRefused(raw(" {}", 0), "begins with {");
    assertRefused(raw("{]", 0), "JSON");
    assertRefused(raw("{} x", 0), "text after the value");
    assertRefused(raw(3, new byte[] {'{', (byte) 0xff, '}'}, 0), "UTF-8");
    assertRefused(raw("{" + tensor("a", "F32", "[1]", 0, 4) + "," + tensor("a", "F32", "[1]", 0, 4) + "}", 4), "twice");
    assertRefused(raw("{\"a\":1}", 0), "exactly dtype, shape and data_offsets");
    assertRefused(raw("{\"a\":{\"dtype\":\"F32\",\"shape\":[1]}}", 4), "exactly");
    assertRefused(raw("{" + tensor("a", "F32", "[1],\"more\":1", 0, 4) + "}", 4), "exactly");
    assertRefused(raw("{" + tensor("a", "F31", "[1]", 0, 4) + "}", 4), "F31");
    assertRefused(raw("{" + tensor("a", "F32", "[-1]", 0, 4) + "}", 4), "-1");
    assertRefused(raw("{" + tensor("a", "F32", "[1.0]", 0, 4) + "}", 4), "1.0");
    assertRefused(raw("{" + tensor("a", "F32", "7", 0, 4) + "}", 4), "lists");
    assertRefused(raw("{\"__metadata__\":{\"a\":1}}", 0), "metadata must be text");
    assertRefused(raw("{\"__metadata__\":[]}", 0), "must be an object");
    assertRefused(raw("{\"a\":" + "[".repeat(50_000), 0), "nesting");
  }

  @Test
  void refusesOffsetsThatDoNotFit() throws IOException {
    assertRefused(raw("{" + tensor("a", "F32", "[2]", 0, 4) + "}", 4), "needs 8 bytes");
    assertRefused(raw("{" + tensor("a", "F32", "[1]", 4, 0) + "}", 4), "range is [4, 0]");
    assertRefused(raw("{" + tensor("a", "F32", "[1]", 0, 4) + "}", 3), "promises 4");
    assertRefused(raw("{" + tensor("a", "F32", "[1]", 4, 8) + "}", 8), "no hole");
    assertRefused(raw("{" + tensor("a", "F32", "[1]", 0, 4) + "," + tensor("b", "F32", "[1]", 0, 4) + "}", 4),
        "no overlap");
    assertRefused(raw("{" + tensor("a", "F32", "[1]", 0, 4) + "," + tensor("b", "F32", "[1]", 8, 12) + "}", 12), "no hole");
    assertRefused(raw("{" + tensor("a", "F32", "[2147483647,2147483647,2147483647]", 0, 4) + "}", 4), "too large");
    assertRefused(raw("{" + tensor("a", "F32", "[4294967296]", 0, 4) + "}", 4), "too large");
    assertRefused(raw("{" + tensor("a", "F32", "[1073741824]", 0, 4294967296L) + "}", 4), "promises 4294967296");
    assertRefused(raw("{" + tensor("a", "F32", "[1]", 0, 9223372036854775807L) + "}", 4), "needs 4 bytes");
  }

  @Test
  void refusesEntriesThatDoNotFit() {
    assertThrows(IllegalArgumentException.class, () -> new Entry(new int[] {2}, new float[3]));
    assertThrows(IllegalArgumentException.class, () -> new Entry(new int[] {4}, new float[3], 0));
    assertThrows(IllegalArgumentException.class, () -> new Entry(new int[] {2}, new float[3], 2));
    assertThrows(IllegalArgumentException.class, () -> new Entry(new int[] {-2}, new float[3], 0));
    assertThrows(IllegalArgumentException.class, () -> new Entry(new int[] {1 << 30, 1 << 30, 16}, new float[3], 0));
    LinkedHashMap<String, Entry> reserved = new LinkedHashMap<>();
    reserved.put("__metadata__", new Entry(new int[] {1}, new float[1]));
    assertThrows(IllegalArgumentException.class, () -> SafetensorsWriter.write(folder.resolve("x"), Map.of(), reserved));
  }
}
