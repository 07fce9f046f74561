package org.tombola.spark.query;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;
import org.apache.spark.sql.types.StructType;
import org.jspecify.annotations.Nullable;
import org.tombola.spark.table.Question;
import org.tombola.spark.table.Settings;
import org.tombola.spark.table.Store;
import org.tombola.spark.table.Tables;
import org.tombola.stats.Interval;
import org.tombola.sweeps.published.Measure;
import org.tombola.sweeps.published.Paper;
import org.tombola.sweeps.published.Papers;

/**
 * The rows of the view {@code published}: the papers' numbers, each with what stands beside it.
 *
 * @param rivals the store's settings
 * @param values what their trials came to
 */
record PublishedRead(List<Rival> rivals, Values values) {
  static final String NAME = "published_read";

  private static final StructType SCHEMA =
      StructType.fromDDL(
          """
          paper string, named boolean, part int, place int, source string, data string,
          network string, attack string, cost string, ticket string, parameters string,
          sparsity double, share_of_epochs double, measure string,
          printed double, printed_minus_dense double,
          setting string, ours_sparsity double, seeds int,
          ours double, ours_low double, ours_high double,
          ours_minus_dense double, ours_minus_dense_low double, ours_minus_dense_high double
          """);

  /** What training took, and what had to come before. */
  private static final List<String> PASSES =
      Stream.of("before_", "training_")
          .flatMap(
              part ->
                  Stream.of("forward", "input_gradient", "parameter_gradient")
                      .map(kind -> part + "passes_" + kind))
          .toList();

  static void register(StoreSql sql, Store store) {
    List<Row> gaps = sql.ask("select * from gaps where best_rate").collectAsList();
    Map<String, JsonNode> parameters = new HashMap<>();
    Map<String, JsonNode> schedules = new HashMap<>();
    Map<String, Double> passes = new HashMap<>();
    List<String> columns = new ArrayList<>(PASSES);
    columns.addAll(List.of("ticket_settings", "schedule_settings"));
    for (org.tombola.spark.table.Row row :
        store.read(Tables.TRIALS, columns.toArray(String[]::new))) {
      String trial = row.text("trial_id").orElseThrow();
      row.text("ticket_settings")
          .ifPresent(json -> parameters.put(trial, Settings.of(json).tree()));
      row.text("schedule_settings")
          .ifPresent(json -> schedules.put(trial, Settings.of(json).tree()));
      passes.put(trial, PASSES.stream().mapToDouble(name -> row.whole(name).orElse(0)).sum());
    }
    PublishedRead read =
        new PublishedRead(Rival.all(gaps, parameters, schedules), Values.of(gaps, passes, store));
    Set<String> named =
        Question.all(store).stream().map(Question::paper).collect(Collectors.toSet());
    List<Row> rows = new ArrayList<>();
    for (Paper paper : Papers.all()) {
      paper.numbers().stream()
          .collect(
              Collectors.groupingBy(
                  number -> List.of(number.table(), number.measure().ordinal()),
                  // in the paper's order, whatever that of the measures is
                  LinkedHashMap::new,
                  Collectors.toList()))
          .values()
          .forEach(part -> read.add(paper, named.contains(paper.name()), part, rows));
    }
    sql.spark().createDataFrame(rows, SCHEMA).createOrReplaceTempView(NAME);
  }

  /** Adds the numbers of one table and measure. */
  private void add(Paper paper, boolean named, List<Paper.Printed> part, List<Row> rows) {
    Map<Paper.Printed, Rival> beside = Rival.beside(part, rivals);
    Double dense =
        part.stream()
            .filter(number -> number.line().dense())
            .map(Paper.Printed::value)
            .filter(Objects::nonNull)
            .findFirst()
            .orElse(null);
    for (Paper.Printed number : part) {
      Paper.Source table = paper.tables().get(number.table());
      Paper.Line line = number.line();
      List<@Nullable Object> cells = new ArrayList<>();
      cells.addAll(Arrays.asList(paper.name(), named, number.table(), rows.size()));
      cells.addAll(Arrays.asList(table.where(), table.data(), table.network(), table.attack()));
      cells.addAll(Arrays.asList(table.cost(), line.ticket(), words(line)));
      cells.addAll(Arrays.asList(number.sparsity(), line.share(), number.measure().column()));
      cells.addAll(printed(number, dense));
      Rival rival = beside.get(number);
      cells.addAll(
          rival == null ? Collections.nCopies(9, null) : ours(rival, number.measure(), table));
      rows.add(RowFactory.create(cells.toArray()));
    }
  }

  /** A line's parameters as a reader says them. */
  private static String words(Paper.Line line) {
    return new TreeMap<>(line.parameters())
        .entrySet().stream()
            .map(each -> each.getKey() + " " + each.getValue())
            .collect(Collectors.joining(", "));
  }

  private static List<@Nullable Object> printed(Paper.Printed number, @Nullable Double dense) {
    Double value = number.value();
    if (value == null || dense == null) {
      return Arrays.asList(number.measure().cost() ? null : value, null);
    }
    return number.measure().cost()
        ? Arrays.asList(value / dense, null)
        : Arrays.asList(value, number.line().dense() ? null : value - dense);
  }

  private List<@Nullable Object> ours(Rival rival, Measure measure, Paper.Source table) {
    List<@Nullable Object> cells = new ArrayList<>();
    double[] own = values.of(rival.trials(), measure, table);
    cells.addAll(
        Arrays.asList(
            own.length == 0 ? null : rival.setting(),
            own.length == 0 ? null : rival.sparsity(),
            own.length));
    cells.addAll(told(own));
    cells.addAll(
        told(measure.cost() ? new double[0] : values.overDense(rival.trials(), measure, table)));
    return cells;
  }

  /** Mean and bounds; null where there is too little to tell. */
  private static List<@Nullable Double> told(double[] values) {
    if (values.length == 0) {
      return Collections.nCopies(3, null);
    }
    Interval interval = Interval.student(values, Tables.CONFIDENCE);
    boolean known = !Double.isNaN(interval.low());
    return Arrays.asList(
        Interval.mean(values), known ? interval.low() : null, known ? interval.high() : null);
  }
}
