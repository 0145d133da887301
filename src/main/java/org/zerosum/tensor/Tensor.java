package org.zerosum.tensor;

/**
 * A float32, contiguous, row-major array in a backend's memory.
 *
 * <p>A tensor belongs to the {@link Scope} that was innermost when it was made and is closed with it; closing it earlier
 * gives its memory back at once. Views ({@link ShapeOps#reshape}, {@link Backend#view}) share memory, which is given back
 * when the last of them is closed. Not safe for use by several threads at once.
 */
public final class Tensor implements AutoCloseable {
  private final Backend backend;
  private final Shape shape;
  private final Allocation allocation;
  private boolean closed;
  /** The owner and the place in its list, kept by {@link Scope}. */
  Scope scope;
  int place;

  Tensor(Backend backend, Shape shape, Allocation allocation) {
    this.backend = backend;
    this.shape = shape;
    this.allocation = allocation;
  }

  /** The extents. */
  public Shape shape() {
    return shape;
  }

  /** The number of elements. */
  public int count() {
    return shape.count();
  }

  /** The backend that made this tensor and whose operations accept it. */
  public Backend backend() {
    return backend;
  }

  /**
   * Where the elements are; for implementations of {@link Kernels}.
   *
   * @throws IllegalStateException if this tensor is closed
   */
  public Storage storage() {
    if (closed) {
      throw new IllegalStateException("tensor " + shape + " is closed; keep it with Scope.keep if it must outlive its scope");
    }
    return allocation.storage;
  }

  /** Copies the elements to the host; waits for the device. */
  public float[] toArray() {
    float[] values = new float[count()];
    backend.read(this, values, 0);
    return values;
  }

  /** Whether {@link #close} was called, here or by the owning scope. */
  public boolean isClosed() {
    return closed;
  }

  Allocation allocation() {
    return allocation;
  }

  /** Gives the memory back once no view shares it. Does nothing on a closed tensor. */
  @Override
  public void close() {
    if (!closed) {
      closed = true;
      if (scope != null) {
        scope.forget(this);
      }
      backend.release(this);
    }
  }

  @Override
  public String toString() {
    return "Tensor" + shape + (closed ? " (closed)" : "");
  }
}
