package org.tombola.method;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * One method of a family: a record class, with what sweep files and listings say of it.
 *
 * @param name as {@link Names#of} has it
 * @param card what it is, in one line; empty where the class has no {@link Card}
 * @param since version of the science since which its numbers hold
 * @param parameters its components, in their order
 * @param type the record class
 * @param <T> the family's interface
 */
public record Method<T>(
    String name, String card, int since, List<Parameter> parameters, Class<? extends T> type) {

  /** The paper's setting, where the class has a no-argument constructor. */
  public Optional<T> standard() {
    return Shape.of(type).defaults().map(type::cast);
  }

  static <T> Method<T> of(Class<? extends T> type) {
    Card card = type.getAnnotation(Card.class);
    return new Method<>(
        Names.of(type),
        card == null ? "" : card.value(),
        card == null ? 0 : card.since(),
        parameters(type),
        type);
  }

  private static List<Parameter> parameters(Class<?> type) {
    Shape shape = Shape.of(type);
    return shape.components().entrySet().stream()
        .map(
            entry ->
                new Parameter(
                    entry.getKey(),
                    Kind.words(entry.getValue().getGenericType()),
                    shape.standard(entry.getValue()).map(Method::plain).orElse(null)))
        .toList();
  }

  /** A default for a reader: a method in its own paper's setting is its name. */
  private static @Nullable String plain(Object value) {
    JsonNode tree = Canonical.tree(value);
    boolean standard =
        Canonical.method(value.getClass())
            && Shape.of(value.getClass()).defaults().filter(value::equals).isPresent();
    return standard ? tree.fieldNames().next() : Shown.plain(tree);
  }
}
