package org.tombola.spark.gap;

import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

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
   * The paths, save the ticket's name, that have more than one value, in order. A path that some
   * specifications lack (dense has no sparsity) varies only if the others differ.
   */
  public static List<String> varying(List<Map<String, String>> specs) {
    Map<String, Set<String>> values = new TreeMap<>();
    specs.forEach(
        spec ->
            spec.forEach(
                (path, value) -> values.computeIfAbsent(path, p -> new HashSet<>()).add(value)));
    return values.entrySet().stream()
        .filter(entry -> entry.getValue().size() > 1 && !entry.getKey().equals(TICKET))
        .map(Map.Entry::getKey)
        .toList();
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
