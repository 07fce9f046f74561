package org.tombola.method;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.lang.reflect.RecordComponent;
import java.lang.reflect.Type;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * A place in a tree of settings: {@code optimizer.learning-rate}, {@code ticket.sparsity}.
 *
 * <p>A method's name may be left out: {@code ticket.sparsity} is the sparsity of whichever method
 * stands at {@code ticket}, and is nowhere where that method has none; {@code
 * ticket.flying-bird.sparsity} is Flying Bird's alone.
 *
 * @param names from the root
 */
public record SettingPath(List<String> names) {

  /** Where a value went. */
  public enum Fate {
    /** Into the tree. */
    PUT,
    /** Nowhere: the methods in the tree have no such parameter. */
    UNKNOWN,
    /** Nowhere: nothing stands yet where the path goes through a method. */
    NOTHING_THERE,
    /** Nowhere: what stands in the way is wrong in itself, as reading the tree tells. */
    BLOCKED
  }

  /**
   * What became of a value.
   *
   * @param fate where it went
   * @param path in full, with the methods' names, as far as it could be followed
   * @param name the part of the path that is not known; empty where all is
   * @param known the names there are in its place
   */
  public record Result(Fate fate, String path, String name, List<String> known) {}

  /** Keeps its own copy. */
  public SettingPath {
    names = List.copyOf(names);
  }

  /** Reads names joined by dots. */
  public static SettingPath parse(String text) {
    return new SettingPath(List.of(text.strip().split("\\.", -1)));
  }

  /**
   * Sets a value in a tree. A map given for a plain record is merged into what is there; a method
   * replaces the one that is there.
   *
   * @param tree changed in place
   * @param type the record class the tree is to be read as
   */
  public Result put(ObjectNode tree, Class<?> type, JsonNode value) {
    return record(tree, Shape.of(type), 0, new ArrayList<>(), value);
  }

  /**
   * What may have been meant by a path with a name that is not known: the same with the name most
   * like it in its place, where any is alike enough.
   *
   * @param known the names there are in its place
   */
  public Optional<String> nearest(String unknown, Collection<String> known) {
    return Names.nearest(unknown, known)
        .map(
            near -> {
              List<String> meant = new ArrayList<>(names);
              meant.set(names.lastIndexOf(unknown), near);
              return String.join(".", meant);
            });
  }

  @Override
  public String toString() {
    return String.join(".", names);
  }

  private Result record(ObjectNode tree, Shape shape, int at, List<String> path, JsonNode value) {
    String name = names.get(at);
    RecordComponent component = shape.components().get(name);
    if (component == null) {
      return unknown(path, name, List.copyOf(shape.components().keySet()));
    }
    path.add(name);
    Type type = component.getGenericType();
    if (at == names.size() - 1) {
      merge(tree, name, type, value);
      return result(Fate.PUT, path);
    }
    return switch (Kind.of(type)) {
      case RECORD -> {
        ObjectNode below = object(tree, name);
        yield below == null
            ? result(Fate.BLOCKED, path)
            : record(below, Shape.of((Class<?>) type), at + 1, path, value);
      }
      case FAMILY -> {
        if (!tree.has(name)) {
          shape.standard(component).ifPresent(it -> tree.set(name, Canonical.tree(it)));
        }
        yield method(tree, name, Family.of((Class<?>) type), at + 1, path, value);
      }
      default -> unknown(path, names.get(at + 1), List.of());
    };
  }

  private Result method(
      ObjectNode tree, String key, Family<?> family, int at, List<String> path, JsonNode value) {
    JsonNode there = tree.get(key);
    if (there == null) {
      return result(Fate.NOTHING_THERE, path);
    }
    String name =
        there.isTextual()
            ? there.textValue()
            : there.isObject() && there.size() == 1 ? there.fieldNames().next() : "";
    Optional<? extends Method<?>> method = family.find(name);
    if (method.isEmpty()) {
      return result(Fate.BLOCKED, path);
    }
    Shape shape = Shape.of(method.get().type());
    String next = names.get(at);
    boolean named = next.equals(name);
    if (!named && !shape.components().containsKey(next)) {
      path.add(name);
      return unknown(path, next, List.copyOf(shape.components().keySet()));
    }
    if (there.isTextual()) {
      tree.putObject(key);
    }
    ObjectNode settings = object((ObjectNode) tree.get(key), name);
    path.add(name);
    if (settings == null) {
      return result(Fate.BLOCKED, path);
    }
    if (named && at == names.size() - 1) {
      ((ObjectNode) tree.get(key)).set(name, value);
      return result(Fate.PUT, path);
    }
    return record(settings, shape, named ? at + 1 : at, path, value);
  }

  private static void merge(ObjectNode tree, String name, Type type, JsonNode value) {
    ObjectNode there = Kind.of(type) == Kind.RECORD ? object(tree, name) : null;
    if (there == null || !value.isObject()) {
      tree.set(name, value);
      return;
    }
    Shape shape = Shape.of((Class<?>) type);
    value
        .fields()
        .forEachRemaining(
            field -> {
              RecordComponent component = shape.components().get(field.getKey());
              if (component == null) {
                there.set(field.getKey(), field.getValue());
              } else {
                merge(there, field.getKey(), component.getGenericType(), field.getValue());
              }
            });
  }

  /** The map under a key, made where there is none; null where something else is there. */
  private static @Nullable ObjectNode object(ObjectNode tree, String key) {
    JsonNode there = tree.get(key);
    if (there == null || there.isNull()) {
      return tree.putObject(key);
    }
    return there instanceof ObjectNode object ? object : null;
  }

  private static Result unknown(List<String> path, String name, List<String> known) {
    path.add(name);
    return new Result(Fate.UNKNOWN, String.join(".", path), name, known);
  }

  private static Result result(Fate fate, List<String> path) {
    return new Result(fate, String.join(".", path), "", List.of());
  }
}
