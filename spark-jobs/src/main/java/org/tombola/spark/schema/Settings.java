package org.tombola.spark.schema;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import org.tombola.method.Json;
import org.tombola.method.Refused;

/**
 * A trial's specification as canonical JSON: a method is an object of one field, its name.
 *
 * @param tree of the JSON
 */
public record Settings(JsonNode tree) {
  /** Reads canonical JSON. */
  public static Settings of(String json) {
    try {
      return new Settings(Json.MAPPER.readTree(json));
    } catch (JsonProcessingException e) {
      throw new Refused("Cannot read a trial's specification: " + e.getOriginalMessage(), e);
    }
  }

  /** The name of the method a component has; null where there is none. */
  public @Nullable String method(String component) {
    JsonNode node = tree.path(component);
    return node.isObject() && node.size() == 1 ? node.fieldNames().next() : null;
  }

  /** All settings of the method a component has, as JSON; null where there is none. */
  public @Nullable String settings(String component) {
    String method = method(component);
    return method == null ? null : tree.path(component).path(method).toString();
  }

  /**
   * Every value by its path as sweep files may write it: a method's name stands at the method's own
   * path, its settings right below, so "ticket" is "random" and "ticket.sparsity" is "0.9".
   */
  public Map<String, String> flat() {
    Map<String, String> values = new TreeMap<>();
    below("", tree, values);
    return values;
  }

  private static void below(String path, JsonNode node, Map<String, String> into) {
    node.properties()
        .forEach(
            field ->
                flatten(
                    path.isEmpty() ? field.getKey() : path + "." + field.getKey(),
                    field.getValue(),
                    into));
  }

  private static void flatten(String path, JsonNode node, Map<String, String> into) {
    if (!node.isObject()) {
      into.put(path, node.isValueNode() ? node.asText() : node.toString());
    } else if (node.size() == 1 && node.elements().next().isObject()) {
      into.put(path, node.fieldNames().next());
      below(path, node.elements().next(), into);
    } else {
      below(path, node, into);
    }
  }
}
