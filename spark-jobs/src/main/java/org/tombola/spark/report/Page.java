package org.tombola.spark.report;

import com.samskivert.mustache.Escapers;
import com.samskivert.mustache.Mustache;
import java.io.StringReader;
import java.math.BigDecimal;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.tombola.method.Json;
import org.tombola.method.Resources;
import org.tombola.spark.answer.Decimals;
import org.tombola.spark.terminal.Terminal;

/** Writes HTML by templates, which escape everything that comes from a store. */
final class Page {
  /** Where the web jar of the version in the POM has it. */
  private static final String ECHARTS = "/META-INF/resources/webjars/echarts/5.5.0/echarts.min.js";

  private static final Mustache.Compiler TEMPLATES =
      Mustache.compiler()
          .withEscaper(text -> Escapers.HTML.escape(Terminal.visible(text)))
          .emptyStringIsFalse(true)
          .nullValue("")
          .withLoader(name -> new StringReader(text(name)));

  private Page() {}

  /**
   * The whole page.
   *
   * @param words by the names that {@code page.html} has
   * @param figures whose data the page holds
   */
  static String of(Map<String, Object> words, List<Drawn> figures) {
    Map<String, Object> all = new HashMap<>(words);
    all.put("css", text("page.css"));
    all.put("data", json(figures));
    all.put("echarts", text(ECHARTS));
    all.put("js", text("page.js"));
    return fill("page.html", all);
  }

  /** A template, filled. */
  static String fill(String template, Object words) {
    return TEMPLATES.compile(text(template)).execute(words);
  }

  private static String text(String file) {
    return Resources.text(Page.class, file);
  }

  private static String json(List<Drawn> figures) {
    // within a script nothing may look like its end
    return Json.text(figures).replace("<", "\\u003c");
  }

  /** A line of a table. */
  record Line(List<Cell> cells) {}

  /**
   * One cell.
   *
   * @param words shown
   * @param more in small print below
   * @param value to sort by; null for the words
   */
  record Cell(String words, String more, @Nullable Double value, boolean head) {
    /** Of what was not measured. */
    static final Cell NONE = new Cell("", "", null, false);

    static Cell head(String words) {
      return new Cell(words, "", null, true);
    }

    /** With as many digits as it has. */
    static Cell plain(double value) {
      return new Cell(digits(value), "", value, false);
    }

    static Cell number(double value, int decimals) {
      return Double.isNaN(value)
          ? new Cell("–", "", null, false)
          : new Cell(Decimals.of(value, decimals), "", value, false);
    }
  }

  /** A number with as many digits as it has. */
  static String digits(double value) {
    BigDecimal digits = BigDecimal.valueOf(value).stripTrailingZeros();
    return value < 1e-4 && value > 0 ? digits.toString() : digits.toPlainString();
  }
}
