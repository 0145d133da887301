package org.zerosum.io;

/** Text for HTML and SVG. */
final class Markup {
  private Markup() {}

  /**
   * The text with everything escaped that could end an element's or an attribute's text, and without the control
   * characters that neither language has.
   */
  static String escape(String text) {
    StringBuilder out = new StringBuilder(text.length() + 16);
    text.codePoints().forEach(c -> {
      switch (c) {
        case '&' -> out.append("&amp;");
        case '<' -> out.append("&lt;");
        case '>' -> out.append("&gt;");
        case '"' -> out.append("&quot;");
        case '\'' -> out.append("&#39;");
        default -> {
          boolean sayable = c >= 0x20 && c != 0x7f && !(c >= 0x80 && c < 0xa0) && !(c >= 0xd800 && c < 0xe000)
              && c != 0xfffe && c != 0xffff;
          out.appendCodePoint(sayable || c == '\n' || c == '\t' ? c : 0xfffd);
        }
      }
    });
    return out.toString();
  }
}
