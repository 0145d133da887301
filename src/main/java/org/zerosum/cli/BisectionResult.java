package org.zerosum.cli;

import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/**
 * The first operation in which two devices differ.
 *
 * @param step of the training, 0 for the making of the networks
 * @param number of the operation within the step, counted from 1; 0 if none was found
 * @param operations of the step
 * @param call the operation as the reference ran it; null if none was found
 * @param operand the name of what differs first; null if nothing was found
 * @param difference in it; null likewise
 * @param finding what that means, a clause
 */
record BisectionResult(int step, int number, int operations, KernelCall call, String operand, Difference difference, String finding) {
  /** Which operand of two calls differs, and whether it did so before the call. */
  static BisectionResult of(int step, int index, int operations, KernelCall expected, KernelCall actual) {
    if (!expected.operation().equals(actual.operation()) || !expected.shapes().equals(actual.shapes())) {
      return new BisectionResult(step, index + 1, operations, expected, null, null, "the other device runs " + actual.operation() + " ("
          + actual.shapes() + ") in its place");
    }
    for (boolean input : new boolean[] {true, false}) {
      for (int i = 0; i < expected.operands().size(); i++) {
        KernelCall.Values a = expected.operands().get(i).values();
        KernelCall.Values b = actual.operands().get(i).values();
        Optional<Difference> difference = !input ? Difference.between(a.after(), b.after())
            : a.before() == null ? Optional.empty() : Difference.between(a.before(), b.before());
        if (difference.isPresent()) {
          return new BisectionResult(step, index + 1, operations, expected, expected.operands().get(i).name(), difference.get(), input
              ? "what it reads differs already, though no result of the step before it does: something wrote outside its own result"
              : "its inputs are equal, its result is not");
        }
      }
    }
    return vanished(step, operations);
  }

  /** The step's state differs, but no longer when every operation is waited for. */
  static BisectionResult vanished(int step, int operations) {
    return new BisectionResult(step, 0, operations, null, null, null, "no operation differs when the step is repeated and each is waited"
        + " for: the device is not the same every time, or operations overlap that must not");
  }

  /** One device runs more operations than the other. */
  static BisectionResult otherPath(int step, int expected, int actual) {
    return new BisectionResult(step, 0, expected, null, null, null, "the devices run " + expected + " and " + actual
        + " operations, equal as far as both go");
  }

  private String place() {
    return step == 0 ? "the making of the networks" : "step " + step;
  }

  /** For people. */
  @Override
  public String toString() {
    if (call == null) {
      return "first difference in " + place() + ": " + finding;
    }
    String head = "first difference in " + place() + ", operation " + number + " of " + operations + ", " + call.operation() + " ("
        + call.shapes() + "): " + finding;
    return difference == null ? head : head + "; " + operand + ", " + difference + "; bits " + bits(difference.actual()) + " and "
        + bits(difference.expected());
  }

  /** For JSON. */
  Map<String, Object> toMap() {
    Map<String, Object> map = new LinkedHashMap<>();
    map.put("step", step);
    map.put("finding", finding);
    map.put("operations", operations);
    if (call != null) {
      map.put("number", number);
      map.put("operation", call.operation());
      map.put("shapes", call.shapes());
      map.put("settings", call.settings());
    }
    if (difference != null) {
      map.put("operand", operand);
      map.put("first_difference", difference.toMap());
      map.put("expected_bits", bits(difference.expected()));
      map.put("actual_bits", bits(difference.actual()));
    }
    return map;
  }

  private static String bits(float value) {
    return String.format(Locale.ROOT, "0x%08x", Float.floatToRawIntBits(value));
  }
}
