package org.tombola.spark.sql;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.types.DataType;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.StructType;
import org.jspecify.annotations.Nullable;
import org.tombola.spark.answer.Answer;
import org.tombola.spark.answer.Comparison;
import org.tombola.spark.answer.Estimate;
import org.tombola.spark.answer.Method;
import org.tombola.spark.answer.PublishedNumber;
import org.tombola.spark.answer.PublishedNumbers;
import org.tombola.spark.answer.Tested;
import org.tombola.spark.answer.Trial;
import org.tombola.spark.schema.Tables;
import org.tombola.spark.store.Store;
import org.tombola.stats.Interval;
import org.tombola.sweeps.published.Measure;

/**
 * The answer as rows of SQL.
 *
 * @param all every learning rate
 * @param best the best of each method and sparsity
 */
record AnswerViews(Answer all, Answer best) {
  /** A column, and its cell in a row; null where there is none. */
  private record Column<R>(String name, DataType type, Function<R, @Nullable Object> cell) {}

  /** A trial and the dense one beside it, at one learning rate or each at its best. */
  private record Pair(Trial trial, Trial dense, boolean sameRate, boolean bestRates) {}

  /** A method with its comparisons at the same and at the best learning rates. */
  private record Line(
      Method method,
      @Nullable Comparison same,
      @Nullable Comparison best,
      double sameTime,
      double bestTime,
      boolean bestRate) {}

  /** Columns of {@code gaps} that are those of {@code trials}. */
  private static final List<String> TRIALS =
      List.of(
          """
          trial_id sweep data data_settings network ticket sparsity_reached recipe
          augment schedule learning_rate weight_decay epochs batch attack norm epsilon
          seed best_epoch train_ra_best train_ra_final validation_ra_best test_ra_best
          test_ra_final test_sa_best test_sa_final robust_gap_best robust_gap_final
          robust_overfitting flops_paper_training flops_paper_ratio training_macs
          macs_ratio before_macs engine cpu
          """
              .split("\\s+"));

  /** Those of them that have another name there. */
  private static final Map<String, String> RENAMED =
      new HashMap<>(
          Map.of(
              "train_ra_best", "best_train_robust_accuracy",
              "validation_ra_best", "best_validation_robust_accuracy"));

  static {
    Measure.TABLE.forEach(measure -> RENAMED.put(measure.column(), measure.stored()));
  }

  /** The columns of {@code trials} that are read for them. */
  static List<String> columns() {
    List<String> columns = new ArrayList<>(Answer.columns());
    TRIALS.forEach(name -> columns.add(RENAMED.getOrDefault(name, name)));
    return columns;
  }

  static AnswerViews of(List<Trial> trials) {
    return new AnswerViews(
        Answer.of(trials, Answer.Rates.ALL), Answer.of(trials, Answer.Rates.BEST));
  }

  /** Makes a view known. */
  void register(String view, SparkSession spark, Store store) {
    switch (view) {
      case "gaps" -> register(spark, view, trials(ids(best)), shown(all).toList());
      case "paired_differences" -> register(spark, view, pairs(), paired());
      case "methods" -> register(spark, view, lines(), compared(all.methods()));
      case "published" -> register(spark, view, published(), PublishedNumbers.of(best, store));
      default -> throw new IllegalArgumentException("no view " + view);
    }
  }

  /** Makes the methods at their best rates known as a table of another name, with more columns. */
  void registerShown(SparkSession spark, String name) {
    Map<Method, Integer> places = new HashMap<>();
    best.methods().forEach(method -> places.put(method, places.size()));
    List<Column<Line>> columns = new ArrayList<>(lines());
    columns.add(text("method", line -> best.nameWithoutSparsity(line.method)));
    columns.add(text("name", line -> best.name(line.method)));
    columns.add(new Column<>("place", DataTypes.IntegerType, line -> places.get(line.method)));
    frame(spark, columns, compared(best.methods())).createOrReplaceTempView(name);
  }

  /** Makes the trials of the first methods known, with what readers call them. */
  void registerNames(SparkSession spark, String name, int methods) {
    List<Answer.Named> names =
        best.names().stream().filter(each -> each.place() < methods).toList();
    List<Column<Answer.Named>> columns =
        List.of(
            text("trial_id", each -> each.trial().id()),
            text("setting", each -> each.trial().setting()),
            text("method", Answer.Named::method),
            text("name", Answer.Named::name),
            new Column<>("place", DataTypes.IntegerType, Answer.Named::place),
            new Column<>("seed", DataTypes.LongType, each -> each.trial().seed()),
            number("sparsity", each -> each.trial().sparsity()),
            of(column("best_epoch", "best_epoch"), Answer.Named::trial));
    frame(spark, columns, names).createOrReplaceTempView(name);
  }

  private static <R> void register(
      SparkSession spark, String view, List<Column<R>> columns, List<R> rows) {
    frame(spark, columns, rows).createOrReplaceTempView(view);
  }

  private static <R> Dataset<Row> frame(SparkSession spark, List<Column<R>> columns, List<R> rows) {
    StructType schema = new StructType();
    for (Column<R> column : columns) {
      schema = schema.add(column.name, column.type);
    }
    List<Row> cells =
        rows.stream()
            .map(
                row ->
                    RowFactory.create(
                        columns.stream().map(column -> column.cell.apply(row)).toArray()))
            .toList();
    return spark.createDataFrame(cells, schema);
  }

  private static Stream<Trial> shown(Answer answer) {
    return answer.methods().stream().flatMap(method -> method.trials().stream());
  }

  private static Set<String> ids(Answer answer) {
    return shown(answer).map(Trial::id).collect(Collectors.toSet());
  }

  private static List<Column<Trial>> trials(Set<String> atBestRate) {
    List<Column<Trial>> columns = new ArrayList<>();
    for (String name : TRIALS) {
      switch (name) {
        case "ticket" -> {
          columns.add(column(name, name));
          columns.add(number("sparsity", Trial::sparsity));
        }
        case "engine" -> {
          columns.add(number("cpu_seconds", Trial::cpuSeconds));
          columns.add(column(name, name));
        }
        default -> columns.add(column(name, RENAMED.getOrDefault(name, name)));
      }
    }
    columns.add(text("setting", Trial::setting));
    columns.add(text("beside", Trial::beside));
    columns.add(text("beside_rate", Trial::besideRate));
    columns.add(flag("best_rate", trial -> atBestRate.contains(trial.id())));
    return columns;
  }

  /** Each trial beside dense of the same seed, at its own rate and where both are at their best. */
  private List<Pair> paired() {
    Set<Method> atBestRate = new HashSet<>(best.methods());
    List<Pair> pairs = new ArrayList<>();
    for (Method method : all.methods()) {
      if (!method.dense()) {
        Optional<Method> same = all.dense(method);
        Optional<Method> bests =
            atBestRate.contains(method) ? best.dense(method) : Optional.empty();
        boolean one = same.equals(bests);
        same.ifPresent(
            dense -> method.paired(dense, (a, b) -> pairs.add(new Pair(a, b, true, one))));
        bests
            .filter(dense -> !one)
            .ifPresent(
                dense -> method.paired(dense, (a, b) -> pairs.add(new Pair(a, b, false, true))));
      }
    }
    return pairs;
  }

  private static List<Column<Pair>> pairs() {
    List<Column<Pair>> columns = new ArrayList<>();
    columns.add(text("trial_id", pair -> pair.trial.id()));
    columns.add(text("dense_id", pair -> pair.dense.id()));
    columns.add(text("ticket", pair -> pair.trial.ticket()));
    columns.add(number("sparsity", pair -> pair.trial.sparsity()));
    columns.add(new Column<>("seed", DataTypes.LongType, pair -> pair.trial.seed()));
    columns.add(number("learning_rate", pair -> pair.trial.number("learning_rate")));
    columns.add(number("dense_learning_rate", pair -> pair.dense.number("learning_rate")));
    columns.add(flag("same_rate", Pair::sameRate));
    columns.add(flag("best_rates", Pair::bestRates));
    columns.add(difference("gap_difference", Measure.ROBUST_GAP));
    columns.add(
        number(
            "gap_best_difference",
            pair -> pair.trial.number("robust_gap_best") - pair.dense.number("robust_gap_best")));
    columns.add(difference("test_ra_difference", Measure.TEST_RA_FINAL));
    columns.add(difference("test_ra_best_difference", Measure.TEST_RA_BEST));
    columns.add(difference("test_sa_difference", Measure.TEST_SA_FINAL));
    columns.add(difference("overfitting_difference", Measure.OVERFITTING));
    columns.add(number("time_ratio", pair -> pair.trial.timeOver(pair.dense)));
    columns.add(text("setting", pair -> pair.trial.setting()));
    return columns;
  }

  private static Column<Pair> difference(String name, Measure measure) {
    return number(name, pair -> pair.trial.number(measure) - pair.dense.number(measure));
  }

  private List<Line> compared(List<Method> methods) {
    Set<Method> atBestRate = new HashSet<>(best.methods());
    return methods.stream()
        .map(
            method ->
                new Line(
                    method,
                    all.comparison(method),
                    best.comparison(method),
                    all.time(method),
                    atBestRate.contains(method) ? best.time(method) : Double.NaN,
                    atBestRate.contains(method)))
        .toList();
  }

  private static List<Column<Line>> lines() {
    List<Column<Line>> columns = new ArrayList<>();
    Function<String, Column<Line>> first =
        name -> of(column(name, name), line -> line.method.first());
    Function<String, Column<Line>> mean = name -> number(name, line -> line.method.mean(name));
    Stream.of("data", "network", "ticket").map(first).forEach(columns::add);
    columns.add(number("sparsity", line -> line.method.first().sparsity()));
    columns.add(mean.apply("sparsity_reached"));
    Stream.of("recipe", "learning_rate", "attack").map(first).forEach(columns::add);
    columns.add(new Column<>("seeds", DataTypes.IntegerType, line -> line.method.seeds()));
    for (Measure measure : Measure.TABLE) {
      columns.addAll(
          bounded(
              measure.column(),
              line -> line.method.mean(measure),
              line -> line.method.interval(measure)));
    }
    columns.addAll(tested("gap_minus_dense", Line::same, Comparison::gap));
    columns.addAll(tested("gap_minus_best_dense", Line::best, Comparison::gap));
    columns.addAll(tested("test_ra_minus_dense", Line::same, Comparison::robustness));
    columns.addAll(tested("test_ra_minus_best_dense", Line::best, Comparison::robustness));
    Stream.of(
            "flops_paper_training",
            "flops_paper_ratio",
            "training_macs",
            "macs_ratio",
            "before_macs")
        .map(mean)
        .forEach(columns::add);
    columns.add(number("cpu_seconds", line -> line.method.cpuSeconds()));
    columns.add(number("time_ratio", Line::sameTime));
    columns.add(number("best_time_ratio", Line::bestTime));
    columns.add(flag("best_rate", Line::bestRate));
    columns.add(text("setting", line -> line.method.first().setting()));
    columns.add(text("beside", line -> line.method.first().beside()));
    columns.add(first.apply("data_settings"));
    return columns;
  }

  /** A mean and the bounds of its interval. */
  private static <R> List<Column<R>> bounded(
      String name, Function<R, Double> mean, Function<R, Interval> interval) {
    return List.of(
        number(name, mean),
        number(name + "_low", row -> interval.apply(row).low()),
        number(name + "_high", row -> interval.apply(row).high()));
  }

  private static List<Column<Line>> tested(
      String name,
      Function<Line, @Nullable Comparison> which,
      Function<Comparison, Tested> difference) {
    Function<Line, Tested> of =
        line -> {
          Comparison comparison = which.apply(line);
          return comparison == null ? Tested.NONE : difference.apply(comparison);
        };
    List<Column<Line>> columns =
        new ArrayList<>(
            bounded(
                name,
                line -> of.apply(line).difference().mean(),
                line -> of.apply(line).difference().interval()));
    columns.add(number(name + "_p", line -> of.apply(line).difference().p()));
    columns.add(number(name + "_p_holm", line -> of.apply(line).holm()));
    columns.add(
        new Column<>(
            name + "_seeds_to_settle",
            DataTypes.IntegerType,
            line -> {
              OptionalInt seeds = of.apply(line).seeds();
              return seeds.isPresent() ? seeds.getAsInt() : null;
            }));
    return columns;
  }

  private static List<Column<PublishedNumber>> published() {
    List<Column<PublishedNumber>> columns = new ArrayList<>();
    columns.add(text("paper", each -> each.paper().name()));
    columns.add(flag("named", PublishedNumber::named));
    columns.add(new Column<>("part", DataTypes.IntegerType, each -> each.number().table()));
    columns.add(new Column<>("place", DataTypes.IntegerType, PublishedNumber::place));
    columns.add(text("source", each -> each.table().where()));
    columns.add(text("data", each -> each.table().data()));
    columns.add(text("network", each -> each.table().network()));
    columns.add(text("attack", each -> each.table().attack()));
    columns.add(text("cost", each -> each.table().cost()));
    columns.add(text("ticket", each -> each.number().line().ticket()));
    columns.add(text("parameters", each -> each.number().line().words()));
    columns.add(number("sparsity", each -> each.number().sparsity()));
    columns.add(number("share_of_epochs", each -> each.number().line().share()));
    columns.add(text("measure", each -> each.number().measure().column()));
    columns.add(number("printed", PublishedNumber::printed));
    columns.add(number("printed_minus_dense", PublishedNumber::printedMinusDense));
    columns.add(text("setting", each -> ours(each, PublishedNumber.Ours::setting)));
    columns.add(number("ours_sparsity", each -> ours(each, PublishedNumber.Ours::sparsity)));
    columns.add(
        new Column<>(
            "seeds",
            DataTypes.IntegerType,
            each -> {
              Estimate values = each.values();
              Integer none = each.ours() == null ? null : Integer.valueOf(0);
              return values == null ? none : Integer.valueOf(values.seeds());
            }));
    columns.addAll(estimate("ours", PublishedNumber::values));
    columns.addAll(estimate("ours_minus_dense", PublishedNumber::minusDense));
    return columns;
  }

  /** What the store found; null where it has not measured it. */
  private static <T> @Nullable T ours(
      PublishedNumber each, Function<PublishedNumber.Ours, T> what) {
    PublishedNumber.Ours ours = each.ours();
    return ours == null || ours.values() == null ? null : what.apply(ours);
  }

  private static <R> List<Column<R>> estimate(
      String name, Function<R, @Nullable Estimate> estimate) {
    Function<R, Interval> interval =
        row -> {
          Estimate known = estimate.apply(row);
          return known == null ? Interval.UNKNOWN : known.interval();
        };
    return bounded(
        name,
        row -> {
          Estimate known = estimate.apply(row);
          return known == null ? null : known.mean();
        },
        interval);
  }

  /** A column of {@code trials}, under a name of its own. */
  private static Column<Trial> column(String name, String read) {
    var kind =
        Tables.TRIALS.columns().stream()
            .filter(column -> column.name().equals(read))
            .findFirst()
            .orElseThrow()
            .kind();
    return new Column<>(
        name, StoreTable.type(kind), trial -> StoreTable.cell(trial.row(), read, kind));
  }

  private static <R, S> Column<R> of(Column<S> column, Function<R, S> inner) {
    return new Column<>(column.name, column.type, row -> column.cell.apply(inner.apply(row)));
  }

  private static <R> Column<R> text(String name, Function<R, @Nullable String> cell) {
    return new Column<>(name, DataTypes.StringType, cell::apply);
  }

  private static <R> Column<R> flag(String name, Function<R, Boolean> cell) {
    return new Column<>(name, DataTypes.BooleanType, cell::apply);
  }

  /** A number; null for what is none. */
  private static <R> Column<R> number(String name, Function<R, @Nullable Double> cell) {
    return new Column<>(
        name,
        DataTypes.DoubleType,
        row -> {
          Double number = cell.apply(row);
          return number == null || !Double.isFinite(number) ? null : number;
        });
  }
}
