package org.zerosum.cli;

import java.util.Arrays;
import java.util.Locale;
import java.util.stream.Collectors;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.TypeConversionException;

/** Enum constants as the command line spells them: {@code NON_SATURATING} is {@code non-saturating}. */
final class Words {
  private Words() {}

  static String of(Enum<?> constant) {
    return constant.name().toLowerCase(Locale.ROOT).replace('_', '-');
  }

  static <E extends Enum<E>> ITypeConverter<E> converter(Class<E> type) {
    return word -> Arrays.stream(type.getEnumConstants()).filter(constant -> of(constant).equals(word)).findFirst()
        .orElseThrow(() -> new TypeConversionException("'" + word + "' is not one of "
            + Arrays.stream(type.getEnumConstants()).map(Words::of).collect(Collectors.joining(", "))));
  }
}
