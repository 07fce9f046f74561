package org.tombola.spark.table;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * A trial's specification as canonical JSON: a method is an object of one field, its name.
 *
 * @param tree of the JSON
 */
public record Settings(JsonNode tree) {
  private static final ObjectMapper MAPPER = new ObjectMapper();

  /** Reads canonical JSON. */
  public static Settings of(String json) {
    try {
      return new Settings(MAPPER.readTree(json));
    } catch (JsonProcessingException e) {
      throw new IllegalArgumentException(
          "Cannot read a trial's specification: " + e.getOriginalMessage(), e);
    }
  }

  /** The name of the method a component has; null where there is none. */
  public @Nullable String method(String component) {
    JsonNode node = tree.path(component);
    return node.isObject() && node.size() == 1 ? node.fieldNames().next() : null;
  }

  /** A setting of the method a component has, as text; null where it has no such setting. */
  public @Nullable String setting(String component, String name) {
    String method = method(component);
    JsonNode node = method == null ? null : tree.path(component).path(method).get(name);
    return node == null ? null : node.asText();
  }

  /** All settings of the method a component has, as JSON; null where there is none. */
  public @Nullable String settings(String component) {
    String method = method(component);
    return method == null ? null : tree.path(component).path(method).toString();
  }

  /** Every value by its path, as "ticket.flying-bird.sparsity"; lists are one value. */
  public Map<String, String> flat() {
    Map<String, String> values = new TreeMap<>();
    flatten("", tree, values);
    return values;
  }

  private static void flatten(String path, JsonNode node, Map<String, String> into) {
    if (!node.isObject()) {
      into.put(path, node.isValueNode() ? node.asText() : node.toString());
      return;
    }
    if (node.isEmpty()) {
      into.put(path, ""); // a method without settings is told by its path
    }
    node.properties()
        .forEach(
            field ->
                flatten(
                    path.isEmpty() ? field.getKey() : path + "." + field.getKey(),
                    field.getValue(),
                    into));
  }
}
