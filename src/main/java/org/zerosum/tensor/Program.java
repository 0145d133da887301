package org.zerosum.tensor;

/**
 * Operations that were recorded once by {@link Backend#record} and run again and again on the same memory: a training step without
 * the work of finding out what it consists of.
 *
 * <p>A run gives the bits that the operations would give one by one. It reads and writes the tensors that were there before the
 * recording; tensors made by the recorded operations can't be used outside. It allocates nothing, on the host or on the device, and
 * does not wait for the device. Closed by the caller, or by the scope that owns it.
 */
public final class Program implements AutoCloseable {
  private final Binder.Bound bound;
  private final int operations;
  private final ProgramMemory memory;
  private Runnable release;

  Program(Binder.Bound bound, int operations, ProgramMemory memory, Runnable release) {
    this.bound = bound;
    this.operations = operations;
    this.memory = memory;
    this.release = release;
  }

  /**
   * Makes all operations, in order; {@link Noise}, {@link AdamStep} and {@link LiveFloat} are read now.
   *
   * @throws IllegalStateException if it is closed
   */
  public void run() {
    if (release == null) {
      throw new IllegalStateException("this program is closed; record it again");
    }
    bound.run();
  }

  /** How many operations it makes, those left out as needless not counted. */
  public int operations() {
    return operations;
  }

  /** What it and the programs that were recorded together with it occupy. */
  public ProgramMemory memory() {
    return memory;
  }

  /** Whether {@link #close} was called, here or by the owning scope. */
  public boolean isClosed() {
    return release == null;
  }

  /** Frees its memory, once the programs that share it are closed too. Does nothing the second time. */
  @Override
  public void close() {
    if (release != null) {
      Runnable last = release;
      release = null;
      bound.close();
      last.run();
    }
  }
}
