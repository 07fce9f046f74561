package org.tombola.method;

import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * The methods under a sealed interface, by name.
 *
 * @param name what sweep files and listings call the family
 * @param type the sealed interface
 * @param methods sorted by name
 * @param <T> the sealed interface
 */
public record Family<T>(String name, Class<T> type, List<Method<T>> methods) {
  private static final ClassValue<Family<?>> FAMILIES =
      new ClassValue<>() {
        @Override
        protected Family<?> computeValue(Class<?> type) {
          return list(Names.kebab(type.getSimpleName()), type);
        }
      };

  /** The family of an interface, called by the interface's name. */
  @SuppressWarnings("unchecked")
  public static <T> Family<T> of(Class<T> type) {
    return (Family<T>) FAMILIES.get(type);
  }

  /** The same family under another name. */
  public Family<T> named(String other) {
    return new Family<>(other, type, methods);
  }

  /** The method of this name. */
  public Optional<Method<T>> find(String name) {
    return methods.stream().filter(method -> method.name().equals(name)).findFirst();
  }

  /** The name most like a misspelt one, where any is alike enough. */
  public Optional<String> nearest(String name) {
    return Names.nearest(name, names());
  }

  /** The methods' names, sorted. */
  public List<String> names() {
    return methods.stream().map(Method::name).toList();
  }

  /** The method a value is a setting of. */
  public Method<T> of(T value) {
    return methods.stream()
        .filter(method -> method.type().isInstance(value))
        .findFirst()
        .orElseThrow(
            () -> new IllegalArgumentException("Cannot name " + value + ": it is no " + name));
  }

  private static <T> Family<T> list(String name, Class<T> type) {
    if (!type.isInterface() || !type.isSealed()) {
      throw new IllegalArgumentException(
          "Cannot list the methods of " + type + ": it is no sealed interface");
    }
    return new Family<>(
        name,
        type,
        records(type).map(Method::<T>of).sorted(Comparator.comparing(Method::name)).toList());
  }

  @SuppressWarnings("unchecked")
  private static <T> Stream<Class<? extends T>> records(Class<T> type) {
    return Stream.of(type.getPermittedSubclasses())
        .map(each -> (Class<T>) each)
        .flatMap(each -> each.isSealed() ? records(each) : Stream.of(each));
  }
}
