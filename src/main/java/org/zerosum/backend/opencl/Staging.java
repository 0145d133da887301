package org.zerosum.backend.opencl;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import org.zerosum.cl.ClBuffer;
import org.zerosum.cl.ClQueue;
import org.zerosum.cl.ClUpload;

/**
 * Copies from Java arrays to the device without waiting for what is queued before: the elements go to native memory at
 * once and from there in queue order. Several pieces of native memory take turns; only one that is still in flight is
 * waited for.
 */
final class Staging implements AutoCloseable {
  private static final int PIECES = 4;
  private static final int PIECE_FLOATS = 1 << 19;
  private static final int LEAST_FLOATS = 1 << 12;

  private final ClQueue queue;
  private final ClUpload[] pieces = new ClUpload[PIECES];
  private final int[] sizes = new int[PIECES];
  private int next;

  Staging(ClQueue queue) {
    this.queue = queue;
  }

  /** Copies {@code count} elements; the array may be changed as soon as this returns. */
  void write(ClBuffer target, long offset, float[] source, int sourceOffset, int count) {
    for (int done = 0; done < count; done += PIECE_FLOATS) {
      int length = Math.min(PIECE_FLOATS, count - done);
      ClUpload piece = piece(length);
      MemorySegment.copy(source, sourceOffset + done, piece.memory(), ValueLayout.JAVA_FLOAT, 0, length);
      piece.write(target, (offset + done) * Float.BYTES, (long) length * Float.BYTES);
    }
  }

  /** The next piece, made larger if it must be. */
  private ClUpload piece(int floats) {
    int at = next;
    next = (next + 1) % PIECES;
    if (sizes[at] < floats) {
      if (pieces[at] != null) {
        pieces[at].close();
      }
      sizes[at] = Math.max(floats, LEAST_FLOATS);
      pieces[at] = new ClUpload(queue, (long) sizes[at] * Float.BYTES);
    }
    return pieces[at];
  }

  /** Waits for what is in flight and frees the native memory. */
  @Override
  public void close() {
    for (int i = 0; i < PIECES; i++) {
      if (pieces[i] != null) {
        pieces[i].close();
        pieces[i] = null;
      }
    }
  }
}
