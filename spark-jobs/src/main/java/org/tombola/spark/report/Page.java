package org.tombola.spark.report;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.math.BigDecimal;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.apache.commons.text.StringEscapeUtils;
import org.jspecify.annotations.Nullable;
import org.tombola.spark.gap.Decimals;
import org.tombola.spark.gap.GapReport.Unfinished;
import org.tombola.spark.terminal.Terminal;

/** Writes HTML; everything that comes from a store is escaped here. */
final class Page {
  private static final ObjectMapper MAPPER = new ObjectMapper();
  private static final Pattern WORD = Pattern.compile("\\{\\{(\\w+)}}");

  private Page() {}

  /**
   * The whole page, filled in one pass: what a store or a user says is looked at by nobody for
   * words to replace.
   *
   * @param words HTML by the names that {@code page.html} has
   */
  static String of(Map<String, String> words, List<Drawn> figures) {
    Map<String, String> all = new HashMap<>(words);
    all.put("css", Resources.text("page.css"));
    all.put("data", json(figures));
    all.put("echarts", Resources.text(Resources.ECHARTS));
    all.put("js", Resources.text("page.js"));
    return WORD.matcher(Resources.text("page.html"))
        .replaceAll(word -> Matcher.quoteReplacement(all.get(word.group(1))));
  }

  static String text(String text) {
    return StringEscapeUtils.escapeHtml4(Terminal.visible(text));
  }

  private static String json(List<Drawn> figures) {
    try {
      // within a script nothing may look like its end
      return MAPPER.writeValueAsString(figures).replace("<", "\\u003c");
    } catch (JsonProcessingException e) {
      throw new IllegalStateException("Cannot write the figures: " + e.getMessage(), e);
    }
  }

  static String figure(Drawn drawn) {
    return """
        <section aria-labelledby="%1$s-title">
        <h2 id="%1$s-title">%2$s</h2>
        <figure id="%1$s">
        %4$s<div class="chart" role="img" aria-label="Plot: %2$s The data follow as a table."></div>
        <figcaption>%3$s</figcaption>
        <div class="tools"><a download="%1$s.csv" href="#%1$s">Data as CSV</a>
        <details><summary>Data as a table (%5$d rows)</summary></details></div>
        </figure>
        </section>
        """
        .formatted(
            drawn.name(),
            text(drawn.title()),
            text(drawn.see()),
            drawn.chart().has("facet") ? "<label>Show <select></select></label>\n" : "",
            drawn.rows().size());
  }

  /** A table whose columns sort; each cell is its words and, where it is a number, that. */
  static String table(String label, List<String> heads, List<List<Cell>> rows) {
    String head =
        heads.stream()
            .map(
                name ->
                    "<th scope=\"col\"><button type=\"button\">" + text(name) + "</button></th>")
            .collect(Collectors.joining());
    String body =
        rows.stream()
            .map(
                row ->
                    "<tr>" + row.stream().map(Cell::html).collect(Collectors.joining()) + "</tr>\n")
            .collect(Collectors.joining());
    return "<div class=\"scroll\" tabindex=\"0\" role=\"region\" aria-label=\""
        + text(label)
        + "\"><table><thead><tr>"
        + head
        + "</tr></thead>\n<tbody>"
        + body
        + "</tbody></table></div>\n";
  }

  /**
   * One cell.
   *
   * @param words shown
   * @param more in small print below
   * @param value to sort by; null for the words
   */
  record Cell(String words, String more, @Nullable Double value, boolean head) {
    static Cell head(String words) {
      return new Cell(words, "", null, true);
    }

    /** With as many digits as it has. */
    static Cell plain(double value) {
      BigDecimal digits = BigDecimal.valueOf(value).stripTrailingZeros();
      String words = value < 1e-4 && value > 0 ? digits.toString() : digits.toPlainString();
      return new Cell(words, "", value, false);
    }

    static Cell number(@Nullable Double value, int decimals) {
      return new Cell(value == null ? "–" : Decimals.of(value, decimals), "", value, false);
    }

    String html() {
      String small = more.isEmpty() ? "" : "<br><small>" + text(more) + "</small>";
      String sort = value == null ? "" : " data-value=\"" + value + "\"";
      return head
          ? "<th scope=\"row\">" + text(words) + small + "</th>"
          : "<td" + sort + ">" + text(words) + small + "</td>";
    }
  }

  /** Why trials are not in the table. */
  static String unfinished(List<Unfinished> reasons) {
    return "<section aria-labelledby=\"unfinished\"><h2 id=\"unfinished\">Trials that are not"
        + " in the table</h2>\n<div class=\"scroll\" tabindex=\"0\" role=\"region\" aria-label=\"Trials"
        + " that are not in the table\"><table><thead><tr><th scope=\"col\" class=\"text\">outcome</th><th"
        + " scope=\"col\">trials</th><th scope=\"col\" class=\"text\">reason</th><th scope=\"col\""
        + " class=\"text\">which</th></tr></thead><tbody>"
        + reasons.stream()
            .map(
                reason ->
                    "<tr><th scope=\"row\">%s</th><td>%d</td><td class=\"text\">%s</td><td class=\"text\">%s</td></tr>%n"
                        .formatted(
                            text(reason.outcome()),
                            reason.trials().size(),
                            text(reason.why()),
                            reason.trials().stream()
                                .map(Page::text)
                                .collect(Collectors.joining("<br>"))))
            .collect(Collectors.joining())
        + "</tbody></table></div></section>\n";
  }
}
