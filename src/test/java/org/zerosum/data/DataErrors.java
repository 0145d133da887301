package org.zerosum.data;

import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.function.Executable;
import org.zerosum.tensor.DataException;

/** Checks that something is refused as bad data, with a message that names what matters. */
final class DataErrors {
  private DataErrors() {}

  static void assertRefused(Executable action, String... parts) {
    String message = assertThrows(DataException.class, action).getMessage();
    for (String part : parts) {
      assertTrue(message.contains(part), () -> "'" + part + "' is missing in: " + message);
    }
    assertTrue(message.contains(";") && !message.contains("\n"), () -> "one line with a remedy is expected: " + message);
  }
}
