package org.zerosum.io;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;

/**
 * Writes a small ONNX model by hand, field by field of its protocol buffers: x → GlobalAveragePool → Flatten → {@code pooled} [N, C],
 * and Flatten → {@code flat} [N, CHW] → MatMul with a weight → {@code scores} [N, outputs].
 */
public final class TinyOnnx {
  private final ByteArrayOutputStream bytes = new ByteArrayOutputStream();

  private TinyOnnx() {}

  /**
   * The model's bytes.
   *
   * @param shape of the input, 0 where it is free
   * @param weight [C·H·W, outputs]
   */
  public static byte[] model(int[] shape, float[] weight, int outputs) {
    TinyOnnx graph = new TinyOnnx()
        .message(1, node("GlobalAveragePool", "means", "x"))
        .message(1, node("Flatten", "pooled", "means"))
        .message(1, node("Flatten", "flat", "x"))
        .message(1, node("MatMul", "scores", "flat", "w"))
        .text(2, "tiny")
        .message(5, tensor("w", new int[] {weight.length / outputs, outputs}, weight))
        .message(11, value("x", shape))
        .message(12, value("pooled", 0, 0))
        .message(12, value("flat", 0, 0))
        .message(12, value("scores", 0, 0));
    return new TinyOnnx().number(1, 8).message(8, new TinyOnnx().text(1, "").number(2, 13)).message(7, graph).bytes.toByteArray();
  }

  private static TinyOnnx node(String type, String output, String... inputs) {
    TinyOnnx node = new TinyOnnx();
    for (String input : inputs) {
      node.text(1, input);
    }
    return node.text(2, output).text(4, type);
  }

  private static TinyOnnx tensor(String name, int[] shape, float[] values) {
    TinyOnnx tensor = new TinyOnnx();
    for (int extent : shape) {
      tensor.number(1, extent);
    }
    ByteBuffer raw = ByteBuffer.allocate(4 * values.length).order(ByteOrder.LITTLE_ENDIAN);
    raw.asFloatBuffer().put(values);
    return tensor.number(2, 1).text(8, name).block(9, raw.array());
  }

  private static TinyOnnx value(String name, int... shape) {
    TinyOnnx extents = new TinyOnnx();
    for (int extent : shape) {
      extents.message(1, extent == 0 ? new TinyOnnx().text(2, "free") : new TinyOnnx().number(1, extent));
    }
    TinyOnnx type = new TinyOnnx().message(1, new TinyOnnx().number(1, 1).message(2, extents));
    return new TinyOnnx().text(1, name).message(2, type);
  }

  private TinyOnnx number(int field, long value) {
    varint((long) field << 3);
    varint(value);
    return this;
  }

  private TinyOnnx text(int field, String text) {
    return block(field, text.getBytes(StandardCharsets.UTF_8));
  }

  private TinyOnnx message(int field, TinyOnnx message) {
    return block(field, message.bytes.toByteArray());
  }

  private TinyOnnx block(int field, byte[] content) {
    varint((long) field << 3 | 2);
    varint(content.length);
    bytes.writeBytes(content);
    return this;
  }

  private void varint(long value) {
    for (; value > 127; value >>>= 7) {
      bytes.write((int) (value & 127 | 128));
    }
    bytes.write((int) value);
  }
}
