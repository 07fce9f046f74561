package org.tombola.trial;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.tombola.attack.Attack;
import org.tombola.attack.Eot;
import org.tombola.attack.Pgd;
import org.tombola.data.None;
import org.tombola.data.Shapes;
import org.tombola.data.Split;
import org.tombola.measure.Monitor;
import org.tombola.method.Canonical;
import org.tombola.network.Checkpoint;
import org.tombola.network.Mode;
import org.tombola.network.Passes;
import org.tombola.network.SmallCnn;
import org.tombola.network.SplitName;
import org.tombola.threat.Epsilon;
import org.tombola.threat.Norm;
import org.tombola.ticket.FineTunedScratchTicket;
import org.tombola.ticket.RandomRstSwitch;
import org.tombola.ticket.RobustScratchTicket;
import org.tombola.ticket.ScratchWeights;
import org.tombola.ticket.TicketMethod;
import org.tombola.train.Constant;
import org.tombola.train.PgdAt;
import org.tombola.train.Recipe;
import org.tombola.train.Scores;
import org.tombola.train.Sgd;
import org.tombola.train.Standard;

/** A switch of two tickets as a trial: 96 training, 32 validation and 32 test images. */
class SwitchTest {
  private static final Epsilon EPSILON = Epsilon.parse("0.05");
  private static final Attack ATTACK = new Pgd(Norm.LINF, EPSILON, Epsilon.parse("0.02"), 3, 1);
  private static final Attack EOT = new Eot(ATTACK, 0);
  private static final List<Double> SPARSITIES = List.of(0.7, 0.4);
  private static final Heap HEAP = new Heap();

  /** Results in memory. */
  private static final class Heap implements Artifacts {
    final Map<String, Bundle> results = new HashMap<>();

    @Override
    public Optional<Bundle> find(String fingerprint, long most) {
      return Optional.ofNullable(results.get(fingerprint));
    }

    @Override
    public void damaged(String fingerprint, String why) {}

    @Override
    public void keep(String fingerprint, Bundle result) {
      results.put(fingerprint, result);
    }

    @Override
    public <T> Optional<T> checkpoint(
        String fingerprint, int until, long most, Function<Bundle, T> reader) {
      return Optional.empty();
    }

    @Override
    public void save(String fingerprint, int epoch, Bundle checkpoint) {}

    @Override
    public void prune(String fingerprint) {}
  }

  private static TrialRecord record;

  @BeforeAll
  static void run() {
    record = TrialRunner.run(spec(two()), surroundings());
  }

  private static Surroundings surroundings() {
    return new Surroundings(null, HEAP, Checkpoints.NEVER, Surroundings.Watcher.NOBODY);
  }

  private static RandomRstSwitch two() {
    return new RandomRstSwitch(
        SPARSITIES,
        Scores.Pattern.ELEMENT,
        ScratchWeights.SIGNED_KAIMING_CONSTANT,
        Scores.Distribution.KAIMING_UNIFORM);
  }

  private static TicketMethod member(double sparsity) {
    return two().members().get(SPARSITIES.indexOf(sparsity));
  }

  private static TrialSpec spec(TicketMethod ticket) {
    return spec(ticket, new PgdAt(Norm.LINF, EPSILON, Epsilon.parse("0.02"), 2, Mode.TRAIN), 0.5);
  }

  private static TrialSpec spec(TicketMethod ticket, Recipe recipe, double rate) {
    return new TrialSpec(
        new Training(
            new Shapes(),
            new Split(96, 32, 32, Split.Order.FILE, 10),
            new None(),
            new SmallCnn(4),
            ticket,
            recipe,
            new Sgd(rate, 0.9, 5e-4),
            new Constant(),
            3,
            16,
            new Monitor(ATTACK, 32, 0, 0),
            3),
        List.of(ATTACK, EOT),
        new Kernels(),
        false);
  }

  @Test
  void itsMembersAreTheTrialsOfTheScratchTicketsThemselves() {
    List<Stage> stages = Stage.of(spec(two()));
    assertThat(stages)
        .extracting(Stage::kind)
        .containsExactly("train", "train", "train", "evaluate", "evaluate");
    for (int i = 0; i < 2; i++) {
      TrialSpec alone =
          spec(
              new RobustScratchTicket(
                  SPARSITIES.get(i),
                  Scores.Pattern.ELEMENT,
                  ScratchWeights.SIGNED_KAIMING_CONSTANT,
                  Scores.Distribution.KAIMING_UNIFORM));
      assertThat(stages.get(i)).isEqualTo(Stage.of(alone).get(0));
    }
    // a lost result of a member is found missing, and made again
    assertThat(stages.get(3).inputs()).containsAll(stages.subList(0, 3));
    for (Stage stage : stages) {
      assertThat(Canonical.read(Canonical.json(stage), Stage.class)).isEqualTo(stage);
    }
  }

  @Test
  void itTrainsNothingItself() {
    Stage gathers = Stage.of(spec(two())).get(2);
    StageResult result = StageResult.read(HEAP.find(gathers).orElseThrow().json());
    assertThat(result.passes()).isEqualTo(Passes.NONE);
    assertThat(Cost.of(gathers).passes()).isEqualTo(Passes.NONE);
    assertThat(record.outcome()).isEqualTo(new Outcome.Completed());
    assertThat(record.trained().epochs()).isEmpty();
    assertThat(record.trained().layers()).isEmpty();
    assertThat(record.trained().bestEpoch()).isZero();
    assertThat(record.before().epochs()).isEqualTo(6);
    TrialRecord sparse = TrialRunner.run(spec(member(0.7)), surroundings());
    TrialRecord denser = TrialRunner.run(spec(member(0.4)), surroundings());
    assertThat(record.before().macs())
        .isEqualTo(
            sparse.trained().flops().trainingMacs() + denser.trained().flops().trainingMacs());
    assertThat(record.trained().sparsity())
        .isEqualTo((sparse.trained().sparsity() + denser.trained().sparsity()) / 2);
    assertThat(record.trained().flops().macs())
        .isEqualTo((sparse.trained().flops().macs() + denser.trained().flops().macs()) / 2);
    assertThat(record.trained().flops().trainingMacs()).isZero();
  }

  @Test
  void everyCheckpointAndSplitHasItsRowsAndItsMatrix() {
    Set<List<Object>> rows = new HashSet<>();
    record
        .measured()
        .evaluations()
        .forEach(e -> rows.add(List.of(e.checkpoint(), e.split(), e.settings())));
    assertThat(rows).hasSize(2 * 3 * 2);
    assertThat(record.measured().evaluations()).hasSize(12);
    // the expectation is crafted on all tickets at once: it has no source
    assertThat(record.measured().transfers()).hasSize(2 * 3 * 4);
    assertThat(record.measured().transfers())
        .allSatisfy(cell -> assertThat(cell.attack()).isEqualTo(Canonical.json(ATTACK)));
    assertThat(record.measured().transfers())
        .filteredOn(cell -> cell.checkpoint() == Checkpoint.FINAL && cell.split() == SplitName.TEST)
        .extracting(cell -> List.of(cell.source(), cell.target()))
        .containsExactly(
            List.of(0.7, 0.7), List.of(0.7, 0.4), List.of(0.4, 0.7), List.of(0.4, 0.4));
  }

  @Test
  void theDiagonalIsWhatTheMembersOwnTrialsMeasure() {
    for (double sparsity : SPARSITIES) {
      TrialRecord own = TrialRunner.run(spec(member(sparsity)), surroundings());
      for (EvaluationRecord e : own.measured().evaluations()) {
        if (e.settings().equals(Canonical.json(ATTACK))) {
          assertThat(record.measured().transfers())
              .filteredOn(cell -> cell.source() == sparsity && cell.target() == sparsity)
              .filteredOn(
                  cell ->
                      cell.checkpoint().equals(e.checkpoint()) && cell.split().equals(e.split()))
              .singleElement()
              .satisfies(
                  cell -> {
                    assertThat(cell.images()).isEqualTo(e.counts().images());
                    assertThat(cell.standard()).isEqualTo(e.counts().standard());
                    // batches are made up otherwise: rounding may tip an image
                    assertThat(Math.abs(cell.robust() - e.counts().robust()))
                        .isLessThanOrEqualTo(1);
                  });
        }
      }
    }
  }

  /**
   * A draw for each image lies between the matrix's least and its largest cells, image by image.
   */
  @Test
  void itsAccuracyIsDrawnFromTheMatrix() {
    for (EvaluationRecord e : record.measured().evaluations()) {
      if (e.settings().equals(Canonical.json(EOT))) {
        continue;
      }
      List<TransferRecord> matrix =
          record.measured().transfers().stream()
              .filter(c -> c.checkpoint().equals(e.checkpoint()) && c.split().equals(e.split()))
              .toList();
      int images = e.counts().images();
      double mean = matrix.stream().mapToInt(TransferRecord::robust).average().orElseThrow();
      // a draw of bits has a deviation of at most sqrt(n)/2: four of these
      assertThat(Math.abs(e.counts().robust() - mean)).isLessThanOrEqualTo(2 * Math.sqrt(images));
    }
  }

  @Test
  void passesAreNoMoreThanTold() {
    for (Attack attack : record.spec().evaluate()) {
      Stage stage = new Stage.Evaluate(record.spec().training(), attack);
      Passes spent = StageResult.read(HEAP.find(stage).orElseThrow().json()).passes();
      Passes told = Cost.of(stage).passes();
      assertThat(spent.inputGradient()).isPositive().isLessThanOrEqualTo(told.inputGradient());
      assertThat(spent.forward()).isPositive().isLessThanOrEqualTo(told.forward());
      assertThat(
              record.measured().evaluations().stream()
                  .filter(e -> attack(e).equals(attack))
                  .map(EvaluationRecord::passes)
                  .reduce(Passes.NONE, Passes::plus))
          .isEqualTo(spent);
    }
  }

  private static Attack attack(EvaluationRecord record) {
    return Canonical.read(record.settings(), Attack.class);
  }

  @Test
  void aSwitchWithAMemberThatDivergedHasDivergedToo() {
    TrialSpec wild =
        spec(two(), new PgdAt(Norm.LINF, EPSILON, Epsilon.parse("0.02"), 2, Mode.TRAIN), 1e38);
    TrialRecord diverged = TrialRunner.run(wild, surroundings());
    assertThat(diverged.outcome()).isInstanceOf(Outcome.Diverged.class);
    assertThat(diverged.measured().evaluations()).isEmpty();
    assertThat(diverged.measured().transfers()).isEmpty();
  }

  @Test
  void aSwitchIsRefusedWhereItsMembersAre() {
    assertThatThrownBy(() -> spec(two(), new Standard(), 0.1))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageStartingWith("robust-scratch-ticket searches with adversarial examples");
  }

  @Test
  void aFineTunedTicketKeepsTheMaskOfItsSearchAndTrainsItsWeights() {
    FineTunedScratchTicket standard = new FineTunedScratchTicket();
    TicketMethod tuned =
        new FineTunedScratchTicket(
            0.7,
            standard.pattern(),
            standard.weights(),
            standard.scores(),
            standard.start(),
            standard.moved());
    List<Stage> stages = Stage.of(spec(tuned));
    assertThat(stages.get(0)).isEqualTo(Stage.of(spec(two())).get(0));
    TrialRecord trial = TrialRunner.run(spec(tuned), surroundings());
    assertThat(trial.before().epochs()).isEqualTo(3);
    float[] found = Inputs.best(HEAP.find(stages.get(0)).orElseThrow());
    Bundle trained = HEAP.find(stages.get(1)).orElseThrow();
    java.util.BitSet mask = java.util.BitSet.valueOf(trained.bytes("mask"));
    float[] now = trained.floats("parameters");
    int moved = 0;
    for (int i = mask.nextSetBit(0); i >= 0; i = mask.nextSetBit(i + 1)) {
      assertThat(found[i]).isNotZero();
      moved += now[i] == found[i] ? 0 : 1;
    }
    assertThat(moved).isGreaterThan(mask.cardinality() / 2);
    assertThat(trial.trained().sparsity())
        .isEqualTo(
            trial.trained().epochs().get(0).sparsity(),
            org.assertj.core.api.Assertions.within(1e-9))
        .isBetween(0.69, 0.7);
  }
}
