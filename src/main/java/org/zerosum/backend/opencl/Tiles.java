package org.zerosum.backend.opencl;

import java.lang.reflect.RecordComponent;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/**
 * All tile sizes of a contraction's program. As text they are the names and values of their whole numbers, whatever those are, and
 * the GPU class's shapes: {@code taskColumns=64 maxRowTiles=24 … gpu=64x64x16/4x4/2,32x32x16/4x4/2}.
 */
record Tiles(ContractionTiles contraction, WinogradTiles winograd) {
  private static final String GPU = "gpu=";

  /** Every whole number, in the order of the records, then the GPU's shapes. */
  String text() {
    List<String> words = new ArrayList<>();
    append(words, contraction);
    append(words, winograd);
    words.add(GPU + contraction.gpu().stream().map(GpuTiles::toString).collect(Collectors.joining(",")));
    return String.join(" ", words);
  }

  private static void append(List<String> words, Record tiles) {
    for (RecordComponent component : tiles.getClass().getRecordComponents()) {
      if (component.getType() == int.class) {
        words.add(component.getName() + "=" + value(tiles, component));
      }
    }
  }

  /**
   * These tiles with other numbers.
   *
   * @param text names and values, not necessarily all
   * @throws IllegalArgumentException if a name is unknown, or a value no positive number
   */
  Tiles with(String text) {
    Map<String, Integer> changes = new HashMap<>();
    List<GpuTiles> gpu = contraction.gpu();
    for (String word : text.isBlank() ? new String[0] : text.strip().split(" +")) {
      String[] sides = word.split("=", 2);
      if (word.startsWith(GPU)) {
        gpu = Arrays.stream(sides[1].split(",", -1)).map(GpuTiles::parse).toList();
        continue;
      }
      if (sides.length != 2 || !sides[1].matches("[1-9][0-9]{0,6}")) {
        throw new IllegalArgumentException("'" + word + "' is no tile size; write name=number");
      }
      changes.put(sides[0], Integer.parseInt(sides[1]));
    }
    Tiles changed = new Tiles(with(contraction, changes).withGpu(gpu), with(winograd, changes));
    if (!changes.isEmpty()) {
      throw new IllegalArgumentException("there are no tile sizes " + changes.keySet() + "; there are " + text());
    }
    return changed;
  }

  /** Takes the changes that it can make out of the map. */
  private static <T extends Record> T with(T tiles, Map<String, Integer> changes) {
    RecordComponent[] components = tiles.getClass().getRecordComponents();
    Object[] values = new Object[components.length];
    for (int i = 0; i < values.length; i++) {
      Integer change = components[i].getType() == int.class ? changes.remove(components[i].getName()) : null;
      values[i] = change == null ? value(tiles, components[i]) : change;
    }
    try {
      Class<?>[] types = Arrays.stream(components).map(RecordComponent::getType).toArray(Class<?>[]::new);
      @SuppressWarnings("unchecked")
      T changed = (T) tiles.getClass().getDeclaredConstructor(types).newInstance(values);
      return changed;
    } catch (ReflectiveOperationException e) {
      throw new IllegalArgumentException("such tile sizes cannot be: " + (e.getCause() == null ? e : e.getCause()).getMessage(), e);
    }
  }

  private static Object value(Record tiles, RecordComponent component) {
    try {
      return component.getAccessor().invoke(tiles);
    } catch (ReflectiveOperationException e) {
      throw new IllegalStateException("a record's component cannot be read: " + component, e);
    }
  }
}
