package org.zerosum.io;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;
import org.zerosum.io.RunHistory.Status;

final class RunHistoryTest {
  private static final String FIRST = """
      2026-01-02T10:00 device vector: no OpenCL GPU was found
      2026-01-02T10:00 training 900 steps on digits with dcgan (latent 100), in runs/a
      2026-01-02T10:00:10 epoch 1/9  100/900  640 images/s  00:10<01:20  loss D 1.000 G 1.000  D(x) 0.50  D(G(z)) 0.50
      2026-01-02T10:00:30 epoch 1/9  300/900  99.5 images/s  00:30<01:00  loss D 1.000 G 1.000  D(x) 0.50  D(G(z)) 0.50
      """;

  @Test
  void anOpenLogIsOneInTraining() {
    RunHistory history = RunHistory.of(FIRST);
    assertEquals(Status.OPEN, history.status());
    assertEquals(30, history.duration().toSeconds());
    assertEquals(99.5, history.newestRate());
    assertEquals(2, history.throughput().columns().size());
    assertEquals("vector", history.sessions().getFirst().device());
    assertEquals(900, history.sessions().getFirst().planned());
    assertEquals(Status.OPEN, RunHistory.of("").status());
    assertTrue(RunHistory.of("no time here\n\nnor there\n").sessions().isEmpty());
  }

  @Test
  void endsAreToldApart() {
    assertEquals(Status.FINISHED, RunHistory.of(FIRST + "2026-01-02T10:01 done at step 900 after 01:00; samples in x\n").status());
    assertEquals(Status.INTERRUPTED,
        RunHistory.of(FIRST + "2026-01-02T10:01 interrupted at step 400 after 01:00; samples in x\n").status());
    assertEquals(Status.DIVERGED, RunHistory.of(FIRST + "2026-01-02T10:01 stopped: training has diverged: x\n").status());
    RunHistory failed = RunHistory.of(FIRST + "2026-01-02T10:01 stopped: disk full\n2026-01-02T10:02 no report: x\n");
    assertEquals(Status.FAILED, failed.status());
    assertEquals("stopped: disk full", failed.sessions().getLast().end());
  }

  @Test
  void timesOfAllSessionsAreAdded() {
    RunHistory history = RunHistory.of(FIRST + """
        2026-01-02T10:01:00 interrupted at step 400 after 01:00; samples in x
        2026-01-05T08:00:00 device opencl:0:0: named outright
        2026-01-05T08:00:00 continuing at step 400 of 900 steps on digits with dcgan (latent 100), in runs/a
        2026-01-05T08:00:05 done at step 900 after 00:05; samples in x
        """);
    assertEquals(Status.FINISHED, history.status());
    assertEquals(2, history.sessions().size());
    assertEquals(400, history.sessions().getLast().from());
    assertEquals("opencl:0:0", history.sessions().getLast().device());
    assertEquals("interrupted at step 400", history.sessions().getFirst().end());
    assertEquals(65, history.duration().toSeconds());
  }
}
