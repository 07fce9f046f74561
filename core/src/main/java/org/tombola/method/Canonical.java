package org.tombola.method;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.StreamReadFeature;
import com.fasterxml.jackson.core.StreamWriteFeature;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.lang.reflect.RecordComponent;
import java.lang.reflect.Type;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * The one JSON text of a record of settings, and back: what identifies a trial.
 *
 * <p>Keys are sorted; every component is written, save one at its {@link Neutral} value; a method
 * is {@code {"flying-bird":{...}}}; values such as 8/255 are their text; doubles are in the
 * shortest form that reads back the same, whatever the JVM; there is no whitespace.
 */
public final class Canonical {
  // the fast writer's algorithm is Jackson's own; Double.toString differs between Java 17 and 19
  static final JsonMapper MAPPER =
      JsonMapper.builder(
              JsonFactory.builder()
                  .enable(StreamWriteFeature.USE_FAST_DOUBLE_WRITER)
                  .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
                  .build())
          .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
          .build();

  private static final JsonNodeFactory NODES = JsonNodeFactory.instance;

  private Canonical() {}

  /** The canonical JSON of a record, a method or any value a component may have. */
  public static String json(Object value) {
    return text(tree(value));
  }

  /**
   * The record of a canonical text: {@code read(json(x), type)} equals x.
   *
   * @param type a record class or a family's interface
   * @throws IllegalArgumentException if a component is missing, unknown or wrong
   */
  public static <T> T read(String json, Class<T> type) {
    JsonNode tree;
    try {
      tree = MAPPER.readTree(json);
    } catch (JsonProcessingException e) {
      throw new Refused(
          "Cannot read a " + Names.kebab(type.getSimpleName()) + ": " + e.getOriginalMessage(), e);
    }
    return Binding.canonical(tree, type).orThrow();
  }

  static String text(JsonNode tree) {
    try {
      return MAPPER.writeValueAsString(tree);
    } catch (JsonProcessingException e) {
      throw new IllegalStateException("Cannot write JSON", e);
    }
  }

  /** The canonical tree of a value. */
  public static JsonNode tree(Object value) {
    if (value instanceof Integer || value instanceof Long) {
      return NODES.numberNode(((Number) value).longValue());
    }
    if (value instanceof Double number) {
      return NODES.numberNode(number + 0.0); // -0.0 is 0.0
    }
    if (value instanceof Boolean truth) {
      return NODES.booleanNode(truth);
    }
    if (value instanceof Enum<?> choice) {
      return NODES.textNode(Names.kebab(choice));
    }
    if (value instanceof List<?> list) {
      ArrayNode array = NODES.arrayNode();
      list.forEach(element -> array.add(tree(element)));
      return array;
    }
    return value instanceof Record record && Kind.of(value.getClass()) == Kind.RECORD
        ? record(record)
        : NODES.textNode(value.toString());
  }

  private static ObjectNode record(Record record) {
    Shape shape = Shape.of(record.getClass());
    Map<String, JsonNode> sorted = new TreeMap<>();
    for (Map.Entry<String, RecordComponent> entry : shape.components().entrySet()) {
      RecordComponent component = entry.getValue();
      JsonNode tree = tree(shape.value(component, record));
      if (!neutral(component, tree)) {
        sorted.put(entry.getKey(), tree);
      }
    }
    ObjectNode object = NODES.objectNode();
    sorted.forEach(object::set);
    return method(record.getClass())
        ? NODES.objectNode().set(Names.of(record.getClass()), object)
        : object;
  }

  private static boolean neutral(RecordComponent component, JsonNode tree) {
    Neutral neutral = component.getAnnotation(Neutral.class);
    return neutral != null && tree.equals(tree(neutral(neutral, component.getGenericType())));
  }

  /** The neutral value of a component. */
  static Object neutral(Neutral neutral, Type type) {
    try {
      return Binding.value(MAPPER.readTree(neutral.value()), type);
    } catch (JsonProcessingException e) {
      throw new IllegalStateException("Cannot read the neutral value " + neutral.value(), e);
    }
  }

  /** Whether a record is a method: it stands under a sealed interface. */
  static boolean method(Class<?> type) {
    for (Class<?> each : type.getInterfaces()) {
      if (type.isRecord() && each.isSealed()) {
        return true;
      }
    }
    return false;
  }
}
