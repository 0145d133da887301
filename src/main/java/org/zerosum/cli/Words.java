package org.zerosum.cli;

import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Collectors;
import org.zerosum.gan.Architecture;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.TypeConversionException;

/** Things as the command line spells them: the constant {@code NON_SATURATING} is {@code non-saturating}. */
final class Words {
  private Words() {}

  static String of(Enum<?> constant) {
    return constant.name().toLowerCase(Locale.ROOT).replace('_', '-');
  }

  /** For example {@code dcgan (image size 32, channels 1, base channels 64, latent 100)}. */
  static String of(Architecture architecture) {
    Map<String, String> description = new LinkedHashMap<>(architecture.describe());
    String name = description.remove("architecture");
    return name + description.entrySet().stream()
        .map(entry -> entry.getKey().replace('_', ' ') + " " + entry.getValue())
        .collect(Collectors.joining(", ", " (", ")"));
  }

  static <E extends Enum<E>> ITypeConverter<E> converter(Class<E> type) {
    return word -> Arrays.stream(type.getEnumConstants()).filter(constant -> of(constant).equals(word)).findFirst()
        .orElseThrow(() -> new TypeConversionException("'" + word + "' is not one of "
            + Arrays.stream(type.getEnumConstants()).map(Words::of).collect(Collectors.joining(", "))));
  }
}
