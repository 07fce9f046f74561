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

  /**
   * A text on one line and fit for a terminal: what would move its cursor, or cannot be seen, is
   * written as its code point.
   *
   * @param longest letters of the text that are shown
   */
  public static String line(String text, int longest) {
    StringBuilder line = new StringBuilder();
    String cut = text.length() > longest ? text.substring(0, longest - 3) + "..." : text;
    cut.codePoints()
        .forEach(
            letter -> {
              switch (Character.getType(letter)) {
                case Character.CONTROL,
                    Character.FORMAT,
                    Character.SURROGATE,
                    Character.LINE_SEPARATOR,
                    Character.PARAGRAPH_SEPARATOR,
                    Character.PRIVATE_USE,
                    Character.UNASSIGNED ->
                    line.append(String.format("\\u{%x}", letter));
                default -> line.appendCodePoint(letter);
              }
            });
    return line.toString();
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
