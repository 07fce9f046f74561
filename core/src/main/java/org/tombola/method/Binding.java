package org.tombola.method;

import com.fasterxml.jackson.databind.JsonNode;
import java.lang.reflect.RecordComponent;
import java.lang.reflect.Type;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Reads a tree of settings as a record, and tells everything that is wrong with it at once.
 *
 * <p>A method is written {@code dense} or {@code {flying-bird: {sparsity: 0.9}}}. Components left
 * out of a record take its no-argument constructor's values, else their neutral ones. Lengths and
 * other values of one text may be written as numbers.
 */
public final class Binding {
  private enum Missing {
    /** A component left out takes its default. */
    DEFAULT,
    /** A component left out takes its neutral value: canonical JSON. */
    NEUTRAL
  }

  private final Missing missing;
  private final List<Problem> problems = new ArrayList<>();

  private Binding(Missing missing) {
    this.missing = missing;
  }

  /**
   * Reads settings as a person writes them.
   *
   * @param type a record class or a family's interface
   */
  public static <T> Bound<T> bind(JsonNode tree, Class<T> type) {
    return new Binding(Missing.DEFAULT).whole(tree, type);
  }

  static <T> Bound<T> canonical(JsonNode tree, Class<T> type) {
    return new Binding(Missing.NEUTRAL).whole(tree, type);
  }

  /** A value of any kind, which must be right. */
  static Object value(JsonNode tree, Type type) {
    Binding binding = new Binding(Missing.DEFAULT);
    Object value = binding.read("", tree, type);
    if (value == null) {
      throw new IllegalArgumentException("Cannot read a value: " + binding.problems);
    }
    return value;
  }

  private <T> Bound<T> whole(JsonNode tree, Class<T> type) {
    Object value = read("", tree, type);
    return new Bound<>(problems.isEmpty() ? type.cast(value) : null, List.copyOf(problems));
  }

  /** Null where there was a problem, which is then in the list. */
  private @Nullable Object read(String path, JsonNode tree, Type type) {
    return switch (Kind.of(type)) {
      case FAMILY -> method(path, tree, Family.of((Class<?>) type));
      case RECORD -> record(path, tree, (Class<?>) type);
      case LIST -> list(path, tree, Kind.element(type));
      default -> {
        try {
          yield Scalars.read(tree, (Class<?>) type);
        } catch (Scalars.Wrong wrong) {
          yield problem(path, wrong.getMessage(), wrong.suggestion());
        }
      }
    };
  }

  private @Nullable Object method(String path, JsonNode tree, Family<?> family) {
    if (tree.isTextual()) {
      return method(path, path, tree.textValue(), null, family);
    }
    if (tree.isObject() && tree.size() == 1) {
      Map.Entry<String, JsonNode> only = tree.fields().next();
      String below = join(path, only.getKey());
      return method(path, below, only.getKey(), only.getValue(), family);
    }
    return problem(
        path,
        "must be one method with its parameters, such as {"
            + family.names().get(0)
            + ": {...}}, not "
            + Shown.text(tree),
        null);
  }

  private @Nullable Object method(
      String at, String below, String name, @Nullable JsonNode settings, Family<?> family) {
    Optional<? extends Method<?>> found = family.find(name);
    if (found.isEmpty()) {
      return problem(
          at,
          "unknown "
              + family.name().replace("-", " ")
              + " \""
              + name
              + "\" (one of "
              + String.join(", ", family.names())
              + ")",
          family.nearest(name).orElse(null));
    }
    JsonNode tree =
        settings == null || settings.isNull() ? Canonical.MAPPER.createObjectNode() : settings;
    return record(below, tree, found.get().type());
  }

  private @Nullable Object list(String path, JsonNode tree, Type element) {
    if (!tree.isArray()) {
      return problem(path, "must be a list such as [a, b], not " + Shown.text(tree), null);
    }
    int before = problems.size();
    List<@Nullable Object> values = new ArrayList<>();
    for (int i = 0; i < tree.size(); i++) {
      values.add(read(path + "[" + i + "]", tree.get(i), element));
    }
    return problems.size() > before ? null : values;
  }

  private @Nullable Object record(String path, JsonNode tree, Class<?> type) {
    Shape shape = Shape.of(type);
    if (!tree.isObject()) {
      return problem(path, "needs its parameters by name, not " + Shown.text(tree), null);
    }
    int before = problems.size();
    for (Iterator<String> keys = tree.fieldNames(); keys.hasNext(); ) {
      String key = keys.next();
      if (!shape.components().containsKey(key)) {
        List<String> known = List.copyOf(shape.components().keySet());
        problem(
            join(path, key),
            "unknown parameter" + (known.isEmpty() ? ": there are none here" : ""),
            Names.nearest(key, known).orElse(null));
      }
    }
    Map<RecordComponent, Object> values = new HashMap<>();
    shape
        .components()
        .forEach(
            (name, component) -> {
              Object value = component(join(path, name), tree.get(name), component, shape);
              if (value != null) {
                values.put(component, value);
              }
            });
    Object made = make(path, shape, values);
    return problems.size() > before ? null : made;
  }

  private @Nullable Object component(
      String path, @Nullable JsonNode tree, RecordComponent component, Shape shape) {
    if (tree != null) {
      return read(path, tree, component.getGenericType());
    }
    Neutral neutral = component.getAnnotation(Neutral.class);
    if (missing == Missing.NEUTRAL) {
      return neutral == null
          ? problem(path, "missing", null)
          : Canonical.neutral(neutral, component.getGenericType());
    }
    Optional<Object> standard =
        shape
            .standard(component)
            .or(
                () ->
                    Optional.ofNullable(neutral)
                        .map(value -> Canonical.neutral(value, component.getGenericType())));
    return standard.isPresent()
        ? standard.get()
        : problem(path, "missing; it has no default", null);
  }

  /**
   * Makes a record, and goes on after each refusal with something harmless in place of what was
   * refused, so that the next refusal comes to light too.
   */
  private @Nullable Object make(String path, Shape shape, Map<RecordComponent, Object> values) {
    Set<RecordComponent> replaced = new HashSet<>();
    for (RecordComponent component : shape.components().values()) {
      if (!values.containsKey(component) && !replace(component, shape, values, replaced)) {
        return null;
      }
    }
    while (true) {
      try {
        return shape.make(values);
      } catch (IllegalArgumentException e) {
        Refusal refusal = e instanceof Refusal named ? named : null;
        RecordComponent culprit = refusal == null ? null : shape.culprit(refusal);
        if (refusal == null || culprit == null) {
          // once something is replaced, a refusal of the whole may be of the replacement
          return replaced.isEmpty() ? problem(path, e.getMessage(), null) : null;
        }
        if (replaced.contains(culprit)) {
          return null;
        }
        problem(join(path, refusal.component()), refusal.reason(), null);
        if (!replace(culprit, shape, values, replaced)) {
          return null;
        }
      }
    }
  }

  private static boolean replace(
      RecordComponent component,
      Shape shape,
      Map<RecordComponent, Object> values,
      Set<RecordComponent> replaced) {
    Optional<Object> harmless =
        shape.standard(component).or(() -> Kind.harmless(component.getGenericType()));
    harmless.ifPresent(value -> values.put(component, value));
    return harmless.isPresent() && replaced.add(component);
  }

  private @Nullable Object problem(String path, @Nullable String message, @Nullable String near) {
    problems.add(new Problem(path, String.valueOf(message), near));
    return null;
  }

  private static String join(String path, String name) {
    return path.isEmpty() ? name : path + "." + name;
  }
}
