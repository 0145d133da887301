package org.zerosum.backend.opencl;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.zerosum.backend.opencl.DeviceClass.CPU;
import static org.zerosum.backend.opencl.DeviceClass.GPU;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.zerosum.cl.ClRange;
import org.zerosum.tensor.Broadcast;
import org.zerosum.tensor.Conv2d;
import org.zerosum.tensor.ConvTranspose2d;
import org.zerosum.tensor.Matmul;
import org.zerosum.tensor.Shape;

/** Launch sizes against the Launch lines of the kernel files. */
class RangeForTest {
  private static final ContractionTiles TILES = ContractionTiles.standard();
  /** Without a choice on GPU devices. */
  private static final ContractionTiles ONE = TILES.withGpu(List.of(new GpuTiles(64, 64, 16, 4, 4, 2)));

  private static ClRange range(long x, long localX) {
    return ClRange.of(x).withLocal(localX);
  }

  private static ClRange range(long x, long y, long z, long localX) {
    return ClRange.of(x, y, z).withLocal(localX, 1, 1);
  }

  @Test
  void rowsGrid() {
    assertEquals(range(32, 32), RowsGrid.rangeFor(1, 1));
    assertEquals(range(96, 32), RowsGrid.rangeFor(3, 32));
    assertEquals(range(192, 64), RowsGrid.rangeFor(3, 33));
    assertEquals(range(512, 256), RowsGrid.rangeFor(1, 257));
    assertEquals(range(50_000L * 100_096, 256), RowsGrid.rangeFor(50_000, 100_000));
    assertEquals(range(192, 64), RowsGrid.rangeFor(3, 33, CPU));
    assertEquals(range(256, 256), RowsGrid.rangeFor(3, 33, GPU));
    assertEquals(range(50_000L * 40_000, 256), RowsGrid.rangeFor(50_000, 40_000, GPU));
    assertEquals(range(256, 256), RowsGrid.elementsRangeFor(256, 256));
    assertEquals(range(512, 256), RowsGrid.elementsRangeFor(257, 256));
    assertEquals(range(2_147_483_648L, 256), RowsGrid.elementsRangeFor(Integer.MAX_VALUE, 256));
  }

  @Test
  void elementwise() {
    assertEquals(range(1024, 256), ElementwiseProgram.rangeFor(1000));
    assertEquals(new ElementwiseProgram.Grid(7, 5, 0), ElementwiseProgram.Grid.of(new Broadcast(7, 5, 1)));
    assertEquals(new ElementwiseProgram.Grid(1, 5, 0), ElementwiseProgram.Grid.of(new Broadcast(1, 5, 1)));
    assertEquals(new ElementwiseProgram.Grid(1, 21, 1), ElementwiseProgram.Grid.of(new Broadcast(7, 1, 3)));
    assertEquals(new ElementwiseProgram.Grid(35, 3, 5), ElementwiseProgram.Grid.of(new Broadcast(7, 5, 3)));
    assertEquals(range(35 * 32, 32), ElementwiseProgram.rangeFor(new ElementwiseProgram.Grid(35, 3, 5), CPU));
    assertEquals(range(256, 256), ElementwiseProgram.rangeFor(new ElementwiseProgram.Grid(35, 3, 5), GPU));
  }

  @Test
  void reduce() {
    assertEquals(1, ReduceProgram.blocks(65_536));
    assertEquals(2, ReduceProgram.blocks(65_537));
    assertEquals(range(6, 1), ReduceProgram.rangeFor(6, CPU));
    assertEquals(range(1536, 256), ReduceProgram.rangeFor(6, GPU));
    assertEquals(range(128, 64), ReduceProgram.finishRangeFor(65));
    assertEquals(range(3, 1), ReduceProgram.columnsRangeFor(33, CPU));
    assertEquals(ClRange.of(48, 16).withLocal(16, 16), ReduceProgram.columnsRangeFor(33, GPU));
  }

  @Test
  void rectifierBackward() {
    assertEquals(1, RectifierBackwardProgram.together(new Broadcast(4, 200, 16), 2, GPU));
    assertEquals(1, RectifierBackwardProgram.together(new Broadcast(4, 3, 16), 2, CPU));
    assertEquals(3, RectifierBackwardProgram.together(new Broadcast(257, 3, 256), 2, CPU));
    assertEquals(64, RectifierBackwardProgram.together(new Broadcast(4, 200, 16), 2, CPU));
    assertEquals(range(6, 1), RectifierBackwardProgram.rangeFor(new Broadcast(257, 3, 256), 1, CPU));
    assertEquals(range(8, 1), RectifierBackwardProgram.rangeFor(new Broadcast(257, 200, 256), 64, CPU));
    assertEquals(range(768, 256), RectifierBackwardProgram.rangeFor(new Broadcast(256, 3, 256), 1, GPU));
    for (int inner : new int[] {16, 32, 64, 128, 256, 512, 768}) {
      assertTrue(RectifierBackwardProgram.isOnePass(new Broadcast(4, 3, inner), 3, CPU));
      assertTrue(RectifierBackwardProgram.isOnePass(new Broadcast(4, 3, inner), 132, GPU));
      assertFalse(RectifierBackwardProgram.isOnePass(new Broadcast(4, 3, inner), 4, CPU));
    }
    for (int inner : new int[] {1, 8, 15, 17, 48, 257, 384}) {
      assertFalse(RectifierBackwardProgram.isOnePass(new Broadcast(4, 3, inner), 3, CPU));
      assertEquals(inner > 16, RectifierBackwardProgram.isOnePass(new Broadcast(4, 3, inner), 3, GPU));
    }
    assertTrue(RectifierBackwardProgram.isOnePass(new Broadcast(257, 3, 256), 6, CPU));
  }

  @Test
  void matmulVector() {
    assertEquals(1, MatmulVectorProgram.rowsPerGroup(1, 2));
    assertEquals(8, MatmulVectorProgram.rowsPerGroup(64, 2));
    assertEquals(9, MatmulVectorProgram.rowsPerGroup(65, 2));
    assertEquals(range(8, 1), MatmulVectorProgram.rangeFor(64, 8, CPU));
    assertEquals(range(8, 1), MatmulVectorProgram.rangeFor(65, 9, CPU));
    assertEquals(range(65L * 256, 256), MatmulVectorProgram.rangeFor(65, 9, GPU));
    assertEquals(range(10_000_000L * 256, 256), MatmulVectorProgram.rangeFor(10_000_000, 1, GPU));
  }

  @Test
  void batchNorm() {
    Broadcast image = new Broadcast(4, 3, 40);
    assertEquals(range(3, 1), BatchNormProgram.sumsRangeFor(image, CPU));
    assertEquals(range(768, 256), BatchNormProgram.sumsRangeFor(image, GPU));
    assertEquals(range(12 * 64, 64), BatchNormProgram.rangeFor(image, CPU));
    assertEquals(range(4 * 512, 256), BatchNormProgram.rangeFor(new Broadcast(4, 300, 1), CPU));
    assertEquals(range(1280, 256), BatchNormProgram.rangeFor(new Broadcast(4, 300, 1), GPU));
    for (int inner : new int[] {16, 32, 64, 128, 256, 512, 768}) {
      assertTrue(BatchNormProgram.isWholeChannels(new Broadcast(4, 3, inner), 3, CPU));
      assertFalse(BatchNormProgram.isWholeChannels(new Broadcast(4, 3, inner), 4, CPU));
      assertFalse(BatchNormProgram.isWholeChannels(new Broadcast(4, 3, inner), 3, GPU));
    }
    for (int inner : new int[] {1, 8, 15, 48, 96, 384}) {
      assertFalse(BatchNormProgram.isWholeChannels(new Broadcast(4, 3, inner), 3, CPU));
    }
  }

  @Test
  void lossesOptimizerRandomProbe() {
    assertEquals(range(256, 256), GanLossProgram.rangeFor());
    assertEquals(range(256, 256), SoftmaxProgram.rangeFor());
    assertEquals(range(512, 256), OptimizerProgram.rangeFor(257));
    assertEquals(range(64, 64), RandomProgram.rangeFor(256));
    assertEquals(range(128, 64), RandomProgram.rangeFor(257));
    assertEquals(range(128, 64), ProbeProgram.rangeFor(65));
  }

  @Test
  void images() {
    assertEquals(range(1024, 256), ImagesProgram.rangeFor(Shape.of(2, 3, 5, 33), GPU));
    assertEquals(range(6144 * 32, 256), ImagesProgram.rangeFor(Shape.of(64, 3, 32, 32), GPU));
    assertEquals(range(192, 1), ImagesProgram.rangeFor(Shape.of(64, 3, 32, 32), CPU));
    assertEquals(range(2 * 512, 256), ImagesProgram.coloursRangeFor(Shape.of(2, 3, 9, 33), CPU));
    assertEquals(range(768, 256), ImagesProgram.coloursRangeFor(Shape.of(2, 3, 9, 33), GPU));
  }

  @Test
  void peak() {
    assertEquals(1, PeakProgram.width(GPU, 16));
    assertEquals(8, PeakProgram.width(CPU, 8));
    assertEquals(16, PeakProgram.width(CPU, 1));
    assertEquals(16 * 2 * 8, PeakProgram.elements(CPU, 2, 8));
    assertEquals(range(32, 1), PeakProgram.rangeFor(16 * 2 * 8, CPU, 8));
    assertEquals(range(16_384, 256), PeakProgram.rangeFor(PeakProgram.elements(GPU, 2, 1), GPU, 1));
  }

  @Test
  void rowTiles() {
    // 1024 x 1024: 86 panels in 4 even parts of at most 24, with 16 column tasks.
    assertEquals(22, TILES.rowTiles(1024, 1024, 1, 2));
    // 64 columns, 6 panels: two units share them; more units take fewer panels each.
    assertEquals(3, TILES.rowTiles(64, 64, 1, 2));
    assertEquals(1, TILES.rowTiles(64, 64, 1, 64));
    assertEquals(6, TILES.rowTiles(64, 100, 1, 2));
    assertEquals(6, TILES.rowTiles(64, 32_768, 1, 2));
    assertEquals(6, TILES.rowTiles(64, 64, 8, 2));
    assertEquals(1, TILES.rowTiles(1, 1, 1, 64));
    assertEquals(24, TILES.rowTiles(288, 1 << 20, 1, 2));
    assertEquals(13, TILES.rowTiles(300, 1 << 20, 1, 2));
  }

  @Test
  void matmul() {
    assertEquals(range(16, 6, 1, 1), MatmulProgram.rangeFor(TILES, 1024, 1024, 15));
    assertEquals(range(2, 2, 1, 1), MatmulProgram.rangeFor(TILES, 13, 65, 1));
    assertEquals(range(512, 1, 1, 256), MatmulProgram.launchFor(ONE, 13, 65, 100, 2).range());
    assertEquals(range(896, 64), MatmulProgram.finishRangeFor(13, 65));
    assertEquals(range(3 * 2, 1), MatmulProgram.packRangeFor(13, 513));
    assertTrue(MatmulProgram.isDirect(new Matmul(1024, 256, 1024, false, false)), "few columns");
    assertFalse(MatmulProgram.isDirect(new Matmul(1024, 257, 1024, false, false)));
    assertTrue(MatmulProgram.isDirect(new Matmul(1024, 1024, 128, false, false)), "a small left matrix");
    assertFalse(MatmulProgram.isDirect(new Matmul(1024, 1024, 129, false, false)));
    assertTrue(MatmulProgram.isDirect(new Matmul(1024, 1024, 1024, true, false)), "a transpose");
    assertEquals(24 * 513, ContractionTiles.packedCount(13, 513));
  }

  @Test
  void conv2d() {
    Conv2d.Geometry g = Conv2d.of(2, 1).geometry(Shape.of(5, 3, 32, 32), Shape.of(65, 3, 4, 4));
    assertEquals(5 * 16 * 16, Conv2dProgram.columns(g));
    assertEquals(range(20, 2, 1, 1), Conv2dProgram.rangeFor(TILES, g, 3));
    assertEquals(range(20 * 256, 2, 1, 256), Conv2dProgram.launchFor(ONE, g, 2).range());
    assertEquals(range(6 + 15, 1), Conv2dProgram.prepareRangeFor(g));
    assertEquals(5 * 3 * 34 * 2 * 17, Conv2dProgram.paddedCount(g));
  }

  @Test
  void conv2dShallow() {
    Conv2d.Geometry g = Conv2d.of(2, 1).geometry(Shape.of(5, 3, 32, 34), Shape.of(65, 3, 4, 4));
    assertTrue(Conv2dProgram.isShallow(g));
    assertEquals(16, Conv2dProgram.bandRows(g, 1));
    assertEquals(8, Conv2dProgram.bandRows(g, 2), "too few images for 2 units");
    assertEquals(tasks(5, 2), Conv2dProgram.shallowRangeFor(g, 8));
    assertEquals(5 * 2 * 3 * 18 * 2 * 18, Conv2dProgram.shallowCount(g, 8));
    assertFalse(Conv2dProgram.isShallow(
        Conv2d.of(2, 1).geometry(Shape.of(5, 9, 32, 32), Shape.of(65, 9, 4, 4))), "144 summands");
    assertFalse(Conv2dProgram.isShallow(
        Conv2d.of(2, 1).geometry(Shape.of(5, 3, 32, 30), Shape.of(65, 3, 4, 4))), "rows of 15");
    Conv2d.Geometry large = Conv2d.of(1, 0).geometry(Shape.of(64, 128, 64, 64), Shape.of(8, 128, 1, 1));
    assertEquals(16, Conv2dProgram.bandRows(large, 2), "a band stays in a core's cache");
  }

  @Test
  void conv2dBackwardWeight() {
    Conv2d.Geometry g = Conv2d.of(2, 1).geometry(Shape.of(5, 3, 32, 32), Shape.of(65, 3, 4, 4));
    assertEquals(3, Conv2dBackwardWeightProgram.chunks(g));
    assertTrue(Conv2dBackwardWeightProgram.split(TILES, g, 2));
    assertEquals(range(1, 2, 3, 1), Conv2dBackwardWeightProgram.rangeFor(TILES, g, 3, 3));
    assertEquals(range(256, 2, 3, 256), Conv2dBackwardWeightProgram.launchFor(ONE, g, 132).range());
    assertEquals(range(5 * 6 + 5 * 3, 1), Conv2dBackwardWeightProgram.prepareRangeFor(g));
    assertEquals(5 * 3 * 34 * 34, Conv2dBackwardWeightProgram.paddedCount(g));
    assertEquals(range(3136, 64), Conv2dBackwardWeightProgram.finishRangeFor(65 * 48));
    Conv2d.Geometry wide = Conv2d.of(1, 1).geometry(Shape.of(5, 512, 32, 32), Shape.of(512, 512, 3, 3));
    assertFalse(Conv2dBackwardWeightProgram.split(TILES, wide, 2));
    Conv2d.Geometry oneChunk = Conv2d.of(1, 0).geometry(Shape.of(2, 1, 16, 16), Shape.of(1, 1, 1, 1));
    assertFalse(Conv2dBackwardWeightProgram.split(TILES, oneChunk, 2), "one chunk has nothing to split");
    Conv2d.Geometry huge = Conv2d.of(1, 0).geometry(Shape.of(256, 64, 256, 256), Shape.of(64, 64, 1, 1));
    assertFalse(Conv2dBackwardWeightProgram.split(TILES, huge, 1000), "the sums of chunks would be too large");
  }

  @Test
  void conv2dBackwardWeightNarrow() {
    Conv2d.Geometry g = Conv2d.of(2, 1).geometry(Shape.of(128, 3, 32, 32), Shape.of(65, 3, 4, 4));
    assertTrue(Conv2dBackwardWeightProgram.isNarrow(TILES, g));
    assertEquals(72, Conv2dBackwardWeightProgram.narrowRows(g, 2));
    assertEquals(24, Conv2dBackwardWeightProgram.narrowRows(g, 64), "too few chunks for 64 units");
    assertEquals(tasks(64, 3), Conv2dBackwardWeightProgram.narrowRangeFor(g, 24));
    assertFalse(Conv2dBackwardWeightProgram.isNarrow(TILES,
        Conv2d.of(2, 1).geometry(Shape.of(9, 5, 32, 32), Shape.of(64, 5, 4, 4))), "80 columns");
    assertFalse(Conv2dBackwardWeightProgram.isNarrow(TILES,
        Conv2d.of(1, 1).geometry(Shape.of(1, 3, 512, 512), Shape.of(64, 3, 3, 3))), "rows of 9 · 512");
  }

  @Test
  void convTranspose2d() {
    ConvTranspose2d.Geometry g =
        new ConvTranspose2d(2, 3, 1, 1, 1, 0).geometry(Shape.of(5, 7, 4, 4), Shape.of(7, 13, 4, 4));
    assertEquals(6, ConvTranspose2dProgram.classes(g));
    long columns = 5L * ((g.p() + 1) / 2) * ((g.q() + 2) / 3);
    assertEquals(columns, ConvTranspose2dProgram.columns(g));
    long tasks = (columns + 63) / 64;
    assertEquals(range(tasks, 2, 6, 1), ConvTranspose2dProgram.rangeFor(TILES, g, 1));
    assertEquals(range(tasks * 256, 1, 6, 256), ConvTranspose2dProgram.launchFor(ONE, g, 2).range());
    assertEquals(range(2 * 6 + 5 * 7, 1), ConvTranspose2dProgram.prepareRangeFor(g));
    // P = 9, Q = 11: (4 - 1) / 2 + (8 + 1) / 2 + 1 rows, (4 - 1) / 3 + (10 + 1) / 3 + 1 columns.
    assertEquals(5 * 7 * 6 * 5, ConvTranspose2dProgram.paddedCount(g));
  }

  @Test
  void convTranspose2dNarrow() {
    ConvTranspose2d.Geometry g =
        ConvTranspose2d.of(2, 1).geometry(Shape.of(64, 64, 16, 16), Shape.of(64, 3, 4, 4));
    assertTrue(ConvTranspose2dProgram.isNarrow(g));
    assertEquals(16, ConvTranspose2dProgram.bandRows(g, 2));
    assertEquals(4, ConvTranspose2dProgram.bandRows(g, 64), "too few images for 64 units");
    assertEquals(tasks(64, 1), ConvTranspose2dProgram.narrowRangeFor(g, 16));
    assertEquals(64 * 64 * 18 * 18, ConvTranspose2dProgram.narrowCount(g, 16));
    ConvTranspose2d.Geometry large =
        ConvTranspose2d.of(2, 1).geometry(Shape.of(8, 200, 21, 37), Shape.of(200, 1, 4, 4));
    assertEquals(8, ConvTranspose2dProgram.bandRows(large, 2), "a band stays in a core's cache");
    assertEquals(tasks(8, 3), ConvTranspose2dProgram.narrowRangeFor(large, 8));
    assertEquals(8 * 3 * 200 * 10 * 50, ConvTranspose2dProgram.narrowCount(large, 8));
    assertFalse(ConvTranspose2dProgram.isNarrow(
        ConvTranspose2d.of(2, 1).geometry(Shape.of(2, 64, 16, 16), Shape.of(64, 5, 4, 4))), "too many channels");
    assertFalse(ConvTranspose2dProgram.isNarrow(
        ConvTranspose2d.of(2, 1).geometry(Shape.of(2, 64, 8, 8), Shape.of(64, 3, 4, 4))), "half of a vector is empty");
    assertFalse(ConvTranspose2dProgram.isNarrow(
        ConvTranspose2d.of(2, 0).geometry(Shape.of(2, 64, 16, 16), Shape.of(64, 3, 4, 4))), "other padding");
  }

  private static ClRange tasks(long x, long y) {
    return ClRange.of(x, y).withLocal(1, 1);
  }

  @Test
  void winogradTasks() {
    WinogradTiles standard = WinogradTiles.standard();
    // Two units share powers of two evenly; few tiles, or many units, make smaller tasks.
    assertEquals(new WinogradTiles.Task(32, 4), standard.task(2048, 128, 2));
    assertEquals(new WinogradTiles.Task(32, 8), standard.task(512, 256, 2));
    assertEquals(new WinogradTiles.Task(32, 4), standard.task(256, 128, 2));
    assertEquals(new WinogradTiles.Task(8, 1), standard.task(64, 128, 32));
    assertEquals(new WinogradTiles.Task(8, 1), standard.task(1, 32, 2));
    assertEquals(128, standard.taskRows(128, 64, 4, 2));
    assertEquals(16, standard.taskRows(128, 64, 1, 16));
    assertEquals(32, standard.taskRows(128, 256, 1, 16));
    assertEquals(16, standard.taskRows(128, 32, 1, 64));
    assertEquals(standard, WinogradTiles.of(1 << 20));
    assertEquals(new WinogradTiles(16, 1, 32, 64), WinogradTiles.of(512 << 10));
    assertEquals(new WinogradTiles(8, 1, 32, 32), WinogradTiles.of(32 << 10));
    assertTrue(standard.localBytes() <= 1 << 20);
  }

  @Test
  void conv2dWinograd() {
    // P = 4, Q = 3: 2 x 2 tiles per image.
    Conv2d.Geometry g = Conv2d.of(2, 1).geometry(Shape.of(5, 33, 9, 7), Shape.of(65, 33, 4, 4));
    assertEquals(20, Conv2dWinogradProgram.tiles(g));
    assertEquals(tasks(3, 2), Conv2dWinogradProgram.rangeFor(g, new WinogradTiles.Task(8, 2)));
    assertEquals(tasks(3, 3), Conv2dWinogradProgram.filtersRangeFor(33, 65));
    assertEquals(96 * 9 * 4 * 33, Conv2dWinogradProgram.filtersCount(33, 65));
    assertEquals(range(256, 2, 9, 256), Conv2dWinogradProgram.productsFor(ONE, g, 2).range());
    assertEquals(range(128, 132, 1, 64), Conv2dWinogradProgram.transformRangeFor(65, 132, 1));
  }

  @Test
  void conv2dBackwardWeightWinograd() {
    Conv2d.Geometry g = Conv2d.of(2, 1).geometry(Shape.of(33, 65, 16, 16), Shape.of(72, 65, 4, 4));
    assertEquals(2, Conv2dBackwardWeightWinogradProgram.chunks(g));
    WinogradTiles standard = WinogradTiles.standard();
    assertEquals(1, Conv2dBackwardWeightWinogradProgram.layers(standard, g, 2));
    assertEquals(2, Conv2dBackwardWeightWinogradProgram.layers(standard, g, 4));
    assertEquals(1, Conv2dBackwardWeightWinogradProgram.launchFor(ONE, g, 2).layers());
    Conv2d.Geometry twice = Conv2d.of(2, 1).geometry(Shape.of(66, 65, 16, 16), Shape.of(72, 65, 4, 4));
    assertEquals(3, Conv2dBackwardWeightWinogradProgram.launchFor(ONE, twice, 300).layers());
    Conv2d.Geometry huge = Conv2d.of(2, 1).geometry(Shape.of(1024, 32, 128, 128), Shape.of(32, 32, 4, 4));
    assertEquals(1, Conv2dBackwardWeightWinogradProgram.launchFor(ONE, huge, 1000).layers());
    assertEquals(range(8, 3, 2, 1), Conv2dBackwardWeightWinogradProgram.rangeFor(g, 2, 32));
    assertEquals(range(2, 3, 1, 1), Conv2dBackwardWeightWinogradProgram.rangeFor(g, 1, 32), "all residues in a task");
    assertEquals(range(5 * 256, 2, 27, 256), Conv2dBackwardWeightWinogradProgram.launchFor(ONE, twice, 300).range());
    assertEquals(range(72, 1), Conv2dBackwardWeightWinogradProgram.finishRangeFor(g, CPU));
    assertEquals(range(320, 72, 1, 64), Conv2dBackwardWeightWinogradProgram.finishRangeFor(g, GPU));
    assertEquals(range(33 * (2 + 2), 1), Conv2dBackwardWeightWinogradProgram.prepareRangeFor(g));
    assertEquals(33 * 18 * 18 * 80 + 16, Conv2dBackwardWeightWinogradProgram.imagesCount(g));
    assertEquals(36 * 72 * 80, Conv2dBackwardWeightWinogradProgram.layerCount(g));
    assertEquals(33 * 64 * 80 + 16, Conv2dBackwardWeightWinogradProgram.gradientsCount(g));
  }

  @Test
  void convTranspose2dWinograd() {
    // P = 11, Q = 6: 3 x 2 tiles per image.
    ConvTranspose2d.Geometry g =
        new ConvTranspose2d(2, 2, 1, 1, 1, 0).geometry(Shape.of(5, 33, 5, 3), Shape.of(33, 37, 4, 4));
    assertEquals(30, ConvTranspose2dWinogradProgram.tiles(g));
    assertEquals(tasks(2, 1), ConvTranspose2dWinogradProgram.rangeFor(g, new WinogradTiles.Task(16, 2)));
    assertEquals(range(256, 1, 36, 256), ConvTranspose2dWinogradProgram.productsFor(ONE, g, 2).range());
  }
}
