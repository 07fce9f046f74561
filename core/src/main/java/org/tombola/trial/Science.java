package org.tombola.trial;

import java.util.Collections;
import java.util.Map;
import java.util.TreeMap;
import org.tombola.method.Family;
import org.tombola.method.Method;

/**
 * Which rows and stage results this build would make again as they are.
 *
 * <p>Each row says the version it was made by. It holds as long as nothing has changed since that
 * its trial is made of: a method whose numbers have changed says so by its card's {@code since}, so
 * that a mend of one ticket leaves the trials of all others as they are.
 */
public final class Science {
  /** Of this build; moves when some trial would give other numbers. */
  public static final int VERSION = 3;

  /** The oldest whose numbers hold, but for those of methods that have changed since. */
  public static final int OLDEST = 2;

  private static final Map<String, Integer> CHANGED = changed();

  private Science() {}

  /** Methods that have changed since the oldest version that holds, and the version that did it. */
  public static Map<String, Integer> changes() {
    return CHANGED;
  }

  /**
   * The version since which the numbers of a specification, or a stage, hold.
   *
   * @param json of it, canonical
   */
  public static int since(String json) {
    return CHANGED.entrySet().stream()
        .filter(change -> json.contains("\"" + change.getKey() + "\""))
        .mapToInt(Map.Entry::getValue)
        .max()
        .orElse(OLDEST);
  }

  /**
   * Whether a row is one that this build would make.
   *
   * @param version of the science it was made by
   * @param spec its trial's canonical JSON
   */
  public static boolean holds(long version, String spec) {
    return version >= since(spec) && version <= VERSION;
  }

  private static Map<String, Integer> changed() {
    Map<String, Integer> changed = new TreeMap<>();
    for (Family<?> family : Catalogue.families()) {
      for (Method<?> method : family.methods()) {
        if (method.since() > OLDEST) {
          changed.put(method.name(), method.since());
        }
      }
    }
    return Collections.unmodifiableMap(changed);
  }
}
