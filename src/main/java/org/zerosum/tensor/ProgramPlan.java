package org.zerosum.tensor;

import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.zerosum.tensor.Trace.Call;
import org.zerosum.tensor.Trace.Copy;
import org.zerosum.tensor.Trace.Region;

/**
 * What is made of a {@link Trace}: fills and host values that never change are written once, calls whose results nobody reads are left
 * out, copies become views where both ends may share memory, and every other storage gets a place that it shares with storages
 * of other times.
 *
 * <p>Places are found largest storage first, each in the smallest gap that fits (greedy by size: Pisarchyk and Lee,
 * arXiv:2001.03288).
 */
final class ProgramPlan {
  private static final int UNIT = Backend.VIEW_ALIGNMENT;
  /**
   * Elements of a program's values up to which calls are put aside. What runs side by side can't share memory, and gains where calls are
   * short: with 115 MB of values it took 40 MB more for a hundredth of a step's time or nothing.
   */
  private static final long MOST_ASIDE = 8 << 20;

  /** A place in one of the runs of memory that the programs share. */
  record Place(int arena, int offset) {}

  /** A storage's first and last call. */
  private record Life(TracedStorage storage, int first, int last, int size) {
    boolean meets(Life other) {
      return first <= other.last && other.first <= last;
    }
  }

  private final Trace trace;
  private final int largest;
  private final List<Call> calls;
  private final Map<TracedStorage, Place> places = new IdentityHashMap<>();
  private final List<Integer> arenas = new ArrayList<>();
  private final Set<TracedStorage> constants = Collections.newSetFromMap(new IdentityHashMap<>());
  private final Overlap overlap;
  private final long separate;

  /**
   * @param largest elements of a run of memory at most
   * @param overlaps whether calls are put aside
   */
  ProgramPlan(Trace trace, int largest, boolean overlaps) {
    this.trace = trace;
    this.largest = largest;
    this.calls = new ArrayList<>(trace.calls());
    dropUnread();
    hoistConstants();
    for (int i = 0; i < calls.size(); i++) {
      if (calls.get(i).copy != null && share(i)) {
        calls.remove(i--);
      }
    }
    separate = storages().stream().map(storage -> trace.region(storage).root()).distinct().filter(this::isPlaced)
        .mapToLong(root -> aligned(root.count())).sum();
    overlap = overlaps && separate <= MOST_ASIDE ? new Overlap(trace, calls) : Overlap.none(trace);
    findPlaces();
  }

  /** Whether a root is to get a place: it is a value that changes. */
  private boolean isPlaced(Storage root) {
    return root instanceof TracedStorage traced && traced.constant() == null;
  }

  /** Whether calls are put aside. */
  boolean overlaps() {
    return overlap.isAny();
  }

  List<Call> calls() {
    return calls;
  }

  /** The calls as a device makes them, once they have their operands. */
  List<Binder.Part> parts(Kernels device) {
    List<Binder.Part> parts = new ArrayList<>();
    for (int i = 0; i < calls.size(); i++) {
      Call call = calls.get(i);
      parts.add(new Binder.Part(() -> call.make.accept(device), overlap.isAside(i), overlap.waits(i)));
    }
    return parts;
  }

  /** Elements of each run of memory. */
  List<Integer> arenas() {
    return arenas;
  }

  Place place(TracedStorage root) {
    return places.get(root);
  }

  /** Storages that are written once. */
  Set<TracedStorage> constants() {
    return constants;
  }

  long constantCount() {
    return constants.stream().mapToLong(TracedStorage::count).sum();
  }

  /** Elements that all storages would take without sharing. */
  long separateCount() {
    return separate;
  }

  private static long aligned(int count) {
    return ((long) count + UNIT - 1) / UNIT * UNIT;
  }

  private void hoistConstants() {
    for (Call call : List.copyOf(calls)) {
      if (call.reads.isEmpty() && call.writes.size() == 1 && call.fill != null && call.writes.getFirst() instanceof TracedStorage filled
          && filled.isRoot() && filled.constant() == null && writers(filled) == 1) {
        filled.setConstant(new TracedStorage.Constant(null, call.fill));
        calls.remove(call);
      }
    }
    for (Storage storage : storages()) {
      if (trace.region(storage).root() instanceof TracedStorage root && root.constant() != null && !constants.contains(root)) {
        if (writers(root) > 0) {
          throw new UnsupportedOperationException("a tensor of host values is changed in place; a program can't repeat that, add to a copy");
        }
        constants.add(root);
      }
    }
  }

  private List<Storage> storages() {
    List<Storage> all = new ArrayList<>();
    calls.forEach(call -> {
      all.addAll(call.writes);
      all.addAll(call.reads);
    });
    return all;
  }

  private long writers(TracedStorage root) {
    return calls.stream().filter(call -> call.writes.stream().anyMatch(storage -> trace.region(storage).root() == root)).count();
  }

  private void dropUnread() {
    Set<Storage> needed = Collections.newSetFromMap(new IdentityHashMap<>());
    for (int i = calls.size() - 1; i >= 0; i--) {
      Call call = calls.get(i);
      boolean used = call.writes.stream().map(storage -> trace.region(storage).root())
          .anyMatch(root -> !(root instanceof TracedStorage) || needed.contains(root));
      if (used) {
        call.reads.forEach(storage -> needed.add(trace.region(storage).root()));
      } else {
        calls.remove(i);
      }
    }
  }

  /** Lets the two ends of a copy be the same memory, where nobody can tell; the copy is then not needed. */
  private boolean share(int place) {
    Copy copy = calls.get(place).copy;
    Region from = trace.part(copy.source(), copy.sourceOffset(), copy.length());
    Region to = trace.part(copy.target(), copy.targetOffset(), copy.length());
    return from.root() != to.root() && (sourceLiesInTarget(place, copy, from, to) || targetLiesInSource(place, copy, from, to));
  }

  /** A result that is made only to be copied is made where it belongs. */
  private boolean sourceLiesInTarget(int place, Copy copy, Region from, Region to) {
    if (!isMovable(from) || to.from() % UNIT != 0 || isConstant(to.root())) {
      return false;
    }
    int first = first(from.root());
    int last = last(from.root());
    for (int i = first; i <= last; i++) {
      if (i != place && (touches(i, to, true) || touches(i, to, false) && i < place || i > place && touches(i, from, true))) {
        return false;
      }
    }
    ((TracedStorage) from.root()).lieIn(copy.target(), to.from() - trace.region(copy.target()).from());
    return true;
  }

  /** A part that is copied out only to be read is read where it lies. */
  private boolean targetLiesInSource(int place, Copy copy, Region from, Region to) {
    if (!isMovable(to) || from.from() % UNIT != 0 || first(to.root()) != place) {
      return false;
    }
    int last = last(to.root());
    for (int i = place + 1; i <= last; i++) {
      if (touches(i, to, true) || touches(i, from, true)) {
        return false;
      }
    }
    ((TracedStorage) to.root()).lieIn(copy.source(), from.from() - trace.region(copy.source()).from());
    return true;
  }

  /** Whether a region is all of a storage that has no values yet. */
  private static boolean isMovable(Region region) {
    return region.root() instanceof TracedStorage root && root.constant() == null && region.from() == 0 && region.to() == root.count();
  }

  private static boolean isConstant(Storage root) {
    return root instanceof TracedStorage traced && traced.constant() != null;
  }

  private boolean touches(int call, Region region, boolean written) {
    return trace.touched(calls.get(call), written).stream().anyMatch(region::meets);
  }

  private boolean touches(int call, Storage root) {
    Call it = calls.get(call);
    return it.writes.stream().anyMatch(storage -> trace.region(storage).root() == root)
        || it.reads.stream().anyMatch(storage -> trace.region(storage).root() == root);
  }

  private int first(Storage root) {
    int i = 0;
    while (!touches(i, root)) {
      i++;
    }
    return i;
  }

  private int last(Storage root) {
    int i = calls.size() - 1;
    while (!touches(i, root)) {
      i--;
    }
    return i;
  }

  private void findPlaces() {
    Map<TracedStorage, int[]> spans = new IdentityHashMap<>();
    for (int i = 0; i < calls.size(); i++) {
      List<Storage> touched = new ArrayList<>(calls.get(i).writes);
      touched.addAll(calls.get(i).reads);
      for (Storage storage : touched) {
        if (trace.region(storage).root() instanceof TracedStorage root && root.constant() == null) {
          int[] span = spans.computeIfAbsent(root, _ -> new int[] {-1, -1});
          span[0] = span[0] < 0 ? i : span[0];
          span[1] = Math.max(span[1], overlap.isAside(i) ? overlap.until(i) : i);
        }
      }
    }
    List<Life> lives = new ArrayList<>();
    spans.forEach((storage, span) -> lives.add(new Life(storage, span[0], span[1], Math.toIntExact(aligned(storage.count())))));
    lives.sort(Comparator.comparingInt(Life::size).reversed().thenComparingInt(Life::first).thenComparingInt(Life::last));
    List<List<Life>> placed = new ArrayList<>();
    for (Life life : lives) {
      for (int arena = 0; !places.containsKey(life.storage); arena++) {
        if (arena == placed.size()) {
          placed.add(new ArrayList<>());
          arenas.add(0);
        }
        long offset = gap(life, placed.get(arena));
        if (offset + life.size <= largest || placed.get(arena).isEmpty()) {
          places.put(life.storage, new Place(arena, Math.toIntExact(offset)));
          placed.get(arena).add(life);
          arenas.set(arena, Math.max(arenas.get(arena), Math.toIntExact(offset + life.size)));
        }
      }
    }
  }

  /** The beginning of the smallest gap that holds a storage among those that live at the same time. */
  private long gap(Life life, List<Life> placed) {
    List<Life> others = placed.stream().filter(life::meets)
        .sorted(Comparator.comparingInt(other -> places.get(other.storage).offset())).toList();
    long best = -1;
    long smallest = Long.MAX_VALUE;
    long end = 0;
    for (Life other : others) {
      long begin = places.get(other.storage).offset();
      if (begin - end >= life.size && begin - end < smallest) {
        best = end;
        smallest = begin - end;
      }
      end = Math.max(end, begin + other.size);
    }
    return best >= 0 ? best : end;
  }
}
