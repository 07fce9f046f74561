package org.tombola.sweeps.agenda;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Function;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import org.junit.jupiter.api.Test;
import org.tombola.sweeps.PlannedTrial;
import org.tombola.sweeps.Processor;
import org.tombola.sweeps.halving.Halving;
import org.tombola.ticket.Dense;
import org.tombola.ticket.Imp;
import org.tombola.ticket.OneShotMagnitude;
import org.tombola.ticket.RandomRstSwitch;
import org.tombola.ticket.TicketMethod;
import org.tombola.train.PgdAt;
import org.tombola.train.Step;
import org.tombola.trial.Kernels;
import org.tombola.trial.MissingResult;
import org.tombola.trial.Stage;
import org.tombola.trial.Training;
import org.tombola.trial.TrialSpec;

class EarlyStoppingTest {
  private static final int EPOCHS = 12;

  /** Compared after 2 and after 6 of 12 epochs. */
  private static final Halving THIRDS = new Halving(List.of("optimizer.learning-rate"), 3, 2);

  private static final int[] RUNGS = {2, 6};

  private static final TicketMethod RANDOM = new org.tombola.ticket.RandomTicket();

  private static PlannedTrial trial(TicketMethod ticket, int rate, long seed) {
    return Specs.trial(ticket, 0.01 * rate, new Step(), EPOCHS, seed, Specs.WEAK);
  }

  private static List<PlannedTrial> trials(TicketMethod ticket, int rates, int seeds) {
    List<PlannedTrial> trials = new ArrayList<>();
    for (int rate = 1; rate <= rates; rate++) {
      for (int seed = 1; seed <= seeds; seed++) {
        trials.add(trial(ticket, rate, seed));
      }
    }
    return trials;
  }

  private static int rate(Training training) {
    return (int) Math.round(training.optimizer().learningRate() * 100);
  }

  private static Agenda.Standing by(double robust) {
    return new Agenda.Standing(false, robust);
  }

  private static final Function<Stage.Train, Agenda.Standing> BY_RATE =
      stage -> by(rate(stage.training()) / 100.0);

  private static Slots run(
      List<PlannedTrial> trials, Halving halving, Function<Stage.Train, Agenda.Standing> standing) {
    return new Slots(2, item -> 1, standing)
        .run(new Agenda(trials, Set.of(), halving, f -> false, standing));
  }

  /** Epochs at which each trial's rows were written, -1 where it was given up; by its id. */
  private static Map<String, Integer> until(Slots slots) {
    Map<String, Integer> until = new TreeMap<>();
    slots.closed.forEach(
        (id, item) -> until.put(id, item instanceof Agenda.Commit commit ? commit.until() : -1));
    return until;
  }

  @Test
  void theBestThirdGoesOnAtEachRung() {
    List<PlannedTrial> trials = trials(new Dense(), 9, 2);
    Map<String, Integer> until = until(run(trials, THIRDS, BY_RATE));
    for (PlannedTrial trial : trials) {
      int rate = rate(trial.spec().training());
      assertThat(until.get(trial.id()))
          .as("epochs of rate %d", rate)
          .isEqualTo(rate == 9 ? EPOCHS : rate >= 7 ? 6 : 2);
    }
  }

  @Test
  void whatIsStoppedIsNeitherTrainedOnNorEvaluated() {
    List<Stage> stages = run(trials(new Dense(), 3, 1), THIRDS, BY_RATE).stages();
    assertThat(stages.stream().filter(Stage.Evaluate.class::isInstance)).hasSize(1);
    assertThat(stages.stream().map(Stage::until).filter(until -> until > 0))
        .containsExactlyInAnyOrder(2, 2, 2, EPOCHS);
  }

  @Test
  void aShortTrainingIsPaidOnceByTheLongerOne() {
    List<PlannedTrial> trials = trials(new Dense(), 3, 1);
    Slots slots = run(trials, THIRDS, BY_RATE);
    double paid =
        slots.begun.stream()
            .filter(Agenda.Run.class::isInstance)
            .map(Agenda.Run.class::cast)
            .filter(run -> run.trials().contains(trials.get(2).id()))
            .mapToDouble(Agenda.Run::cost)
            .sum();
    Agenda alone = new Agenda(trials.subList(2, 3), Set.of(), null, f -> false, BY_RATE);
    assertThat(paid).isEqualTo(alone.counts().cost());
  }

  @Test
  void trialsThatDifferInAnythingElseNeverCompete() {
    List<PlannedTrial> trials = new ArrayList<>(trials(new Dense(), 1, 2));
    trials.addAll(trials(RANDOM, 1, 2));
    assertThat(until(run(trials, THIRDS, BY_RATE)).values()).containsOnly(EPOCHS);
  }

  @Test
  void theMeanOverSeedsDecidesAndADivergedSeedCountsAsZero() {
    Function<Stage.Train, Agenda.Standing> standing =
        stage ->
            rate(stage.training()) == 1
                ? by(0.4)
                : stage.training().seed() == 1 ? new Agenda.Standing(true, 0) : by(0.7);
    List<PlannedTrial> trials = trials(new Dense(), 2, 2);
    assertThat(run(trials, THIRDS, standing).closed.values())
        .containsExactlyInAnyOrder(
            new Agenda.Commit(trials.get(0), EPOCHS),
            new Agenda.Commit(trials.get(1), EPOCHS),
            new Agenda.Commit(trials.get(2), 2),
            new Agenda.Commit(trials.get(3), 2));
  }

  @Test
  void aDivergedSeedOfTheBestEndsThereAndTheOthersGoOn() {
    Function<Stage.Train, Agenda.Standing> standing =
        stage ->
            rate(stage.training()) == 1
                ? by(0.2)
                : stage.training().seed() == 1 ? new Agenda.Standing(true, 0) : by(0.7);
    List<PlannedTrial> trials = trials(new Dense(), 2, 2);
    assertThat(run(trials, THIRDS, standing).closed.values())
        .contains(new Agenda.Commit(trials.get(2), 2), new Agenda.Commit(trials.get(3), EPOCHS));
  }

  @Test
  void aFailedSeedIsLeftOutOfTheMean() {
    List<PlannedTrial> trials = trials(new Dense(), 2, 2);
    Slots slots =
        new Slots(2, item -> 1, BY_RATE)
            .breaking(
                stage ->
                    stage instanceof Stage.Train train
                        && rate(train.training()) == 2
                        && train.training().seed() == 1)
            .run(new Agenda(trials, Set.of(), THIRDS, f -> false, BY_RATE));
    assertThat(until(slots).values()).containsExactlyInAnyOrder(2, 2, -1, EPOCHS);
    assertThat(slots.closed.get(trials.get(3).id()))
        .isEqualTo(new Agenda.Commit(trials.get(3), EPOCHS));
  }

  @Test
  void aTrainingThatOthersBeginWithIsNeverStopped() {
    List<PlannedTrial> trials = new ArrayList<>(trials(new Dense(), 3, 1));
    trials.addAll(trials(new OneShotMagnitude(), 3, 1));
    Map<String, Integer> until = until(run(trials, THIRDS, BY_RATE));
    assertThat(trials.subList(0, 3)).allMatch(trial -> until.get(trial.id()) == EPOCHS);
    assertThat(trials.subList(3, 6))
        .extracting(trial -> until.get(trial.id()))
        .containsExactly(2, 2, EPOCHS);
  }

  private static PlannedTrial switching(PlannedTrial trial) {
    Training of = trial.spec().training();
    return PlannedTrial.of(
        new TrialSpec(
            new Training(
                of.data(),
                of.split(),
                of.augment(),
                of.network(),
                new RandomRstSwitch(),
                new PgdAt(),
                of.optimizer(),
                of.schedule(),
                of.epochs(),
                of.batch(),
                of.monitor(),
                of.seed()),
            trial.spec().evaluate(),
            new Kernels(),
            false));
  }

  @Test
  void aSwitchOfTicketsHasNoEpochsToCompeteWith() {
    List<PlannedTrial> trials =
        trials(new Dense(), 3, 1).stream().map(EarlyStoppingTest::switching).toList();
    Slots slots = run(trials, THIRDS, BY_RATE);
    assertThat(until(slots).values()).containsOnly(EPOCHS);
    // six members and the switch itself, each whole
    assertThat(slots.stages().stream().filter(Stage.Train.class::isInstance))
        .hasSize(3 * 7)
        .allMatch(stage -> stage.equals(stage.whole()));
  }

  @Test
  void aWholeTrainingThatIsThereAlreadyIsNotStopped() {
    List<PlannedTrial> trials = trials(new Dense(), 3, 1);
    Set<String> there = Set.of(Stage.of(trials.get(0).spec()).get(0).fingerprint());
    Slots slots = new Slots(1, item -> 1, BY_RATE);
    slots.finished.addAll(there);
    slots.run(new Agenda(trials, Set.of(), THIRDS, there::contains, BY_RATE));
    assertThat(trials)
        .extracting(trial -> until(slots).get(trial.id()))
        .containsExactly(EPOCHS, 2, EPOCHS);
  }

  @Test
  void aRecordedStopStandsUntilTheSweepChanges() {
    List<PlannedTrial> trials = trials(new Dense(), 3, 1);
    Slots first = run(trials, THIRDS, BY_RATE);
    Map<String, Integer> stopped = new HashMap<>(until(first));
    stopped.values().removeIf(until -> until == EPOCHS);
    Set<String> recorded = Set.of(trials.get(2).id());
    assertThat(
            new Agenda(trials, recorded, stopped, THIRDS, first.finished::contains, BY_RATE)
                .ended())
        .as("nothing is left of the same sweep")
        .isTrue();
    List<PlannedTrial> more = trials(new Dense(), 4, 1);
    Function<Stage.Train, Agenda.Standing> worse =
        stage -> rate(stage.training()) == 4 ? by(0) : BY_RATE.apply(stage);
    Slots second = new Slots(1, item -> 1, worse);
    second.finished.addAll(first.finished);
    second.run(new Agenda(more, recorded, stopped, THIRDS, first.finished::contains, worse));
    // two of four go on at the first rung, one at the second
    assertThat(second.closed.values())
        .containsExactlyInAnyOrder(
            new Agenda.Commit(more.get(1), 6), new Agenda.Commit(more.get(3), 2));
  }

  @Test
  void withoutEarlyStoppingRecordedStopsGoOnToTheEnd() {
    PlannedTrial trial = trial(new Dense(), 1, 1);
    Agenda agenda =
        new Agenda(
            List.of(trial), Set.of(), Map.of(trial.id(), 2), null, f -> false, stage -> by(0));
    assertThat(until(new Slots(1, item -> 1).run(agenda)).values()).containsExactly(EPOCHS);
  }

  /** Far more than a sweep has: a place is looked for among all of them whenever one is known. */
  @Test
  void fiveThousandCandidatesAreComparedInSeconds() {
    List<PlannedTrial> trials = trials(new Dense(), 5_000, 1);
    double start = Processor.seconds();
    Slots slots = run(trials, THIRDS, BY_RATE);
    assertThat(Processor.seconds() - start).isLessThan(20);
    assertThat(until(slots).values().stream().filter(epochs -> epochs == EPOCHS)).hasSize(556);
  }

  /** What happens to a training, whoever runs it and whenever. */
  private record World(long seed) {
    double number(Stage.Train stage, String what) {
      return new Random((stage.training() + what).hashCode() * 31L + seed).nextDouble();
    }

    boolean fails(Stage stage) {
      return stage instanceof Stage.Train train
          && number(train, "fails") < 0.1
          && train.until() >= 2 + number(train, "when") * EPOCHS;
    }

    Agenda.Standing standing(Stage.Train stage) {
      boolean diverged =
          number(stage, "diverges") < 0.1 && stage.until() >= 2 + number(stage, "after") * EPOCHS;
      return new Agenda.Standing(diverged, diverged ? 0 : robust(stage));
    }

    /** Few values, so that some are equal; rising. */
    private double robust(Stage.Train stage) {
      double robust = 0;
      for (int rung : RUNGS) {
        robust += rung > stage.until() ? 0 : Math.floor(number(stage, "robust" + rung) * 5) / 10;
      }
      return robust;
    }

    Slots slots(int count, long order) {
      Random durations = new Random(order);
      return new Slots(count, item -> durations.nextDouble(), this::standing).breaking(this::fails);
    }
  }

  @Property(tries = 60, seed = "1")
  void whatIsStoppedDependsNeitherOnSlotsNorOnDurations(
      @ForAll @IntRange(min = 1, max = 11) int rates,
      @ForAll @IntRange(min = 1, max = 3) int seeds,
      @ForAll @IntRange(min = 1, max = 9) int slots,
      @ForAll @IntRange(min = 0, max = 10_000) int world) {
    World it = new World(world);
    List<PlannedTrial> trials = trials(RANDOM, rates, seeds);
    trials.addAll(trials(new OneShotMagnitude(), rates, seeds));
    Map<String, Integer> one =
        until(it.slots(1, 1).run(new Agenda(trials, Set.of(), THIRDS, f -> false, it::standing)));
    Map<String, Integer> other =
        until(
            it.slots(slots, world)
                .run(new Agenda(trials, Set.of(), THIRDS, f -> false, it::standing)));
    assertThat(other).isEqualTo(one).hasSize(trials.size());
  }

  @Property(tries = 40, seed = "1")
  void anInterruptedRunEndsLikeAnUndisturbedOne(
      @ForAll @IntRange(min = 1, max = 7) int rates,
      @ForAll @IntRange(min = 0, max = 60) int items,
      @ForAll @IntRange(min = 0, max = 10_000) int world) {
    World it = new World(world);
    List<PlannedTrial> trials = trials(RANDOM, rates, 2);
    Slots whole =
        it.slots(2, 1).run(new Agenda(trials, Set.of(), THIRDS, f -> false, it::standing));
    Slots cut = it.slots(2, 2).until(items);
    cut.run(new Agenda(trials, Set.of(), THIRDS, f -> false, it::standing));
    Map<String, Integer> stopped = new HashMap<>(until(cut));
    stopped.values().removeIf(epochs -> epochs != RUNGS[0] && epochs != RUNGS[1]);
    Set<String> recorded = new HashSet<>(cut.closed.keySet());
    recorded.removeAll(stopped.keySet());
    Slots rest = it.slots(2, 3);
    rest.finished.addAll(cut.finished);
    Set<String> before = Set.copyOf(cut.finished);
    rest.run(new Agenda(trials, recorded, stopped, THIRDS, before::contains, it::standing));
    Map<String, Integer> both = until(cut);
    both.putAll(until(rest));
    assertThat(both).isEqualTo(until(whole));
  }

  /** As Standings reads them: of a damaged result, from a longer training's. */
  private static Function<Stage.Train, Agenda.Standing> read(World world, Slots slots) {
    return train -> {
      for (int until : new int[] {train.until(), RUNGS[1], EPOCHS}) {
        String there = new Stage.Train(train.training(), until).fingerprint();
        if (until >= train.until()
            && slots.finished.contains(there)
            && !slots.damaged.contains(there)) {
          return world.standing(train);
        }
      }
      throw new MissingResult("compare trainings", train.fingerprint());
    };
  }

  @Property(tries = 60, seed = "1")
  void aStoreWhoseResultsAreDamagedEndsLikeASoundOne(
      @ForAll @IntRange(min = 1, max = 7) int rates,
      @ForAll @IntRange(min = 0, max = 60) int items,
      @ForAll @IntRange(min = 1, max = 4) int oneIn,
      @ForAll @IntRange(min = 0, max = 10_000) int world) {
    World it = new World(world);
    List<PlannedTrial> trials = trials(RANDOM, rates, 2);
    Slots whole =
        it.slots(2, 1).run(new Agenda(trials, Set.of(), THIRDS, f -> false, it::standing));
    Slots cut = it.slots(2, 2).until(items);
    cut.run(new Agenda(trials, Set.of(), THIRDS, f -> false, it::standing));
    Map<String, Integer> stopped = new HashMap<>(until(cut));
    stopped.values().removeIf(epochs -> epochs != RUNGS[0] && epochs != RUNGS[1]);
    Set<String> recorded = new HashSet<>(cut.closed.keySet());
    recorded.removeAll(stopped.keySet());
    Slots rest = it.slots(2, 3);
    rest.finished.addAll(cut.finished);
    Set<String> before = Set.copyOf(cut.finished);
    before.stream().filter(f -> (f.hashCode() & 0xff) % oneIn == 0).forEach(rest::losing);
    rest.run(new Agenda(trials, recorded, stopped, THIRDS, before::contains, read(it, rest)));
    Map<String, Integer> both = until(cut);
    both.putAll(until(rest));
    assertThat(both).isEqualTo(until(whole));
  }

  @Test
  void aComparisonThatCannotBeReadThreeTimesIsGivenUp() {
    List<PlannedTrial> trials = trials(new Dense(), 2, 1);
    String lost = new Stage.Train(trials.get(0).spec().training(), RUNGS[0]).fingerprint();
    Agenda agenda =
        new Agenda(
            trials,
            Set.of(),
            THIRDS,
            lost::equals,
            train -> {
              throw new MissingResult("compare trainings", train.fingerprint());
            });
    Agenda.Run first = (Agenda.Run) agenda.next().orElseThrow();
    agenda.done(agenda.next().orElseThrow(), Optional.of(by(0.5)));
    agenda.done(first, Optional.empty());
    Agenda.Run second = (Agenda.Run) agenda.next().orElseThrow();
    assertThat(List.of(first.fingerprint(), second.fingerprint())).containsOnly(lost);
    agenda.done(second, Optional.empty());
    assertThat(agenda.next())
        .containsInstanceOf(Agenda.GiveUp.class)
        .get()
        .extracting(item -> ((Agenda.GiveUp) item).failure().message())
        .isEqualTo(
            "Cannot compare trainings: the result of stage " + lost + " is missing or damaged");
  }

  @Property(tries = 40, seed = "1")
  void theRightNumberGoesOnAndTheBestOfTheFirstRungIsAmongThem(
      @ForAll @IntRange(min = 2, max = 20) int rates,
      @ForAll @IntRange(min = 2, max = 4) int reduction,
      @ForAll @IntRange(min = 0, max = 10_000) int world) {
    World it = new World(world);
    Function<Stage.Train, Agenda.Standing> standing =
        stage -> by(it.number(stage, "robust" + stage.until()));
    List<PlannedTrial> trials = trials(new Dense(), rates, 1);
    Halving halving = new Halving(THIRDS.over(), reduction, 4);
    Map<String, Integer> until =
        until(
            new Slots(3, item -> item.hashCode() % 7 + 8, standing)
                .run(new Agenda(trials, Set.of(), halving, f -> false, standing)));
    assertThat(until.values().stream().filter(epochs -> epochs > 4))
        .hasSize((rates + reduction - 1) / reduction);
    PlannedTrial best =
        trials.stream()
            .max(
                Comparator.comparingDouble(
                    trial -> standing.apply(new Stage.Train(trial.spec().training(), 4)).robust()))
            .orElseThrow();
    assertThat(until.get(best.id())).isGreaterThan(4);
  }

  /** A training that starts after epoch 4 of 12 cannot be compared after 2. */
  @Test
  void nobodyIsComparedAtAnEpochTakenForDone() {
    TicketMethod rewound = new Imp(1, 0.2, Imp.Rewind.LEARNING_RATE, 4, Imp.Output.PRUNED);
    List<TrialSpec> group = List.of(trial(new Dense(), 1, 1).spec(), trial(rewound, 1, 1).spec());
    assertThat(THIRDS.rungs(List.of(group.get(0)))).containsExactly(RUNGS);
    assertThat(THIRDS.rungs(group)).containsExactly(5);
  }
}
