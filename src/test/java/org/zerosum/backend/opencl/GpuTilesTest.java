package org.zerosum.backend.opencl;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.zerosum.cl.ClRange;

/** GPU tiles: the kernel's rules, devices' limits, what is chosen from, and their text. */
class GpuTilesTest {
  private static final int GROUP = 256;
  /** Local memory of a work-group as OpenCL drivers of the three device classes report it. */
  private static final long NVIDIA = 48 << 10;
  private static final long OTHERS = 64 << 10;

  @Test
  void figuresOfTheHeader() {
    GpuTiles large = new GpuTiles(128, 128, 8, 8, 8, 2);
    assertEquals(256, large.workGroup());
    assertEquals((16 << 10) + 16, large.localBytes());
    GpuTiles skewed = new GpuTiles(128, 64, 16, 8, 8, 2);
    assertEquals(128, skewed.workGroup());
    assertEquals((24 << 10) + 16, skewed.localBytes());
    GpuTiles single = new GpuTiles(64, 64, 16, 4, 4, 1);
    assertEquals((8 << 10) + 16, single.localBytes());
    assertEquals("-DTILE_M=128 -DTILE_N=64 -DTILE_K=16 -DWORK_M=8 -DWORK_N=4 -DBUFFERS=2",
        new GpuTiles(128, 64, 16, 8, 4, 2).macros());
  }

  @Test
  void launch() {
    GpuTiles tiles = new GpuTiles(128, 64, 16, 8, 8, 2);
    assertEquals(ClRange.of(3 * 128, 2, 9).withLocal(128, 1, 1), tiles.rangeFor(129, 192, 9));
    assertEquals(6, tiles.groups(129, 192));
  }

  @Test
  void textIsReadBack() {
    for (GpuTiles tiles : GpuTiles.candidates(GROUP, OTHERS)) {
      assertEquals(tiles, GpuTiles.parse(tiles.toString()));
    }
    assertEquals("128x64x16/8x4/2", new GpuTiles(128, 64, 16, 8, 4, 2).toString());
    for (String text : List.of("", "64x64x16/4x4", "64x64x16/4x4/2 ", "64x64x-16/4x4/2", "99999x64x16/4x4/2")) {
      String message = assertThrows(IllegalArgumentException.class, () -> GpuTiles.parse(text)).getMessage();
      assertTrue(message.contains("MxNxK/WMxWN/BUFFERS"), message);
    }
    assertThrows(IllegalArgumentException.class, () -> GpuTiles.parse("0x0x8/0x0/1"));
  }

  private static void broken(int m, int n, int k, int workM, int workN, int buffers, String rule) {
    String message =
        assertThrows(IllegalArgumentException.class, () -> new GpuTiles(m, n, k, workM, workN, buffers)).getMessage();
    assertTrue(message.contains(rule), message);
    assertTrue(message.contains(m + "x" + n + "x" + k), message);
  }

  @Test
  void kernelsRules() {
    broken(64, 64, 16, 4, 2, 2, "multiples of 4");
    broken(64, 8, 16, 4, 4, 2, "multiples of 4 times those of a work-item");
    broken(64, 64, 12, 4, 4, 2, "8, 16 or 32");
    broken(64, 64, 16, 4, 4, 3, "1 or 2 buffers");
    broken(32, 32, 16, 8, 8, 2, "16 work-items must be a multiple");
    broken(64, 64, 8, 4, 4, 2, "256 work-items must divide");
  }

  @Test
  void devicesLimits() {
    GpuTiles tiles = new GpuTiles(128, 128, 16, 8, 8, 2);
    assertEquals(Optional.empty(), tiles.obstacle(256, (32 << 10) + 16));
    assertEquals(
        Optional.of("GPU tiles 128x128x16/8x8/2 need work-groups of 256 work-items, the device has at most 128."),
        tiles.obstacle(128, 64 << 10));
    assertEquals(Optional.of("GPU tiles 128x128x16/8x8/2 need 32784 bytes of local memory, the device has 32768."),
        tiles.obstacle(256, 32 << 10));
  }

  @Test
  void whatDevicesBeginWith() {
    assertEquals(GpuTiles.standard(), GpuTiles.of(GROUP, NVIDIA, false));
    List<GpuTiles> integrated = GpuTiles.of(GROUP, OTHERS, true);
    assertEquals(GpuTiles.integrated(), integrated);
    assertEquals(new GpuTiles(64, 64, 16, 4, 4, 1), integrated.getFirst(), "few registers, little local memory");
    assertEquals(List.of(new GpuTiles(64, 64, 8, 8, 8, 2), new GpuTiles(32, 32, 16, 4, 4, 2)),
        GpuTiles.of(128, 9 << 10, false));
    assertEquals(List.of(new GpuTiles(32, 32, 8, 4, 4, 1)), GpuTiles.of(GROUP, 4 << 10, false));
    assertEquals(List.of(new GpuTiles(32, 32, 8, 4, 4, 1)), GpuTiles.of(GROUP, 1 << 10, false), "nothing fits");
  }

  @Test
  void candidates() {
    List<GpuTiles> all = GpuTiles.candidates(GROUP, NVIDIA);
    assertEquals(12, all.size());
    assertEquals(all.size(), new HashSet<>(all).size(), "none twice");
    assertTrue(all.containsAll(GpuTiles.standard()), "what is not timed is not tested");
    assertTrue(all.containsAll(GpuTiles.integrated()), "what is not timed is not tested");
    List<GpuTiles> small = GpuTiles.candidates(64, 9 << 10);
    assertFalse(small.isEmpty());
    small.forEach(tiles -> assertEquals(Optional.empty(), tiles.obstacle(64, 9 << 10)));
    assertThrows(IllegalArgumentException.class, () -> ContractionTiles.standard().withGpu(List.of()));
  }
}
