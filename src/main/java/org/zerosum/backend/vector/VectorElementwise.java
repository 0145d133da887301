package org.zerosum.backend.vector;

import java.util.Arrays;
import org.zerosum.backend.scalar.HostStorage;
import org.zerosum.backend.vector.Scratch.Floats;
import org.zerosum.tensor.AdamStep;
import org.zerosum.tensor.BinaryOp;
import org.zerosum.tensor.Broadcast;
import org.zerosum.tensor.LiveFloat;
import org.zerosum.tensor.UnaryOp;

/** Element-wise operations, copies and fills, and how they are cut into ranges. */
final class VectorElementwise {
  /** Elements that are worth a thread where an element costs about as much as its memory traffic. */
  static final int GRAIN = 1 << 14;
  /** The same where an element costs tens of operations. */
  private static final int HEAVY_GRAIN = 1 << 10;
  /** Elements of an operand that are laid out at a time where it has to be repeated. */
  private static final int STAGE = 1 << 10;

  private final WorkerPool pool;
  private final Scratch[] own;

  VectorElementwise(WorkerPool pool, Scratch[] own) {
    this.pool = pool;
    this.own = own;
  }

  void unary(UnaryOp op, HostStorage out, HostStorage x, float p) {
    boolean heavy = switch (op) {
      case EXP, LOG, SIGMOID, TANH, SOFTPLUS -> true;
      default -> false;
    };
    pool.ranges(x.count(), heavy ? HEAVY_GRAIN : GRAIN,
        (from, to, worker) ->
            UnaryLoops.apply(op, out.array(), out.offset() + from, x.array(), x.offset() + from, to - from, p));
  }

  void binary(BinaryOp op, HostStorage out, HostStorage a, HostStorage b, Broadcast broadcast, float p) {
    boolean whole = broadcast.outer() == 1 && broadcast.inner() == 1;
    pool.ranges(a.count(), op == BinaryOp.SOFTPLUS_BACKWARD ? HEAVY_GRAIN : GRAIN, (from, to, worker) -> {
      if (whole) {
        BinaryLoops.apply(op, out.array(), out.offset() + from, a.array(), a.offset() + from, b.array(),
            b.offset() + from, to - from, p);
        return;
      }
      float[] stage = own[worker].floats(Floats.STAGE, STAGE);
      for (int e = from, count; e < to; e += count) {
        count = Math.min(STAGE, to - e);
        repeat(stage, 0, b, broadcast, e, count);
        BinaryLoops.apply(op, out.array(), out.offset() + e, a.array(), a.offset() + e, stage, 0, count, p);
      }
    });
  }

  void expand(HostStorage out, HostStorage x, Broadcast broadcast) {
    pool.ranges(out.count(), GRAIN,
        (from, to, worker) -> repeat(out.array(), out.offset() + from, x, broadcast, from, to - from));
  }

  /** target[at + i] = the value of x that lies along element first + i. */
  private static void repeat(float[] target, int at, HostStorage x, Broadcast broadcast, int first, int count) {
    int inner = broadcast.inner();
    int m = first / inner % broadcast.middle();
    int e = 0;
    int within = first % inner;
    while (e < count) {
      if (inner == 1) {
        int run = Math.min(count - e, broadcast.middle() - m);
        System.arraycopy(x.array(), x.offset() + m, target, at + e, run);
        e += run;
        m = 0;
      } else {
        int run = Math.min(count - e, inner - within);
        Arrays.fill(target, at + e, at + e + run, x.array()[x.offset() + m]);
        e += run;
        within = 0;
        m = m + 1 == broadcast.middle() ? 0 : m + 1;
      }
    }
  }

  void fill(HostStorage target, float value) {
    pool.ranges(target.count(), 4 * GRAIN,
        (from, to, worker) -> Arrays.fill(target.array(), target.offset() + from, target.offset() + to, value));
  }

  void copyRuns(HostStorage target, int targetOffset, int targetStride, HostStorage source, int sourceOffset,
      int sourceStride, int rows, int length) {
    float[] to = target.array();
    float[] from = source.array();
    int base = target.offset() + targetOffset;
    int sourceBase = source.offset() + sourceOffset;
    if (rows == 1 && length <= 4 * GRAIN && !pool.isRecording()) {
      System.arraycopy(from, sourceBase, to, base, length);
      return;
    }
    if (rows == 1) {
      pool.ranges(length, 4 * GRAIN, (first, end, worker) ->
          System.arraycopy(from, sourceBase + first, to, base + first, end - first));
      return;
    }
    pool.ranges(rows, 1 + 4 * GRAIN / length, (first, end, worker) -> {
      for (int row = first; row < end; row++) {
        System.arraycopy(from, sourceBase + row * sourceStride, to, base + row * targetStride, length);
      }
    });
  }

  void sgd(HostStorage p, HostStorage g, HostStorage velocity, LiveFloat rate, float momentum) {
    pool.ranges(p.count(), GRAIN, (from, to, worker) -> {
      if (velocity == null) {
        OptimizerLoops.sgd(p.array(), p.offset() + from, g.array(), g.offset() + from, to - from, rate.value());
      } else {
        OptimizerLoops.momentum(p.array(), p.offset() + from, g.array(), g.offset() + from, velocity.array(),
            velocity.offset() + from, to - from, rate.value(), momentum);
      }
    });
  }

  void adam(HostStorage p, HostStorage g, HostStorage first, HostStorage second, AdamStep step) {
    pool.ranges(p.count(), GRAIN, (from, to, worker) ->
        OptimizerLoops.adam(p.array(), p.offset() + from, g.array(), g.offset() + from,
        first.array(), first.offset() + from, second.array(), second.offset() + from, to - from, step));
  }

  void movingAverage(HostStorage average, HostStorage values, LiveFloat rate) {
    pool.ranges(average.count(), GRAIN, (from, to, worker) -> OptimizerLoops.movingAverage(average.array(),
        average.offset() + from, values.array(), values.offset() + from, to - from, rate.value()));
  }

  void clipByNorm(HostStorage g, HostStorage sumOfSquares, float limit) {
    pool.ranges(g.count(), GRAIN, (from, to, worker) -> {
      float norm = (float) Math.sqrt(sumOfSquares.array()[sumOfSquares.offset()]);
      if (!(norm <= limit)) {
        UnaryLoops.apply(UnaryOp.SCALE, g.array(), g.offset() + from, g.array(), g.offset() + from, to - from, limit / norm);
      }
    });
  }
}
