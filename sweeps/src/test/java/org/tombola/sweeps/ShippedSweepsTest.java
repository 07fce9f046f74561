package org.tombola.sweeps;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ShippedSweepsTest {
  @Test
  void quickstartIsFiveTicketsAtThreeSeeds() throws Exception {
    Plan plan = SweepFile.read(Path.of("quickstart.yaml")).plan();
    assertThat(plan.written()).isEqualTo(18);
    assertThat(plan.distinct()).isEqualTo(15);
  }

  @Test
  void learningRateTriesThreeRatesForEveryTicket() throws Exception {
    Plan plan = SweepFile.read(Path.of("learning-rate.yaml")).plan();
    assertThat(plan.distinct()).isEqualTo(27);
    assertThat(plan.trials())
        .extracting(trial -> trial.spec().optimizer().learningRate())
        .contains(0.005, 0.02, 0.1);
  }

  @Test
  void sharedPrefixTakesAtMostHalfOfThePassesOfItsTrialsAlone() throws Exception {
    Plan plan = SweepFile.read(Path.of("shared-prefix.yaml")).plan();
    Workload planned =
        Workload.of(new Agenda(plan.trials(), Set.of(), null, id -> false, stage -> null));
    Workload alone = Workload.alone(plan.trials());
    assertThat(plan.distinct()).isEqualTo(30);
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

  private static Workload planned(String file) throws Exception {
    Plan plan = SweepFile.read(Path.of("papers", file)).plan();
    return Workload.of(new Agenda(plan.trials(), Set.of(), null, id -> false, stage -> unasked()));
  }

  private static Agenda.Standing unasked() {
    throw new AssertionError("asked how a training stands, without early stopping");
  }
}
