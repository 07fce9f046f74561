package org.tombola.spark.report;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.apache.spark.sql.Row;
import org.tombola.spark.gap.Decimals;
import org.tombola.spark.gap.GapReport;
import org.tombola.spark.query.StoreSql;
import org.tombola.spark.report.Page.Cell;
import org.tombola.spark.table.Claim;
import org.tombola.spark.table.Holder;
import org.tombola.spark.table.Question;
import org.tombola.spark.table.Store;
import org.tombola.spark.table.Tables;
import org.tombola.trial.Build;

/**
 * The page of a store: question, answer, gap table, plots, and the trials that came to nothing.
 *
 * @param store it is of
 * @param gaps the gap table
 * @param sql the same store before Spark
 */
public record Report(Store store, GapReport gaps, StoreSql sql) {
  private static final String TESTED =
      "Below minus dense: p, how often as much comes about by seed where there is no difference;"
          + " that corrected by Holm for all lines of the same data and attack; and seeds in all"
          + " that would settle it."
          + " test RA minus dense: of final networks, paired by seed.";

  /** The table's numbers: title, column of {@code shown}. */
  private static final Map<String, String> MEASURED = new LinkedHashMap<>();

  static {
    MEASURED.put("test SA best", "test_sa_best");
    MEASURED.put("test SA final", "test_sa_final");
    MEASURED.put("test RA best", "test_ra_best");
    MEASURED.put("test RA final", "test_ra_final");
    MEASURED.put("train RA final", "train_ra_final");
    MEASURED.put("robust gap", "robust_gap");
    MEASURED.put("gap minus dense", "gap_minus_best_dense");
    MEASURED.put("test RA minus dense", "test_ra_minus_best_dense");
    MEASURED.put("over-fitting", "overfitting");
  }

  /**
   * The page.
   *
   * @throws IllegalArgumentException if there is no trial in the store
   */
  public static String html(Store store, Map<String, String> settings) {
    try (StoreSql sql = StoreSql.open(store, settings)) {
      // read once, so that a trial that ends meanwhile is in all or in nothing
      return new Report(store, GapReport.of(store, sql.trials(GapReport.columns())), sql).html();
    }
  }

  private String html() {
    List<Question> questions = Question.all(store);
    StringBuilder body = new StringBuilder();
    List<Drawn> figures = new ArrayList<>();
    if (!gaps.groups().isEmpty()) {
      // before the tables are narrowed to the lines that are drawn
      String published = Published.html(sql, questions);
      Shown.register(gaps, sql);
      body.append("<section aria-labelledby=\"gaps\"><h2 id=\"gaps\">The gap table</h2>\n")
          .append(table())
          .append("<p class=\"note\">")
          .append(gaps.legend().stream().map(Page::text).collect(Collectors.joining("<br>")))
          .append("<br>")
          .append(Page.text(TESTED))
          .append("</p></section>\n")
          .append(published);
      // of most of them Spark's planning takes longer than the work, and it is one thread's
      Figure.ALL.parallelStream()
          .map(figure -> Drawn.of(figure, sql))
          .filter(drawn -> !drawn.rows().isEmpty())
          .forEachOrdered(figures::add);
      figures.forEach(drawn -> body.append(Page.figure(drawn)));
    }
    List<GapReport.Unfinished> missing = new ArrayList<>(gaps.unfinished());
    missing.addAll(gaps.suspected());
    if (!missing.isEmpty()) {
      body.append(Page.unfinished(missing));
    }
    return Page.of(
        Map.of(
            "title", Page.text(title(questions)),
            "question", Page.text(question(questions)),
            "answer", "<p>" + Page.text(gaps.answer()) + "</p>",
            "state", Page.text(state()),
            "body", body.toString(),
            "version", Page.text(Build.current().version()),
            "folder", Page.text(store.folder().toString())),
        figures);
  }

  private String title(List<Question> questions) {
    return questions.isEmpty()
        ? store.folder().getName()
        : questions.stream().map(Question::sweep).collect(Collectors.joining(", "));
  }

  private static String question(List<Question> questions) {
    return questions.isEmpty()
        ? "Does sparsity shrink the robust generalization gap?"
        : questions.stream().map(Question::text).distinct().collect(Collectors.joining(" "));
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
            ? " A run works on it now: this is what is known so far."
            : "")
        + (Shown.LINES < gaps.groups().size()
            ? " Plots of single lines show the first " + Shown.LINES + " of the table."
            : "");
  }

  private String table() {
    List<String> heads = new ArrayList<>(List.of("method", "sparsity", "reached", "rate", "seeds"));
    heads.addAll(MEASURED.keySet());
    heads.addAll(List.of("FLOPs", "MACs", "time"));
    List<List<Cell>> rows = new ArrayList<>();
    for (Row row : sql.ask("select * from shown order by place").collectAsList()) {
      List<Cell> cells = new ArrayList<>();
      cells.add(Cell.head(row.getAs("method")));
      cells.add(Cell.plain(row.getAs("sparsity")));
      cells.add(Cell.number(row.getAs("sparsity_reached"), 4));
      cells.add(Cell.plain(row.getAs("learning_rate")));
      cells.add(Cell.plain((double) row.<Integer>getAs("seeds")));
      MEASURED.values().forEach(column -> cells.add(measured(row, column)));
      for (String column : Arrays.asList("flops_paper_ratio", "macs_ratio")) {
        cells.add(Cell.number(row.getAs(column), 3));
      }
      cells.add(Cell.number(row.getAs("best_time_ratio"), 3));
      rows.add(cells);
    }
    return Page.table("The gap table", heads, rows);
  }

  private static Cell measured(Row row, String column) {
    Double mean = row.getAs(column);
    Double low = row.getAs(column + "_low");
    Double high = row.getAs(column + "_high");
    if (mean == null) {
      return new Cell("", "", null, false);
    }
    boolean difference = column.contains("minus");
    boolean open = low != null && high != null && low <= 0 && high >= 0;
    String more =
        low == null || high == null
            ? ""
            : "±"
                + Decimals.of(100 * (high - low) / 2, 1)
                + (difference ? (open ? "\ninconclusive" : "") + tested(row, column, open) : "");
    String words = difference ? Decimals.signed(100 * mean, 1) : Decimals.of(100 * mean, 1);
    return new Cell(words, more, mean, false);
  }

  /** The p-value, alone and corrected, and the seeds that would settle it, a line each. */
  private static String tested(Row row, String column, boolean open) {
    Double p = row.getAs(column + "_p");
    Double holm = row.getAs(column + "_p_holm");
    Integer seeds = row.getAs(column + "_seeds_to_settle");
    return (p == null || holm == null
            ? ""
            : (!open && holm >= 1 - Tables.CONFIDENCE ? "\nnot by Holm" : "")
                + String.format(Locale.ROOT, "\np %.2g, Holm %.2g", p, holm))
        + (seeds == null ? "" : "\nabout " + seeds + " seeds");
  }
}
