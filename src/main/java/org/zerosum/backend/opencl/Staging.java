package org.zerosum.backend.opencl;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import org.zerosum.cl.ClBuffer;
import org.zerosum.cl.ClEvent;
import org.zerosum.cl.ClQueue;

/**
 * Copies from Java arrays to the device without waiting for what is queued before: the elements go to native memory at
 * once and from there in queue order. Several pieces of native memory take turns; only one that is still in flight is
 * waited for.
 */
final class Staging implements AutoCloseable {
  private static final int PIECES = 4;
  private static final int PIECE_FLOATS = 1 << 19;

  private final ClQueue queue;
  private final Arena arena = Arena.ofShared();
  private final MemorySegment[] pieces = new MemorySegment[PIECES];
  private final ClEvent[] inFlight = new ClEvent[PIECES];
  private int next;

  Staging(ClQueue queue) {
    this.queue = queue;
  }

  /** Copies {@code count} elements; the array may be changed as soon as this returns. */
  void write(ClBuffer target, long offset, float[] source, int sourceOffset, int count) {
    for (int done = 0; done < count; done += PIECE_FLOATS) {
      int length = Math.min(PIECE_FLOATS, count - done);
      MemorySegment piece = freePiece();
      MemorySegment.copy(source, sourceOffset + done, piece, ValueLayout.JAVA_FLOAT, 0, length);
      inFlight[next] = queue.writeAsync(target, (offset + done) * Float.BYTES,
          piece.asSlice(0, (long) length * Float.BYTES));
      next = (next + 1) % PIECES;
    }
  }

  private MemorySegment freePiece() {
    if (inFlight[next] != null) {
      inFlight[next].await();
      inFlight[next].close();
      inFlight[next] = null;
    }
    if (pieces[next] == null) {
      pieces[next] = arena.allocate((long) PIECE_FLOATS * Float.BYTES, 64);
    }
    return pieces[next];
  }

  /** Frees the native memory; the queue must be finished. */
  @Override
  public void close() {
    for (int i = 0; i < PIECES; i++) {
      if (inFlight[i] != null) {
        inFlight[i].close();
        inFlight[i] = null;
      }
    }
    arena.close();
  }
}
