package org.zerosum.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.zerosum.cl.OpenClTestDevice;
import org.zerosum.io.Json;

final class BenchProfileTest {
  private static final Object[] SMALL = {"bench", "profile", "--image-size", 16, "--channels", 1, "--base-channels", 4, "--batch-size", 4,
    "--runs", 3};

  private static Cli run(Object... more) {
    Object[] all = new Object[SMALL.length + more.length];
    System.arraycopy(SMALL, 0, all, 0, SMALL.length);
    System.arraycopy(more, 0, all, SMALL.length, more.length);
    return Cli.run(all);
  }

  @Test
  void everyKernelOfAStepIsTold() {
    OpenClTestDevice.get();
    Map<?, ?> document = (Map<?, ?>) Json.parse(run("--json").exits(0).out());
    assertEquals(4L, document.get("batch_size"));
    double sum = 0;
    double adam = 0;
    for (Object row : (List<?>) document.get("kernels")) {
      Map<?, ?> kernel = (Map<?, ?>) row;
      sum += (double) kernel.get("ms_per_step");
      adam = kernel.get("kernel").equals("adam") ? (double) kernel.get("launches_per_step") : adam;
    }
    assertEquals(2, adam, "one for each network");
    double inside = (double) document.get("kernel_ms_per_step");
    double step = (double) document.get("ms_per_step");
    assertTrue(sum > 0 && inside > 0 && step > 0);
    double outside = (double) document.get("share_outside_kernels");
    assertTrue(outside >= 0 && outside < 1);
    assertTrue(run().exits(0).out().contains("% outside them"));
  }

  @Test
  void onlyOpenClDevicesTellTimes() {
    assertTrue(run("--device", "vector").exits(2).err().contains("--device opencl"));
  }
}
