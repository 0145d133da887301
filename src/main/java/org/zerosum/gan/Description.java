package org.zerosum.gan;

import java.util.Map;
import org.zerosum.tensor.DataException;

/** Reading of what {@link Architecture#describe} wrote. */
final class Description {
  private Description() {}

  static int number(Map<String, String> description, String key) {
    String text = description.get(key);
    if (text == null || !text.matches("[0-9]{1,9}")) {
      throw damaged(description, key, "a number");
    }
    return Integer.parseInt(text);
  }

  static boolean flag(Map<String, String> description, String key) {
    return switch (description.get(key)) {
      case "true" -> true;
      case null -> false;
      default -> throw damaged(description, key, "true or left out");
    };
  }

  static DataException damaged(Map<String, String> description, String key, String rule) {
    return new DataException("the checkpoint's '" + key + "' is '" + description.get(key) + "' but must be " + rule
        + "; the file is damaged");
  }
}
