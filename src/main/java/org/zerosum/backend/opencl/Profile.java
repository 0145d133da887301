package org.zerosum.backend.opencl;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.zerosum.cl.ClEvent;

/** The launches of a session whose queues tell times. */
final class Profile implements AutoCloseable {
  /** Events are read when there are so many, so that drivers need not keep more; the device is idle meanwhile. */
  private static final int MOST = 1 << 16;

  private record Launch(String kernel, ClEvent event) {}

  /** When a launch ran. */
  private record Span(long start, long end) {}

  private final List<Launch> launches = new ArrayList<>();
  private final Map<String, KernelTime> times = new LinkedHashMap<>();
  private long busy;
  private long began;
  private long busyUntil;

  void add(String kernel, ClEvent event) {
    launches.add(new Launch(kernel, event));
    if (launches.size() >= MOST) {
      read();
    }
  }

  /** Waits for all launches and gives the kernels' times since the last call. */
  KernelTimes take() {
    read();
    List<KernelTime> all = times.values().stream().sorted(Comparator.comparingLong(KernelTime::nanos).reversed()).toList();
    KernelTimes taken = new KernelTimes(all, busy, busyUntil - began);
    times.clear();
    busy = 0;
    began = busyUntil = 0;
    return taken;
  }

  private void read() {
    List<Span> spans = new ArrayList<>();
    for (Launch launch : launches) {
      launch.event.await();
      times.merge(launch.kernel, new KernelTime(launch.kernel, 1, launch.event.durationNanos()),
          (a, b) -> new KernelTime(a.kernel(), a.launches() + b.launches(), a.nanos() + b.nanos()));
      spans.add(new Span(launch.event.startNanos(), launch.event.endNanos()));
    }
    close();
    spans.sort(Comparator.comparingLong(Span::start));
    if (busyUntil == 0 && !spans.isEmpty()) {
      began = busyUntil = spans.getFirst().start;
    }
    for (Span span : spans) {
      busy += Math.max(0, span.end - Math.max(span.start, busyUntil));
      busyUntil = Math.max(busyUntil, span.end);
    }
  }

  @Override
  public void close() {
    launches.forEach(launch -> launch.event.close());
    launches.clear();
  }
}
