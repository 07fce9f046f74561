package org.tombola.method;

import java.lang.reflect.Constructor;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.RecordComponent;
import java.lang.reflect.Type;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * A record class taken apart once: its components by their kebab-case names, its constructor, its
 * defaults. In place of a {@link Flat} component there are that one's own.
 */
final class Shape {
  private static final ClassValue<Shape> SHAPES =
      new ClassValue<>() {
        @Override
        protected Shape computeValue(Class<?> type) {
          return new Shape(type);
        }
      };

  private final Class<?> type;
  private final RecordComponent[] parts;
  private final Map<String, RecordComponent> components = new LinkedHashMap<>();
  private final Constructor<?> constructor;
  private final @Nullable Object defaults;

  private Shape(Class<?> type) {
    if (!type.isRecord()) {
      throw new IllegalArgumentException("Cannot read settings of " + type + ": it is no record");
    }
    this.type = type;
    parts = type.getRecordComponents();
    for (RecordComponent part : parts) {
      if (flat(part)) {
        components.putAll(of(part.getType()).components);
      } else {
        components.put(Names.kebab(part.getName()), part);
      }
    }
    try {
      constructor =
          type.getDeclaredConstructor(
              Arrays.stream(parts).map(RecordComponent::getType).toArray(Class<?>[]::new));
    } catch (NoSuchMethodException e) {
      throw new IllegalStateException("Cannot find the canonical constructor of " + type, e);
    }
    constructor.trySetAccessible();
    defaults = standard(type);
  }

  static Shape of(Class<?> type) {
    return SHAPES.get(type);
  }

  /** The components by kebab-case name, in their order. */
  Map<String, RecordComponent> components() {
    return components;
  }

  /** What the no-argument constructor makes, where there is one. */
  Optional<Object> defaults() {
    return Optional.ofNullable(defaults);
  }

  /** The default of a component, where the record has defaults or the component's own type does. */
  Optional<Object> standard(RecordComponent component) {
    if (defaults != null) {
      return Optional.of(value(component, defaults));
    }
    Type wanted = component.getGenericType();
    return wanted instanceof Class<?> other && Kind.of(other) == Kind.RECORD
        ? of(other).defaults()
        : Optional.empty();
  }

  Object value(RecordComponent component, Object record) {
    for (RecordComponent part : parts) {
      if (flat(part) && of(part.getType()).components.containsValue(component)) {
        return of(part.getType()).value(component, value(part, record));
      }
    }
    try {
      component.getAccessor().trySetAccessible();
      return component.getAccessor().invoke(record);
    } catch (ReflectiveOperationException e) {
      throw new IllegalStateException("Cannot read " + component + " of " + type, e);
    }
  }

  /**
   * A record of these components, all of them given.
   *
   * @throws IllegalArgumentException if the record refuses them, with its own message
   */
  Object make(Map<RecordComponent, Object> values) {
    Object[] arguments =
        Arrays.stream(parts)
            .map(part -> flat(part) ? of(part.getType()).make(values) : values.get(part))
            .toArray();
    try {
      return constructor.newInstance(arguments);
    } catch (InvocationTargetException e) {
      if (e.getCause() instanceof IllegalArgumentException refusal) {
        throw refusal;
      }
      throw new IllegalStateException(
          "Cannot make a " + type + " of " + Arrays.toString(arguments), e);
    } catch (ReflectiveOperationException e) {
      throw new IllegalStateException("Cannot make a " + type, e);
    }
  }

  /** The component a refusal is of; null where it is of another record's. */
  @Nullable RecordComponent culprit(Refusal refusal) {
    return components.get(refusal.component().split("[\\[.]", 2)[0]);
  }

  private static boolean flat(RecordComponent part) {
    return part.isAnnotationPresent(Flat.class);
  }

  private static @Nullable Object standard(Class<?> type) {
    try {
      Constructor<?> noArguments = type.getDeclaredConstructor();
      noArguments.trySetAccessible();
      return noArguments.newInstance();
    } catch (NoSuchMethodException e) {
      return null;
    } catch (ReflectiveOperationException e) {
      throw new IllegalStateException("Cannot make the default " + type, e);
    }
  }
}
