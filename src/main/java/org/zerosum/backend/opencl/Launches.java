package org.zerosum.backend.opencl;

import java.util.ArrayList;
import java.util.List;
import org.zerosum.cl.ClCommandBuffer;
import org.zerosum.cl.ClContext;
import org.zerosum.cl.ClDevice;
import org.zerosum.cl.ClKernel;
import org.zerosum.cl.ClLaunch;
import org.zerosum.cl.ClQueue;
import org.zerosum.cl.ClRange;

/** What an open device launches: enqueued at once, or recorded to be enqueued again and again. */
final class Launches implements AutoCloseable {
  private final ClQueue queue;
  /** For recorded launches that are put aside; null until there are some. */
  private ClQueue asideQueue;
  private final Profile profile;
  private List<ClLaunch> recording;
  private boolean recordingAside;
  private boolean commandBuffers;
  private boolean overlaps;

  /**
   * @param profiled whether launches are to tell how long they take; the queue must tell times then
   */
  Launches(ClQueue queue, boolean profiled) {
    this.queue = queue;
    this.profile = profiled ? new Profile() : null;
    ClDevice device = queue.context().device();
    boolean cpu = device.type() == ClDevice.Type.CPU;
    // Launches of a command buffer tell no times. PoCL on a CPU takes 1 to 2 % longer with them (docs/benchmarks.md).
    this.commandBuffers = !profiled && !cpu && ClCommandBuffer.isSupported(device);
    // A CPU's cores are idle between two launches, and where their work doesn't come out even. GPUs were not measured.
    this.overlaps = cpu;
  }

  /** Enqueues a kernel with the arguments that it has, or records that. */
  void launch(ClKernel kernel, ClRange range) {
    if (recording != null) {
      recording.add(ClLaunch.of(kernel, range));
    } else if (profile != null) {
      profile.add(kernel.name(), queue.launchWithEvent(kernel, range));
    } else {
      queue.launch(kernel, range);
    }
  }

  /**
   * What calls would launch, without launching it.
   *
   * @param aside whether it will run beside other launches, with scratch memory of its own
   * @return launches of their own, owned by the caller
   */
  List<ClLaunch> record(Runnable calls, boolean aside) {
    recording = new ArrayList<>();
    recordingAside = aside;
    List<ClLaunch> recorded = recording;
    try {
      calls.run();
      return recorded;
    } catch (RuntimeException | Error e) {
      recorded.forEach(ClLaunch::close);
      throw e;
    } finally {
      recording = null;
      recordingAside = false;
    }
  }

  /** Whether launches are being recorded. */
  boolean isRecording() {
    return recording != null;
  }

  /** Whether launches are being recorded that are put aside. */
  boolean isRecordingAside() {
    return recordingAside;
  }

  /** The queue for all launches, or for those that are put aside. */
  ClQueue queue(boolean aside) {
    if (!aside) {
      return queue;
    }
    if (asideQueue == null) {
      ClContext context = queue.context();
      asideQueue = profile == null ? context.createQueue() : context.createProfilingQueue();
    }
    return asideQueue;
  }

  /** Waits for all launches. */
  void finish() {
    queue.finish();
    if (asideQueue != null) {
      asideQueue.finish();
    }
  }

  /** The times of launches, or null if none are taken. */
  Profile profile() {
    return profile;
  }

  /** Whether recorded launches become command buffers: where the device takes them and is no CPU. */
  boolean takesCommandBuffers() {
    return commandBuffers;
  }

  /** Whether launches that are recorded from now on become command buffers; the device must take them. */
  void useCommandBuffers(boolean use) {
    commandBuffers = use;
  }

  /** Whether recorded launches may be put aside: on CPUs. */
  boolean overlaps() {
    return overlaps && !commandBuffers;
  }

  /** Whether launches that are recorded from now on may be put aside. */
  void useOverlap(boolean use) {
    overlaps = use;
  }

  @Override
  public void close() {
    if (asideQueue != null) {
      asideQueue.finish();
      asideQueue.close();
    }
    if (profile != null) {
      profile.close();
    }
  }
}
