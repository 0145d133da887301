package org.zerosum.tensor;

import java.util.ArrayList;
import java.util.List;

/**
 * Owns the tensors that are made while it is its backend's innermost scope, and closes them when it is closed.
 *
 * <p>Scopes nest like brackets. A training step runs in one, so its memory goes back to the backend's pool and the next
 * step allocates nothing.
 */
public final class Scope implements AutoCloseable {
  private final Backend backend;
  private final Scope parent;
  private final List<Tensor> tensors = new ArrayList<>();
  private final List<Program> programs = new ArrayList<>();
  private boolean closed;

  Scope(Backend backend, Scope parent) {
    this.backend = backend;
    this.parent = parent;
  }

  Scope parent() {
    return parent;
  }

  void own(Tensor tensor) {
    tensor.scope = this;
    tensor.place = tensors.size();
    tensors.add(tensor);
  }

  void own(Program program) {
    programs.removeIf(Program::isClosed);
    programs.add(program);
  }

  void forget(Tensor tensor) {
    Tensor last = tensors.removeLast();
    if (last != tensor) {
      tensors.set(tensor.place, last);
      last.place = tensor.place;
    }
    tensor.scope = null;
  }

  /**
   * Hands a tensor of this scope to the enclosing scope, so that it outlives this one.
   *
   * @return the tensor
   * @throws IllegalArgumentException if the tensor is closed or belongs to another scope
   */
  public Tensor keep(Tensor tensor) {
    if (tensor.scope != this) {
      throw new IllegalArgumentException("keep: " + tensor + " does not belong to this scope; keep it in the scope that made it");
    }
    forget(tensor);
    parent.own(tensor);
    return tensor;
  }

  /**
   * Closes the tensors that were made in this scope and not kept, newest first.
   *
   * @throws IllegalStateException if an inner scope is still open
   */
  @Override
  public void close() {
    if (closed) {
      return;
    }
    backend.leave(this);
    closed = true;
    programs.forEach(Program::close);
    while (!tensors.isEmpty()) {
      tensors.getLast().close();
    }
  }
}
