package org.zerosum.io;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.zerosum.tensor.DataException;

/**
 * An open safetensors file: the header is read and checked at once, tensors are read when asked for. To be closed by
 * who opened it.
 *
 * <p>Checked before memory is taken for any tensor: the header's length against the file and the format's limit of
 * 100,000,000 bytes; strict JSON without duplicate keys; known dtypes; shapes whose size is that of their byte range;
 * ranges that follow one another without hole or overlap and end where the file ends.
 *
 * <p>Source: the format's description at https://github.com/huggingface/safetensors#format.
 */
public final class SafetensorsFile implements AutoCloseable {
  static final String METADATA = "__metadata__";
  static final long MOST_HEADER_BYTES = 100_000_000;

  private static final int BUFFER_BYTES = 1 << 20;
  private static final String REMEDY = "; the file is truncated, damaged or not safetensors, use another copy";

  private final Path file;
  private final FileChannel channel;
  private final long dataBegin;
  private final Map<String, String> metadata;
  private final Map<String, Tensor> tensors;

  private record Tensor(String dtype, int[] shape, long begin, long end) {}

  private SafetensorsFile(Path file, FileChannel channel, Map<String, Object> header, long dataBegin, long dataBytes) {
    this.file = file;
    this.channel = channel;
    this.dataBegin = dataBegin;
    metadata = readMetadata(header.remove(METADATA));
    Map<String, Tensor> found = new LinkedHashMap<>();
    header.forEach((name, description) -> found.put(name, readTensor(name, description)));
    requireContiguous(found, dataBytes);
    tensors = Collections.unmodifiableMap(found);
  }

  /**
   * Opens a file and checks its header.
   *
   * @throws DataException if the file is missing, truncated, oversized, contradicts itself, or is not safetensors
   */
  @SuppressWarnings("resource") // The result owns the channel.
  public static SafetensorsFile open(Path file) {
    if (Files.isDirectory(file)) {
      throw new DataException(file + ": is a folder; give a .safetensors file");
    }
    try {
      FileChannel channel = FileChannel.open(file);
      try {
        return open(file, channel);
      } catch (IOException | RuntimeException e) {
        channel.close();
        throw e;
      }
    } catch (NoSuchFileException e) {
      throw new DataException(file + ": no such file; check the path", e);
    } catch (IOException e) {
      throw new DataException(file + ": cannot be read (" + e + "); check its permissions", e);
    }
  }

  private static SafetensorsFile open(Path file, FileChannel channel) throws IOException {
    long fileBytes = channel.size();
    if (fileBytes < 8) {
      throw new DataException(file + ": has " + fileBytes + " bytes, a safetensors file has at least 8" + REMEDY);
    }
    ByteBuffer length = ByteBuffer.allocate(8).order(ByteOrder.LITTLE_ENDIAN);
    readFully(file, channel, length, 0);
    long headerBytes = length.getLong(0);
    if (headerBytes < 0 || headerBytes > MOST_HEADER_BYTES || headerBytes > fileBytes - 8) {
      throw new DataException(file + ": the header claims " + Long.toUnsignedString(headerBytes) + " bytes, allowed are "
          + MOST_HEADER_BYTES + " and the file has " + fileBytes + REMEDY);
    }
    ByteBuffer bytes = ByteBuffer.allocate((int) headerBytes);
    readFully(file, channel, bytes, 8);
    return new SafetensorsFile(file, channel, parseHeader(file, bytes.flip()), 8 + headerBytes,
        fileBytes - 8 - headerBytes);
  }

  private static Map<String, Object> parseHeader(Path file, ByteBuffer bytes) {
    try {
      String text = StandardCharsets.UTF_8.newDecoder().decode(bytes).toString();
      if (!text.startsWith("{")) {
        throw new DataException("a header begins with {");
      }
      Map<String, Object> header = new LinkedHashMap<>();
      ((Map<?, ?>) Json.parse(text)).forEach((key, value) -> header.put((String) key, value));
      return header;
    } catch (CharacterCodingException e) {
      throw new DataException(file + ": the header is not UTF-8" + REMEDY, e);
    } catch (DataException e) {
      String reason = e.getMessage().split(";", 2)[0];
      throw new DataException(file + ": the header cannot be read (" + reason + ")" + REMEDY, e);
    }
  }

  private Map<String, String> readMetadata(Object value) {
    Map<String, String> found = new LinkedHashMap<>();
    if (value instanceof Map<?, ?> map) {
      map.forEach((key, text) -> {
        if (!(text instanceof String string)) {
          throw damaged(METADATA, "metadata must be text");
        }
        found.put((String) key, string);
      });
    } else if (value != null) {
      throw damaged(METADATA, "must be an object");
    }
    return Collections.unmodifiableMap(found);
  }

  private Tensor readTensor(String name, Object value) {
    if (!(value instanceof Map<?, ?> map) || !map.keySet().equals(Set.of("dtype", "shape", "data_offsets"))) {
      throw damaged(name, "the description must have exactly dtype, shape and data_offsets");
    }
    List<Long> offsets = numbers(name, map.get("data_offsets"));
    List<Long> extents = numbers(name, map.get("shape"));
    if (offsets.size() != 2 || !(map.get("dtype") instanceof String dtype)) {
      throw damaged(name, "dtype must be text and data_offsets two numbers");
    }
    long begin = offsets.get(0);
    long end = offsets.get(1);
    long bytes = elementBytes(name, dtype);
    int[] shape = new int[extents.size()];
    try {
      for (int i = 0; i < shape.length; i++) {
        shape[i] = Math.toIntExact(extents.get(i));
        bytes = Math.multiplyExact(bytes, shape[i]);
      }
    } catch (ArithmeticException e) {
      throw damaged(name, "shape " + extents + " is too large");
    }
    if (begin > end || end - begin != bytes) {
      throw damaged(name, "shape " + extents + " of " + dtype + " needs " + bytes + " bytes but the range is " + offsets);
    }
    return new Tensor(dtype, shape, begin, end);
  }

  private List<Long> numbers(String name, Object value) {
    List<Long> numbers = new ArrayList<>();
    if (!(value instanceof List<?> list)) {
      throw damaged(name, "shape and data_offsets must be lists");
    }
    for (Object element : list) {
      if (!(element instanceof Long number) || number < 0) {
        throw damaged(name, "shape and data_offsets must hold whole numbers from 0, not "
            + (element instanceof Number ? element : "something else"));
      }
      numbers.add(number);
    }
    return numbers;
  }

  private long elementBytes(String name, String dtype) {
    return switch (dtype) {
      case "F64", "I64", "U64", "C64" -> 8;
      case "F32", "I32", "U32" -> 4;
      case "F16", "BF16", "I16", "U16" -> 2;
      case "BOOL", "I8", "U8", "F8_E4M3", "F8_E5M2", "F8_E8M0" -> 1;
      default -> throw damaged(name, "dtype " + Json.quoted(dtype) + " is unknown");
    };
  }

  private void requireContiguous(Map<String, Tensor> found, long dataBytes) {
    List<Map.Entry<String, Tensor>> ordered = new ArrayList<>(found.entrySet());
    ordered.sort(Comparator.comparingLong((Map.Entry<String, Tensor> entry) -> entry.getValue().begin)
        .thenComparingLong(entry -> entry.getValue().end));
    long expected = 0;
    for (Map.Entry<String, Tensor> entry : ordered) {
      if (entry.getValue().begin != expected) {
        throw damaged(entry.getKey(), "its data begin at " + entry.getValue().begin + " where " + expected
            + " is due (no hole, no overlap)");
      }
      expected = entry.getValue().end;
    }
    if (expected != dataBytes) {
      throw new DataException(file + ": the header promises " + expected + " bytes of data but the file has "
          + dataBytes + REMEDY);
    }
  }

  private DataException damaged(String name, String what) {
    return new DataException(file + ": tensor " + Json.quoted(name) + ": " + what + REMEDY);
  }

  /** Names of the tensors in the header's order. */
  public Set<String> names() {
    return tensors.keySet();
  }

  /** The free text stored beside the tensors. */
  public Map<String, String> metadata() {
    return metadata;
  }

  /** Extents of a tensor, a fresh array. */
  public int[] shape(String name) {
    return tensor(name).shape.clone();
  }

  /** The element type as the format names it, such as F32. */
  public String dtype(String name) {
    return tensor(name).dtype;
  }

  /**
   * Reads a tensor into the beginning of {@code out}, whose length must be exactly the tensor's number of elements.
   *
   * @throws DataException if there is no such tensor, it is not F32, or its size is another
   */
  public void read(String name, float[] out) {
    Tensor tensor = tensor(name);
    if (!tensor.dtype.equals("F32")) {
      throw new DataException(file + ": tensor " + Json.quoted(name) + " is " + tensor.dtype
          + " but F32 is needed; convert the file to float32");
    }
    long elements = (tensor.end - tensor.begin) / Float.BYTES;
    if (elements != out.length) {
      throw new DataException(file + ": tensor " + Json.quoted(name) + " has " + elements + " elements but " + out.length
          + " are expected; the file belongs to another architecture or other options");
    }
    try {
      ByteBuffer buffer = ByteBuffer.allocateDirect((int) Math.min(BUFFER_BYTES, Math.max(4, elements * 4)))
          .order(ByteOrder.LITTLE_ENDIAN);
      for (int done = 0; done < out.length; ) {
        int part = Math.min(out.length - done, buffer.capacity() / Float.BYTES);
        buffer.clear().limit(part * Float.BYTES);
        readFully(file, channel, buffer, dataBegin + tensor.begin + (long) Float.BYTES * done);
        buffer.flip().order(ByteOrder.LITTLE_ENDIAN).asFloatBuffer().get(out, done, part);
        done += part;
      }
    } catch (IOException e) {
      throw new DataException(file + ": cannot be read (" + e + "); check the disk", e);
    }
  }

  private Tensor tensor(String name) {
    Tensor tensor = tensors.get(name);
    if (tensor == null) {
      throw new DataException(file + ": there is no tensor " + Json.quoted(name)
          + "; the file belongs to another architecture or other options");
    }
    return tensor;
  }

  private static void readFully(Path file, FileChannel channel, ByteBuffer buffer, long from) throws IOException {
    long at = from;
    while (buffer.hasRemaining()) {
      int count = channel.read(buffer, at);
      if (count < 0) {
        throw new DataException(file + ": ends at byte " + at + " where more is due" + REMEDY);
      }
      at += count;
    }
  }

  @Override
  public void close() {
    try {
      channel.close();
    } catch (IOException e) {
      throw new DataException(file + ": cannot be closed (" + e + ")", e);
    }
  }
}
