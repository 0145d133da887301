package org.zerosum.tensor;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;

/**
 * A device to compute on: the checked façade over its {@link Kernels}, and the owner of its memory.
 *
 * <p>Operations give new tensors that belong to the innermost open {@link Scope}. Memory of closed tensors is kept for the
 * next tensor of the same size, so a loop whose steps look alike allocates only in its first. One thread at a time.
 */
public final class Backend implements ContractionOps, ElementwiseOps, ReductionOps, ShapeOps, NormalizationOps, ImageOps, RandomOps,
    LossOps, OptimizerOps, AutoCloseable {
  /** Offsets of views are multiples of this many elements (512 bytes, the strictest device's alignment of sub-buffers). */
  public static final int VIEW_ALIGNMENT = 128;

  private final Kernels device;
  /** The device, or what stands in for it while operations are recorded. */
  private Kernels kernels;
  private final Map<Integer, Deque<Allocation>> pool = new HashMap<>();
  /** Views by their storage, so that a program finds out what they are views of. */
  private final Map<Storage, Allocation> views = new IdentityHashMap<>();
  private final Scope root = new Scope(this, null);
  private Scope innermost = root;
  private long tensors;
  private long bytesInUse;
  private long bytesPooled;
  private long bytesOfPrograms;
  private long allocations;
  private boolean closed;

  /** Wraps a backend's implementation, which is closed together with this façade. */
  public Backend(Kernels kernels) {
    this.device = kernels;
    this.kernels = kernels;
  }

  /**
   * A backend that takes no memory and computes nothing: what is made on it shows in {@link #memory} and {@link #plan} what it would
   * take on a device.
   *
   * @param device the device, which is only asked what it is like
   */
  public static Backend withoutMemory(Kernels device) {
    return new Backend(NoMemory.like(device));
  }

  @Override
  public Kernels kernels() {
    if (closed) {
      throw new IllegalStateException("backend " + kernels.device() + " is closed");
    }
    return kernels;
  }

  /** How the user names the device: {@code scalar}, {@code vector}, {@code opencl:0:0}. */
  public String device() {
    return kernels.device();
  }

  /** One line for people about the device. */
  public String description() {
    return kernels.description();
  }

  /** Opens a scope; tensors made from now on belong to it until it is closed. */
  public Scope openScope() {
    innermost = new Scope(this, innermost);
    return innermost;
  }

  /** The innermost open scope, which tensors made now belong to. */
  public Scope scope() {
    return innermost;
  }

  void leave(Scope scope) {
    if (scope != innermost) {
      throw new IllegalStateException("scopes must be closed innermost first; close the inner one with try-with-resources");
    }
    if (scope != root) {
      innermost = scope.parent();
    }
  }

  @Override
  public Tensor allocate(Shape shape) {
    int count = shape.count();
    if (kernels instanceof Trace) {
      return adopt(shape, new Allocation(kernels.allocate(count), null, 0));
    }
    Deque<Allocation> spare = pool.get(count);
    Allocation allocation = spare == null ? null : spare.pollLast();
    if (allocation != null) {
      bytesPooled -= 4L * count;
    } else {
      allocation = new Allocation(kernels().allocate(count), null, 0);
      allocations++;
    }
    bytesInUse += 4L * count;
    return adopt(shape, allocation);
  }

  /** A new tensor of zeros. */
  public Tensor zeros(Shape shape) {
    return full(shape, 0);
  }

  /** A new tensor with every element set to {@code value}. */
  public Tensor full(Shape shape, float value) {
    Tensor out = allocate(shape);
    kernels().fill(out.storage(), value);
    return out;
  }

  /**
   * A new tensor with the host's values, row-major.
   *
   * @throws ShapeException if the number of values is not the shape's
   */
  public Tensor tensor(Shape shape, float... values) {
    Tensor out = allocate(shape);
    write(out, values);
    return out;
  }

  /**
   * Overwrites a tensor with the host's values.
   *
   * @throws ShapeException if the number of values is not the tensor's
   */
  public void write(Tensor target, float... values) {
    if (values.length != target.count()) {
      throw new ShapeException("write: " + values.length + " values do not fill a tensor of shape " + target.shape());
    }
    kernels().write(target.storage(), 0, values, 0, values.length);
  }

  /** Copies a tensor's elements to the host, from {@code offset} of the array on; waits for the device. */
  public void read(Tensor source, float[] values, int offset) {
    kernels().read(source.storage(), 0, values, offset, source.count());
  }

  /** Sets every element. */
  public void fill(Tensor target, float value) {
    kernels().fill(target.storage(), value);
  }

  /**
   * Copies the elements of one tensor into another of the same count.
   *
   * @throws ShapeException if the element counts differ
   */
  public void copyInto(Tensor target, Tensor source) {
    copyInto(target, 0, source);
  }

  /**
   * Copies the elements of a tensor into another, from the given element on.
   *
   * @throws ShapeException if they do not fit
   */
  public void copyInto(Tensor target, int offset, Tensor source) {
    if (offset < 0 || offset + (long) source.count() > target.count()) {
      throw new ShapeException("copyInto: " + source.shape() + " does not fit into " + target.shape() + " at element " + offset);
    }
    int count = source.count();
    kernels().copyRuns(target.storage(), offset, count, source.storage(), 0, count, 1, count);
  }

  /**
   * target = target + source, element by element.
   *
   * @throws ShapeException if the shapes differ
   */
  public void addInto(Tensor target, Tensor source) {
    Checks.same("addInto", "target", target, "source", source);
    kernels().binary(BinaryOp.ADD, target, target, source, new Broadcast(1, target.count(), 1), 0);
  }

  @Override
  public Tensor reshape(Tensor x, Shape shape) {
    if (shape.count() != x.count()) {
      throw new ShapeException("reshape: " + x.shape() + " has " + x.count() + " elements but " + shape + " has " + shape.count());
    }
    x.storage();
    return adopt(shape, x.allocation());
  }

  /**
   * Part of a tensor's elements under a shape of its own, sharing memory: parameters are such views of one flat buffer.
   *
   * @param offset the first element, a multiple of {@link #VIEW_ALIGNMENT}
   * @return a new tensor of the innermost scope
   * @throws ShapeException if the part reaches outside or the offset is not aligned
   */
  public Tensor view(Tensor base, int offset, Shape shape) {
    if (offset < 0 || offset % VIEW_ALIGNMENT != 0 || offset + (long) shape.count() > base.count()) {
      throw new ShapeException("view: " + shape + " at element " + offset + " must lie in " + base.shape() + " and start at a multiple of "
          + VIEW_ALIGNMENT);
    }
    Allocation view = new Allocation(kernels().view(base.storage(), offset, shape.count()), base.allocation(), offset);
    base.allocation().references++;
    views.put(view.storage, view);
    return adopt(shape, view);
  }

  private Tensor adopt(Shape shape, Allocation allocation) {
    Tensor tensor = new Tensor(this, shape, allocation);
    allocation.references++;
    tensors++;
    innermost.own(tensor);
    return tensor;
  }

  void release(Tensor tensor) {
    tensors--;
    dereference(tensor.allocation());
  }

  private void dereference(Allocation allocation) {
    if (--allocation.references > 0) {
      return;
    }
    if (allocation.base != null) {
      views.remove(allocation.storage);
      kernels.free(allocation.storage);
      dereference(allocation.base);
      return;
    }
    if (allocation.storage instanceof TracedStorage) {
      return;
    }
    long bytes = 4L * allocation.storage.count();
    bytesInUse -= bytes;
    bytesPooled += bytes;
    pool.computeIfAbsent(allocation.storage.count(), _ -> new ArrayDeque<>()).addLast(allocation);
  }

  /**
   * Records what bodies do as programs, which share the memory of their intermediate values and so never run at the same time. Nothing
   * is computed now. A body may use any tensors that are open; they must stay so as long as the program. It can't read values back or
   * write to tensors from the host, and it is to do the same whenever it is called; what changes from run to run comes from input
   * tensors, {@link Noise}, {@link AdamStep} and {@link LiveFloat}.
   *
   * @param owner the scope that closes the programs with it, if the caller doesn't before
   * @return a program for each body
   * @throws UnsupportedOperationException if a body does what can't be recorded
   */
  public List<Program> record(Scope owner, List<Runnable> bodies) {
    List<Program> recorded = new ProgramRecorder(this, device, trace(bodies)).bind();
    recorded.forEach(owner::own);
    allocations++;
    return recorded;
  }

  /** What the programs of bodies would occupy, without taking it: see {@link #record}. */
  public ProgramMemory plan(List<Runnable> bodies) {
    return new ProgramRecorder(this, device, trace(bodies)).memory();
  }

  /**
   * Memory that a device's kernels would need between their parts when they run the programs of bodies, in bytes. Neither this backend
   * nor the device takes any, so that this may be asked of a backend {@linkplain #withoutMemory without memory}.
   *
   * @param target the device; 0 for one that prepares nothing
   */
  public long scratchBytes(Kernels target, List<Runnable> bodies) {
    return new ProgramRecorder(this, device, trace(bodies)).scratchBytes(target);
  }

  private List<Trace> trace(List<Runnable> bodies) {
    if (kernels() instanceof Trace) {
      throw new IllegalStateException("a program can't be recorded while another is");
    }
    List<Trace> traces = new ArrayList<>();
    for (Runnable body : bodies) {
      Trace trace = new Trace(device, this::regionOf);
      kernels = trace;
      try (Scope _ = openScope()) {
        body.run();
      } finally {
        kernels = device;
      }
      traces.add(trace);
    }
    return traces;
  }

  /** Programs have taken memory, or given it back if it is negative. */
  void countPrograms(long bytes) {
    bytesOfPrograms += bytes;
  }

  private Trace.Region regionOf(Storage storage) {
    Allocation view = views.get(storage);
    int from = 0;
    Storage root = storage;
    while (view != null && view.base != null) {
      from += view.offset;
      root = view.base.storage;
      view = view.base;
    }
    return new Trace.Region(root, from, from + storage.count());
  }

  /** What this backend holds now. */
  public MemoryUse memory() {
    return new MemoryUse(tensors, bytesInUse, bytesPooled, bytesOfPrograms, allocations);
  }

  /** Frees pooled memory, for example after a change of batch size. */
  public void trim() {
    pool.values().forEach(spare -> spare.forEach(allocation -> kernels.free(allocation.storage)));
    pool.clear();
    bytesPooled = 0;
  }

  /** Waits until all operations so far are done. */
  public void synchronize() {
    kernels().synchronize();
  }

  /** Closes all scopes, innermost first, frees all memory and the device. Does nothing the second time. */
  @Override
  public void close() {
    if (closed) {
      return;
    }
    while (innermost != root) {
      innermost.close();
    }
    root.close();
    trim();
    closed = true;
    kernels.close();
  }
}
