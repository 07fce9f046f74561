package org.tombola.trial;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.tombola.attack.Attack;
import org.tombola.attack.Crafting;
import org.tombola.attack.Fgsm;
import org.tombola.data.None;
import org.tombola.data.Shapes;
import org.tombola.data.Split;
import org.tombola.measure.Monitor;
import org.tombola.method.Canonical;
import org.tombola.network.Mlp;
import org.tombola.network.Mode;
import org.tombola.threat.Epsilon;
import org.tombola.threat.Norm;
import org.tombola.ticket.Dense;
import org.tombola.ticket.RandomTicket;
import org.tombola.ticket.Snip;
import org.tombola.ticket.TicketMethod;
import org.tombola.ticket.Uniform;
import org.tombola.train.Constant;
import org.tombola.train.PgdAt;
import org.tombola.train.Sgd;

class KernelsTest {
  private static final Epsilon EPSILON = Epsilon.parse("0.05");
  private static final Epsilon STEP = Epsilon.parse("0.025");
  private static final Crafting CRAFTING = new Crafting(Norm.LINF, EPSILON, STEP, 2);
  private static final Attack ATTACK = new Fgsm(Norm.LINF, EPSILON);

  private static final Artifacts ARTIFACTS = Artifacts.inMemory();
  private static final TrialSpec SPEC =
      spec(new RandomTicket(0.7, new Uniform()), 0.05, kernels(0, 1, 3));
  private static TrialRecord record;
  private static int trained;

  private static Kernels kernels(Integer... epochs) {
    return new Kernels(List.of(epochs), 20, 3, CRAFTING);
  }

  private static TrialSpec spec(TicketMethod ticket, double rate, Kernels kernels) {
    return new TrialSpec(
        new Training(
            new Shapes(80, 20, 12, 1, 0.05),
            new Split(64, 16, 20, Split.Order.FILE, 0),
            new None(),
            new Mlp(List.of(12)),
            ticket,
            new PgdAt(Norm.LINF, EPSILON, STEP, 1, Mode.TRAIN),
            new Sgd(rate, 0.9, 5e-4),
            new Constant(),
            3,
            16,
            new Monitor(ATTACK, 10, 10, 10),
            3),
        List.of(ATTACK),
        kernels,
        false);
  }

  private static TrialRecord run(TrialSpec spec, Artifacts artifacts) {
    return TrialRunner.run(spec, new Surroundings(null, artifacts, Checkpoints.NEVER, epoch -> {}));
  }

  @BeforeAll
  static void train() {
    List<EpochRecord> told = new ArrayList<>();
    record = TrialRunner.run(SPEC, new Surroundings(null, ARTIFACTS, Checkpoints.NEVER, told::add));
    trained = told.size();
  }

  @Test
  void everyEpochAskedForIsARow() {
    assertThat(record.measured().kernels())
        .extracting(KernelRecord::epoch)
        .containsExactly(0, 1, 3);
    for (KernelRecord row : record.measured().kernels()) {
      assertThat(row.points()).isEqualTo(20);
      assertThat(row.probes()).isEqualTo(3);
      assertThat(row.distance()).isBetween(0.1, 2.0);
      assertThat(row.cosine()).isBetween(0.0, 0.999);
      assertThat(row.velocityCosine()).isBetween(-1.0, 0.9999);
      assertThat(row.logitDistance()).isPositive();
      assertThat(row.denseNorm()).isPositive();
    }
    assertThat(record.measured().kernels().stream().map(KernelRecord::denseNorm).distinct())
        .hasSize(3);
  }

  /** Three epochs of each of the two networks, though the trainings are cut in two. */
  @Test
  void noEpochIsTrainedTwice() {
    assertThat(trained).isEqualTo(6);
  }

  @Test
  void measuringKernelsChangesNothingElse() {
    TrialRecord plain =
        run(spec(SPEC.training().ticket(), 0.05, new Kernels()), Artifacts.inMemory());
    assertThat(plain.measured().kernels()).isEmpty();
    for (int epoch = 0; epoch < 3; epoch++) {
      assertThat(record.trained().epochs().get(epoch).trainLoss())
          .isEqualTo(plain.trained().epochs().get(epoch).trainLoss());
    }
    assertThat(record.measured().evaluations().stream().map(EvaluationRecord::counts))
        .isEqualTo(plain.measured().evaluations().stream().map(EvaluationRecord::counts).toList());
    // what the dense twin took is not spent before this training
    assertThat(record.before()).isEqualTo(plain.before()).isEqualTo(TrialRecord.Before.NOTHING);
  }

  @Test
  void aStageTakesThePassesItTells() {
    for (Stage stage : Stage.of(SPEC)) {
      if (stage.kind().equals("kernel")) {
        StageResult result = ARTIFACTS.describe(stage).orElseThrow();
        assertThat(result.passes()).isEqualTo(Cost.of(stage).passes());
        assertThat(result.found().kernels())
            .singleElement()
            .satisfies(row -> assertThat(row.passes()).isEqualTo(result.passes()));
      }
    }
  }

  @Test
  void anEqualNetworkIsNoDistanceAway() {
    TrialRecord all = run(spec(new RandomTicket(0, new Uniform()), 0.05, kernels(0, 2)), ARTIFACTS);
    assertThat(all.measured().kernels()).hasSize(2);
    for (KernelRecord row : all.measured().kernels()) {
      assertThat(row.distance()).isZero();
      assertThat(row.logitDistance()).isZero();
      assertThat(row.cosine()).isCloseTo(1, within(1e-9));
    }
  }

  @Test
  void aSearchedTicketIsComparedBeforeTraining() {
    TicketMethod snip = new Snip(0.7, 16, Mode.EVAL, Crafting.none());
    TrialRecord searched = run(spec(snip, 0.05, kernels(0)), ARTIFACTS);
    assertThat(searched.measured().kernels())
        .singleElement()
        .satisfies(row -> assertThat(row.distance()).isBetween(0.01, 2.0));
    assertThat(searched.before().passes()).isEqualTo(snip.search(64));
  }

  @Test
  void exactNormsAreNearTheirEstimates() {
    Kernels exact = new Kernels(List.of(0), 20, 0, CRAFTING);
    KernelRecord row =
        run(spec(SPEC.training().ticket(), 0.05, exact), ARTIFACTS).measured().kernels().get(0);
    assertThat(row.probes()).isZero();
    KernelRecord estimate = record.measured().kernels().get(0);
    assertThat(estimate.denseNorm()).isCloseTo(row.denseNorm(), within(0.6 * row.denseNorm()));
    assertThat(estimate.velocityCosine()).isEqualTo(row.velocityCosine());
    assertThat(estimate.logitDistance()).isEqualTo(row.logitDistance());
  }

  @Test
  void theDenseTwinHasNoRowsAndADivergedTrainingNoneAfterItsStart() {
    assertThat(Stage.of(spec(new Dense(), 0.05, kernels(0, 1))))
        .noneMatch(Stage.Kernel.class::isInstance);
    TrialRecord diverged =
        run(spec(new RandomTicket(0.7, new Uniform()), 1e30, kernels(0, 1)), Artifacts.inMemory());
    assertThat(diverged.outcome()).isInstanceOf(Outcome.Diverged.class);
    assertThat(diverged.measured().kernels()).extracting(KernelRecord::epoch).containsExactly(0);
  }

  @Test
  void trialsWithoutKernelsKeepTheirIdentity() {
    assertThat(Canonical.json(spec(new Dense(), 0.05, new Kernels()))).doesNotContain("kernels");
    TrialSpec asked = spec(new Dense(), 0.05, kernels(0));
    assertThat(Canonical.json(asked)).contains("\"kernels\":{\"crafting\":");
    assertThat(Canonical.read(Canonical.json(asked), TrialSpec.class)).isEqualTo(asked);
  }

  @Test
  void impossibleEpochsAreRefused() {
    assertThatThrownBy(() -> spec(new Dense(), 0.05, kernels(0, 4)))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("kernels cannot be computed after epochs [0, 4]: training has 3");
    assertThatThrownBy(() -> kernels(2, 1))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("epochs must ascend from 0 or more, not [2, 1]");
  }
}
