package org.tombola.spark.report;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.apache.commons.text.StringEscapeUtils;
import org.apache.hadoop.conf.Configuration;
import org.apache.spark.sql.Row;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;
import org.tombola.spark.Made;
import org.tombola.spark.answer.Answer;
import org.tombola.spark.answer.PublishedNumbers;
import org.tombola.spark.sql.StoreSql;
import org.tombola.spark.store.SavedSweep;
import org.tombola.spark.store.Store;
import org.tombola.ticket.FlyingBird;
import org.tombola.ticket.TicketMethod;

/** One store for all of these: dense and Flying Bird at 0.8, of a sweep that names its paper. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class PublishedTest {
  private static final String PAPER = "sparsity-winning-twice";

  private Store store;
  private StoreSql sql;

  @BeforeAll
  void make(@TempDir Path folder) {
    store = Store.at(folder.toString(), new Configuration());
    for (TicketMethod ticket : List.of(Made.DENSE, new FlyingBird())) {
      for (int seed = 1; seed <= 3; seed++) {
        int test = 400 + 7 * seed;
        int train = test + 200 + (ticket == Made.DENSE ? 90 : 13 * seed);
        store.write(Made.row(Made.record(Made.spec(ticket, 0.1, seed), train, test + 20, test)));
      }
    }
    new SavedSweep(PAPER + "-small", "Does it?", PAPER, "", "").keep(store);
    sql = StoreSql.open(store, Map.of());
  }

  @AfterAll
  void close() {
    sql.close();
  }

  private Row row(String ticket, double sparsity, String measure) {
    List<Row> rows =
        sql.ask(
                "select * from published where paper = '%s' and part = 0 and ticket = '%s' and sparsity = %s and measure = '%s'"
                    .formatted(PAPER, ticket, sparsity, measure))
            .collectAsList();
    assertThat(rows).hasSize(1);
    return rows.get(0);
  }

  private String html(List<SavedSweep> questions) {
    Answer answer = Answer.of(store, Answer.Rates.BEST);
    return Published.html(PublishedNumbers.of(answer, store), answer, questions);
  }

  @Test
  void oursIsTheGapTables() {
    for (String ticket : List.of("dense", "flying-bird")) {
      Row method =
          sql.ask("select * from methods where ticket = '" + ticket + "'").collectAsList().get(0);
      for (String measure :
          List.of("robust_gap", "test_ra_best", "test_ra_final", "test_sa_best", "overfitting")) {
        Row row = row(ticket, ticket.equals("dense") ? 0 : 0.8, measure);
        assertThat(row.<Double>getAs("ours")).isEqualTo(method.<Double>getAs(measure));
        for (String bound : List.of("_low", "_high")) {
          assertThat(row.<Double>getAs("ours" + bound))
              .isEqualTo(method.<Double>getAs(measure + bound));
        }
        assertThat(row.<Integer>getAs("seeds")).isEqualTo(3);
      }
    }
    Row method =
        sql.ask("select * from methods where ticket = 'flying-bird'").collectAsList().get(0);
    Row gap = row("flying-bird", 0.8, "robust_gap");
    for (String bound : List.of("", "_low", "_high")) {
      assertThat(gap.<Double>getAs("ours_minus_dense" + bound))
          .isEqualTo(method.<Double>getAs("gap_minus_best_dense" + bound));
    }
  }

  @Test
  void theirsIsAsPrintedAndCostsAreAShareOfDense() {
    Row gap = row("flying-bird", 0.8, "robust_gap");
    assertThat(gap.<Double>getAs("printed")).isEqualTo(0.2890);
    assertThat(gap.<Double>getAs("printed_minus_dense")).isCloseTo(-0.0992, within(1e-12));
    assertThat(row("flying-bird", 0.8, "flops_ratio").<Double>getAs("printed"))
        .isEqualTo(239.38 / 772.41);
    assertThat(row("dense", 0, "robust_gap").<Double>getAs("printed_minus_dense")).isNull();
  }

  @Test
  void oursStandsBesideItsNearestRowOnly() {
    assertThat(row("flying-bird", 0.9, "robust_gap").<Double>getAs("ours")).isNull();
    assertThat(row("robust-bird", 0.8, "robust_gap").<Double>getAs("ours")).isNull();
    // data sets of other tables are no other methods
    assertThat(
            sql.ask("select * from published where paper = '" + PAPER + "' and part = 1").count())
        .isEqualTo(4 * 7);
  }

  @Test
  void onlyPapersThatASweepNamesAreMarked() {
    assertThat(sql.ask("select distinct paper from published where named").collectAsList())
        .extracting(row -> row.getString(0))
        .containsExactly(PAPER);
    assertThat(sql.ask("select distinct paper from published").count()).isEqualTo(5);
  }

  @Test
  void theReportShowsThePaperBesideTheSweep() {
    String section = StringEscapeUtils.unescapeHtml4(html(SavedSweep.all(store)));
    assertThat(section)
        .contains("<h2 id=\"published-sparsity-winning-twice\">What the paper reports</h2>")
        .contains("Does the robust gap shrink against dense?")
        .contains("Data: cifar-10")
        .doesNotContain("Data: cifar-100", "flying-bird 0.9")
        .contains(
            "<th scope=\"row\">flying-bird 0.8</th><td>28.9</td><td>-9.9</td><td>22.6<br><small>±3.2</small>"
                + "<br><small>at 0.8, 3 seeds</small></td><td>-6.4<br><small>±3.2</small></td>")
        .contains(
            "<th scope=\"row\">robust-bird 0.8</th><td>23.4</td><td>-15.5</td><td>–</td><td>–</td>")
        .contains("1,000 train images instead of 45,000")
        .doesNotContain("This sweep is not one of those shipped");
  }

  @Test
  void aSweepOfOnesOwnIsToldApart() {
    assertThat(html(List.of(new SavedSweep("mine", "Does it?", PAPER, "", ""))))
        .contains("This sweep is not one of those shipped: compare its file with the paper.")
        .doesNotContain("1,000 train images");
  }

  @Test
  void aSweepWithoutAPaperHasNoSection() {
    assertThat(html(List.of(new SavedSweep("mine", "Does it?", "", "", "")))).isEmpty();
  }
}
