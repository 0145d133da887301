package org.zerosum.io;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SequencedMap;
import java.util.TreeMap;
import java.util.stream.IntStream;

/**
 * Writes safetensors files: 8 bytes little-endian header length, a JSON header padded with spaces to a multiple of 8,
 * then the tensors' data, float32 little-endian, row-major, in the order given. Metadata are sorted by key. The bytes
 * depend on the arguments alone.
 *
 * <p>Source: the format's description at https://github.com/huggingface/safetensors#format.
 */
public final class SafetensorsWriter {
  private static final int BUFFER_BYTES = 1 << 20;

  private SafetensorsWriter() {}

  /**
   * A tensor to write. The array is not copied; it must not change until the file is written.
   *
   * @param shape extents, each at least 0; empty for a scalar
   * @param data holds the elements from {@code offset} on
   * @param offset index of the first element
   */
  public record Entry(int[] shape, float[] data, int offset) {
    /** Checks that the elements lie within the array. */
    public Entry {
      long elements = 1;
      for (int extent : shape) {
        elements = extent < 0 || elements < 0 || elements > Integer.MAX_VALUE ? -1 : elements * extent;
      }
      if (elements < 0 || offset < 0 || elements > data.length - offset) {
        throw new IllegalArgumentException("safetensors entry: shape " + Arrays.toString(shape) + " from offset " + offset
            + " does not fit an array of " + data.length + " floats");
      }
    }

    /** All of the array: its length must be the product of the shape. */
    public Entry(int[] shape, float[] data) {
      this(shape, data, 0);
      if (elements() != data.length) {
        throw new IllegalArgumentException("safetensors entry: shape " + Arrays.toString(shape)
            + " does not fill an array of "
            + data.length + " floats");
      }
    }

    int elements() {
      return IntStream.of(shape).reduce(1, (a, b) -> a * b);
    }
  }

  /**
   * Writes the file, whole or not at all ({@link AtomicFile}).
   *
   * @param metadata free text by key, may be empty
   * @param tensors by name, in the order of the file; a {@link LinkedHashMap} keeps insertion order
   * @throws OutputException if the file cannot be written
   */
  public static void write(Path file, Map<String, String> metadata, SequencedMap<String, Entry> tensors) {
    byte[] header = header(metadata, tensors);
    AtomicFile.write(file, channel -> {
      ByteBuffer buffer = ByteBuffer.allocateDirect(BUFFER_BYTES).order(ByteOrder.LITTLE_ENDIAN);
      buffer.putLong(header.length).flip();
      AtomicFile.writeFully(channel, buffer);
      AtomicFile.writeFully(channel, ByteBuffer.wrap(header));
      for (Entry entry : tensors.values()) {
        writeData(channel, buffer, entry);
      }
    });
  }

  private static void writeData(FileChannel channel, ByteBuffer buffer, Entry entry) throws IOException {
    int elements = entry.elements();
    for (int done = 0; done < elements; ) {
      int part = Math.min(elements - done, BUFFER_BYTES / Float.BYTES);
      buffer.clear();
      buffer.asFloatBuffer().put(entry.data(), entry.offset() + done, part);
      buffer.limit(part * Float.BYTES);
      AtomicFile.writeFully(channel, buffer);
      done += part;
    }
  }

  private static byte[] header(Map<String, String> metadata, SequencedMap<String, Entry> tensors) {
    Map<String, Object> header = new LinkedHashMap<>();
    if (!metadata.isEmpty()) {
      header.put(SafetensorsFile.METADATA, new TreeMap<>(metadata));
    }
    long begin = 0;
    for (Map.Entry<String, Entry> tensor : tensors.entrySet()) {
      if (tensor.getKey().equals(SafetensorsFile.METADATA)) {
        throw new IllegalArgumentException("safetensors: a tensor cannot be named " + SafetensorsFile.METADATA);
      }
      long end = begin + (long) Float.BYTES * tensor.getValue().elements();
      Map<String, Object> description = new LinkedHashMap<>();
      description.put("dtype", "F32");
      description.put("shape", IntStream.of(tensor.getValue().shape()).boxed().toList());
      description.put("data_offsets", List.of(begin, end));
      header.put(tensor.getKey(), description);
      begin = end;
    }
    byte[] json = Json.write(header).getBytes(StandardCharsets.UTF_8);
    int padded = (json.length + 7) / 8 * 8;
    if (padded > SafetensorsFile.MOST_HEADER_BYTES) {
      throw new IllegalArgumentException("safetensors: the header of " + padded + " bytes is larger than the format's "
          + SafetensorsFile.MOST_HEADER_BYTES);
    }
    byte[] bytes = Arrays.copyOf(json, padded);
    Arrays.fill(bytes, json.length, padded, (byte) ' ');
    return bytes;
  }
}
