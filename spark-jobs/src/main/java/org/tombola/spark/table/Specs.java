package org.tombola.spark.table;

import java.util.Comparator;
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
  public static final String TICKET = "ticket";

  /** Path of the sparsity asked for. */
  public static final String SPARSITY = "ticket.sparsity";

  /** Path of the learning rate. */
  public static final String RATE = "optimizer.learning-rate";

  /** Path of the seed. */
  public static final String SEED = "seed";

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
    return path.substring(path.lastIndexOf('.') + 1).replace('-', ' ');
  }

  /**
   * What a reader calls a trial: its ticket, and of the varying settings those it has, as "random,
   * sparsity 0.9, seed 1".
   */
  public static String name(Map<String, String> spec, List<String> varying) {
    StringBuilder name = new StringBuilder(spec.getOrDefault(TICKET, "unknown"));
    // an axis in a sweep file mostly comes last with its seeds
    varying.stream()
        .sorted(Comparator.comparing(SEED::equals))
        .filter(spec::containsKey)
        .forEach(path -> name.append(", ").append(brief(path)).append(' ').append(spec.get(path)));
    return name.toString();
  }

  /** A specification without some of its paths. */
  public static Map<String, String> without(Map<String, String> spec, String... paths) {
    Map<String, String> rest = new HashMap<>(spec);
    rest.keySet().removeAll(Set.of(paths));
    return rest;
  }

  /** A specification without anything of the ticket. */
  public static Map<String, String> withoutTicket(Map<String, String> spec) {
    Map<String, String> rest = new HashMap<>(spec);
    rest.keySet().removeIf(path -> path.equals(TICKET) || path.startsWith(TICKET + "."));
    return rest;
  }
}
