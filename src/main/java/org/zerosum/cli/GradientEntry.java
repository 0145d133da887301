package org.zerosum.cli;

import java.util.List;
import java.util.function.Function;
import org.zerosum.autograd.GradientCheck.Report;
import org.zerosum.tensor.Backend;

/**
 * One thing whose gradients {@code gradcheck} holds against finite differences, at one order.
 *
 * @param kind {@code layer}, {@code objective} or {@code function}
 * @param name as the command line spells it, or a class
 * @param shapes of its arguments, for people
 * @param form which form of it: {@code training} or {@code inference} of a layer, {@code composed} or {@code fused} of an objective
 * @param order 1 or 2
 * @param check runs it; the device's memory is as before afterwards
 */
record GradientEntry(String kind, String name, String shapes, String form, int order, Function<Backend, Report> check) {
  /** Settings that all checks share. */
  record Settings(List<Integer> orders, long seed, double tolerance) {}

  /** For people. */
  String title() {
    return kind + " " + name + (form.isEmpty() ? "" : ", " + form) + ", " + shapes + ", order " + order;
  }
}
