package org.zerosum.tensor;

/**
 * Memory of a {@link Program} while its operations are recorded: a place to be found for it. A view, and memory that was found to be
 * part of another, lie in a root.
 */
final class TracedStorage implements Storage {
  private final int count;
  /** The storage that this is a part of, traced or real, or null; and the first element there. */
  private Storage base;

  private int offset;
  /** Where the elements come from if they never change, else null. */
  private Constant constant;

  /** Values that are known when a program is recorded: given ones, or one for all elements. */
  record Constant(float[] values, float value) {}

  TracedStorage(int count) {
    this.count = count;
  }

  static TracedStorage view(Storage base, int offset, int count) {
    TracedStorage view = new TracedStorage(count);
    view.lieIn(base, offset);
    return view;
  }

  @Override
  public int count() {
    return count;
  }

  /** Makes this a part of another storage. */
  void lieIn(Storage other, int first) {
    base = other;
    offset = first;
  }

  boolean isRoot() {
    return base == null;
  }

  void setConstant(Constant values) {
    constant = values;
  }

  Constant constant() {
    return constant;
  }

  /** The storage that is a part of no other, traced or real. */
  Storage root() {
    return base instanceof TracedStorage traced ? traced.root() : base == null ? this : base;
  }

  /** The first element in {@link #root}. */
  int rootOffset() {
    return base == null ? 0 : base instanceof TracedStorage traced ? offset + traced.rootOffset() : offset;
  }
}
