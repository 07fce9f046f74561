package org.tombola.spark.report;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.apache.hadoop.conf.Configuration;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;
import org.tombola.spark.Made;
import org.tombola.spark.answer.Answer;
import org.tombola.spark.sql.Rows;
import org.tombola.spark.sql.StoreSql;
import org.tombola.spark.store.SavedSweep;
import org.tombola.spark.store.Store;
import org.tombola.stats.Interval;
import org.tombola.stats.PairedCounts;
import org.tombola.stats.Tango;
import org.tombola.ticket.TicketMethod;
import org.tombola.trial.Outcome;
import org.tombola.trial.TrialRecord;

/** One page for all of these: making it takes longer than looking at it. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class ReportTest {
  private static final ObjectMapper MAPPER = new ObjectMapper();
  private static final String EVIL =
      "Does </script><b>it & \"hold\"? {{body}} {{question}} ${x} {js} {{js}} {{data}} $1 \\1 <!-- \u2028\u202e";

  private Path folder = Path.of("");
  private Store store;
  private String page = "";
  private Map<String, JsonNode> figures = Map.of();

  @BeforeAll
  void make(@TempDir Path made) throws IOException {
    folder = made;
    store = Store.at(made.resolve("store").toString(), new Configuration());
    for (TicketMethod ticket : List.of(Made.DENSE, Made.RANDOM)) {
      for (double rate : new double[] {0.02, 0.1}) {
        for (int seed = 1; seed <= 3; seed++) {
          int test = 400 + 7 * seed + (int) (300 * rate);
          int train = test + 200 + (ticket == Made.DENSE ? 90 : 13 * seed);
          TrialRecord record = Made.record(Made.spec(ticket, rate, seed), train, test + 20, test);
          store.write(
              Made.row(
                  rate > 0.05 && seed < 3 ? Made.predicted(record, right(ticket, seed)) : record));
        }
      }
    }
    store.write(
        Made.row(
            Made.ended(
                Made.spec(Made.RANDOM, 0.5, 1),
                new Outcome.Failed(
                    Outcome.Kind.RESOURCE,
                    "Cannot run: <no> room {{answer}} \033[31m",
                    "train",
                    3,
                    "here"))));
    store.write(Made.row(Made.ended(Made.spec(Made.RANDOM, 0.9, 1), new Outcome.Diverged(9, 1))));
    new SavedSweep("made", EVIL, "", "name: made\n", "").keep(store);
    // one that is damaged keeps nobody from the page
    Files.writeString(Path.of(store.folder().toUri().getPath(), "_sweeps", "other.json"), "null");
    page = Report.html(store, Map.of());
    figures = figures(page);
  }

  /** Of seed 1 both are right on 4 images, dense alone on 2; of seed 2 on 2, and on 6. */
  private static String right(TicketMethod ticket, int seed) {
    return ticket == Made.DENSE
        ? seed == 1 ? "rrrrrr----" : "rrrrrrrr--"
        : seed == 1 ? "rrrr--r---" : "rr--------";
  }

  private static Map<String, JsonNode> figures(String page) throws IOException {
    Matcher data = Pattern.compile("(?s)id=\"data\">(.*?)</script>").matcher(page);
    assertThat(data.find()).isTrue();
    Map<String, JsonNode> figures = new HashMap<>();
    MAPPER.readTree(data.group(1)).forEach(each -> figures.put(each.path("name").asText(), each));
    return figures;
  }

  /** A page without what is the same on all pages, so that a failure can be read. */
  private static String said(String page) {
    return page.substring(page.indexOf("</style>"), page.indexOf("<script"))
        .replace("&plusmn;", "±");
  }

  @Test
  void theQuestionAndTheAnswerWithItsIntervalsComeFirst() {
    assertThat(said(page))
        .contains(
            "<h1>Does &lt;/script&gt;&lt;b&gt;it &amp; &quot;hold&quot;? {{body}} {{question}} ${x} {js}"
                + " {{js}} {{data}} $1 \\1 &lt;!-- \\u2028\\u202e</h1>")
        .contains("Dense: robust gap 29.0 ±0.0 points, test robust accuracy ")
        .contains("random at sparsity 0.8 narrows the robust gap by 6.4 points.")
        .contains(">-6.4<br><small>±3.2\np 0.013, Holm 0.013</small>")
        .contains("Trials in the store: 12 completed, 1 diverged, 1 failed.");
  }

  @Test
  void eachPartOfThePageIsThereOnce() {
    for (String part :
        List.of("<h1>", "'use strict';\n(() => {", "id=\"data\">", "<section id=\"answer\"")) {
      assertThat(page.split(Pattern.quote(part), -1)).as(part).hasSize(2);
    }
  }

  @Test
  void whatWasNotCompletedIsListedWithReasons() {
    assertThat(said(page))
        .contains("<td class=\"text\">Cannot run: &lt;no&gt; room {{answer}} \\u001b[31m</td>")
        .contains("the loss was not finite");
  }

  @Test
  void theNumbersAreThoseOfQueryAndGap() throws IOException {
    StringWriter answer = new StringWriter();
    try (StoreSql sql = StoreSql.open(store, Map.of())) {
      new Rows(
              sql.ask(
                  "select sparsity, seeds, robust_gap, robust_gap_low, robust_gap_high from methods"
                      + " where best_rate order by sparsity"))
          .write(Rows.As.JSON, new PrintWriter(answer));
    }
    JsonNode asked = MAPPER.readTree(answer.toString());
    JsonNode drawn = figures.get("gap");
    assertThat(drawn.path("rows")).hasSize(2).hasSize(asked.size());
    for (int i = 0; i < asked.size(); i++) {
      for (int column = 1; column < drawn.path("columns").size(); column++) {
        String name = drawn.path("columns").get(column).asText();
        assertThat(drawn.path("rows").get(i).get(column)).isEqualTo(asked.get(i).get(name));
      }
    }
    // as the terminal has them
    assertThat(Answer.of(store, Answer.Rates.BEST).text()).contains("29.0", "-6.4 ±3.2");
    assertThat(said(page)).contains(">29.0<").contains(">-6.4<br><small>±3.2\n");
  }

  @Test
  void pairsOfNetworksAreComparedOnTheSameImages() {
    List<String> pairs;
    try (StoreSql sql = StoreSql.open(store, Map.of())) {
      pairs =
          sql
              .ask(
                  "select seed, images, both_right, only_right, only_other_right, neither_right, p,"
                      + " p_holm, ra_difference, ra_difference_low, ra_difference_high"
                      + " from same_examples order by seed")
              .collectAsList()
              .stream()
              .map(row -> row.mkString(" "))
              .toList();
    }
    // p: of 3 images one way or the other at most 1, of 6 none; two tests in the family
    Interval first = Tango.interval(new PairedCounts(4, 1, 2, 3), 0.95);
    Interval second = Tango.interval(new PairedCounts(2, 0, 6, 2), 0.95);
    assertThat(pairs)
        .containsExactly(
            "1 10 4 1 2 3 1.0 1.0 -0.1 " + first.low() + " " + first.high(),
            "2 10 2 0 6 2 0.03125 0.0625 -0.6 " + second.low() + " " + second.high());
    List<String> drawn = new ArrayList<>();
    figures.get("same_examples").path("rows").forEach(row -> drawn.add(row.toString()));
    assertThat(drawn)
        .contains(
            "[\"pgd linf 8/255, 20 steps of 2/255, seed 2\",\"random 0.8\",\"difference\",-0.6,"
                + second.low()
                + ","
                + second.high()
                + ",10,0.03125,0.0625]")
        .hasSize(6);
  }

  @Test
  void thePartsOfAnAttackStandInTheirOrder() {
    List<String> drawn = new ArrayList<>();
    figures
        .get("parts")
        .path("rows")
        .forEach(row -> drawn.add(row.get(1) + " " + row.get(2) + " " + row.get(4)));
    assertThat(drawn)
        .containsExactly(
            "\"dense\" \"second\" 0.003",
            "\"dense\" \"first\" 0.002",
            "\"random 0.8\" \"second\" 0.003",
            "\"random 0.8\" \"first\" 0.002");
  }

  @Test
  void thePageSpeaksOfNoCommandLine() {
    assertThat(said(page))
        .contains("rate: for each ticket and sparsity")
        .doesNotContain("--all-rates");
  }

  @Test
  void eachPlotIsOfWhatTheStoreHolds() {
    assertThat(figures.keySet())
        .containsExactlyInAnyOrder(
            "differences",
            "gap",
            "ra",
            "sa",
            "curves",
            "pareto",
            "savings",
            "rates",
            "parts",
            "same_examples",
            "kernels",
            "layers",
            "mask");
    JsonNode curves = figures.get("curves");
    // two methods, two epochs each
    assertThat(curves.path("rows")).hasSize(4);
  }

  @Test
  void nothingIsFetchedAndTheLicenceStands() {
    assertThat(page)
        .doesNotContain("src=\"http", "<link rel=\"stylesheet\"", "@import")
        .contains("Licensed to the Apache Software Foundation (ASF)");
  }

  @Test
  void aBrowserDrawsItWithoutComplaint() throws Exception {
    Optional<Browser> browser = Browser.installed(folder);
    assumeTrue(browser.isPresent(), "no Chromium is installed: Debian's package is chromium");
    Path file = Files.writeString(folder.resolve("report.html"), page);
    for (int width : new int[] {390, 1400}) {
      Browser.Seen seen = browser.get().open(file, width);
      assertThat(seen.console()).isEmpty();
      assertThat(seen.html().split("<svg ", -1)).as("plots").hasSize(1 + figures.size());
      assertThat(seen.html()).contains("href=\"blob:").contains("aria-label=\"Plot: ");
    }
  }

  @Test
  void withAllDataShownAsTablesThePageIsNoWiderThanAPhone() throws Exception {
    assertThat(
            titled(
                """
                document.body.style.width = '390px';
                document.querySelectorAll('details').forEach(one => one.open = true);
                setTimeout(() => document.title = document.querySelectorAll('details table').length
                  + ' tables, ' + document.body.scrollWidth, 500);"""))
        .isEqualTo(figures.size() + " tables, 390");
  }

  @Test
  void whatIsDrawnOfTheCurvesIsChosenByCheckboxes() throws Exception {
    assertThat(
            titled(
                """
                const lines = () => document.querySelectorAll('#curves path').length, all = lines();
                document.querySelector('#curves input').click();
                setTimeout(() => document.title = lines() < all ? 'fewer' : 'as many', 500);"""))
        .isEqualTo("fewer");
  }

  /** The title that a script gives the page. */
  private String titled(String script) throws Exception {
    Optional<Browser> browser = Browser.installed(folder);
    assumeTrue(browser.isPresent(), "no Chromium is installed: Debian's package is chromium");
    // the plots' library speaks of a body's end too
    int end = page.lastIndexOf("</body>");
    Path file =
        Files.writeString(
            folder.resolve("more.html"),
            page.substring(0, end) + "<script>" + script + "</script>" + page.substring(end));
    Matcher title =
        Pattern.compile("<title>(.*?)</title>").matcher(browser.get().open(file, 800).html());
    assertThat(title.find()).isTrue();
    return title.group(1);
  }

  @Test
  void aStoreWithFailuresOnlyIsAPageOfThem(@TempDir Path other) {
    Store failures = Store.at(other.toString(), new Configuration());
    failures.write(
        Made.row(Made.ended(Made.spec(Made.RANDOM, 0.1, 1), new Outcome.Diverged(9, 1))));
    assertThat(said(Report.html(failures, Map.of())))
        .contains("No trial was completed.", "the loss was not finite")
        .contains("Does sparsity shrink the robust generalization gap?");
  }

  @Test
  void aStoreWithOneTrialIsAPageWithoutIntervals(@TempDir Path other) throws IOException {
    Store one = Store.at(other.toString(), new Configuration());
    one.write(Made.row(Made.record(Made.spec(Made.RANDOM, 0.1, 1), 750, 500, 500)));
    String made = Report.html(one, Map.of());
    assertThat(said(made)).contains("There is no dense trial of the same seeds");
    assertThat(figures(made).get("gap").path("rows").get(0).toString())
        .isEqualTo("[\"random\",0.8,1,0.25,null,null]");
  }

  @Test
  void aStoreWithoutTrialsIsRefused(@TempDir Path other) {
    Store none = Store.at(other.toString(), new Configuration());
    assertThatThrownBy(() -> Report.html(none, Map.of()))
        .hasMessage("Cannot compute gaps: there is no finished trial in " + other);
  }
}
