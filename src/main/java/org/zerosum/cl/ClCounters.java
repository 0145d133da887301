package org.zerosum.cl;

import java.util.concurrent.atomic.AtomicLong;

/** A context's counters of open objects; objects of several threads may count at once. */
final class ClCounters {
  final AtomicLong queues = new AtomicLong();
  final AtomicLong programs = new AtomicLong();
  final AtomicLong kernels = new AtomicLong();
  final AtomicLong buffers = new AtomicLong();
  final AtomicLong bytes = new AtomicLong();
  final AtomicLong mappings = new AtomicLong();
  final AtomicLong events = new AtomicLong();

  ClLive snapshot() {
    return new ClLive(queues.get(), programs.get(), kernels.get(), buffers.get(), bytes.get(), mappings.get(),
        events.get());
  }
}
