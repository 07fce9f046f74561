package org.tombola.method;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.List;

/** How messages show settings: as sweep files write them, on one line, cut where they are long. */
public final class Shown {
  private static final int LONGEST = 60;

  private Shown() {}

  /** A tree of settings; a text on its own stands in quotes. */
  public static String text(JsonNode tree) {
    String text = tree.isTextual() ? '"' + tree.textValue() + '"' : plain(tree);
    return text.length() > LONGEST ? text.substring(0, LONGEST - 3) + "..." : text;
  }

  /** The same in full and without quotes. */
  static String plain(JsonNode tree) {
    List<String> parts = new ArrayList<>();
    if (tree.isObject()) {
      tree.fields()
          .forEachRemaining(field -> parts.add(field.getKey() + ": " + plain(field.getValue())));
      return "{" + String.join(", ", parts) + "}";
    }
    if (tree.isArray()) {
      tree.forEach(item -> parts.add(plain(item)));
      return "[" + String.join(", ", parts) + "]";
    }
    return tree.isNull() ? "nothing" : tree.asText();
  }
}
