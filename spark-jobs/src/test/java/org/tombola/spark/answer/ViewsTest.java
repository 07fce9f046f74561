package org.tombola.spark.answer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import org.apache.hadoop.conf.Configuration;
import org.apache.spark.sql.Row;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.tombola.spark.Made;
import org.tombola.spark.answer.Answer.Rates;
import org.tombola.spark.schema.Specs;
import org.tombola.spark.sql.StoreSql;
import org.tombola.spark.store.Store;
import org.tombola.stats.Interval;
import org.tombola.stats.PairedDifference;
import org.tombola.sweeps.published.Measure;
import org.tombola.ticket.TicketMethod;
import org.tombola.trial.TrialRecord;

class ViewsTest {
  @TempDir Path folder;

  @Test
  void theViewsTellTheGapTable() {
    Store store = Store.at(folder.toString(), new Configuration());
    for (TicketMethod ticket : List.of(Made.DENSE, Made.RANDOM)) {
      for (double rate : new double[] {0.02, 0.1}) {
        for (int seed = 1; seed <= 3; seed++) {
          int train = 600 + 17 * seed * seed + (ticket == Made.DENSE ? 90 : 13 * seed);
          int test = 400 + 7 * seed + (int) (300 * rate);
          TrialRecord record = Made.record(Made.spec(ticket, rate, seed), train, test + 20, test);
          store.write(Made.row(Made.by(seed == 2 ? "another" : "nd4j", train, record)));
        }
      }
    }
    // one seed more, which dense does not have
    store.write(Made.row(Made.record(Made.spec(Made.RANDOM, 0.1, 4), 650, 400, 390)));
    try (StoreSql sql = StoreSql.open(store, Map.of())) {
      Answer all = Answer.of(store, Rates.ALL);
      assertThat(all.methods()).hasSize(4);
      all.methods().forEach(method -> same(all, method, row(sql, method, ""), "minus_dense"));
      Answer best = Answer.of(store, Rates.BEST);
      assertThat(sql.ask("select * from methods where best_rate").count())
          .isEqualTo(best.methods().size());
      best.methods()
          .forEach(
              method -> same(best, method, row(sql, method, " and best_rate"), "minus_best_dense"));
    }
  }

  private static Row row(StoreSql sql, Method method, String more) {
    return sql.ask(
            "select * from methods where ticket = '%s' and learning_rate = %s%s"
                .formatted(method.ticket(), method.setting(Specs.RATE), more))
        .collectAsList()
        .get(0);
  }

  private static void same(Answer report, Method method, Row row, String minus) {
    assertThat(row.<Integer>getAs("seeds")).isEqualTo(method.seeds());
    List.of(
            Measure.TEST_SA_BEST,
            Measure.TEST_SA_FINAL,
            Measure.TEST_RA_BEST,
            Measure.TEST_RA_FINAL,
            Measure.TRAIN_RA_FINAL,
            Measure.ROBUST_GAP,
            Measure.OVERFITTING)
        .forEach(each -> same(row, each.column(), method.mean(each), method.interval(each)));
    assertThat(row.<Double>getAs("flops_paper_ratio")).isEqualTo(method.mean("flops_paper_ratio"));
    double time = report.dense(method).map(method::timeOver).orElse(Double.NaN);
    assertThat(row.<Double>getAs(minus.contains("best") ? "best_time_ratio" : "time_ratio"))
        .isCloseTo(time, within(1e-12));
    assertThat(row.<Double>getAs("macs_ratio")).isEqualTo(method.mean("macs_ratio"));
    Optional<Comparison> over =
        report.comparisons().stream().filter(each -> each.method() == method).findFirst();
    String difference = "gap_" + minus;
    if (over.isPresent()) {
      PairedDifference dense = over.get().gap().difference();
      same(row, difference, dense.mean(), dense.interval());
      PairedDifference robustness = over.get().robustness().difference();
      same(row, "test_ra_" + minus, robustness.mean(), robustness.interval());
      assertThat(row.<Double>getAs("test_ra_" + minus + "_p_holm"))
          .isCloseTo(over.get().robustness().holm(), within(1e-12));
      assertThat(row.<Double>getAs(difference + "_p")).isCloseTo(dense.p(), within(1e-12));
      assertThat(row.<Double>getAs(difference + "_p_holm"))
          .isCloseTo(over.get().gap().holm(), within(1e-12));
      Integer seeds = row.getAs(difference + "_seeds_to_settle");
      OptionalInt settling = over.get().gap().seeds();
      assertThat(seeds).isEqualTo(settling.isPresent() ? settling.getAsInt() : null);
    } else {
      assertThat(row.<Double>getAs(difference)).isNull();
    }
  }

  private static void same(Row row, String name, double mean, Interval interval) {
    assertThat(row.<Double>getAs(name)).isCloseTo(mean, within(1e-13));
    assertThat(row.<Double>getAs(name + "_low")).isCloseTo(interval.low(), within(1e-13));
    assertThat(row.<Double>getAs(name + "_high")).isCloseTo(interval.high(), within(1e-13));
  }
}
