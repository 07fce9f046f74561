package org.tombola.spark.report;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.tombola.spark.answer.Answer;
import org.tombola.spark.answer.Comparison;
import org.tombola.spark.answer.Decimals;
import org.tombola.spark.answer.Method;
import org.tombola.spark.answer.PublishedNumbers;
import org.tombola.spark.answer.Tested;
import org.tombola.spark.claim.Claim;
import org.tombola.spark.claim.Holder;
import org.tombola.spark.report.Page.Cell;
import org.tombola.spark.sql.StoreSql;
import org.tombola.spark.store.SavedSweep;
import org.tombola.spark.store.Store;
import org.tombola.stats.Interval;
import org.tombola.sweeps.published.Measure;
import org.tombola.trial.Build;

/**
 * The page of a store: question, answer, gap table, plots, and the trials that came to nothing.
 *
 * @param store it is of
 * @param gaps the gap table
 * @param sql the same store before Spark
 */
public record Report(Store store, Answer gaps, StoreSql sql) {
  private static final String TESTED =
      "Small print under a difference: p, the p-value of no difference (Student's t-test, paired by"
          + " seed); the same after Holm's correction for all methods under the same data and attack;"
          + " and the estimated number of seeds needed. test RA minus dense: final network, paired by"
          + " seed.";

  /** The plot that comes before the table. */
  private static final String FIRST = "differences";

  /**
   * The page.
   *
   * @throws IllegalArgumentException if there is no trial in the store
   */
  public static String html(Store store, Map<String, String> settings) {
    try (StoreSql sql = StoreSql.open(store, settings)) {
      // read once, so that a trial that ends meanwhile is in all or in nothing
      return new Report(store, sql.answer(), sql).html();
    }
  }

  private String html() {
    List<SavedSweep> questions = SavedSweep.all(store);
    Map<String, Object> words = new HashMap<>();
    words.put("title", title(questions));
    words.put("question", question(questions));
    words.put("answer", gaps.answer().lines().toList());
    words.put("state", state());
    words.put("version", Build.current().version());
    words.put("folder", store.folder().toString());
    words.put("published", gaps.methods().isEmpty() ? "" : published(questions));
    List<Drawn> figures = gaps.methods().isEmpty() ? List.of() : drawn();
    words.put("gaps", gaps.methods().isEmpty() ? null : table());
    words.put("first", figures.stream().filter(each -> each.name().equals(FIRST)).toList());
    words.put("figures", figures.stream().filter(each -> !each.name().equals(FIRST)).toList());
    List<Answer.Unfinished> missing = new ArrayList<>(gaps.unfinished());
    missing.addAll(gaps.suspected());
    words.put("unfinished", missing.isEmpty() ? null : Map.of("reasons", missing));
    return Page.of(words, figures);
  }

  private String published(List<SavedSweep> questions) {
    return questions.stream().allMatch(question -> question.paper().isEmpty())
        ? ""
        : Published.html(PublishedNumbers.of(gaps, store), gaps, questions);
  }

  private List<Drawn> drawn() {
    // before the tables are narrowed to the lines that are drawn
    Shown.register(gaps, sql);
    // of most of them Spark's planning takes longer than the work, and it is one thread's
    return Figure.ALL.parallelStream()
        .map(figure -> Drawn.of(figure, sql))
        .filter(drawn -> !drawn.rows().isEmpty())
        .toList();
  }

  private String title(List<SavedSweep> questions) {
    return questions.isEmpty()
        ? store.folder().getName()
        : questions.stream().map(SavedSweep::sweep).collect(Collectors.joining(", "));
  }

  private static String question(List<SavedSweep> questions) {
    return questions.isEmpty()
        ? "Does sparsity shrink the robust generalization gap?"
        : questions.stream().map(SavedSweep::text).distinct().collect(Collectors.joining(" "));
  }

  private String state() {
    Map<String, Long> outcomes =
        gaps.outcomes().stream()
            .collect(Collectors.groupingBy(any -> any, TreeMap::new, Collectors.counting()));
    String trials =
        outcomes.entrySet().stream()
            .map(entry -> entry.getValue() + " " + entry.getKey())
            .collect(Collectors.joining(", "));
    return "Trials in the store: "
        + (trials.isEmpty() ? "none that counts" : trials)
        + "."
        + Stream.concat(gaps.foreign().stream(), gaps.emptied().stream().map(line -> line + "."))
            .map(line -> " " + line)
            .collect(Collectors.joining())
        + (Claim.of(store).filter(Holder::alive).isPresent()
            ? " A run is still writing to it; these are the results so far."
            : "")
        + (Shown.LINES < gaps.methods().size()
            ? " Plots with a line per row show the first " + Shown.LINES + " rows of the table."
            : "");
  }

  private Map<String, Object> table() {
    List<String> heads = new ArrayList<>(List.of("method", "sparsity", "reached", "rate", "seeds"));
    heads.addAll(List.of("gap minus dense", "test RA minus dense"));
    Measure.TABLE.forEach(
        measure -> heads.add(measure.heading().replace("-\n", "-").replace('\n', ' ')));
    heads.addAll(List.of("FLOPs", "MACs", "time"));
    List<Page.Line> rows = new ArrayList<>();
    for (Method method : gaps.methods()) {
      Comparison comparison = gaps.comparison(method);
      List<Cell> cells = new ArrayList<>();
      cells.add(Cell.head(gaps.nameWithoutSparsity(method)));
      cells.add(Cell.plain(method.first().sparsity()));
      cells.add(Cell.number(method.mean("sparsity_reached"), 4));
      cells.add(Cell.plain(method.first().number("learning_rate")));
      cells.add(Cell.plain(method.seeds()));
      cells.add(comparison == null ? Cell.NONE : tested(comparison.gap()));
      cells.add(comparison == null ? Cell.NONE : tested(comparison.robustness()));
      for (Measure measure : Measure.TABLE) {
        cells.add(measured(method.mean(measure), method.interval(measure)));
      }
      cells.add(Cell.number(method.mean("flops_paper_ratio"), 3));
      cells.add(Cell.number(method.mean("macs_ratio"), 3));
      cells.add(Cell.number(gaps.time(method), 3));
      rows.add(new Page.Line(cells));
    }
    List<String> legend = new ArrayList<>(gaps.legend());
    legend.add(TESTED);
    return Map.of("heads", heads, "rows", rows, "legend", legend);
  }

  private static Cell measured(double mean, Interval interval) {
    return Double.isNaN(mean)
        ? Cell.NONE
        : new Cell(Decimals.of(100 * mean, 1), Decimals.half(interval, 100, 1), mean, false);
  }

  /** A difference; below it what its test says, a line each. */
  private static Cell tested(Tested tested) {
    if (!tested.known()) {
      return Cell.NONE;
    }
    double mean = tested.difference().mean();
    List<String> more = new ArrayList<>();
    more.add(Decimals.half(tested.difference().interval(), 100, 1));
    more.add(tested.mark());
    if (tested.difference().pairs() > 1) {
      more.add(
          String.format(Locale.ROOT, "p %.2g, Holm %.2g", tested.difference().p(), tested.holm()));
    }
    tested.seeds().ifPresent(seeds -> more.add("about " + seeds + " seeds"));
    more.removeIf(String::isEmpty);
    return new Cell(Decimals.signed(100 * mean, 1), String.join("\n", more), mean, false);
  }
}
