package org.tombola.trial;

import java.lang.reflect.ParameterizedType;
import java.lang.reflect.RecordComponent;
import java.lang.reflect.Type;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.tombola.method.Family;
import org.tombola.method.Method;
import org.tombola.method.Names;

/**
 * Every family of methods a trial can be made of.
 *
 * <p>The families are found by walking from {@link TrialSpec} through the components of all
 * methods, so none can be forgotten. One that is a component of a trial is called by that
 * component's name (data, network, ticket); any other by its interface's (attack, densities).
 */
public final class Catalogue {
  private static final Map<Class<?>, Family<?>> FAMILIES = walk();

  private Catalogue() {}

  /** The families: a trial's components in their order, then those found below them. */
  public static List<Family<?>> families() {
    return List.copyOf(FAMILIES.values());
  }

  /** The family of this name. */
  public static Optional<Family<?>> find(String name) {
    return FAMILIES.values().stream()
        .filter(family -> family.name().equals(name))
        .<Family<?>>map(family -> family)
        .findFirst();
  }

  private static Map<Class<?>, Family<?>> walk() {
    Map<Class<?>, Family<?>> found = new LinkedHashMap<>();
    for (RecordComponent component : Training.class.getRecordComponents()) {
      Class<?> type = component.getType();
      if (type.isSealed()) {
        found.put(type, Family.of(type).named(Names.kebab(component.getName())));
      }
    }
    List.copyOf(found.values()).forEach(family -> below(family, found));
    below(TrialSpec.class, found);
    return found;
  }

  private static void below(Family<?> family, Map<Class<?>, Family<?>> found) {
    Collection<Class<?>> types = new ArrayList<>();
    for (Method<?> method : family.methods()) {
      types.add(method.type());
    }
    types.forEach(type -> below(type, found));
  }

  private static void below(Class<?> record, Map<Class<?>, Family<?>> found) {
    for (RecordComponent component : record.getRecordComponents()) {
      Type type = component.getGenericType();
      if (type instanceof ParameterizedType list) {
        type = list.getActualTypeArguments()[0];
      }
      if (type instanceof Class<?> plain) {
        if (plain.isSealed() && !found.containsKey(plain)) {
          found.put(plain, Family.of(plain));
          below(Family.of(plain), found);
        } else if (plain.isRecord()) {
          below(plain, found);
        }
      }
    }
  }
}
