package org.tombola.sweeps.agenda;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import org.junit.jupiter.api.Test;
import org.tombola.method.Canonical;
import org.tombola.network.Passes;
import org.tombola.sweeps.PlannedTrial;
import org.tombola.trial.Artifacts;
import org.tombola.trial.Bundle;
import org.tombola.trial.Cost;
import org.tombola.trial.Found;
import org.tombola.trial.Provenance;
import org.tombola.trial.Stage;
import org.tombola.trial.StageResult;

class EstimateTest {
  private static final Provenance PROVENANCE =
      new Provenance(1, "", "", "", "nd4j", "", "", 1, "", "", "", "");

  private final Artifacts artifacts = Artifacts.inMemory();
  private final Set<String> finished = new HashSet<>();

  private void ran(Stage stage, double secondsAPass) {
    double seconds = Cost.of(stage).passes().total() * secondsAPass;
    StageResult result =
        new StageResult(
            stage.kind(),
            Canonical.json(stage),
            seconds,
            new Passes(1, 1, 1),
            PROVENANCE,
            new Found.Kernel(List.of()));
    artifacts.keep(stage.fingerprint(), new Bundle(result.json()));
    finished.add(stage.fingerprint());
  }

  private static Workload work(List<PlannedTrial> trials) {
    return Workload.of(
        new Agenda(trials, Set.of(), null, id -> false, stage -> new Agenda.Standing(false, 0)));
  }

  @Test
  void hoursAreTheWorkAtTheMedianRateOfPastStages() {
    List<PlannedTrial> trials = List.of(Specs.dense(4, 1), Specs.dense(4, 2), Specs.dense(4, 3));
    double[] rates = {0.001, 0.002, 1};
    for (int i = 0; i < rates.length; i++) {
      ran(Stage.of(trials.get(i).spec()).get(0), rates[i]);
    }
    List<PlannedTrial> next = List.of(Specs.dense(8, 7));
    Rates seen = Rates.of(next, artifacts, finished);
    assertThat(seen.results()).isEqualTo(3);
    Workload work = work(next);
    Estimate estimate = Estimate.of(work, seen);
    assertThat(estimate.unknown()).isEmpty();
    assertThat(estimate.hours()).isCloseTo(work.total() * 0.002 / 3600, within(1e-12));
  }

  private static org.assertj.core.data.Offset<Double> within(double distance) {
    return org.assertj.core.data.Offset.offset(distance);
  }

  @Test
  void evaluationsHaveARateOfTheirOwnOnceOneHasRun() {
    List<Stage> stages = Stage.of(Specs.dense(4, 1).spec());
    ran(stages.get(0), 0.002);
    ran(stages.get(1), 0.001);
    Rates rates = Rates.of(List.of(), artifacts, finished);
    assertThat(rates.seconds(Workload.PassKind.of(stages.get(0)))).hasValue(0.002);
    assertThat(rates.seconds(Workload.PassKind.of(stages.get(1)))).hasValue(0.001);
  }

  /** Refuses one result, as a store does that a newer version wrote to. */
  private record Newer(Artifacts others, String refused) implements Artifacts {
    @Override
    public Optional<Bundle> find(String fingerprint, long most) {
      if (fingerprint.equals(refused)) {
        throw new IllegalStateException("Cannot read it: a newer version wrote it");
      }
      return others.find(fingerprint, most);
    }

    @Override
    public void damaged(String fingerprint, String why) {}

    @Override
    public void keep(String fingerprint, Bundle result) {
      others.keep(fingerprint, result);
    }

    @Override
    public <T> Optional<T> checkpoint(
        String fingerprint, int until, long most, Function<Bundle, T> reader) {
      return others.checkpoint(fingerprint, until, most, reader);
    }

    @Override
    public void save(String fingerprint, int epoch, Bundle checkpoint) {
      others.save(fingerprint, epoch, checkpoint);
    }

    @Override
    public void prune(String fingerprint) {
      others.prune(fingerprint);
    }
  }

  @Test
  void resultsThatCannotBeReadTellNothing() {
    Stage training = Stage.of(Specs.dense(4, 1).spec()).get(0);
    ran(training, 0.002);
    artifacts.keep("0123", new Bundle("[]"));
    finished.addAll(Set.of("0123", "4567"));
    Rates rates = Rates.of(List.of(), new Newer(artifacts, "4567"), finished);
    assertThat(rates.results()).isEqualTo(1);
    assertThat(rates.seconds(Workload.PassKind.of(training))).hasValue(0.002);
  }

  @Test
  void whatHasNeverRunHereIsUnknownByNameAndRefused() {
    Rates none = Rates.of(List.of(), Artifacts.inMemory(), Set.of());
    Estimate estimate = Estimate.of(work(List.of(Specs.dense(4, 1))), none);
    String unknown =
        "unknown until a stage of small-cnn on fashion-mnist at batch 100 has run here";
    assertThat(estimate).hasToString(unknown);
    assertThatThrownBy(() -> estimate.allow(1000))
        .hasMessage(
            "Cannot run: the sweep's duration is "
                + unknown
                + "; run a small sweep of it into the same folder first, or omit --max-gpu-hours");
  }

  @Test
  void moreThanAllowedIsRefusedWithBothNumbers() {
    Estimate estimate = new Estimate(31.46, Set.of(), true);
    assertThatThrownBy(() -> estimate.allow(20))
        .hasMessage(
            "Cannot run: the sweep is estimated at 31.5 GPU hours, but --max-gpu-hours allows 20");
    assertThatCode(() -> estimate.allow(32)).doesNotThrowAnyException();
  }

  @Test
  void sharedStagesAreWorkOnce() {
    List<PlannedTrial> trials =
        List.of(Specs.pruned(0.8, 1, Specs.WEAK), Specs.pruned(0.9, 1, Specs.WEAK));
    Workload alone = Workload.alone(trials);
    Workload planned = work(trials);
    assertThat(alone.trainings()).isEqualTo(4);
    assertThat(planned.trainings()).isEqualTo(3);
    double dense = Cost.of(Stage.of(trials.get(0).spec()).get(0)).passes().total();
    assertThat(planned.total()).isEqualTo(alone.total() - dense);
  }
}
