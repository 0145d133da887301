package org.zerosum.io;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.zerosum.tensor.DataException;

/** Recursive descent over one text; used once. */
final class JsonParser {
  private final String text;
  private int at;

  JsonParser(String text) {
    this.text = text;
  }

  Object parseDocument() {
    Object value = parseValue(0);
    skipSpace();
    if (at < text.length()) {
      throw wrong("text after the value");
    }
    return value;
  }

  private Object parseValue(int depth) {
    if (depth > Json.DEEPEST) {
      throw wrong("more than " + Json.DEEPEST + " levels of nesting");
    }
    skipSpace();
    return switch (peek()) {
      case '{' -> parseObject(depth);
      case '[' -> parseArray(depth);
      case '"' -> parseString();
      case 't' -> parseWord("true", Boolean.TRUE);
      case 'f' -> parseWord("false", Boolean.FALSE);
      case 'n' -> parseWord("null", null);
      default -> parseNumber();
    };
  }

  private Map<String, Object> parseObject(int depth) {
    Map<String, Object> map = new LinkedHashMap<>();
    at++;
    skipSpace();
    if (peek() == '}') {
      at++;
      return map;
    }
    while (true) {
      skipSpace();
      if (peek() != '"') {
        throw wrong("a key in quotes is expected");
      }
      String key = parseString();
      if (map.containsKey(key)) {
        throw wrong("the key " + Json.quoted(key) + " is there twice");
      }
      skipSpace();
      expect(':');
      map.put(key, parseValue(depth + 1));
      skipSpace();
      if (peek() == '}') {
        at++;
        return map;
      }
      expect(',');
    }
  }

  private List<Object> parseArray(int depth) {
    List<Object> list = new ArrayList<>();
    at++;
    skipSpace();
    if (peek() == ']') {
      at++;
      return list;
    }
    while (true) {
      list.add(parseValue(depth + 1));
      skipSpace();
      if (peek() == ']') {
        at++;
        return list;
      }
      expect(',');
    }
  }

  private String parseString() {
    StringBuilder out = new StringBuilder();
    at++;
    while (true) {
      char c = peek();
      if (c < 0x20) {
        throw wrong(at < text.length() ? "a control character in a string" : "the text ends in a string");
      }
      at++;
      if (c == '"') {
        return wellFormed(out.toString());
      }
      out.append(c == '\\' ? parseEscape() : c);
    }
  }

  private char parseEscape() {
    char c = peek();
    at++;
    return switch (c) {
      case '"', '\\', '/' -> c;
      case 'b' -> '\b';
      case 'f' -> '\f';
      case 'n' -> '\n';
      case 'r' -> '\r';
      case 't' -> '\t';
      case 'u' -> {
        int value = 0;
        for (int i = 0; i < 4; i++, at++) {
          int digit = peek() < 0x80 ? Character.digit(peek(), 16) : -1;
          if (digit < 0) {
            throw wrong("four hexadecimal digits are expected after \\u");
          }
          value = 16 * value + digit;
        }
        yield (char) value;
      }
      default -> throw wrong("an unknown escape");
    };
  }

  private String wellFormed(String string) {
    for (int i = 0; i < string.length(); i++) {
      if (Character.isSurrogate(string.charAt(i))) {
        if (!Character.isHighSurrogate(string.charAt(i)) || i + 1 == string.length()
            || !Character.isLowSurrogate(string.charAt(i + 1))) {
          throw wrong("half a surrogate pair in a string");
        }
        i++;
      }
    }
    return string;
  }

  private Object parseWord(String word, Object value) {
    if (!text.startsWith(word, at)) {
      throw wrong("a value is expected");
    }
    at += word.length();
    return value;
  }

  /** RFC 8259, section 6: [minus] int [frac] [exp]. */
  private Object parseNumber() {
    int begin = at;
    if (peek() == '-') {
      at++;
    }
    if (peek() == '0') {
      at++;
    } else {
      skipDigits();
    }
    boolean whole = true;
    if (peek() == '.') {
      at++;
      skipDigits();
      whole = false;
    }
    if (peek() == 'e' || peek() == 'E') {
      at++;
      if (peek() == '+' || peek() == '-') {
        at++;
      }
      skipDigits();
      whole = false;
    }
    String number = text.substring(begin, at);
    if (whole && number.length() <= 20) {
      try {
        return Long.valueOf(number);
      } catch (NumberFormatException e) {
        // 19 or 20 characters beyond 64 bits: a double, as documented.
        return Double.valueOf(number);
      }
    }
    return Double.valueOf(number);
  }

  private void skipDigits() {
    if (peek() < '0' || peek() > '9') {
      throw wrong(at < text.length() ? "a value is expected" : "the text ends where a value is expected");
    }
    while (peek() >= '0' && peek() <= '9') {
      at++;
    }
  }

  private void skipSpace() {
    while (peek() == ' ' || peek() == '\n' || peek() == '\r' || peek() == '\t') {
      at++;
    }
  }

  private void expect(char c) {
    if (peek() != c) {
      throw wrong("'" + c + "' is expected");
    }
    at++;
  }

  /** The next character, or NUL at the end, which no rule accepts. */
  private char peek() {
    return at < text.length() ? text.charAt(at) : '\0';
  }

  private DataException wrong(String what) {
    return new DataException("JSON: " + what + " at character " + at + " of " + text.length()
        + "; the text is damaged or not JSON");
  }
}
