package org.zerosum.backend.opencl;

import java.util.EnumMap;
import java.util.Map;
import org.zerosum.cl.ClBuffer;

/**
 * Device memory for what lives between two launches of one operation. A use's buffer is kept and handed out again: on
 * an in-order queue the next operation writes it only after this one has read it. It grows to the largest size that was
 * asked for.
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
  private final Map<Use, ClBuffer> buffers = new EnumMap<>(Use.class);

  Scratch(Session session) {
    this.session = session;
  }

  /** Memory for at least {@code count} elements, contents undefined, valid until the next call for the same use. */
  ClBuffer take(Use use, long count) {
    ClBuffer buffer = buffers.get(use);
    if (buffer == null || buffer.bytes() < count * Float.BYTES) {
      if (buffer != null) {
        // Launches that were enqueued with it keep its memory until they are done.
        buffers.remove(use);
        buffer.close();
      }
      buffer = session.allocate(count);
      buffers.put(use, buffer);
    }
    return buffer;
  }

  @Override
  public void close() {
    buffers.values().forEach(ClBuffer::close);
    buffers.clear();
  }
}
