package org.tombola.spark.answer;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.tombola.spark.store.SavedSweep;
import org.tombola.spark.store.Store;
import org.tombola.sweeps.published.Measure;
import org.tombola.sweeps.published.Paper;
import org.tombola.sweeps.published.Papers;

/**
 * The papers' numbers, each with what stands beside it.
 *
 * @param candidates the store's methods
 * @param values what their trials came to
 */
public record PublishedNumbers(List<Candidate> candidates, Values values) {
  /**
   * Those of all papers, in their order.
   *
   * @param answer at best rates
   */
  public static List<PublishedNumber> of(Answer answer, Store store) {
    PublishedNumbers all =
        new PublishedNumbers(Candidate.all(answer.methods()), Values.of(answer, store));
    Set<String> named =
        SavedSweep.all(store).stream().map(SavedSweep::paper).collect(Collectors.toSet());
    List<PublishedNumber> numbers = new ArrayList<>();
    for (Paper paper : Papers.all()) {
      paper.numbers().stream()
          .collect(
              Collectors.groupingBy(
                  number -> List.of(number.table(), number.measure().ordinal()),
                  // in the paper's order, whatever that of the measures is
                  LinkedHashMap::new,
                  Collectors.toList()))
          .values()
          .forEach(part -> all.add(paper, named.contains(paper.name()), part, numbers));
    }
    return numbers;
  }

  /** Adds the numbers of one table and measure. */
  private void add(
      Paper paper, boolean named, List<Paper.Printed> part, List<PublishedNumber> numbers) {
    Map<Paper.Printed, Candidate> beside = Candidate.beside(part, candidates);
    Double dense =
        part.stream()
            .filter(number -> number.line().dense())
            .map(Paper.Printed::value)
            .filter(Objects::nonNull)
            .findFirst()
            .orElse(null);
    for (Paper.Printed number : part) {
      Candidate candidate = beside.get(number);
      numbers.add(
          new PublishedNumber(
              paper,
              named,
              number,
              numbers.size(),
              printed(number, dense),
              minusDense(number, dense),
              candidate == null
                  ? null
                  : ours(candidate, number.measure(), paper.tables().get(number.table()))));
    }
  }

  private static @Nullable Double printed(Paper.Printed number, @Nullable Double dense) {
    Double value = number.value();
    if (!number.measure().cost()) {
      return value;
    }
    return value == null || dense == null ? null : Double.valueOf(value / dense);
  }

  private static @Nullable Double minusDense(Paper.Printed number, @Nullable Double dense) {
    Double value = number.value();
    return value == null || dense == null || number.measure().cost() || number.line().dense()
        ? null
        : Double.valueOf(value - dense);
  }

  private PublishedNumber.Ours ours(Candidate candidate, Measure measure, Paper.Source table) {
    return new PublishedNumber.Ours(
        candidate.setting(),
        candidate.sparsity(),
        Estimate.of(values.of(candidate.trials(), measure, table)),
        measure.cost() ? null : Estimate.of(values.overDense(candidate.trials(), measure, table)));
  }
}
