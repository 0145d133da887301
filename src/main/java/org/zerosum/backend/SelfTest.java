package org.zerosum.backend;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Consumer;
import org.zerosum.backend.opencl.KernelForm;
import org.zerosum.backend.opencl.KernelPlan;
import org.zerosum.backend.opencl.KernelUnit;
import org.zerosum.backend.opencl.OpenClKernels;
import org.zerosum.backend.opencl.OpenClSetup;
import org.zerosum.backend.scalar.ScalarKernels;
import org.zerosum.tensor.Backend;

/**
 * Finds out, before a device is used for the first time, whether its kernels give the specification's bits. A form of kernels
 * that does not is quarantined, and the next form of the same unit tested, until one is right or none is left. A device whose
 * arithmetic itself is {@linkplain OpenClKernels#conformance not bit-equal} has no right bits to be held against and is not tested.
 */
final class SelfTest {
  private final List<SelfTestCase> cases;
  private final Map<SelfTestCase, List<float[]>> expected = new HashMap<>();

  private SelfTest(List<SelfTestCase> cases) {
    this.cases = cases;
  }

  /**
   * Opens a device by what is remembered about it, or tests it and remembers that. The device is the caller's.
   *
   * @param listener hears a sentence before a test
   */
  static OpenClKernels open(OpenClSetup setup, Consumer<String> listener) {
    return open(setup, SelfTestCases.all(), listener);
  }

  /** The same with a test of some cases. */
  static OpenClKernels open(OpenClSetup setup, List<SelfTestCase> cases, Consumer<String> listener) {
    Optional<KernelPlan> remembered = setup.remembered();
    if (remembered.isPresent()) {
      return setup.open(remembered.get());
    }
    listener.accept(setup.id() + " is tested" + (setup.remembers() ? " once, since it, its driver or these kernels are new here" : "")
        + "; where the driver must compile, that takes up to a minute");
    KernelPlan plan = new SelfTest(cases).plan(setup);
    setup.remember(plan);
    return setup.open(plan);
  }

  /** Tests a device, whatever is remembered about it, remembers the outcome and keeps all programs' binaries. */
  static void prepare(OpenClSetup setup) {
    OpenClSetup thorough = setup.keepingBinaries();
    thorough.remember(new SelfTest(SelfTestCases.all()).plan(thorough));
  }

  /** What the device should run. */
  private KernelPlan plan(OpenClSetup setup) {
    KernelPlan plan = setup.preferred();
    Set<KernelUnit> untested = new TreeSet<>(List.of(KernelUnit.values()));
    while (!untested.isEmpty()) {
      OpenClKernels kernels = setup.open(plan);
      Backend device = new Backend(kernels);
      boolean whole = false;
      try {
        if (!kernels.conformance().bitEqual()) {
          whole = true;
          return plan;
        }
        KernelPlan before = plan;
        plan = round(device, plan, untested);
        whole = plan.quarantined().stream().skip(before.quarantined().size()).noneMatch(one -> one.why().contains(SelfTestCase.NOT_RUN));
      } finally {
        close(device, whole);
      }
    }
    return plan.afterTest();
  }

  /** Tests units until one does not run, for after that nothing that the device does means anything. */
  private KernelPlan round(Backend device, KernelPlan plan, Set<KernelUnit> untested) {
    KernelPlan next = plan;
    try (Backend scalar = new Backend(new ScalarKernels())) {
      for (KernelUnit unit : List.copyOf(untested)) {
        Optional<String> failure = failure(unit, device, scalar);
        if (failure.isPresent()) {
          next = next.without(unit, failure.get());
        }
        if (failure.isEmpty() || next.form(unit) == KernelForm.REFUSED) {
          untested.remove(unit);
        }
        if (failure.isPresent() && failure.get().contains(SelfTestCase.NOT_RUN)) {
          return next;
        }
      }
    }
    return next;
  }

  private Optional<String> failure(KernelUnit unit, Backend device, Backend scalar) {
    return cases.stream().filter(one -> one.unit() == unit)
        .map(one -> one.failure(expected.computeIfAbsent(one, it -> it.run(scalar)), device)).flatMap(Optional::stream).findFirst();
  }

  /** A device on which a kernel did not run may not even close; that is no news. */
  private static void close(Backend device, boolean whole) {
    try {
      device.close();
    } catch (RuntimeException e) {
      if (whole) {
        throw e;
      }
    }
  }
}
