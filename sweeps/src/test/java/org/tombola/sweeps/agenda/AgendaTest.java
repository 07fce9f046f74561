package org.tombola.sweeps.agenda;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.tombola.attack.Crafting;
import org.tombola.sweeps.PlannedTrial;
import org.tombola.ticket.Dense;
import org.tombola.ticket.Imp;
import org.tombola.ticket.RandomTicket;
import org.tombola.trial.Cost;
import org.tombola.trial.Kernels;
import org.tombola.trial.Stage;
import org.tombola.trial.Training;
import org.tombola.trial.TrialSpec;

class AgendaTest {
  private static Agenda agenda(List<PlannedTrial> trials, String... finished) {
    return new Agenda(trials, Set.of(), null, Set.of(finished)::contains, stage -> unasked());
  }

  private static Agenda.Standing unasked() {
    throw new AssertionError("asked how a training stands, without early stopping");
  }

  private static Slots alone() {
    return new Slots(1, item -> 1);
  }

  private static String fingerprint(PlannedTrial trial, int stage) {
    return Stage.of(trial.spec()).get(stage).fingerprint();
  }

  @Test
  void oneDenseTrainingServesEverySparsityAndItsOwnTrial() {
    List<PlannedTrial> trials =
        List.of(
            Specs.pruned(0.8, 1, Specs.WEAK, Specs.STRONG),
            Specs.pruned(0.9, 1, Specs.WEAK, Specs.STRONG),
            Specs.trial(
                new Dense(), 0.1, new org.tombola.train.Step(), 4, 1, Specs.WEAK, Specs.STRONG));
    Slots slots = alone().run(agenda(trials));
    assertThat(slots.stages().stream().filter(Stage.Train.class::isInstance)).hasSize(3);
    assertThat(slots.stages().stream().filter(Stage.Evaluate.class::isInstance)).hasSize(6);
    assertThat(slots.closed.values())
        .containsExactlyInAnyOrderElementsOf(
            trials.stream().map(trial -> new Agenda.Commit(trial, 4)).toList());
  }

  @Test
  void rowsComeFirstThenEvaluationsThenTheLongestTraining() {
    PlannedTrial small = Specs.dense(2, 1);
    PlannedTrial large = Specs.dense(8, 1);
    Slots slots = alone().run(agenda(List.of(small, large)));
    assertThat(slots.begun)
        .extracting(item -> item instanceof Agenda.Run run ? run.trials() : item)
        .containsExactly(
            List.of(large.id()),
            List.of(large.id()),
            new Agenda.Commit(large, 8),
            List.of(small.id()),
            List.of(small.id()),
            new Agenda.Commit(small, 2));
  }

  @Test
  void aTrainingOthersWaitForGoesBeforeALongerOne() {
    PlannedTrial pruned = Specs.pruned(0.8, 1, Specs.WEAK);
    List<Stage> stages = alone().run(agenda(List.of(Specs.dense(6, 2), pruned))).stages();
    assertThat(stages.get(0)).isEqualTo(Stage.of(pruned.spec()).get(0));
  }

  @Test
  void equalsGoInThePlansOrder() {
    List<PlannedTrial> trials = List.of(Specs.dense(2, 3), Specs.dense(2, 1), Specs.dense(2, 2));
    Slots slots = alone().run(agenda(trials));
    assertThat(slots.begun)
        .filteredOn(Agenda.Commit.class::isInstance)
        .extracting(item -> ((Agenda.Commit) item).trial())
        .containsExactlyElementsOf(trials);
  }

  @Test
  void finishedStagesAreNotRunAgain() {
    PlannedTrial trial = Specs.pruned(0.8, 1, Specs.WEAK);
    Slots slots = alone();
    slots.finished.addAll(List.of(fingerprint(trial, 0), fingerprint(trial, 1)));
    slots.run(agenda(List.of(trial), fingerprint(trial, 0), fingerprint(trial, 1)));
    assertThat(slots.stages()).containsExactly(Stage.of(trial.spec()).get(2));
    assertThat(slots.closed).containsKey(trial.id());
  }

  @Test
  void aTrialWhoseStagesAreAllFinishedOnlyNeedsItsRows() {
    PlannedTrial trial = Specs.dense(2, 1);
    Agenda agenda = agenda(List.of(trial), fingerprint(trial, 0), fingerprint(trial, 1));
    assertThat(agenda.next()).contains(new Agenda.Commit(trial, 2));
    assertThat(agenda.ended()).isFalse();
    agenda.done(new Agenda.Commit(trial, 2), Optional.empty());
    assertThat(agenda.ended()).isTrue();
  }

  @Test
  void recordedTrialsNeedNothing() {
    PlannedTrial trial = Specs.dense(2, 1);
    Agenda agenda =
        new Agenda(List.of(trial), Set.of(trial.id()), null, f -> false, stage -> unasked());
    assertThat(agenda.next()).isEmpty();
    assertThat(agenda.ended()).isTrue();
    assertThat(agenda.counts()).isEqualTo(new Agenda.Counts(0, 0, 0, 1, 1, 0, 0));
  }

  @Test
  void trainingsAreCutWhereKernelsAreWantedAndNoEpochIsTrainedTwice() {
    PlannedTrial dense = Specs.dense(4, 1);
    TrialSpec plain =
        Specs.trial(new RandomTicket(), 0.1, new org.tombola.train.Step(), 4, 1, Specs.WEAK).spec();
    Kernels kernels = new Kernels(List.of(0, 1, 3), 10, 1, new Crafting());
    PlannedTrial sparse = PlannedTrial.of(Specs.with(plain, kernels));
    Slots slots = new Slots(3, item -> 1).run(agenda(List.of(dense, sparse)));
    for (PlannedTrial trial : List.of(dense, sparse)) {
      Stage whole = new Stage.Train(trial.spec().training());
      assertThat(slots.stages())
          .filteredOn(stage -> stage.whole().equals(whole))
          .extracting(Stage::until)
          .containsExactly(1, 3, 4);
    }
    assertThat(slots.stages().stream().filter(Stage.Kernel.class::isInstance)).hasSize(3);
    // 4 epochs of each network: a longer training pays only for what the shorter has not done
    double training =
        slots.begun.stream()
            .filter(item -> item instanceof Agenda.Run run && run.stage().until() > 0)
            .mapToDouble(item -> ((Agenda.Run) item).cost())
            .sum();
    double whole = Cost.of(new Stage.Train(dense.spec().training())).passes().total();
    assertThat(training).isEqualTo(2 * whole);
  }

  @Test
  void aFailureStaysInItsBranch() {
    PlannedTrial lost = Specs.pruned(0.8, 1, Specs.WEAK);
    PlannedTrial lostToo = Specs.pruned(0.9, 1, Specs.WEAK);
    PlannedTrial spared = Specs.pruned(0.8, 2, Specs.WEAK);
    Slots slots =
        new Slots(2, item -> 1)
            .breaking(stage -> stage.fingerprint().equals(fingerprint(lost, 0)))
            .run(agenda(List.of(lost, lostToo, spared)));
    assertThat(slots.closed.values())
        .containsExactlyInAnyOrder(
            new Agenda.GiveUp(lost, Slots.FAILURE),
            new Agenda.GiveUp(lostToo, Slots.FAILURE),
            new Agenda.Commit(spared, 4));
    assertThat(slots.stages()).hasSize(4);
  }

  @Test
  void aTrialIsGivenUpOnceWhenTwoOfItsEvaluationsFail() {
    PlannedTrial trial = Specs.pruned(0.8, 1, Specs.WEAK, Specs.STRONG);
    Slots slots = alone().breaking(Stage.Evaluate.class::isInstance).run(agenda(List.of(trial)));
    assertThat(slots.closed.values()).containsExactly(new Agenda.GiveUp(trial, Slots.FAILURE));
    assertThat(slots.stages()).hasSize(4);
  }

  @Test
  void aDamagedResultIsMadeAgainBeforeWhatReadsIt() {
    PlannedTrial trial = Specs.pruned(0.8, 1, Specs.WEAK, Specs.STRONG);
    String dense = fingerprint(trial, 0);
    String pruned = fingerprint(trial, 1);
    Slots slots = new Slots(2, item -> 1);
    slots.finished.addAll(List.of(dense, pruned));
    slots.losing(dense, pruned).run(agenda(List.of(trial), dense, pruned));
    assertThat(slots.stages())
        .extracting(stage -> Stage.of(trial.spec()).indexOf(stage))
        // both evaluations meet the damage; so does the training made again
        .containsExactly(3, 2, 1, 0, 1, 3, 2);
    assertThat(slots.closed.values()).containsExactly(new Agenda.Commit(trial, 4));
  }

  @Test
  void whatHasNotBegunWaitsForADamagedInputAtOnce() {
    PlannedTrial trial = Specs.pruned(0.8, 1, Specs.WEAK, Specs.STRONG);
    String dense = fingerprint(trial, 0);
    String pruned = fingerprint(trial, 1);
    Slots slots = alone();
    slots.finished.addAll(List.of(dense, pruned));
    slots.losing(pruned).run(agenda(List.of(trial), dense, pruned));
    assertThat(slots.stages())
        .extracting(stage -> Stage.of(trial.spec()).indexOf(stage))
        .containsExactly(3, 1, 3, 2);
  }

  @Test
  void aTrialIsWrittenOnceADamagedResultIsMadeAgain() {
    PlannedTrial trial = Specs.dense(2, 1);
    String training = fingerprint(trial, 0);
    Slots slots = alone();
    slots.finished.addAll(List.of(training, fingerprint(trial, 1)));
    Agenda agenda = agenda(List.of(trial), training, fingerprint(trial, 1));
    slots.losing(training).run(agenda);
    Agenda.Commit commit = new Agenda.Commit(trial, 2);
    assertThat(slots.begun)
        .extracting(item -> item instanceof Agenda.Run run ? run.fingerprint() : item)
        .containsExactly(commit, training, commit);
    assertThat(agenda.counts().trialsDone()).isEqualTo(1);
    assertThat(agenda.counts().costLeft()).isZero();
  }

  @Test
  void aResultLostAThirdTimeIsNotMadeAgain() {
    PlannedTrial trial = Specs.dense(2, 1);
    String training = fingerprint(trial, 0);
    Agenda agenda = agenda(List.of(trial));
    for (int lost = 0; lost < 2; lost++) {
      agenda.done(agenda.next().orElseThrow(), Optional.empty());
      assertThat(agenda.lost(agenda.next().orElseThrow(), training)).isTrue();
    }
    agenda.done(agenda.next().orElseThrow(), Optional.empty());
    Agenda.Run evaluation = (Agenda.Run) agenda.next().orElseThrow();
    assertThat(agenda.lost(evaluation, training)).isFalse();
    agenda.failed(evaluation, Slots.FAILURE);
    assertThat(agenda.next()).contains(new Agenda.GiveUp(trial, Slots.FAILURE));
  }

  @Test
  void aResultAnItemDoesNotReadIsNotMadeForIt() {
    PlannedTrial trial = Specs.dense(2, 1);
    Agenda agenda = agenda(List.of(trial), fingerprint(trial, 0));
    Agenda.Run evaluation = (Agenda.Run) agenda.next().orElseThrow();
    assertThat(agenda.lost(evaluation, evaluation.fingerprint())).isFalse();
    assertThat(agenda.lost(evaluation, "0123456789")).isFalse();
    agenda.done(evaluation, Optional.empty());
    Agenda.Commit commit = (Agenda.Commit) agenda.next().orElseThrow();
    assertThat(agenda.lost(commit, "0123456789")).isFalse();
    agenda.done(commit, Optional.empty());
    assertThat(agenda.ended()).isTrue();
  }

  @Test
  void countsFollowTheWork() {
    PlannedTrial trial = Specs.dense(2, 1);
    Agenda agenda = agenda(List.of(trial));
    Agenda.Item train = agenda.next().orElseThrow();
    assertThat(agenda.next()).isEmpty();
    Agenda.Counts before = agenda.counts();
    assertThat(before.cost()).isEqualTo(before.costLeft()).isPositive();
    assertThat(before).isEqualTo(new Agenda.Counts(2, 0, 1, 1, 0, before.cost(), before.cost()));
    agenda.done(train, Optional.empty());
    assertThat(agenda.counts().stagesDone()).isEqualTo(1);
    assertThat(agenda.counts().costLeft()).isEqualTo(before.cost() - ((Agenda.Run) train).cost());
  }

  @Test
  void endingAStageThatDoesNotRunIsRefused() {
    PlannedTrial trial = Specs.dense(2, 1);
    Agenda agenda = agenda(List.of(trial));
    Agenda.Run run = (Agenda.Run) agenda.next().orElseThrow();
    agenda.done(run, Optional.empty());
    assertThatThrownBy(() -> agenda.done(run, Optional.empty()))
        .hasMessage("Cannot end stage " + run.fingerprint() + ": it is not running");
  }

  private static PlannedTrial rewound(int levels, int epoch) {
    return Specs.trial(
        new Imp(levels, 0.2, Imp.Rewind.WEIGHTS, epoch, Imp.Output.PRUNED),
        0.1,
        new org.tombola.train.Step(),
        8,
        1,
        Specs.WEAK);
  }

  /** Three tickets go back to epochs 2 and 5 of the dense training, which is a trial itself. */
  @Test
  void aTrainingGoesOnFromAllItsPartsThatTrialsNeed() {
    PlannedTrial dense = Specs.dense(8, 1);
    List<PlannedTrial> trials = List.of(dense, rewound(1, 5), rewound(2, 2), rewound(1, 2));
    Agenda agenda = agenda(trials);
    double cost = agenda.counts().cost();
    Slots slots = new Slots(3, item -> 1).run(agenda);
    Training whole = dense.spec().training();
    assertThat(slots.stages())
        .filteredOn(stage -> stage.whole().equals(new Stage.Train(whole)))
        .containsExactly(
            new Stage.Train(whole, 2), new Stage.Train(whole, 5), new Stage.Train(whole));
    assertThat(slots.closed.values())
        .containsExactlyInAnyOrderElementsOf(
            trials.stream().map(trial -> new Agenda.Commit(trial, 8)).toList());
    // epochs trained: all 8 of the dense one, and the rest of the plan of three tickets
    double epoch = Cost.of(new Stage.Train(whole, 1)).passes().total();
    double evaluation = Cost.of(Stage.of(dense.spec()).get(1)).passes().total();
    assertThat(cost).isEqualTo((8 + 3 + 6 + 6) * epoch + 4 * evaluation);
  }

  @Test
  void aTrialByItselfTrainsNoEpochTwice() {
    PlannedTrial trial = rewound(1, 2);
    assertThat(Workload.alone(List.of(trial)).total())
        .isEqualTo(Workload.of(agenda(List.of(trial))).total());
  }
}
