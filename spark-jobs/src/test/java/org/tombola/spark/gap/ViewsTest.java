package org.tombola.spark.gap;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.apache.hadoop.conf.Configuration;
import org.apache.spark.sql.Row;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.tombola.spark.Made;
import org.tombola.spark.gap.GapReport.Rates;
import org.tombola.spark.query.StoreSql;
import org.tombola.spark.table.Specs;
import org.tombola.spark.table.Store;
import org.tombola.stats.Interval;
import org.tombola.stats.PairedDifference;
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
      GapReport all = GapReport.of(store, Rates.ALL);
      assertThat(all.groups()).hasSize(4);
      all.groups().forEach(group -> same(all, group, row(sql, group, ""), "minus_dense"));
      GapReport best = GapReport.of(store, Rates.BEST);
      assertThat(sql.ask("select * from methods where best_rate").count())
          .isEqualTo(best.groups().size());
      best.groups()
          .forEach(
              group -> same(best, group, row(sql, group, " and best_rate"), "minus_best_dense"));
    }
  }

  private static Row row(StoreSql sql, Group group, String more) {
    return sql.ask(
            "select * from methods where ticket = '%s' and learning_rate = %s%s"
                .formatted(group.ticket(), group.setting(Specs.RATE), more))
        .collectAsList()
        .get(0);
  }

  private static void same(GapReport report, Group group, Row row, String minus) {
    assertThat(row.<Integer>getAs("seeds")).isEqualTo(group.seeds());
    Map.of(
            "test_sa_best", "best_test_standard_accuracy",
            "test_sa_final", "final_test_standard_accuracy",
            "test_ra_best", "best_test_robust_accuracy",
            "test_ra_final", "final_test_robust_accuracy",
            "train_ra_final", "final_train_robust_accuracy",
            "robust_gap", "robust_gap_final",
            "overfitting", "robust_overfitting")
        .forEach((name, column) -> same(row, name, group.mean(column), group.interval(column)));
    assertThat(row.<Double>getAs("flops_paper_ratio")).isEqualTo(group.mean("flops_paper_ratio"));
    double time = report.dense(group).map(group::timeOver).orElse(Double.NaN);
    assertThat(row.<Double>getAs(minus.contains("best") ? "best_time_ratio" : "time_ratio"))
        .isCloseTo(time, within(1e-12));
    assertThat(row.<Double>getAs("macs_ratio")).isEqualTo(group.mean("macs_ratio"));
    Optional<Comparison> over =
        Comparison.all(report).stream().filter(each -> each.group() == group).findFirst();
    String difference = "gap_" + minus;
    if (over.isPresent()) {
      PairedDifference dense = over.get().difference();
      same(row, difference, dense.mean(), dense.interval());
      PairedDifference robustness = over.get().robustness();
      same(row, "test_ra_" + minus, robustness.mean(), robustness.interval());
      assertThat(row.<Double>getAs("test_ra_" + minus + "_p_holm"))
          .isCloseTo(over.get().robustnessHolm(), within(1e-12));
      assertThat(row.<Double>getAs(difference + "_p")).isCloseTo(dense.p(), within(1e-12));
      assertThat(row.<Double>getAs(difference + "_p_holm"))
          .isCloseTo(over.get().holm(), within(1e-12));
      Integer seeds = row.getAs(difference + "_seeds_to_settle");
      assertThat(String.valueOf(seeds)).isEqualTo(over.get().open() ? over.get().seeds() : "null");
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
