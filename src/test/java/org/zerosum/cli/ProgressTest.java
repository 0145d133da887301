package org.zerosum.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.PrintWriter;
import java.io.StringWriter;
import java.util.Map;
import org.junit.jupiter.api.Test;

final class ProgressTest {
  private static final Progress HALF = new Progress(2, 3, 500, 1000, 812.4, 65, 3665, 1.25f, 0.8f, 0.61f, 0.32f);

  @Test
  void aPlainLine() {
    assertEquals("epoch 2/3  500/1000  812 images/s  01:05<1:01:05  loss D 1.250 G 0.800  D(x) 0.61  D(G(z)) 0.32",
        HALF.plain());
  }

  @Test
  void aTerminalLineFitsIt() {
    String wide = HALF.fitted(200, false);
    assertTrue(wide.contains("[============            ] 500/1000"), wide);
    for (int columns = 20; columns < 160; columns++) {
      assertTrue(HALF.fitted(columns, false).length() < columns);
    }
    assertTrue(HALF.fitted(200, true).contains("\u001b[32m"));
    assertEquals(wide, HALF.fitted(200, true).replaceAll("\u001b\\[[0-9]+m", ""));
  }

  private static Terminal terminal(Map<String, String> environment) {
    return Terminal.system(environment);
  }

  @Test
  void terminalsAreKnownByTheEnvironment() {
    Terminal colourful = terminal(Map.of("ZEROSUM_TERMINAL", "132", "TERM", "xterm-256color"));
    assertTrue(colourful.updates() && colourful.colour());
    assertEquals(132, colourful.columns());
    Terminal plain = terminal(Map.of("ZEROSUM_TERMINAL", "80", "TERM", "xterm", "NO_COLOR", "1"));
    assertTrue(plain.updates());
    assertFalse(plain.colour());
    assertTrue(terminal(Map.of("ZEROSUM_TERMINAL", "80", "TERM", "xterm", "NO_COLOR", "")).colour());
    assertFalse(terminal(Map.of("ZEROSUM_TERMINAL", "80", "TERM", "dumb")).updates());
    assertFalse(terminal(Map.of("ZEROSUM_TERMINAL", "80")).updates());
  }

  @Test
  void aTerminalsLineIsOverwritten() {
    StringWriter out = new StringWriter();
    ProgressLine line = new ProgressLine(new Terminal(new PrintWriter(out), new PrintWriter(out), true, false, 132));
    line.show(HALF);
    line.show(new Progress(3, 3, 1000, 1000, 9, 1, 0, 1, 1, 0.5f, 0.5f));
    line.end();
    assertEquals(2, out.toString().chars().filter(c -> c == '\r').count());
    assertEquals(1, out.toString().lines().filter(text -> !text.isEmpty() && text.contains("1000/1000")).count());
    assertTrue(out.toString().endsWith(System.lineSeparator()));
  }

  @Test
  void elsewhereEachIsALine() {
    StringWriter out = new StringWriter();
    ProgressLine line = new ProgressLine(Terminal.plain(new PrintWriter(out), new PrintWriter(out)));
    line.show(HALF);
    line.show(HALF);
    line.end();
    assertEquals(2, out.toString().lines().count());
    assertFalse(out.toString().contains("\u001b") || out.toString().replace(System.lineSeparator(), "").contains("\r"));
  }
}
