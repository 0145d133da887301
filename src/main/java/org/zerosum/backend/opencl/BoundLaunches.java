package org.zerosum.backend.opencl;

import java.util.List;
import org.zerosum.cl.ClLaunch;
import org.zerosum.cl.ClQueue;
import org.zerosum.tensor.Binder;

/** Launches with bound arguments, to be enqueued again and again. */
final class BoundLaunches implements Binder.Bound {
  private final ClQueue queue;
  private final Scratch scratch;
  private final Profile profile;
  private final ClLaunch[] launches;

  private BoundLaunches(Session session, List<ClLaunch> launches) {
    this.queue = session.queue();
    this.scratch = session.scratch();
    this.profile = session.profile();
    this.launches = launches.toArray(ClLaunch[]::new);
  }

  /** What calls launch. They are made twice: the first time the scratch memory gets its size. */
  static BoundLaunches of(Session session, Runnable calls) {
    session.record(calls).forEach(ClLaunch::close);
    List<ClLaunch> launches = session.record(calls);
    session.scratch().retain();
    return new BoundLaunches(session, launches);
  }

  @Override
  public void run() {
    for (ClLaunch launch : launches) {
      if (profile != null) {
        profile.add(launch.kernelName(), queue.launchWithEvent(launch));
      } else {
        queue.launch(launch);
      }
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
