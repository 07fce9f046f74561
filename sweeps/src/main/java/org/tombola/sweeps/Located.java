package org.tombola.sweeps;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.tombola.method.Shown;

/**
 * A value of a sweep file with its line.
 *
 * @param line from 1: of the key where there is one, of the value in a list
 * @param json the value
 * @param fields of a map, in order; empty for others
 * @param items of a list; empty for others
 */
record Located(int line, JsonNode json, Map<String, Located> fields, List<Located> items) {
  private static final JsonNodeFactory NODES = JsonNodeFactory.instance;

  static Located scalar(int line, JsonNode json) {
    return new Located(line, json, Map.of(), List.of());
  }

  static Located map(int line, Map<String, Located> fields) {
    ObjectNode json = NODES.objectNode();
    fields.forEach((name, field) -> json.set(name, field.json()));
    return new Located(line, json, new LinkedHashMap<>(fields), List.of());
  }

  static Located list(int line, List<Located> items) {
    ArrayNode json = NODES.arrayNode();
    items.forEach(item -> json.add(item.json()));
    return new Located(line, json, Map.of(), List.copyOf(items));
  }

  Located at(int otherLine) {
    return new Located(otherLine, json, fields, items);
  }

  /**
   * The value below a path such as {@code .flying-bird.sparsity} or {@code [1].pgd}; null where
   * there is none.
   */
  @Nullable Located below(String path) {
    Located here = this;
    for (String part : path.split("\\.|(?=\\[)", -1)) {
      if (part.startsWith("[")) {
        int index = Integer.parseInt(part.substring(1, part.length() - 1));
        here = index < here.items.size() ? here.items.get(index) : null;
      } else if (!part.isEmpty()) {
        here = here.fields.get(part);
      }
      if (here == null) {
        return null;
      }
    }
    return here;
  }

  /** The value as a message shows it. */
  String show() {
    return Shown.text(json);
  }

  SweepProblem problem(String path, String message, @Nullable String suggestion) {
    return new SweepProblem(line, path, show(), message, suggestion);
  }
}
