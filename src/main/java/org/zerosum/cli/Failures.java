package org.zerosum.cli;

import java.util.function.Supplier;
import org.zerosum.backend.NoSuchDeviceException;
import org.zerosum.backend.opencl.OutOfDeviceMemoryException;
import org.zerosum.backend.opencl.QuarantinedException;
import org.zerosum.gan.DivergedException;
import org.zerosum.io.OutputException;
import org.zerosum.tensor.DataException;

/** From exceptions to exit codes and the one line on stderr. */
final class Failures {
  private Failures() {}

  /** Prints the failure and gives its exit code. */
  static int report(Throwable failure, Terminal terminal, boolean debug) {
    terminal.err().println("zerosum: " + sentence(failure));
    if (debug) {
      failure.printStackTrace(terminal.err());
    }
    terminal.err().flush();
    return exitCode(failure);
  }

  static int exitCode(Throwable failure) {
    return switch (failure) {
      case UsageException _ -> ExitCode.USAGE;
      case NoSuchDeviceException _ -> ExitCode.NO_SUCH_DEVICE;
      case QuarantinedException _ -> ExitCode.NO_SUCH_DEVICE;
      case DataException _ -> ExitCode.BAD_DATA;
      case DivergedException _ -> ExitCode.DIVERGED;
      default -> ExitCode.INTERNAL;
    };
  }

  private static String sentence(Throwable failure) {
    return switch (failure) {
      case UsageException e -> e.getMessage();
      case NoSuchDeviceException e -> e.getMessage();
      case QuarantinedException e -> e.getMessage();
      case DataException e -> e.getMessage();
      case DivergedException e -> e.getMessage();
      case OutputException e -> e.getMessage();
      case OutOfDeviceMemoryException e -> e.getMessage();
      case OutOfMemoryError e -> "out of memory (" + e.getMessage()
          + "); use a smaller --batch-size or --base-channels, or give the Java"
          + " runtime more, for example ZEROSUM_OPTS=-Xmx8g";
      default -> "internal error: " + failure + "; run again with --debug for the stack trace";
    };
  }

  /**
   * Makes something from options; what it refuses as an argument is the user's to change.
   *
   * @throws UsageException instead of {@link IllegalArgumentException}
   */
  static <T> T fromOptions(Supplier<T> maker) {
    try {
      return maker.get();
    } catch (IllegalArgumentException e) {
      throw new UsageException(e.getMessage());
    }
  }

  /** Checks a number of an option. */
  static void requireRange(String option, long value, long low, long high) {
    if (value < low || value > high) {
      throw new UsageException(option + " is " + value + " but must lie in " + low + " to " + high);
    }
  }
}
