package org.tombola.spark.query;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.MissingNode;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.apache.spark.sql.Row;
import org.tombola.sweeps.published.Paper;

/**
 * A setting of a store that papers' numbers may stand beside.
 *
 * @param setting as in {@code gaps}
 * @param parameters of the ticket
 * @param share of the epochs of the longest training on its data
 * @param falls fractions of the training at which the learning rate falls; empty where it does not
 * @param validation mean RA of the best networks on validation images
 * @param trials by seed
 */
record Rival(
    String setting,
    String ticket,
    JsonNode parameters,
    double sparsity,
    double share,
    List<Double> falls,
    double validation,
    List<String> trials) {
  /**
   * Those of a store, by setting.
   *
   * @param gaps rows of the view, at best rates
   * @param parameters of each trial's ticket
   * @param schedules settings of each trial's schedule
   */
  static List<Rival> all(
      List<Row> gaps, Map<String, JsonNode> parameters, Map<String, JsonNode> schedules) {
    Map<String, Long> longest = new HashMap<>();
    gaps.forEach(row -> longest.merge(row.getAs("data"), row.getAs("epochs"), Math::max));
    List<Rival> all = new ArrayList<>();
    gaps.stream()
        .filter(row -> row.getAs("recipe").equals("pgd-at"))
        .sorted(Comparator.comparingLong(row -> row.<Long>getAs("seed")))
        .collect(
            Collectors.groupingBy(
                row -> row.<String>getAs("setting"), TreeMap::new, Collectors.toList()))
        .forEach((setting, trials) -> all.add(of(setting, trials, parameters, schedules, longest)));
    return all;
  }

  private static Rival of(
      String setting,
      List<Row> trials,
      Map<String, JsonNode> parameters,
      Map<String, JsonNode> schedules,
      Map<String, Long> longest) {
    Row first = trials.get(0);
    String data = first.getAs("data");
    String trial = first.getAs("trial_id");
    List<Double> falls = new ArrayList<>();
    schedules
        .getOrDefault(trial, MissingNode.getInstance())
        .path("at")
        .forEach(fraction -> falls.add(fraction.asDouble()));
    return new Rival(
        setting,
        first.getAs("ticket"),
        parameters.getOrDefault(trial, MissingNode.getInstance()),
        first.getAs("sparsity"),
        (double) first.<Long>getAs("epochs") / longest.getOrDefault(data, 1L),
        falls,
        trials.stream()
            .map(row -> row.<Double>getAs("validation_ra_best"))
            .filter(Objects::nonNull)
            .mapToDouble(Double::doubleValue)
            .average()
            .orElse(0),
        trials.stream().map(row -> row.<String>getAs("trial_id")).toList());
  }

  /** Who stands beside each of a table's numbers of one measure; those without are left out. */
  static Map<Paper.Printed, Rival> beside(List<Paper.Printed> numbers, List<Rival> all) {
    Map<Paper.Printed, Rival> nearest = new HashMap<>();
    for (Paper.Printed number : numbers) {
      all.stream()
          .filter(rival -> rival.fits(number.line()))
          .min(
              Comparator.<Rival>comparingDouble(rival -> rival.far(number))
                  .thenComparingDouble(rival -> rival.apart(number))
                  .thenComparing(rival -> !number.line().falls(rival.falls))
                  .thenComparingInt(rival -> -rival.trials.size())
                  .thenComparingDouble(rival -> -rival.validation))
          .ifPresent(rival -> nearest.put(number, rival));
    }
    Map<Paper.Printed, Rival> beside = new HashMap<>(nearest);
    beside.entrySet().removeIf(one -> !one.getValue().claims(one.getKey(), numbers, nearest));
    return beside;
  }

  /** Whether no other number of the same method is nearer. */
  private boolean claims(
      Paper.Printed number, List<Paper.Printed> numbers, Map<Paper.Printed, Rival> nearest) {
    Optional<Paper.Printed> first =
        numbers.stream()
            .filter(other -> equals(nearest.get(other)) && number.line().sameMethod(other.line()))
            .min(
                Comparator.<Paper.Printed>comparingDouble(this::far)
                    .thenComparingDouble(this::apart));
    return first.filter(number::equals).isPresent();
  }

  private boolean fits(Paper.Line line) {
    return ticket.equals(line.ticket())
        && line.parameters().entrySet().stream()
            .allMatch(asked -> is(parameters.path(asked.getKey()), asked.getValue()));
  }

  /** Whether a setting is a value, or a method of that name. */
  static boolean is(JsonNode setting, String value) {
    return setting.has(value) || setting.isValueNode() && setting.asText().equals(value);
  }

  private double far(Paper.Printed number) {
    Double asked = number.sparsity();
    return asked == null ? 0 : Math.abs(asked - sparsity);
  }

  private double apart(Paper.Printed number) {
    return Math.abs(number.line().share() - share);
  }
}
