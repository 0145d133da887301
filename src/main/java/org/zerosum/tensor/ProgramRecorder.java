package org.zerosum.tensor;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import org.zerosum.tensor.Trace.Binding;
import org.zerosum.tensor.Trace.Region;

/** Gives recorded operations their memory and binds them to the device. The programs of one recorder never run at the same time. */
final class ProgramRecorder {
  private static final int UNIT = Backend.VIEW_ALIGNMENT;

  private final Backend home;
  private final Kernels device;
  private final List<Trace> traces;
  private final List<ProgramPlan> plans = new ArrayList<>();
  /** In the order in which they must be freed: views before what they are views of. */
  private final List<Storage> owned = new ArrayList<>();
  private int open;
  private long bytes;

  /**
   * @param home where the programs' operands belong
   */
  ProgramRecorder(Backend home, Kernels device, List<Trace> traces) {
    this.home = home;
    this.device = device;
    this.traces = traces;
    traces.forEach(trace -> plans.add(new ProgramPlan(trace, device.largestAllocation() / UNIT * UNIT, device.overlaps())));
  }

  ProgramMemory memory() {
    long constants = plans.stream().mapToLong(ProgramPlan::constantCount).sum();
    long separate = plans.stream().mapToLong(ProgramPlan::separateCount).max().orElse(0);
    return new ProgramMemory(Float.BYTES * arenas().stream().mapToLong(Integer::longValue).sum(), Float.BYTES * constants,
        Float.BYTES * separate, plans.stream().anyMatch(ProgramPlan::overlaps));
  }

  /** What a device's kernels would need between their parts, whatever the operands are made of. */
  long scratchBytes(Kernels target) {
    if (!(target instanceof Binder binder)) {
      return 0;
    }
    Storage any = target.allocate(1);
    try {
      for (Trace trace : traces) {
        trace.calls().forEach(call -> {
          call.writes.forEach(storage -> trace.binding().put(storage, any));
          call.reads.forEach(storage -> trace.binding().put(storage, any));
        });
        bindOperands(trace);
      }
      return binder.scratchBytes(plans.stream().flatMap(plan -> plan.parts(target).stream()).toList());
    } finally {
      target.free(any);
    }
  }

  private List<Integer> arenas() {
    List<Integer> largest = new ArrayList<>();
    for (ProgramPlan plan : plans) {
      for (int i = 0; i < plan.arenas().size(); i++) {
        if (i == largest.size()) {
          largest.add(0);
        }
        largest.set(i, Math.max(largest.get(i), plan.arenas().get(i)));
      }
    }
    return largest;
  }

  /** Takes the memory and binds. */
  List<Program> bind() {
    List<Program> programs = new ArrayList<>();
    try {
      List<Storage> arenas = new ArrayList<>();
      for (int count : arenas()) {
        arenas.add(take(count));
      }
      for (int i = 0; i < traces.size(); i++) {
        place(traces.get(i), plans.get(i), arenas);
        bindOperands(traces.get(i));
      }
      for (ProgramPlan plan : plans) {
        List<Binder.Part> parts = plan.parts(device);
        Binder.Bound bound = device instanceof Binder binder ? binder.bind(parts) : () -> parts.forEach(part -> part.call().run());
        open++;
        programs.add(new Program(bound, plan.calls().size(), memory(), this::release));
      }
      return programs;
    } catch (RuntimeException | Error e) {
      programs.forEach(Program::close);
      open = 1;
      release();
      throw e;
    }
  }

  private Storage take(int count) {
    Storage storage = device.allocate(count);
    owned.addFirst(storage);
    bytes += (long) Float.BYTES * count;
    home.countPrograms((long) Float.BYTES * count);
    return storage;
  }

  private void place(Trace trace, ProgramPlan plan, List<Storage> arenas) {
    Map<Storage, Storage> roots = new IdentityHashMap<>();
    for (TracedStorage constant : plan.constants()) {
      Storage storage = take(constant.count());
      TracedStorage.Constant values = constant.constant();
      if (values.values() == null) {
        device.fill(storage, values.value());
      } else {
        device.write(storage, 0, values.values(), 0, constant.count());
      }
      roots.put(constant, storage);
    }
    Binding binding = trace.binding();
    Map<Region, Storage> views = new HashMap<>();
    for (Trace.Call call : plan.calls()) {
      List<Storage> all = new ArrayList<>(call.writes);
      all.addAll(call.reads);
      for (Storage storage : all) {
        if (storage instanceof TracedStorage traced && binding.of(traced) == traced) {
          binding.put(traced, real(trace.region(traced), plan, roots, arenas, views));
        }
      }
    }
  }

  private Storage real(Region region, ProgramPlan plan, Map<Storage, Storage> constants, List<Storage> arenas, Map<Region, Storage> views) {
    Storage base = region.root();
    int offset = region.from();
    if (base instanceof TracedStorage root) {
      ProgramPlan.Place place = plan.place(root);
      base = place == null ? constants.get(root) : arenas.get(place.arena());
      offset += place == null ? 0 : place.offset();
    }
    int count = region.to() - region.from();
    if (offset == 0 && count == base.count()) {
      return base;
    }
    Storage from = base;
    int first = offset;
    return views.computeIfAbsent(new Region(from, first, first + count), _ -> {
      Storage view = device.view(from, first, count);
      owned.addFirst(view);
      return view;
    });
  }

  /** Tensors of the programs' own, as those that were recorded may be closed. */
  private void bindOperands(Trace trace) {
    Binding binding = trace.binding();
    trace.operands().forEach((tensor, storage) ->
        binding.put(tensor, new Tensor(home, tensor.shape(), new Allocation(binding.of(storage), null, 0))));
  }

  private void release() {
    if (--open == 0) {
      owned.forEach(device::free);
      owned.clear();
      home.countPrograms(-bytes);
      bytes = 0;
    }
  }
}
