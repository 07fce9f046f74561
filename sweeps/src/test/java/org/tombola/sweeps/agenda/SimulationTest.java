package org.tombola.sweeps.agenda;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.stream.Collectors;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import org.junit.jupiter.api.Test;
import org.tombola.sweeps.Plan;
import org.tombola.sweeps.PlannedTrial;
import org.tombola.sweeps.Processor;
import org.tombola.trial.Stage;

/** Whole sweeps on executors that only keep time. */
class SimulationTest {
  /** Work that takes what it is foretold to; writing rows takes none. */
  private static double foretold(Agenda.Item item) {
    return item instanceof Agenda.Run run ? run.cost() : 0;
  }

  private static Agenda agenda(List<PlannedTrial> trials, Set<String> finished) {
    return new Agenda(
        trials, Set.of(), null, finished::contains, stage -> new Agenda.Standing(false, 0));
  }

  private static List<PlannedTrial> mixed(int count, long seed) {
    Random random = new Random(seed);
    Set<PlannedTrial> trials = new LinkedHashSet<>();
    for (int i = 0; i < count; i++) {
      trials.add(
          random.nextBoolean()
              ? Specs.dense(1 + random.nextInt(20), random.nextInt(3))
              : Specs.pruned(0.1 * (1 + random.nextInt(8)), random.nextInt(3), Specs.WEAK));
    }
    return List.copyOf(trials);
  }

  @Property(tries = 60, seed = "1")
  void everyStageRunsOnceWhateverBreaksAndEveryTrialIsClosedOnce(
      @ForAll @IntRange(min = 1, max = 25) int count,
      @ForAll @IntRange(min = 1, max = 6) int slots,
      @ForAll @IntRange(min = 0, max = 10_000) int seed) {
    List<PlannedTrial> trials = mixed(count, seed);
    Random durations = new Random(seed);
    Slots run =
        new Slots(slots, item -> durations.nextDouble())
            .breaking(stage -> stage.fingerprint().hashCode() % 5 == 0)
            .run(agenda(trials, Set.of()));
    assertThat(run.stages()).doesNotHaveDuplicates();
    for (PlannedTrial trial : trials) {
      boolean broken =
          Stage.of(trial.spec()).stream()
              .anyMatch(stage -> stage.fingerprint().hashCode() % 5 == 0);
      assertThat(run.closed.get(trial.id()))
          .isEqualTo(
              broken
                  ? new Agenda.GiveUp(trial, Slots.FAILURE)
                  : new Agenda.Commit(trial, trial.spec().training().epochs()));
    }
  }

  @Property(tries = 40, seed = "1")
  void aSecondRunDoesExactlyWhatTheFirstLeft(
      @ForAll @IntRange(min = 1, max = 25) int count,
      @ForAll @IntRange(min = 0, max = 60) int items,
      @ForAll @IntRange(min = 0, max = 10_000) int seed) {
    List<PlannedTrial> trials = mixed(count, seed);
    Slots whole = new Slots(2, item -> 1).run(agenda(trials, Set.of()));
    Slots first = new Slots(2, item -> 1).until(items).run(agenda(trials, Set.of()));
    Slots second = new Slots(3, item -> 1);
    second.finished.addAll(first.finished);
    second.run(agenda(trials, Set.copyOf(first.finished)));
    assertThat(second.finished).isEqualTo(whole.finished);
    Set<String> again =
        second.stages().stream().map(Stage::fingerprint).collect(Collectors.toSet());
    assertThat(again).noneMatch(first.finished::contains);
  }

  /**
   * Graham 1969: of stages that do not wait for each other, the longest first takes at most 4/3 of
   * the best possible, which is at least the longest stage, at least all of them shared out evenly,
   * and at least what two of them take where there are more than slots.
   */
  @Property(tries = 60, seed = "1")
  void independentStagesEndWithinFourThirdsOfTheBest(
      @ForAll @IntRange(min = 1, max = 30) int count,
      @ForAll @IntRange(min = 1, max = 8) int slots,
      @ForAll @IntRange(min = 0, max = 10_000) int seed) {
    List<PlannedTrial> trials = new ArrayList<>();
    Random random = new Random(seed);
    Set<String> finished = new HashSet<>();
    for (int i = 0; i < count; i++) {
      PlannedTrial trial = Specs.dense(1 + random.nextInt(40), i);
      trials.add(trial);
      // only the training is left
      finished.add(Stage.of(trial.spec()).get(1).fingerprint());
    }
    Slots run = new Slots(slots, SimulationTest::foretold).run(agenda(trials, finished));
    List<Double> costs =
        run.begun.stream()
            .map(SimulationTest::foretold)
            .filter(cost -> cost > 0)
            .sorted(Comparator.reverseOrder())
            .toList();
    // of the longest slots + 1 stages, two share a slot
    double pair = costs.size() > slots ? costs.get(slots - 1) + costs.get(slots) : 0;
    double longest = costs.get(0);
    double bound = Math.max(Math.max(longest, pair), run.work / slots);
    assertThat(run.clock).isLessThanOrEqualTo(4.0 / 3 * bound);
  }

  @Test
  void noSlotIdlesWhileSomethingIsReady() {
    // four slots and twelve pairs of training and evaluation: work is all there is to wait for
    List<PlannedTrial> trials = new ArrayList<>();
    for (int seed = 1; seed <= 12; seed++) {
      trials.add(Specs.dense(4, seed));
    }
    Slots run = new Slots(4, SimulationTest::foretold).run(agenda(trials, Set.of()));
    assertThat(run.clock).isEqualTo(run.work / 4);
  }

  @Test
  void evaluationsKeptBackFillTheSlotBesideTheLastTraining() {
    // an odd number of equal trials on two slots: one training is left over
    List<PlannedTrial> trials = new ArrayList<>();
    for (int seed = 1; seed <= 15; seed++) {
      trials.add(Specs.dense(4, seed));
    }
    Slots run = new Slots(2, SimulationTest::foretold).run(agenda(trials, Set.of()));
    double evaluation =
        run.begun.stream()
            .filter(item -> item instanceof Agenda.Run of && of.stage().measures())
            .mapToDouble(SimulationTest::foretold)
            .max()
            .orElseThrow();
    assertThat(run.clock).isLessThanOrEqualTo(run.work / 2 + evaluation);
  }

  /**
   * What an agenda adds to its trials, each with two stages of its own, half way through: measured
   * at 0.7 kB a trial, most of it nodes and fingerprints. A copy of the trials' JSON would be 1 kB
   * more, and one of their specifications several.
   */
  @Test
  void anAgendaOfTenThousandTrialsHoldsLessThanTwoKilobytesATrial() {
    long small = held(1_000);
    long large = held(10_000);
    assertThat((large - small) / 9_000.0).isBetween(0.0, 2_000.0);
  }

  private static long held(int count) {
    List<PlannedTrial> trials = new ArrayList<>();
    for (int seed = 0; seed < count; seed++) {
      trials.add(Specs.dense(4, seed));
    }
    long before = live();
    Agenda agenda = agenda(trials, Set.of());
    for (int i = 0; i < count; i++) {
      agenda.next().ifPresent(item -> agenda.done(item, Optional.empty()));
    }
    long held = live() - before;
    assertThat(agenda.counts().trials()).isEqualTo(trials.size());
    return held;
  }

  private static long live() {
    Runtime runtime = Runtime.getRuntime();
    for (int i = 0; i < 3; i++) {
      System.gc();
    }
    return runtime.totalMemory() - runtime.freeMemory();
  }

  @Test
  void tenThousandTrialsArePassedThroughInSeconds() {
    List<PlannedTrial> trials = new ArrayList<>();
    for (int seed = 0; seed < 5_000; seed++) {
      trials.add(Specs.pruned(0.8, seed, Specs.WEAK));
      trials.add(Specs.dense(5, seed));
    }
    List<PlannedTrial> plan = Plan.of(trials.stream().map(PlannedTrial::spec).toList()).trials();
    double start = Processor.seconds();
    Slots run = new Slots(4, item -> 1).run(agenda(plan, Set.of()));
    assertThat(run.closed).hasSize(plan.size());
    assertThat(Processor.seconds() - start).isLessThan(20);
  }
}
