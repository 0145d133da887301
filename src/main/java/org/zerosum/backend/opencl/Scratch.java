package org.zerosum.backend.opencl;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.zerosum.cl.ClBuffer;

/**
 * Device memory for what lives between two launches of one operation. A use's buffer is kept and handed out again: on
 * an in-order queue the next operation writes it only after this one has read it. Launches that are put aside, on another queue, have
 * buffers of their own. It grows to the largest size that was asked for.
 */
final class Scratch implements AutoCloseable {
  /** What the memory is for; buffers of different uses are different. */
  enum Use {
    /** A contraction's left matrix in panels. */
    PANELS,
    /** A contraction's images with their padding. */
    IMAGES,
    /** Sums of chunks or blocks. */
    PARTIALS
  }

  private final Session session;
  private record Key(Use use, boolean aside) {}

  private final Map<Key, ClBuffer> buffers = new HashMap<>();
  private final List<ClBuffer> retired = new ArrayList<>();
  private int retained;
  /** Elements that were asked for while they are only measured; else null. */
  private Map<Key, Long> measured;

  private ClBuffer anything;

  Scratch(Session session) {
    this.session = session;
  }

  /** Memory for at least {@code count} elements, contents undefined, valid until the next call for the same use. */
  ClBuffer take(Use use, long count) {
    Key key = new Key(use, session.launches().isRecordingAside());
    if (measured != null) {
      measured.merge(key, count, Math::max);
      return anything;
    }
    ClBuffer buffer = buffers.get(key);
    if (buffer == null || buffer.bytes() < count * Float.BYTES) {
      if (buffer != null) {
        buffers.remove(key);
        retire(buffer);
      }
      buffer = session.allocate(count);
      buffers.put(key, buffer);
    }
    return buffer;
  }

  /**
   * How much calls would need beside what is taken already; they get a buffer that must not be used.
   *
   * @return bytes
   */
  long measure(Runnable calls) {
    measured = new HashMap<>();
    try (ClBuffer buffer = session.allocate(1)) {
      anything = buffer;
      calls.run();
      return measured.entrySet().stream().mapToLong(entry -> {
        ClBuffer taken = buffers.get(entry.getKey());
        return Math.max(0, entry.getValue() * Float.BYTES - (taken == null ? 0 : taken.bytes()));
      }).sum();
    } finally {
      measured = null;
      anything = null;
    }
  }

  private void retire(ClBuffer buffer) {
    if (retained > 0) {
      retired.add(buffer);
    } else {
      // Launches that were enqueued with it keep its memory until they are done.
      buffer.close();
    }
  }

  /** Launches are kept that have today's buffers as arguments: they stay until {@link #release}, even if larger ones are needed. */
  void retain() {
    retained++;
  }

  /** Such launches are gone. */
  void release() {
    if (--retained == 0) {
      retired.forEach(ClBuffer::close);
      retired.clear();
    }
  }

  @Override
  public void close() {
    retired.forEach(ClBuffer::close);
    retired.clear();
    buffers.values().forEach(ClBuffer::close);
    buffers.clear();
  }
}
