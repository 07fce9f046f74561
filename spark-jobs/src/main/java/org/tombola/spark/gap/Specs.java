package org.tombola.spark.gap;

import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;

/** Where specifications differ. */
public final class Specs {
  /** Path of the ticket's name. */
  static final String TICKET = "ticket";

  /** Path of the sparsity asked for. */
  static final String SPARSITY = "ticket.sparsity";

  /** Path of the learning rate. */
  static final String RATE = "optimizer.learning-rate";

  /** Path of the seed. */
  static final String SEED = "seed";

  private Specs() {}

  /**
   * The paths that have more than one value, in order; those of a ticket only where they differ
   * within one method, for methods have defaults of their own. The ticket's name is left out.
   */
  public static List<String> varying(List<Map<String, String>> specs) {
    Map<String, Set<String>> values = new TreeMap<>();
    Set<String> varying = new TreeSet<>();
    for (Map<String, String> spec : specs) {
      spec.forEach(
          (path, value) -> {
            String among = path.startsWith(TICKET + ".") ? spec.get(TICKET) + " " + path : path;
            Set<String> seen = values.computeIfAbsent(among, p -> new HashSet<>());
            seen.add(value);
            if (seen.size() > 1 && !path.equals(TICKET)) {
              varying.add(path);
            }
          });
    }
    return List.copyOf(varying);
  }

  /** A path's last word, as a column's header. */
  public static String brief(String path) {
    return path.substring(path.lastIndexOf('.') + 1);
  }

  /** A specification without some of its paths. */
  static Map<String, String> without(Map<String, String> spec, String... paths) {
    Map<String, String> rest = new HashMap<>(spec);
    rest.keySet().removeAll(Set.of(paths));
    return rest;
  }

  /** A specification without anything of the ticket. */
  static Map<String, String> withoutTicket(Map<String, String> spec) {
    Map<String, String> rest = new HashMap<>(spec);
    rest.keySet().removeIf(path -> path.equals(TICKET) || path.startsWith(TICKET + "."));
    return rest;
  }
}
