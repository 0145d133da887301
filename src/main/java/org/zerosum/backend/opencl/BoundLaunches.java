package org.zerosum.backend.opencl;

import java.util.ArrayList;
import java.util.List;
import org.zerosum.cl.ClCommandBuffer;
import org.zerosum.cl.ClException;
import org.zerosum.cl.ClLaunch;
import org.zerosum.cl.ClQueue;
import org.zerosum.tensor.Binder;

/**
 * Launches with bound arguments, to be enqueued again and again. Those between two that have live arguments are one command buffer,
 * where the device takes some.
 */
final class BoundLaunches implements Binder.Bound {
  private final ClQueue queue;
  private final Scratch scratch;
  private final Profile profile;
  private final List<ClLaunch> launches;
  private final List<ClCommandBuffer> buffers = new ArrayList<>();
  /** What is enqueued: launches and command buffers, in order. */
  private final Runnable[] parts;

  private BoundLaunches(Session session, List<ClLaunch> launches) {
    this.queue = session.queue();
    this.scratch = session.scratch();
    this.profile = session.launches().profile();
    this.launches = launches;
    parts = parts(session).toArray(Runnable[]::new);
  }

  private List<Runnable> parts(Session session) {
    if (!session.launches().takesCommandBuffers()) {
      return launches.stream().map(this::part).toList();
    }
    List<Runnable> all = new ArrayList<>();
    for (int i = 0, end; i < launches.size(); i = end) {
      end = i + 1;
      while (!launches.get(i).isLive() && end < launches.size() && !launches.get(end).isLive()) {
        end++;
      }
      try {
        all.add(end - i == 1 ? part(launches.get(i)) : part(launches.subList(i, end)));
      } catch (ClException e) {
        // The extension is young; a device that refuses gets the list, which does the same.
        buffers.forEach(ClCommandBuffer::close);
        buffers.clear();
        session.launches().useCommandBuffers(false);
        return parts(session);
      }
    }
    return all;
  }

  /** What calls launch. They are made twice: the first time the scratch memory gets its size. */
  static BoundLaunches of(Session session, Runnable calls) {
    session.launches().record(calls).forEach(ClLaunch::close);
    List<ClLaunch> launches = session.launches().record(calls);
    try {
      BoundLaunches bound = new BoundLaunches(session, launches);
      session.scratch().retain();
      return bound;
    } catch (RuntimeException | Error e) {
      launches.forEach(ClLaunch::close);
      throw e;
    }
  }

  private Runnable part(ClLaunch launch) {
    return profile == null ? () -> queue.launch(launch) : () -> profile.add(launch.kernelName(), queue.launchWithEvent(launch));
  }

  private Runnable part(List<ClLaunch> some) {
    ClCommandBuffer buffer = ClCommandBuffer.of(queue, some);
    buffers.add(buffer);
    return buffer::run;
  }

  /** How many command buffers there are. */
  int commandBuffers() {
    return buffers.size();
  }

  @Override
  public void run() {
    for (Runnable part : parts) {
      part.run();
    }
    queue.flush();
  }

  @Override
  public void close() {
    // A command buffer must not be released while it runs.
    queue.finish();
    buffers.forEach(ClCommandBuffer::close);
    launches.forEach(ClLaunch::close);
    scratch.release();
  }
}
