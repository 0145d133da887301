package org.zerosum.backend.opencl;

import java.util.ArrayList;
import java.util.List;
import org.zerosum.cl.ClCommandBuffer;
import org.zerosum.cl.ClException;
import org.zerosum.cl.ClLaunch;
import org.zerosum.cl.ClQueue;
import org.zerosum.cl.ClSignal;
import org.zerosum.tensor.Binder;

/**
 * Launches with bound arguments, to be enqueued again and again. Those that are put aside go to a second queue: they wait for the last
 * launch before them of the first, which in turn waits for them where it is told to, and at the end. Where the device takes command
 * buffers instead, the launches between two that have live arguments are one.
 */
final class BoundLaunches implements Binder.Bound {
  /** A launch, and how it goes together with those of the other queue. */
  private record Step(ClLaunch launch, boolean aside, boolean waits) {}

  private final Launches launches;
  private final ClQueue queue;
  private final Scratch scratch;
  private final List<Step> steps;
  private final List<ClCommandBuffer> buffers = new ArrayList<>();
  private final List<ClSignal> signals = new ArrayList<>();
  /** What is enqueued: launches, waits and command buffers, in order. */
  private final Runnable[] parts;

  private BoundLaunches(Session session, List<Step> steps) {
    this.launches = session.launches();
    this.queue = session.queue();
    this.scratch = session.scratch();
    this.steps = steps;
    parts = (launches.takesCommandBuffers() ? bufferedParts() : parts()).toArray(Runnable[]::new);
  }

  /** What calls launch. They are made twice: the first time the scratch memory gets its size. */
  static BoundLaunches of(Session session, List<Binder.Part> parts) {
    close(record(session, parts));
    List<Step> steps = record(session, parts);
    try {
      BoundLaunches bound = new BoundLaunches(session, steps);
      session.scratch().retain();
      return bound;
    } catch (RuntimeException | Error e) {
      close(steps);
      throw e;
    }
  }

  /** Takes scratch memory as calls do, and launches nothing. */
  static void rehearse(Session session, List<Binder.Part> parts) {
    close(record(session, parts));
  }

  private static List<Step> record(Session session, List<Binder.Part> parts) {
    Launches launches = session.launches();
    List<Step> steps = new ArrayList<>();
    try {
      boolean waits = false;
      for (Binder.Part part : parts) {
        // A call may launch nothing, so a wait is for the next launch, and the first launch is what those put aside begin after.
        boolean aside = part.aside() && launches.overlaps() && !steps.isEmpty();
        waits |= part.waits();
        for (ClLaunch launch : launches.record(part.call(), aside)) {
          steps.add(new Step(launch, aside, waits && !aside));
          waits &= aside;
        }
      }
      return steps;
    } catch (RuntimeException | Error e) {
      close(steps);
      throw e;
    }
  }

  private static void close(List<Step> steps) {
    steps.forEach(step -> step.launch.close());
  }

  private List<Runnable> parts() {
    int count = steps.size();
    ClSignal[] waits = new ClSignal[count];
    ClSignal[] done = new ClSignal[count];
    int last = -1;
    int followed = -1;
    int pending = -1;
    for (int i = 0; i < count; i++) {
      if (steps.get(i).aside) {
        // Launches of one queue are in order, so one wait is enough for all up to the next of the other queue.
        if (followed != last) {
          waits[i] = done[last] = signal();
          followed = last;
        }
        pending = i;
      } else {
        if (steps.get(i).waits && pending >= 0) {
          waits[i] = done[pending] = signal();
          pending = -1;
        }
        last = i;
      }
    }
    ClSignal end = pending < 0 ? null : (done[pending] = signal());
    List<Runnable> all = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      all.add(part(steps.get(i), waits[i], done[i]));
    }
    if (end != null) {
      all.add(() -> queue.waitFor(end));
    }
    return all;
  }

  private ClSignal signal() {
    ClSignal signal = new ClSignal();
    signals.add(signal);
    return signal;
  }

  private Runnable part(Step step, ClSignal waits, ClSignal done) {
    ClLaunch launch = step.launch;
    ClQueue own = launches.queue(step.aside);
    Profile profile = launches.profile();
    if (profile != null) {
      return () -> profile.add(launch.kernelName(), own.launchWithEvent(launch, waits, done));
    }
    return waits == null && done == null ? () -> own.launch(launch) : () -> own.launch(launch, waits, done);
  }

  private List<Runnable> bufferedParts() {
    List<ClLaunch> single = steps.stream().map(Step::launch).toList();
    List<Runnable> all = new ArrayList<>();
    for (int i = 0, end; i < single.size(); i = end) {
      end = i + 1;
      while (!single.get(i).isLive() && end < single.size() && !single.get(end).isLive()) {
        end++;
      }
      try {
        all.add(end - i == 1 ? part(steps.get(i), null, null) : buffer(single.subList(i, end)));
      } catch (ClException e) {
        // The extension is young; a device that refuses gets the list, which does the same.
        buffers.forEach(ClCommandBuffer::close);
        buffers.clear();
        launches.useCommandBuffers(false);
        return parts();
      }
    }
    return all;
  }

  private Runnable buffer(List<ClLaunch> some) {
    ClCommandBuffer buffer = ClCommandBuffer.of(queue, some);
    buffers.add(buffer);
    return buffer::run;
  }

  /** How many command buffers there are. */
  int commandBuffers() {
    return buffers.size();
  }

  /** How many launches are put aside. */
  long asideCount() {
    return steps.stream().filter(Step::aside).count();
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
    launches.finish();
    buffers.forEach(ClCommandBuffer::close);
    close(steps);
    signals.forEach(ClSignal::close);
    scratch.release();
  }
}
