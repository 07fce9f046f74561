package org.tombola.spark.audit;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.apache.hadoop.conf.Configuration;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.tombola.attack.Attack;
import org.tombola.attack.Eot;
import org.tombola.attack.Fgsm;
import org.tombola.data.None;
import org.tombola.data.Shapes;
import org.tombola.data.Split;
import org.tombola.measure.Monitor;
import org.tombola.network.Mode;
import org.tombola.network.SmallCnn;
import org.tombola.spark.Made;
import org.tombola.spark.answer.Answer;
import org.tombola.spark.schema.StoredRow;
import org.tombola.spark.schema.Tables;
import org.tombola.spark.store.Store;
import org.tombola.threat.Epsilon;
import org.tombola.threat.Norm;
import org.tombola.ticket.RandomRstSwitch;
import org.tombola.ticket.TicketMethod;
import org.tombola.train.Constant;
import org.tombola.train.PgdAt;
import org.tombola.train.Sgd;
import org.tombola.trial.Checkpoints;
import org.tombola.trial.Kernels;
import org.tombola.trial.Stage;
import org.tombola.trial.StageRunner;
import org.tombola.trial.Surroundings;
import org.tombola.trial.Training;
import org.tombola.trial.TrialRecord;
import org.tombola.trial.TrialSpec;

/** A switch of two tickets, searched for real for an epoch, and what the tables hold of it. */
class SwitchRowsTest {
  private static final Fgsm ATTACK = new Fgsm(Norm.LINF, Epsilon.parse("0.05"));

  @TempDir Path folder;
  private Store store;
  private TrialRecord record;

  @BeforeEach
  void run() {
    store = Store.at(folder.toString(), new Configuration());
    RandomRstSwitch standard = new RandomRstSwitch();
    record =
        write(
            new RandomRstSwitch(
                List.of(0.7, 0.4), standard.pattern(), standard.weights(), standard.scores()));
  }

  private TrialRecord write(TicketMethod ticket) {
    TrialSpec spec =
        new TrialSpec(
            new Training(
                new Shapes(),
                new Split(48, 16, 16, Split.Order.FILE, 10),
                new None(),
                new SmallCnn(4),
                ticket,
                new PgdAt(Norm.LINF, Epsilon.parse("0.05"), Epsilon.parse("0.05"), 1, Mode.TRAIN),
                new Sgd(),
                new Constant(),
                1,
                16,
                new Monitor(ATTACK, 16, 0, 0),
                3),
            List.of(ATTACK, new Eot(ATTACK, 0)),
            new Kernels(),
            false);
    TrialRecord made =
        Made.run(
            spec,
            new Surroundings(null, store.stages(), Checkpoints.NEVER, Surroundings.Watcher.NOBODY));
    store.write(Made.row(made));
    return made;
  }

  @Test
  void theTransferMatrixIsATableOfItsOwn() {
    List<StoredRow> rows = store.read(Tables.TRANSFERS);
    // two checkpoints, three splits, two sources, two targets; eot has no source
    assertThat(rows).hasSize(24);
    for (int i = 0; i < rows.size(); i++) {
      assertThat(rows.get(i).text("trial_id")).contains(record.id());
      assertThat(rows.get(i).real("source_sparsity"))
          .hasValue(record.measured().transfers().get(i).source());
      assertThat(rows.get(i).whole("robust_right"))
          .hasValue(record.measured().transfers().get(i).robust());
      assertThat(rows.get(i).real("accuracy"))
          .hasValue(record.measured().transfers().get(i).accuracy());
    }
    assertThat(store.read(Tables.EVALUATIONS)).hasSize(12);
    assertThat(store.read(Tables.EPOCHS)).isEmpty();
    StoredRow trial = store.read(Tables.TRIALS).get(0);
    assertThat(trial.real("before_macs").orElseThrow())
        .isEqualTo(record.before().macs())
        .isPositive();
    assertThat(trial.real("sparsity").orElseThrow()).isEqualTo((0.7 + 0.4) / 2);
  }

  @Test
  void anAuditExpectsJustTheseRows() {
    assertThat(Audit.of(store).problems()).isEmpty();
    store.compact();
    assertThat(Audit.of(store).problems()).isEmpty();
    assertThat(store.read(Tables.TRANSFERS)).hasSize(24);
  }

  @Test
  void anAuditMissesAMatrixThatIsGone() throws java.io.IOException {
    Files.delete(folder.resolve("transfers").resolve(record.id() + ".parquet"));
    assertThat(Audit.of(store).problems())
        .singleElement()
        .asString()
        .contains("trial " + record.id() + " has no rows in transfers");
  }

  @Test
  void anAddedAttackHasItsMatrixToo() throws java.io.IOException {
    Attack added = new Fgsm(Norm.LINF, Epsilon.parse("0.1"));
    TrialSpec other = record.spec().attackedBy(List.of(added));
    StageRunner.run(
        new Stage.Evaluate(other.training(), added),
        new Surroundings(null, store.stages(), Checkpoints.NEVER, Surroundings.Watcher.NOBODY));
    store.add(record.id(), other);
    assertThat(store.read(Tables.TRANSFERS)).hasSize(48);
    assertThat(Audit.of(store)).isEqualTo(new Audit(List.of(), List.of(), 1, 6));
    Path file = folder.resolve("transfers").resolve(record.id() + ".added.parquet");
    byte[] matrix = Files.readAllBytes(file);
    Files.delete(file);
    assertThat(Audit.of(store).problems())
        .singleElement()
        .asString()
        .contains(record.id() + ".added.parquet: trial " + record.id() + " has no rows in")
        .contains("transfers; delete it and evaluate the trial again");
    Files.write(file, matrix);
    store.compact();
    assertThat(Audit.of(store)).isEqualTo(new Audit(List.of(), List.of(), 1, 6));
    assertThat(store.read(Tables.TRANSFERS)).hasSize(48);
  }

  @Test
  void aTrialThatSwitchesNothingHasNoFileThere() {
    TrialRecord alone = write(record.spec().training().ticket().members().get(0));
    assertThat(folder.resolve("epochs").resolve(alone.id() + ".parquet")).exists();
    assertThat(folder.resolve("transfers").resolve(alone.id() + ".parquet")).doesNotExist();
    assertThat(Audit.of(store).problems()).isEmpty();
  }

  @Test
  void aReportTellsASwitchLikeAnyTicket() {
    assertThat(Answer.of(store, Answer.Rates.BEST).text()).contains("random-rst-switch");
  }
}
