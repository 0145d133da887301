package org.zerosum.cli;

import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;
import org.zerosum.tensor.Backend;
import org.zerosum.tensor.Scope;

/**
 * Finds the first operation of a training in which two devices differ, in three passes, each from the beginning on devices that
 * are opened anew, so that everything that could matter (memory that is used again, tuning) is as it was: side by side to the
 * first step whose state differs; then that step with a print of all that each operation read and wrote; then once more for
 * the values of the operation that was found.
 *
 * <p>Step 0 makes the networks and reads a checkpoint if there is one.
 */
final class Bisection {
  private final Training training;
  private final Supplier<Backend> reference;
  private final Supplier<Backend> device;

  Bisection(Training training, Supplier<Backend> reference, Supplier<Backend> device) {
    this.training = training;
    this.reference = reference;
    this.device = device;
  }

  /** A training on one device, recorded on request. */
  private static final class Side implements AutoCloseable {
    private final Training training;
    private final KernelRecorder recorder;
    private final Backend backend;
    private final Scope scope;
    private Training.Begun begun;

    Side(Training training, Supplier<Backend> device) {
      this.training = training;
      this.recorder = new KernelRecorder(device.get().kernels());
      this.backend = new Backend(recorder.kernels());
      this.scope = backend.openScope();
    }

    void advance() {
      if (begun == null) {
        begun = training.begin(backend);
      } else {
        begun.step();
      }
    }

    List<KernelCall> recorded(int wanted) {
      recorder.start(wanted);
      advance();
      return recorder.stop();
    }

    @Override
    public void close() {
      scope.close();
      backend.close();
    }
  }

  /**
   * Looks for it.
   *
   * @param everyOperation compare operations in every step, not only in the first whose state differs: finds what never reaches the
   *     state, such as a wrong measurement
   * @return empty if no step differs
   */
  Optional<BisectionResult> find(boolean everyOperation) {
    int step = firstDifferentStep(everyOperation);
    if (step < 0) {
      return Optional.empty();
    }
    List<KernelCall> expected = replay(reference, step, -1);
    List<KernelCall> actual = replay(device, step, -1);
    int call = firstDifferentCall(expected, actual);
    if (call < 0) {
      return Optional.of(BisectionResult.vanished(step, expected.size()));
    }
    if (call >= expected.size() || call >= actual.size()) {
      return Optional.of(BisectionResult.otherPath(step, expected.size(), actual.size()));
    }
    return Optional.of(BisectionResult.of(step, call, expected.size(), replay(reference, step, call).get(call),
        replay(device, step, call).get(call)));
  }

  private int firstDifferentStep(boolean everyOperation) {
    try (Side a = new Side(training, reference); Side b = new Side(training, device)) {
      for (int step = 0; step <= training.steps(); step++) {
        if (everyOperation) {
          if (firstDifferentCall(a.recorded(-1), b.recorded(-1)) >= 0) {
            return step;
          }
        } else {
          a.advance();
          b.advance();
        }
        if (TrainingCheck.compare(a.begun.state(), b.begun.state()).isPresent()) {
          return step;
        }
      }
      return -1;
    }
  }

  private List<KernelCall> replay(Supplier<Backend> on, int step, int wanted) {
    try (Side side = new Side(training, on)) {
      for (int i = 0; i < step; i++) {
        side.advance();
      }
      return side.recorded(wanted);
    }
  }

  /** −1 if all are equal; the length of the shorter list if only the other goes on. */
  private static int firstDifferentCall(List<KernelCall> expected, List<KernelCall> actual) {
    int common = Math.min(expected.size(), actual.size());
    for (int i = 0; i < common; i++) {
      if (differ(expected.get(i), actual.get(i))) {
        return i;
      }
    }
    return expected.size() == actual.size() ? -1 : common;
  }

  private static boolean differ(KernelCall expected, KernelCall actual) {
    if (!expected.operation().equals(actual.operation()) || !expected.shapes().equals(actual.shapes())) {
      return true;
    }
    for (int i = 0; i < expected.operands().size(); i++) {
      KernelCall.Operand a = expected.operands().get(i);
      KernelCall.Operand b = actual.operands().get(i);
      if (a.after().differs(b.after()) || a.before() != null && a.before().differs(b.before())) {
        return true;
      }
    }
    return false;
  }
}
