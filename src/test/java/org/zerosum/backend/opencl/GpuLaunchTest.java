package org.zerosum.backend.opencl;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.zerosum.backend.opencl.GpuLaunch.Adding.EXTRA_LAUNCH;
import static org.zerosum.backend.opencl.GpuLaunch.Adding.NEXT_LAUNCH;
import static org.zerosum.backend.opencl.GpuLaunch.Adding.NONE;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.zerosum.cl.ClRange;

/** Which tiles a launch takes and whether it splits its sum, for devices of few and of many compute units. */
class GpuLaunchTest {
  private static final int LARGE_DEVICE = 132;
  private static final int SMALL_DEVICE = 8;

  private static GpuLaunch of(int rows, long columns, long depth, int problems, GpuLaunch.Adding adding, int units) {
    return GpuLaunch.of(GpuTiles.standard(), new GpuLaunch.Shape(rows, columns, depth, problems), adding, units);
  }

  private static long groups(GpuLaunch launch) {
    return launch.tiles().groups(launch.shape().rows(), launch.shape().columns()) * launch.shape().problems()
        * launch.layers();
  }

  @Test
  void muchWorkTakesLargeTiles() {
    GpuLaunch launch = of(4096, 4096, 4096, 1, EXTRA_LAUNCH, LARGE_DEVICE);
    assertEquals("128x128x8/8x8/2", launch.tiles().toString());
    assertFalse(launch.split());
    assertEquals(ClRange.of(32 * 256, 32, 1).withLocal(256, 1, 1), launch.range());
  }

  @Test
  void littleWorkTakesSmallTiles() {
    // 512 x 512: 16 large tiles, 256 of 32 x 32.
    GpuLaunch launch = of(512, 512, 512, 1, EXTRA_LAUNCH, LARGE_DEVICE);
    assertEquals("32x32x16/4x4/2", launch.tiles().toString());
    assertTrue(groups(of(512, 512, 512, 1, EXTRA_LAUNCH, SMALL_DEVICE)) < groups(launch), "few units want larger ones");
    // A generator's last layer has 3 rows: a tile of 16 wastes least.
    assertEquals("16x64x16/4x4/2", of(3, 64 * 16 * 16, 256, 4, NONE, LARGE_DEVICE).tiles().toString());
  }

  @Test
  void longSumsOfFewResultsAreSplit() {
    // The weight gradient of a discriminator's first layer: 64 x 48 results of 16,384 summands.
    GpuLaunch gradient = of(64, 48, 16_384, 1, EXTRA_LAUNCH, LARGE_DEVICE);
    assertEquals(32, gradient.layers());
    assertEquals(32 * 64 * 48, gradient.parts());
    assertTrue(groups(gradient) >= LARGE_DEVICE / 2, "most multiprocessors have work");
    // A last layer: 64 results of 4096 summands; and Winograd's weight gradient of 64 by 64 channels, 4096 tiles.
    assertTrue(of(1, 64, 65_536, 1, EXTRA_LAUNCH, LARGE_DEVICE).split());
    GpuLaunch winograd = of(64, 256, 4096, 9, NEXT_LAUNCH, LARGE_DEVICE);
    assertTrue(winograd.split());
    assertTrue(groups(winograd) >= LARGE_DEVICE);
  }

  @Test
  void sumsStayTogetherWhereSplittingGainsNothing() {
    assertFalse(of(64, 48, 512, 1, EXTRA_LAUNCH, LARGE_DEVICE).split(), "one chunk");
    assertFalse(of(64, 48, 16_384, 1, NONE, LARGE_DEVICE).split(), "nobody would add them");
    assertFalse(of(8, 8, 600, 1, EXTRA_LAUNCH, LARGE_DEVICE).split(), "a launch costs more than it gains");
    assertFalse(of(4096, 4096, 65_536, 1, EXTRA_LAUNCH, 1_000_000).split(), "the sums of chunks would be too large");
    assertEquals(1, of(5, 7, 0, 1, EXTRA_LAUNCH, LARGE_DEVICE).layers(), "nothing to sum");
  }

  @Test
  void launchesCoverAllResults() {
    for (int units : new int[] {1, 2, 24, 96, 132}) {
      for (int size = 1; size < 5000; size = size * 3 + 1) {
        GpuLaunch launch = of(size, size / 2 + 1L, 3L * size, 1, EXTRA_LAUNCH, units);
        GpuTiles tiles = launch.tiles();
        ClRange range = launch.range();
        assertTrue(range.globalX() / tiles.workGroup() * tiles.tileN() >= launch.shape().columns());
        assertTrue(range.globalY() * tiles.tileM() >= size);
        assertEquals(launch.layers(), range.globalZ());
        assertTrue(launch.layers() == 1 || launch.layers() == launch.shape().chunks());
      }
    }
  }

  @Test
  void withoutAChoice() {
    GpuTiles only = new GpuTiles(32, 32, 8, 4, 4, 1);
    assertEquals(only, GpuLaunch.of(List.of(only), new GpuLaunch.Shape(4096, 4096, 1, 1), NONE, 1).tiles());
  }
}
