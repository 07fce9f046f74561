package org.tombola.spark.schema;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
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

  /** Path of the attacks. */
  public static final String EVALUATE = "evaluate";

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
        .forEach(
            path ->
                name.append(", ")
                    .append(brief(path))
                    .append(' ')
                    .append(shown(path, spec.getOrDefault(path, ""))));
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

  /** A setting's value as a reader says it; a list of attacks in words. */
  public static String shown(String path, String value) {
    if (!path.equals(EVALUATE) || value.isEmpty()) {
      return value;
    }
    List<String> attacks = new ArrayList<>();
    Settings.of(value).tree().forEach(attack -> attacks.add(attack(attack.toString())));
    return String.join("; ", attacks);
  }

  /** A setting's value; an attack within an attack in words. */
  private static String words(JsonNode value) {
    if (value.isValueNode()) {
      return value.asText();
    }
    boolean attack = value.size() == 1 && value.elements().next().isObject();
    return attack ? "(" + attack(value.toString()) + ")" : value.toString();
  }

  /** An attack as a reader says it: "pgd linf 0.1, 20 steps of 0.025". */
  public static String attack(String json) {
    JsonNode tree = Settings.of(json).tree();
    String name = tree.fieldNames().next();
    if (name.equals("limited")) {
      JsonNode limited = tree.path(name);
      return attack(limited.path("attack").toString())
          + " on "
          + (limited.path("images").asInt() == 0 ? "all" : limited.path("images").asText())
          + " images ("
          + listed(limited.path("splits"))
          + " of "
          + listed(limited.path("checkpoints"))
          + ")";
    }
    Map<String, String> rest = new LinkedHashMap<>();
    tree.path(name)
        .properties()
        .forEach(setting -> rest.put(setting.getKey(), words(setting.getValue())));
    StringBuilder words = new StringBuilder(name);
    for (String ball : List.of("norm", "epsilon")) {
      if (rest.containsKey(ball)) {
        words.append(' ').append(rest.remove(ball));
      }
    }
    if (rest.containsKey("steps")) {
      words.append(", ").append(rest.remove("steps")).append(" steps");
      if (rest.containsKey("step")) {
        words.append(" of ").append(rest.remove("step"));
      }
    }
    rest.remove("restarts", "1");
    rest.forEach((key, value) -> words.append(", ").append(key).append(' ').append(value));
    return words.toString();
  }

  private static String listed(JsonNode names) {
    List<String> words = new ArrayList<>();
    names.forEach(name -> words.add(name.asText()));
    return String.join(", ", words);
  }
}
