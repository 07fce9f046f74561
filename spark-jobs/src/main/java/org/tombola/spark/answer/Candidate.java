package org.tombola.spark.answer;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.MissingNode;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.tombola.spark.schema.Settings;
import org.tombola.sweeps.published.Paper;

/**
 * A method of a store that papers' numbers may stand beside.
 *
 * @param setting as in {@code gaps}
 * @param parameters of the ticket
 * @param share of the epochs of the longest training on its data
 * @param falls fractions of the training at which the learning rate falls; empty where it does not
 * @param validation mean RA of the best networks on validation images
 * @param trials by seed
 */
record Candidate(
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
   * @param methods at their best rates
   */
  static List<Candidate> all(List<Method> methods) {
    Map<String, Long> longest = new HashMap<>();
    methods.forEach(
        method -> longest.merge(method.first().text("data"), epochs(method), Math::max));
    return methods.stream()
        .filter(method -> method.first().text("recipe").equals("pgd-at"))
        .map(method -> of(method, longest.getOrDefault(method.first().text("data"), 1L)))
        .sorted(Comparator.comparing(Candidate::setting))
        .toList();
  }

  private static long epochs(Method method) {
    return method.first().row().whole("epochs").orElse(0);
  }

  private static Candidate of(Method method, long longest) {
    Trial first = method.first();
    List<Double> falls = new ArrayList<>();
    json(first, "schedule_settings").path("at").forEach(share -> falls.add(share.asDouble()));
    return new Candidate(
        first.setting(),
        method.ticket(),
        json(first, "ticket_settings"),
        first.sparsity(),
        (double) epochs(method) / longest,
        falls,
        method.trials().stream()
            .mapToDouble(trial -> trial.number(Trial.CHOSEN_ON))
            .filter(Double::isFinite)
            .average()
            .orElse(0),
        method.trials().stream().map(Trial::id).toList());
  }

  private static JsonNode json(Trial trial, String column) {
    return trial
        .row()
        .text(column)
        .map(json -> Settings.of(json).tree())
        .orElse(MissingNode.getInstance());
  }

  /** Who stands beside each of a table's numbers of one measure; those without are left out. */
  static Map<Paper.Printed, Candidate> beside(List<Paper.Printed> numbers, List<Candidate> all) {
    Map<Paper.Printed, Candidate> nearest = new HashMap<>();
    for (Paper.Printed number : numbers) {
      all.stream()
          .filter(candidate -> candidate.fits(number.line()))
          .min(
              Comparator.<Candidate>comparingDouble(candidate -> candidate.far(number))
                  .thenComparingDouble(candidate -> candidate.apart(number))
                  .thenComparing(candidate -> !number.line().falls(candidate.falls))
                  .thenComparingInt(candidate -> -candidate.trials.size())
                  .thenComparingDouble(candidate -> -candidate.validation))
          .ifPresent(candidate -> nearest.put(number, candidate));
    }
    Map<Paper.Printed, Candidate> beside = new HashMap<>(nearest);
    beside.entrySet().removeIf(one -> !one.getValue().claims(one.getKey(), numbers, nearest));
    return beside;
  }

  /** Whether no other number of the same method is nearer. */
  private boolean claims(
      Paper.Printed number, List<Paper.Printed> numbers, Map<Paper.Printed, Candidate> nearest) {
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
