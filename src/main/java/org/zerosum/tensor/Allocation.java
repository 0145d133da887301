package org.zerosum.tensor;

/** A run of memory, or a view of part of another, and the number of open tensors and views that use it. */
final class Allocation {
  final Storage storage;
  /** The allocation that this one is a view of, or null. */
  final Allocation base;
  /** The first element in the base. */
  final int offset;
  int references;

  Allocation(Storage storage, Allocation base, int offset) {
    this.storage = storage;
    this.base = base;
    this.offset = offset;
  }
}
