package org.zerosum.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.PrintWriter;
import java.io.StringWriter;
import org.junit.jupiter.api.Test;
import org.zerosum.backend.NoSuchDeviceException;
import org.zerosum.backend.opencl.QuarantinedException;
import org.zerosum.gan.DivergedException;
import org.zerosum.io.OutputException;
import org.zerosum.tensor.DataException;

final class FailuresTest {
  private static String message(Throwable failure, int code) {
    StringWriter err = new StringWriter();
    assertEquals(code, Failures.report(failure, Terminal.plain(new PrintWriter(err), new PrintWriter(err)), false));
    assertEquals(1, err.toString().lines().count(), err.toString());
    return err.toString();
  }

  @Test
  void everyKindHasItsCode() {
    assertEquals("zerosum: wrong; do right\n", message(new UsageException("wrong; do right"), 2).replace("\r", ""));
    message(new NoSuchDeviceException("gone", null), 3);
    assertEquals("zerosum: no matmul here\n", message(new QuarantinedException("no matmul here"), 3).replace("\r", ""));
    message(new DataException("bad"), 4);
    message(new DivergedException("NaN"), 5);
    assertTrue(message(new OutputException("full", null), 1).contains("full"));
    assertTrue(message(new IllegalStateException("odd"), 1).contains("--debug"));
    String memory = message(new OutOfMemoryError("Java heap space"), 1);
    assertTrue(memory.contains("--batch-size") && memory.contains("ZEROSUM_OPTS"), memory);
  }
}
