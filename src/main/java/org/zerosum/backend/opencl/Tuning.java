package org.zerosum.backend.opencl;

import java.util.Collections;
import java.util.EnumMap;
import java.util.Map;
import java.util.Optional;

/**
 * Tiles for each tiled {@link KernelUnit}.
 *
 * @param standard what runs where nothing better was found
 * @param found what a search found to be faster
 */
record Tuning(Tiles standard, Map<KernelUnit, Tiles> found) {
  /** Keeps a copy. */
  Tuning {
    Map<KernelUnit, Tiles> copy = new EnumMap<>(KernelUnit.class);
    copy.putAll(found);
    found = Collections.unmodifiableMap(copy);
  }

  static Tuning none(Tiles standard) {
    return new Tuning(standard, Map.of());
  }

  /** What was found for a unit. */
  Optional<Tiles> tiles(KernelUnit unit) {
    return Optional.ofNullable(found.get(unit));
  }

  /** The tiles of a unit's form. */
  Tiles tiles(KernelUnit unit, KernelForm form) {
    return form == KernelForm.TUNED ? found.getOrDefault(unit, standard) : standard;
  }

  /** As {@link #parse} reads it: a line per unit. */
  String text() {
    StringBuilder text = new StringBuilder();
    found.forEach((unit, tiles) -> text.append(unit).append(' ').append(tiles.text()).append('\n'));
    return text.toString();
  }

  /** Reads what was found; nothing of it if a line is not understood. */
  static Tuning parse(String text, Tiles standard) {
    Map<KernelUnit, Tiles> found = new EnumMap<>(KernelUnit.class);
    try {
      for (String line : text.lines().toList()) {
        String[] words = line.split(" ", 2);
        KernelUnit unit = KernelUnit.valueOf(words[0]);
        if (words.length < 2 || !unit.isTiled()) {
          return none(standard);
        }
        found.put(unit, standard.with(words[1]));
      }
    } catch (IllegalArgumentException e) {
      return none(standard);
    }
    return new Tuning(standard, found);
  }
}
