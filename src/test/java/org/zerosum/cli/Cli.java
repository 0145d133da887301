package org.zerosum.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.stream.Stream;

/** Runs the command line in this process. */
record Cli(int code, String out, String err) {
  static Cli run(Object... args) {
    StringWriter out = new StringWriter();
    StringWriter err = new StringWriter();
    String[] words = Arrays.stream(args).map(Object::toString).toArray(String[]::new);
    int code = Main.run(words, new PrintWriter(out), new PrintWriter(err));
    return new Cli(code, out.toString(), err.toString());
  }

  /** Trains a small network on points, on the scalar backend. */
  static Cli trainRing(Path folder, Object... more) {
    Object[] args = {"train", "--data", "ring", "--device", "scalar", "--hidden", 8, "--hidden-layers", 2, "--latent",
        4, "--batch-size", 16,
        "--out", folder};
    return run(Stream.concat(Arrays.stream(args), Arrays.stream(more)).toArray());
  }

  /** Continues a run on the scalar backend. */
  static Cli resume(Path folder, Object... more) {
    Object[] args = {"train", "--resume", "--out", folder};
    return run(Stream.concat(Arrays.stream(args), Arrays.stream(more)).toArray());
  }

  /** Checks the exit code, shows stderr if it is another. */
  Cli exits(int expected) {
    assertEquals(expected, code, () -> "stderr: " + err);
    return this;
  }

  /** Checks that stderr is one line that holds these words, and the exit code. */
  Cli fails(int expected, String... words) {
    exits(expected);
    assertEquals(1, err.lines().count(), err);
    for (String word : words) {
      assertEquals(true, err.contains(word), () -> "'" + word + "' is not in: " + err);
    }
    return this;
  }
}
