package org.tombola.method;

import java.lang.reflect.Method;
import java.lang.reflect.Modifier;
import java.lang.reflect.ParameterizedType;
import java.lang.reflect.Type;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;

/** The kinds of types a component may have. */
enum Kind {
  /** int or long. */
  WHOLE,
  /** double. */
  NUMBER,
  /** boolean. */
  TRUTH,
  /** String. */
  TEXT,
  /** An enum. */
  CHOICE,
  /** A class with a static {@code parse(String)} whose {@code toString} gives the text back. */
  VALUE,
  /** A sealed interface: one of its methods. */
  FAMILY,
  /** A record of settings. */
  RECORD,
  /** A list. */
  LIST;

  static Kind of(Type type) {
    if (type instanceof ParameterizedType list && list.getRawType() == List.class) {
      return LIST;
    }
    if (type instanceof Class<?> plain) {
      if (plain == int.class
          || plain == long.class
          || plain == Integer.class
          || plain == Long.class) {
        return WHOLE;
      }
      if (plain == double.class || plain == Double.class) {
        return NUMBER;
      }
      if (plain == boolean.class || plain == Boolean.class) {
        return TRUTH;
      }
      if (plain == String.class) {
        return TEXT;
      }
      if (plain.isEnum()) {
        return CHOICE;
      }
      if (parses(plain)) {
        return VALUE;
      }
      if (plain.isInterface() && plain.isSealed()) {
        return FAMILY;
      }
      if (plain.isRecord()) {
        return RECORD;
      }
    }
    throw new IllegalStateException("Cannot use " + type + " as a parameter: no kind fits");
  }

  /** The type of a list's elements. */
  static Type element(Type list) {
    return ((ParameterizedType) list).getActualTypeArguments()[0];
  }

  /** A type in words for a reader. */
  static String words(Type type) {
    return switch (of(type)) {
      case WHOLE -> "whole number";
      case NUMBER -> "number";
      case TRUTH -> "true | false";
      case TEXT -> "text";
      case CHOICE -> String.join(" | ", choices((Class<?>) type));
      case VALUE, FAMILY, RECORD -> Names.kebab(((Class<?>) type).getSimpleName());
      case LIST -> "list of " + words(element(type));
    };
  }

  /** The names of an enum's constants. */
  static List<String> choices(Class<?> type) {
    return Arrays.stream(type.getEnumConstants())
        .map(constant -> Names.kebab((Enum<?>) constant))
        .collect(Collectors.toList());
  }

  /** Some value of a type, for a record to be looked at further; empty where none is at hand. */
  static Optional<Object> harmless(Type type) {
    return switch (of(type)) {
      case WHOLE -> Optional.of(type == int.class || type == Integer.class ? (Object) 1 : 1L);
      case NUMBER -> Optional.of(1.0);
      case TRUTH -> Optional.of(false);
      case TEXT -> Optional.of("");
      case CHOICE -> Optional.of(((Class<?>) type).getEnumConstants()[0]);
      case FAMILY ->
          Family.of((Class<?>) type).methods().stream()
              .flatMap(method -> method.standard().stream())
              .<Object>map(standard -> standard)
              .findFirst();
      case RECORD -> Shape.of((Class<?>) type).defaults();
      case LIST -> harmless(element(type)).map(List::of);
      case VALUE -> Optional.empty();
    };
  }

  private static boolean parses(Class<?> type) {
    for (Method method : type.getMethods()) {
      if (method.getName().equals("parse")
          && Modifier.isStatic(method.getModifiers())
          && type.isAssignableFrom(method.getReturnType())
          && Arrays.equals(method.getParameterTypes(), new Class<?>[] {String.class})) {
        return true;
      }
    }
    return false;
  }
}
