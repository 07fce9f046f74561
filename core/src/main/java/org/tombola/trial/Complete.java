package org.tombola.trial;

import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.RecordComponent;
import java.util.Collection;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Whether records read from a file have all their components: a reader of JSON leaves null where a
 * key is missing. One that an earlier version did not write is Nullable, or its record's
 * constructor puts something in its place.
 */
final class Complete {
  private Complete() {}

  /**
   * Checks a record and all records in it.
   *
   * @param name what a reader calls it
   * @throws IllegalStateException naming what is missing
   */
  static void require(@Nullable Object value, String name) {
    if (value == null) {
      throw new IllegalStateException("Cannot read a stage's result: it lacks its " + name);
    }
    if (value instanceof Collection<?> all) {
      all.forEach(each -> require(each, name));
    } else if (value instanceof Map<?, ?> all) {
      all.values().forEach(each -> require(each, name));
    } else if (value instanceof Record record) {
      for (RecordComponent component : record.getClass().getRecordComponents()) {
        Object part = part(record, component);
        if (part != null || !component.getAnnotatedType().isAnnotationPresent(Nullable.class)) {
          require(part, component.getName());
        }
      }
    }
  }

  private static @Nullable Object part(Record record, RecordComponent component) {
    try {
      component.getAccessor().setAccessible(true);
      return component.getAccessor().invoke(record);
    } catch (IllegalAccessException | InvocationTargetException e) {
      throw new IllegalStateException("Cannot read a stage's result: " + e, e);
    }
  }
}
