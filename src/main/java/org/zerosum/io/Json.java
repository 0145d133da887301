package org.zerosum.io;

import java.util.Iterator;
import java.util.Map;

/**
 * JSON (RFC 8259) for plain Java values: {@code Map} with string keys, {@code Iterable}, {@code String}, {@code Number},
 * {@code Boolean}, {@code null}.
 *
 * <p>Written in the order of the collections, so that equal values give equal bytes. Floating-point numbers are written
 * with the fewest digits that read back as the same value; NaN and infinities, which JSON does not have, as {@code
 * null}; half a surrogate pair, which has no UTF-8 form, as U+FFFD. Reading gives {@code LinkedHashMap}, {@code
 * ArrayList}, {@code String}, {@code Long} (or {@code Double} for numbers with a fraction, an exponent or beyond 64
 * bits), {@code Boolean}, {@code null}; it is strict: duplicate keys, lone surrogates, trailing text and more than 64
 * levels of nesting are errors.
 */
public final class Json {
  static final int DEEPEST = 64;

  private Json() {}

  /** The value on one line, without spaces. */
  public static String write(Object value) {
    StringBuilder out = new StringBuilder();
    append(out, value, -1, 0);
    return out.toString();
  }

  /** The value over several lines, indented by two spaces, ending in a line feed. */
  public static String writePretty(Object value) {
    StringBuilder out = new StringBuilder();
    append(out, value, 0, 0);
    return out.append('\n').toString();
  }

  /**
   * Reads one value.
   *
   * @throws org.zerosum.tensor.DataException if the text is not strict JSON; the message says what is wrong at which
   *     character
   */
  public static Object parse(String text) {
    return new JsonParser(text).parseDocument();
  }

  /** Text of unknown origin for a message: escaped, in quotes, cut after 80 characters. */
  static String quoted(String text) {
    return write(text.length() <= 80 ? text : text.substring(0, 80) + "…");
  }

  private static void append(StringBuilder out, Object value, int indent, int depth) {
    if (depth > DEEPEST) {
      throw new IllegalArgumentException("JSON: more than " + DEEPEST + " levels of nesting");
    }
    switch (value) {
      case null -> out.append("null");
      case String string -> appendString(out, string);
      case Boolean bool -> out.append(bool.booleanValue());
      case Double number when !Double.isFinite(number) -> out.append("null");
      case Float number when !Float.isFinite(number) -> out.append("null");
      case Number number -> out.append(number);
      case Map<?, ?> map -> appendMap(out, map, indent, depth);
      case Iterable<?> list -> appendList(out, list, indent, depth);
      default -> throw new IllegalArgumentException("JSON: cannot write a " + value.getClass().getName());
    }
  }

  private static void appendMap(StringBuilder out, Map<?, ?> map, int indent, int depth) {
    out.append('{');
    Iterator<? extends Map.Entry<?, ?>> entries = map.entrySet().iterator();
    while (entries.hasNext()) {
      Map.Entry<?, ?> entry = entries.next();
      if (!(entry.getKey() instanceof String key)) {
        throw new IllegalArgumentException("JSON: keys must be strings, not " + entry.getKey());
      }
      newLine(out, indent, depth + 1);
      appendString(out, key);
      out.append(indent < 0 ? ":" : ": ");
      append(out, entry.getValue(), indent, depth + 1);
      out.append(entries.hasNext() ? "," : "");
    }
    if (!map.isEmpty()) {
      newLine(out, indent, depth);
    }
    out.append('}');
  }

  private static void appendList(StringBuilder out, Iterable<?> list, int indent, int depth) {
    out.append('[');
    Iterator<?> values = list.iterator();
    boolean empty = !values.hasNext();
    while (values.hasNext()) {
      newLine(out, indent, depth + 1);
      append(out, values.next(), indent, depth + 1);
      out.append(values.hasNext() ? "," : "");
    }
    if (!empty) {
      newLine(out, indent, depth);
    }
    out.append(']');
  }

  private static void newLine(StringBuilder out, int indent, int depth) {
    if (indent >= 0) {
      out.append('\n').repeat("  ", depth);
    }
  }

  private static void appendString(StringBuilder out, String string) {
    out.append('"');
    for (int i = 0; i < string.length(); i++) {
      char c = string.charAt(i);
      switch (c) {
        case '"' -> out.append("\\\"");
        case '\\' -> out.append("\\\\");
        case '\n' -> out.append("\\n");
        case '\r' -> out.append("\\r");
        case '\t' -> out.append("\\t");
        default -> {
          if (c < 0x20) {
            out.append(String.format("\\u%04x", (int) c));
          } else {
            out.append(Character.isSurrogate(c) && !isPaired(string, i) ? '\ufffd' : c);
          }
        }
      }
    }
    out.append('"');
  }

  private static boolean isPaired(String string, int i) {
    return Character.isHighSurrogate(string.charAt(i))
        ? i + 1 < string.length() && Character.isLowSurrogate(string.charAt(i + 1))
        : i > 0 && Character.isHighSurrogate(string.charAt(i - 1));
  }
}
