package org.tombola.spark.report;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.function.BiFunction;
import java.util.stream.Collectors;
import org.apache.spark.sql.Row;
import org.jspecify.annotations.Nullable;
import org.tombola.spark.gap.Decimals;
import org.tombola.spark.query.StoreSql;
import org.tombola.spark.table.Question;
import org.tombola.sweeps.published.Measure;
import org.tombola.sweeps.published.Paper;
import org.tombola.sweeps.published.Papers;

/** What the papers that a store's sweeps name report, beside what the store found. */
final class Published {
  private static final String MATCHED =
      """
      <p class="note">Each row of the paper stands beside our ticket of the same name and parameters\
       that is nearest in sparsity (then in its share of the epochs), as written under the number;\
       – is where the paper prints none or the sweep has none. Accuracies in percent, costs as a share of dense; ours: mean over seeds ± half\
       the 95 % interval. Minus dense: against the dense network of the same table; ours paired by\
       seed, inconclusive where the interval covers 0. The protocols differ, so neither column is a\
       target for the other. The numbers are those of the view <code>published</code>.</p>
      """;

  private Published() {}

  /** A section a paper; empty where no sweep names one. */
  static String html(StoreSql sql, List<Question> questions) {
    Map<String, List<String>> sweeps = new LinkedHashMap<>();
    questions.stream()
        .filter(question -> !question.paper().isEmpty())
        .forEach(
            question ->
                sweeps
                    .computeIfAbsent(question.paper(), paper -> new ArrayList<>())
                    .add(question.sweep()));
    if (sweeps.isEmpty()) {
      return "";
    }
    List<Row> rows = sql.ask("select * from published where named order by place").collectAsList();
    Set<String> data =
        sql.ask("select distinct data from gaps").collectAsList().stream()
            .map(row -> row.getString(0))
            .collect(Collectors.toSet());
    StringBuilder html = new StringBuilder();
    sweeps.forEach(
        (name, names) ->
            // a store may be of a newer Tombola, which knows more papers
            Papers.find(name)
                .ifPresent(
                    paper ->
                        html.append(
                            section(
                                paper,
                                names,
                                rows.stream()
                                    .filter(row -> row.getAs("paper").equals(name))
                                    .toList(),
                                data))));
    return html.toString();
  }

  private static String section(
      Paper paper, List<String> sweeps, List<Row> rows, Set<String> data) {
    Map<Integer, List<Row>> parts =
        rows.stream()
            .collect(
                Collectors.groupingBy(
                    row -> row.<Integer>getAs("part"), LinkedHashMap::new, Collectors.toList()));
    String id = "published-" + paper.name();
    StringBuilder html = new StringBuilder();
    html.append(
        """
        <section class="published" aria-labelledby="%1$s"><h2 id="%1$s">What the paper reports</h2>
        <p>%2$s. %3$s, <a href="https://arxiv.org/abs/%4$s">arXiv %4$s</a>. It says:</p>
        <ul>%5$s</ul>
        """
            .formatted(
                id,
                Page.text(paper.title()),
                Page.text(paper.cite()),
                paper.arxiv(),
                paper.says().stream()
                    .map(said -> item(said.what() + " (" + said.where() + ")"))
                    .collect(Collectors.joining())));
    Set<List<Object>> seen = new HashSet<>();
    parts.values().stream()
        .filter(part -> data.contains(part.get(0).<String>getAs("data")))
        .forEach(part -> seen.add(kind(part)));
    parts.values().stream()
        // one of the data sets that a table is of: the store's, else the paper's first
        .filter(part -> data.contains(part.get(0).<String>getAs("data")) || seen.add(kind(part)))
        .forEach(part -> html.append(table(paper, part)));
    return html.append(MATCHED)
        .append("<h3>How the protocols differ</h3>\n<ul>")
        .append(
            sweeps.stream().noneMatch(paper.differences()::containsKey)
                ? item("This sweep is not one of those shipped: compare its file with the paper.")
                : "")
        .append(
            paper.differences(sweeps).stream().map(Published::item).collect(Collectors.joining()))
        .append("</ul></section>\n")
        .toString();
  }

  private static List<Object> kind(List<Row> part) {
    return List.of(part.get(0).getAs("source"), part.get(0).getAs("attack"));
  }

  private static String item(String words) {
    return "<li>" + Page.text(words) + "</li>\n";
  }

  /** One table of the paper, a group of rows a measure. */
  private static String table(Paper paper, List<Row> part) {
    Map<String, List<Row>> measures =
        part.stream()
            .filter(row -> row.getAs("printed") != null || row.getAs("ours") != null)
            .collect(
                Collectors.groupingBy(
                    row -> row.<String>getAs("measure"), LinkedHashMap::new, Collectors.toList()));
    if (measures.isEmpty()) {
      return "";
    }
    Row first = part.get(0);
    String cost = first.getAs("cost");
    String caption =
        Page.text(
            "The paper's numbers: %s. Data: %s, network: %s, attack: %s.%s"
                .formatted(
                    first.<String>getAs("source"),
                    first.<String>getAs("data"),
                    first.<String>getAs("network"),
                    first.<String>getAs("attack"),
                    cost == null ? "" : " Its cost: " + cost + "."));
    StringBuilder html =
        new StringBuilder(
            """
            <div class="scroll" tabindex="0" role="region" aria-label="The paper's numbers beside ours"><table>
            <caption>%s</caption>
            <thead><tr><th scope="col">ticket</th><th scope="col">paper</th><th scope="col">paper,<br>minus dense</th>\
            <th scope="col">ours</th><th scope="col">ours,<br>minus dense</th></tr></thead>
            """
                .formatted(caption));
    measures.forEach(
        (name, rows) -> {
          Measure measure = Measure.valueOf(name.toUpperCase(Locale.ROOT));
          String question = measure == paper.asks().measure() ? ". " + paper.asks().question() : "";
          html.append("<tbody><tr><th scope=\"rowgroup\" colspan=\"5\">")
              .append(Page.text(measure.title() + question))
              .append("</th></tr>\n");
          rows.forEach(row -> html.append(line(row, measure)));
          html.append("</tbody>\n");
        });
    return html.append("</table></div>\n").toString();
  }

  private static String line(Row row, Measure measure) {
    Double sparsity = row.getAs("sparsity");
    double share = row.<Double>getAs("share_of_epochs");
    String ticket = row.getAs("ticket");
    String name = sparsity == null || sparsity == 0 ? ticket : ticket + " " + plain(sparsity);
    String parameters = row.getAs("parameters");
    String more = share == 1 ? parameters : parameters + ", " + plain(share) + " of the epochs";
    return "<tr><th scope=\"row\">%s%s</th><td>%s</td><td>%s</td><td>%s</td><td>%s</td></tr>%n"
        .formatted(
            Page.text(name),
            small(more),
            number(row.getAs("printed"), measure, Decimals::of),
            number(row.getAs("printed_minus_dense"), measure, Decimals::signed),
            number(row.getAs("ours"), measure, Decimals::of)
                + small(half(row, "ours", measure))
                + small(where(row)),
            number(row.getAs("ours_minus_dense"), measure, Decimals::signed)
                + small(half(row, "ours_minus_dense", measure) + verdict(row)));
  }

  private static String number(
      @Nullable Double value, Measure measure, BiFunction<Double, Integer, String> shown) {
    if (value == null) {
      return "–";
    }
    return measure.percent() ? shown.apply(100 * value, 1) : shown.apply(value, 3);
  }

  private static String half(Row row, String column, Measure measure) {
    Double low = row.getAs(column + "_low");
    Double high = row.getAs(column + "_high");
    return low == null || high == null ? "" : "±" + number((high - low) / 2, measure, Decimals::of);
  }

  private static String verdict(Row row) {
    Double low = row.getAs("ours_minus_dense_low");
    Double high = row.getAs("ours_minus_dense_high");
    return low != null && high != null && low <= 0 && high >= 0 ? " inconclusive" : "";
  }

  /** Of which sparsity and how many seeds ours is. */
  private static String where(Row row) {
    Double sparsity = row.getAs("ours_sparsity");
    if (sparsity == null) {
      return "";
    }
    int seeds = Objects.requireNonNull(row.<Integer>getAs("seeds"));
    return (sparsity == 0 ? "" : "at " + plain(sparsity) + ", ")
        + (seeds == 1 ? "1 seed" : seeds + " seeds");
  }

  private static String small(String words) {
    return words.isEmpty() ? "" : "<br><small>" + Page.text(words) + "</small>";
  }

  private static String plain(double value) {
    double rounded = Math.round(1e4 * value) / 1e4;
    // 1 is not said of what is nearly 1
    return Page.Cell.plain(rounded == Math.rint(rounded) ? value : rounded).words();
  }
}
