package org.zerosum.cli;

import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicBoolean;

/**
 * A wish to stop early that the training loop looks at between steps.
 *
 * <p>SIGINT and SIGTERM start the Java runtime's shutdown hooks while the program's own threads run on. The hook set by
 * {@link #watchSignals} makes the wish, waits until the command has written its checkpoint, and only then ends the
 * process. It does not depend on a terminal.
 */
final class Interruption {
  private final AtomicBoolean requested = new AtomicBoolean();
  private final AtomicBoolean watching = new AtomicBoolean();
  private final CountDownLatch finished = new CountDownLatch(1);
  private final boolean ownsProcess;
  private volatile int exitCode;

  private Interruption(boolean ownsProcess) {
    this.ownsProcess = ownsProcess;
  }

  /** For {@link Main#main}, which ends the process by {@link #finish} and {@link System#exit}. */
  static Interruption ofProcess() {
    return new Interruption(true);
  }

  /** For a program that runs commands within itself: its signals are its own business. */
  static Interruption byRequest() {
    return new Interruption(false);
  }

  /** Whether the command should stop after what it is doing. */
  boolean requested() {
    return requested.get();
  }

  /** Makes the wish. */
  void request() {
    requested.set(true);
  }

  /** From now on a signal to our own process is a wish; without this it ends the process at once. */
  void watchSignals() {
    if (ownsProcess && watching.compareAndSet(false, true)) {
      Runtime.getRuntime().addShutdownHook(new Thread(this::stopInOrder, "zerosum-interruption"));
    }
  }

  private void stopInOrder() {
    if (finished.getCount() == 0) {
      return;
    }
    request();
    try {
      finished.await();
      // The runtime would report 128 + the signal's number; the contract says 130 for both signals.
      Runtime.getRuntime().halt(exitCode);
    } catch (InterruptedException _) {
      Thread.currentThread().interrupt();
    }
  }

  /** Says that the command is over, output flushed; a waiting hook then ends the process with this code. */
  void finish(int code) {
    exitCode = code;
    finished.countDown();
  }
}
