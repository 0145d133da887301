package org.zerosum.backend.opencl;

import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/**
 * All tile sizes of a contraction's program. As text they are the names and values of the CPU class's numbers, and the GPU class's
 * shapes: {@code taskColumns=64 maxRowTiles=24 … gpu=64x64x16/4x4/2,32x32x16/4x4/2}.
 */
record Tiles(ContractionTiles contraction, WinogradTiles winograd) {
  private static final String TASK_COLUMNS = "taskColumns";
  private static final String MAX_ROW_TILES = "maxRowTiles";
  private static final String TASK_TILES = "taskTiles";
  private static final String GROUP_PANELS = "groupPanels";
  private static final String GRADIENT_TILES = "gradientTiles";
  private static final String GRADIENT_ROWS = "gradientRows";
  private static final String GPU = "gpu=";

  private Map<String, Integer> numbers() {
    Map<String, Integer> numbers = new LinkedHashMap<>();
    numbers.put(TASK_COLUMNS, contraction.taskColumns());
    numbers.put(MAX_ROW_TILES, contraction.maxRowTiles());
    numbers.put(TASK_TILES, winograd.taskTiles());
    numbers.put(GROUP_PANELS, winograd.groupPanels());
    numbers.put(GRADIENT_TILES, winograd.gradientTiles());
    numbers.put(GRADIENT_ROWS, winograd.gradientRows());
    return numbers;
  }

  /** Every number, then the GPU's shapes. */
  String text() {
    String numbers = numbers().entrySet().stream().map(Map.Entry::toString).collect(Collectors.joining(" "));
    return numbers + " " + GPU + contraction.gpu().stream().map(GpuTiles::toString).collect(Collectors.joining(","));
  }

  /**
   * These tiles with other numbers.
   *
   * @param text names and values, not necessarily all
   * @throws IllegalArgumentException if a name is unknown, or a value no positive number
   */
  Tiles with(String text) {
    Map<String, Integer> numbers = numbers();
    List<GpuTiles> gpu = contraction.gpu();
    for (String word : text.isBlank() ? new String[0] : text.strip().split(" +")) {
      if (word.startsWith(GPU)) {
        gpu = Arrays.stream(word.substring(GPU.length()).split(",", -1)).map(GpuTiles::parse).toList();
        continue;
      }
      String[] sides = word.split("=", 2);
      if (sides.length != 2 || !sides[1].matches("[1-9][0-9]{0,6}")) {
        throw new IllegalArgumentException("'" + word + "' is no tile size; write name=number");
      }
      if (numbers.replace(sides[0], Integer.parseInt(sides[1])) == null) {
        throw new IllegalArgumentException("there is no tile size '" + sides[0] + "'; there are " + text());
      }
    }
    return new Tiles(new ContractionTiles(numbers.get(TASK_COLUMNS), numbers.get(MAX_ROW_TILES), gpu),
        new WinogradTiles(numbers.get(TASK_TILES), numbers.get(GROUP_PANELS), numbers.get(GRADIENT_TILES), numbers.get(GRADIENT_ROWS)));
  }
}
