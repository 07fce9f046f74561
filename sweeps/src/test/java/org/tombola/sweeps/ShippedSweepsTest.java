package org.tombola.sweeps;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.tombola.data.CropFlip;
import org.tombola.method.Canonical;
import org.tombola.network.Mode;
import org.tombola.sweeps.agenda.Agenda;
import org.tombola.sweeps.agenda.Workload;
import org.tombola.ticket.Dense;
import org.tombola.ticket.RobustBird;
import org.tombola.train.KdSwa;
import org.tombola.train.PgdAt;
import org.tombola.train.Step;
import org.tombola.trial.TrialSpec;

class ShippedSweepsTest {
  @Test
  void quickstartIsFiveTicketsAtThreeSeeds() throws Exception {
    Plan plan = SweepFile.read(Path.of("quickstart.yaml")).plan();
    assertThat(plan.written()).isEqualTo(18);
    assertThat(plan.trials().size()).isEqualTo(15);
  }

  @Test
  void learningRateTriesThreeRatesForEveryTicket() throws Exception {
    Plan plan = SweepFile.read(Path.of("learning-rate.yaml")).plan();
    assertThat(plan.trials().size()).isEqualTo(27);
    assertThat(plan.trials())
        .extracting(trial -> trial.spec().training().optimizer().learningRate())
        .contains(0.005, 0.02, 0.1);
  }

  @Test
  void sharedPrefixTakesAtMostHalfOfThePassesOfItsTrialsAlone() throws Exception {
    Plan plan = SweepFile.read(Path.of("shared-prefix.yaml")).plan();
    Workload planned =
        Workload.of(new Agenda(plan.trials(), Set.of(), null, id -> false, stage -> null));
    Workload alone = Workload.alone(plan.trials());
    assertThat(plan.trials().size()).isEqualTo(30);
    assertThat(planned.trainings()).isEqualTo(15);
    assertThat(planned.evaluations()).isEqualTo(30);
    assertThat(alone.trainings()).isEqualTo(54);
    assertThat(planned.total()).isLessThanOrEqualTo(alone.total() / 2);
    Workload quickstart =
        Workload.alone(SweepFile.read(Path.of("quickstart.yaml")).plan().trials());
    assertThat(planned.total())
        .as("minutes, as the quick start")
        .isLessThan(quickstart.total() * 2);
  }

  /**
   * Every paper at its own scale and in small; the quick start takes six minutes on two cores, a
   * small one at most fifteen.
   */
  @ParameterizedTest
  @ValueSource(
      strings = {
        "sparsity-winning-twice",
        "robust-scratch-tickets",
        "adversarial-winning-tickets",
        "boosting-tickets",
        "inverse-weights-inheritance"
      })
  void everyPaperHasASweepAndASmallTwin(String paper) throws Exception {
    Workload whole = planned(paper + ".yaml");
    Workload small = planned(paper + "-small.yaml");
    assertThat(whole.total()).isGreaterThan(100 * small.total());
    assertThat(small.total())
        .isLessThan(
            2.5
                * Workload.alone(SweepFile.read(Path.of("quickstart.yaml")).plan().trials())
                    .total());
  }

  /** Else no difference to dense can be told, or none with an interval. */
  @ParameterizedTest
  @ValueSource(
      strings = {
        "sparsity-winning-twice",
        "sparsity-winning-twice-small",
        "robust-scratch-tickets",
        "adversarial-winning-tickets",
        "adversarial-winning-tickets-small",
        "boosting-tickets",
        "boosting-tickets-small",
        "inverse-weights-inheritance",
        "inverse-weights-inheritance-small"
      })
  void everyTicketHasThreeSeedsAndADenseNetworkBesideEachOfThem(String paper) throws Exception {
    List<ObjectNode> trials = trials(paper);
    Set<ObjectNode> dense =
        trials.stream()
            .filter(trial -> trial.path("ticket").has("dense"))
            .map(trial -> trial.deepCopy().<ObjectNode>without("ticket"))
            .collect(Collectors.toSet());
    assertThat(trials)
        .allSatisfy(
            trial -> assertThat(dense).contains(trial.deepCopy().<ObjectNode>without("ticket")));
    Map<ObjectNode, Long> seeds =
        trials.stream()
            .distinct()
            .collect(
                Collectors.groupingBy(
                    trial -> trial.deepCopy().<ObjectNode>without("seed"), Collectors.counting()));
    assertThat(seeds.values()).allMatch(count -> count >= 3);
  }

  @Test
  void robustBirdsLearningRateFallsAfterAQuarterAndThreeQuartersAsInItsPapersCode()
      throws Exception {
    List<TrialSpec> trials =
        SweepFile.read(Path.of("papers", "sparsity-winning-twice.yaml")).written();
    assertThat(trials).allMatch(trial -> trial.training().epochs() == 200);
    assertThat(trials)
        .filteredOn(trial -> trial.training().recipe() instanceof PgdAt)
        .filteredOn(trial -> !(trial.training().ticket() instanceof Dense))
        .hasSize(7 * 2 * 3 + 2 * 3)
        .allSatisfy(
            trial ->
                assertThat(((Step) trial.training().schedule()).at())
                    .isEqualTo(
                        trial.training().ticket() instanceof RobustBird
                            ? List.of(0.25, 0.75)
                            : List.of(0.5, 0.75)));
    assertThat(new RobustBird().schedule())
        .as("of its search")
        .isEqualTo(new Step(List.of(0.25, 0.75), 0.1));
  }

  @Test
  void kdSwaIsTriedOnDenseTooInItsAuthorsSchedule() throws Exception {
    List<TrialSpec> trials =
        SweepFile.read(Path.of("papers", "sparsity-winning-twice.yaml")).written();
    assertThat(trials)
        .filteredOn(trial -> trial.training().recipe() instanceof KdSwa)
        .hasSize(3 * 3)
        .allMatch(trial -> trial.training().schedule().equals(new Step(List.of(0.25, 0.75), 0.1)))
        .filteredOn(trial -> trial.training().ticket() instanceof Dense)
        .extracting(trial -> trial.training().seed())
        .containsExactly(1L, 2L, 3L);
  }

  @Test
  void boostingTicketsSeeShiftsOfUpToEightPixels() throws Exception {
    assertThat(SweepFile.read(Path.of("papers", "boosting-tickets.yaml")).written())
        .allMatch(trial -> trial.training().augment().equals(new CropFlip(8)))
        .allMatch(trial -> trial.training().recipe().equals(pgd(Mode.EVAL)));
  }

  /** As the ticket's card and the paper's file say. */
  @ParameterizedTest
  @ValueSource(strings = {"{fgsm-at: {crafting: train}}", "{fast-at: {alarm: {then: off}}}"})
  void robustScratchTicketsCanBeSearchedByASingleStepToo(String recipe, @TempDir Path folder)
      throws Exception {
    String shipped = Files.readString(Path.of("papers", "robust-scratch-tickets.yaml"));
    Path file = folder.resolve("single-step.yaml");
    Files.writeString(file, shipped.replace("{pgd-at: {steps: 7}}", recipe));
    assertThat(SweepFile.read(file).written())
        .isNotEmpty()
        .allMatch(trial -> trial.training().recipe().attackSteps() == 1);
  }

  private static PgdAt pgd(Mode crafting) {
    PgdAt standard = new PgdAt();
    return new PgdAt(
        standard.norm(), standard.epsilon(), standard.step(), standard.steps(), crafting);
  }

  private static List<ObjectNode> trials(String paper) throws Exception {
    return SweepFile.read(Path.of("papers", paper + ".yaml")).written().stream()
        .map(trial -> (ObjectNode) Canonical.tree(trial))
        .toList();
  }

  private static Workload planned(String file) throws Exception {
    Plan plan = SweepFile.read(Path.of("papers", file)).plan();
    return Workload.of(new Agenda(plan.trials(), Set.of(), null, id -> false, stage -> unasked()));
  }

  private static Agenda.Standing unasked() {
    throw new AssertionError("asked how a training stands, without early stopping");
  }
}
