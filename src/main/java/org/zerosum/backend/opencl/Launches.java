package org.zerosum.backend.opencl;

import java.util.ArrayList;
import java.util.List;
import org.zerosum.cl.ClCommandBuffer;
import org.zerosum.cl.ClDevice;
import org.zerosum.cl.ClKernel;
import org.zerosum.cl.ClLaunch;
import org.zerosum.cl.ClQueue;
import org.zerosum.cl.ClRange;

/** What an open device launches: enqueued at once, or recorded to be enqueued again and again. */
final class Launches implements AutoCloseable {
  private final ClQueue queue;
  private final Profile profile;
  private List<ClLaunch> recording;
  private boolean commandBuffers;

  /**
   * @param profiled whether launches are to tell how long they take; the queue must tell times then
   */
  Launches(ClQueue queue, boolean profiled) {
    this.queue = queue;
    this.profile = profiled ? new Profile() : null;
    ClDevice device = queue.context().device();
    // Launches of a command buffer tell no times. PoCL on a CPU takes 1 to 2 % longer with them (docs/benchmarks.md).
    this.commandBuffers = !profiled && device.type() != ClDevice.Type.CPU && ClCommandBuffer.isSupported(device);
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
   * @return launches of their own, owned by the caller
   */
  List<ClLaunch> record(Runnable calls) {
    recording = new ArrayList<>();
    List<ClLaunch> recorded = recording;
    try {
      calls.run();
      return recorded;
    } catch (RuntimeException | Error e) {
      recorded.forEach(ClLaunch::close);
      throw e;
    } finally {
      recording = null;
    }
  }

  /** Whether launches are being recorded. */
  boolean isRecording() {
    return recording != null;
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

  @Override
  public void close() {
    if (profile != null) {
      profile.close();
    }
  }
}
