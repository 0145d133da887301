package org.zerosum.backend.opencl;

import java.util.List;
import org.zerosum.cl.ClLaunch;
import org.zerosum.cl.ClQueue;
import org.zerosum.tensor.Binder;

/** Launches with bound arguments, to be enqueued again and again. */
final class BoundLaunches implements Binder.Bound {
  private final ClQueue queue;
  private final Scratch scratch;
  private final ClLaunch[] launches;

  private BoundLaunches(ClQueue queue, Scratch scratch, List<ClLaunch> launches) {
    this.queue = queue;
    this.scratch = scratch;
    this.launches = launches.toArray(ClLaunch[]::new);
  }

  /** What calls launch. They are made twice: the first time the scratch memory gets its size. */
  static BoundLaunches of(Session session, Runnable calls) {
    session.record(calls).forEach(ClLaunch::close);
    List<ClLaunch> launches = session.record(calls);
    session.scratch().retain();
    return new BoundLaunches(session.queue(), session.scratch(), launches);
  }

  @Override
  public void run() {
    for (ClLaunch launch : launches) {
      queue.launch(launch);
    }
    queue.flush();
  }

  @Override
  public void close() {
    for (ClLaunch launch : launches) {
      launch.close();
    }
    scratch.release();
  }
}
