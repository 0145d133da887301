package org.zerosum.backend.opencl;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.Arrays;
import java.util.Objects;
import java.util.function.LongFunction;
import java.util.stream.Stream;
import org.zerosum.cl.ClBuffer;
import org.zerosum.cl.ClQueue;
import org.zerosum.cl.ClSignal;
import org.zerosum.cl.ClUpload;

/**
 * Copies from Java arrays to the device without waiting for what is queued before. The elements go to native memory at once; from there
 * a queue of their own takes them to the device while the kernels run that were launched before, and only the last step, a copy on the
 * device, is in the order of the launches. Several slots take turns; only one that is still in flight is waited for. Few elements go
 * straight to their target, in order.
 */
final class Staging implements AutoCloseable {
  private static final int SLOTS = 2;
  private static final int SLOT_FLOATS = 1 << 19;
  /** Elements from which a way beside the launches pays. */
  private static final int LEAST_FLOATS = 1 << 12;

  private final ClQueue launches;
  private final LongFunction<ClBuffer> memory;
  private final Slot[] few = new Slot[SLOTS];
  private final Slot[] many = new Slot[SLOTS];
  private ClQueue uploads;
  private int next;

  /** Native memory, and memory of the device where the elements lie until their turn comes. */
  private static final class Slot implements AutoCloseable {
    final int floats;
    final ClUpload upload;
    final ClBuffer arrived;
    final ClSignal taken = new ClSignal();
    boolean used;

    Slot(int floats, ClQueue queue, ClBuffer arrived) {
      this.floats = floats;
      this.upload = new ClUpload(queue, (long) floats * Float.BYTES);
      this.arrived = arrived;
    }

    @Override
    public void close() {
      upload.close();
      taken.await();
      taken.close();
      if (arrived != null) {
        arrived.close();
      }
    }
  }

  /**
   * @param launches the queue in whose order the elements appear
   * @param memory takes memory of the device, so many elements
   */
  Staging(ClQueue launches, LongFunction<ClBuffer> memory) {
    this.launches = launches;
    this.memory = memory;
  }

  /** Copies {@code count} elements; the array may be changed as soon as this returns. */
  void write(ClBuffer target, long offset, float[] source, int sourceOffset, int count) {
    for (int done = 0; done < count; done += SLOT_FLOATS) {
      int length = Math.min(SLOT_FLOATS, count - done);
      Slot slot = length < LEAST_FLOATS ? few() : many(length);
      MemorySegment.copy(source, sourceOffset + done, slot.upload.memory(), ValueLayout.JAVA_FLOAT, 0, length);
      long first = (offset + done) * Float.BYTES;
      long bytes = (long) length * Float.BYTES;
      if (slot.arrived == null) {
        slot.upload.write(target, first, bytes, null);
      } else {
        ClSignal arrived = slot.upload.write(slot.arrived, 0, bytes, slot.used ? slot.taken : null);
        launches.copy(slot.arrived, 0, target, first, bytes, arrived, slot.taken);
        slot.used = true;
      }
    }
  }

  /** Waits until all elements have left the host. */
  void awaitUploads() {
    Stream.of(few, many).flatMap(Arrays::stream).filter(Objects::nonNull).forEach(slot -> slot.upload.memory());
  }

  private int turn() {
    next = (next + 1) % SLOTS;
    return next;
  }

  private Slot few() {
    int at = turn();
    if (few[at] == null) {
      few[at] = new Slot(LEAST_FLOATS, launches, null);
    }
    return few[at];
  }

  /** The next slot; all are made larger together if they must be, so that none takes memory later. */
  private Slot many(int floats) {
    int at = turn();
    if (many[at] == null || many[at].floats < floats) {
      if (uploads == null) {
        uploads = launches.context().createQueue();
      }
      close(many);
      for (int i = 0; i < SLOTS; i++) {
        many[i] = new Slot(floats, uploads, memory.apply(floats));
      }
    }
    return many[at];
  }

  private static void close(Slot[] slots) {
    for (int i = 0; i < SLOTS; i++) {
      if (slots[i] != null) {
        slots[i].close();
        slots[i] = null;
      }
    }
  }

  /** Waits for what is in flight and frees the memory. */
  @Override
  public void close() {
    close(few);
    close(many);
    if (uploads != null) {
      uploads.close();
    }
  }
}
