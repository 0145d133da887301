package org.zerosum.tensor;

import java.util.ArrayList;
import java.util.List;
import org.zerosum.tensor.Trace.Call;
import org.zerosum.tensor.Trace.Region;

/**
 * Which calls of a program are put aside: nothing needs their results for a while, so they may run beside the calls after them, in
 * their own order, until one waits. In a training step these are the weight gradients, which only the optimiser needs, while the
 * gradients of the layers below depend on each other.
 */
final class Overlap {
  /** Calls that one that is put aside can run beside, at least: waiting costs some itself. */
  private static final int LEAST_BESIDE = 2;

  private final List<List<Region>> reads = new ArrayList<>();
  private final List<List<Region>> writes = new ArrayList<>();
  private final boolean[] aside;
  private final boolean[] waits;
  private final int[] until;

  Overlap(Trace trace, List<Call> calls) {
    for (Call call : calls) {
      reads.add(trace.touched(call, false));
      writes.add(trace.touched(call, true));
    }
    aside = new boolean[calls.size()];
    waits = new boolean[calls.size()];
    until = new int[calls.size()];
    // From the end, so that calls are known that are put aside themselves. The first is what the others begin after.
    for (int i = aside.length - 1; i > 0; i--) {
      aside[i] = beside(i) >= LEAST_BESIDE;
    }
    findWaits();
  }

  /** Nothing is put aside. */
  static Overlap none(Trace trace) {
    return new Overlap(trace, List.of());
  }

  /** Whether any call is put aside. */
  boolean isAny() {
    for (boolean one : aside) {
      if (one) {
        return true;
      }
    }
    return false;
  }

  /** Whether a call is put aside. */
  boolean isAside(int call) {
    return call < aside.length && aside[call];
  }

  /** Whether a call waits until all is done that was put aside before it. */
  boolean waits(int call) {
    return call < waits.length && waits[call];
  }

  /** The call that waits for one that was put aside; where none does, the program's last. */
  int until(int call) {
    return until[call];
  }

  /** The calls from one to the first that must not run before it is done; those that are put aside are done after it anyway. */
  private int beside(int call) {
    int count = 0;
    for (int next = call + 1; next < aside.length; next++) {
      if (!aside[next]) {
        if (conflict(call, next)) {
          break;
        }
        count++;
      }
    }
    return count;
  }

  private boolean conflict(int first, int second) {
    return meet(writes.get(first), reads.get(second)) || meet(writes.get(first), writes.get(second))
        || meet(reads.get(first), writes.get(second));
  }

  private static boolean meet(List<Region> some, List<Region> others) {
    return some.stream().anyMatch(region -> others.stream().anyMatch(region::meets));
  }

  private void findWaits() {
    List<Integer> pending = new ArrayList<>();
    for (int i = 0; i < aside.length; i++) {
      int call = i;
      if (aside[call]) {
        pending.add(call);
      } else if (pending.stream().anyMatch(other -> conflict(other, call))) {
        waits[call] = true;
        pending.forEach(other -> until[other] = call);
        pending.clear();
      }
    }
    pending.forEach(other -> until[other] = aside.length - 1);
  }
}
