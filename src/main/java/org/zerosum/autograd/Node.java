package org.zerosum.autograd;

/** One recorded operation: its operands and how a gradient of its result becomes gradients of them. */
record Node(Variable[] operands, Rule rule) {
  /** A gradient rule, written in operations of this package so that it can itself be recorded. */
  @FunctionalInterface
  interface Rule {
    /**
     * @param gradient of the result
     * @param wanted wanted[i] says whether operand i's gradient is asked for
     * @return a gradient per operand; null where it is not wanted or zero
     */
    Variable[] apply(Variable gradient, boolean[] wanted);
  }
}
