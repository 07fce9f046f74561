package org.tombola.trial;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.BitSet;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Function;
import org.junit.jupiter.api.Test;
import org.tombola.attack.Fgsm;
import org.tombola.data.Splits;
import org.tombola.measure.Monitor;
import org.tombola.network.Checkpoint;
import org.tombola.network.Mode;
import org.tombola.network.Network;
import org.tombola.threat.Epsilon;
import org.tombola.threat.Norm;
import org.tombola.ticket.BoostingTicket;
import org.tombola.ticket.Dense;
import org.tombola.ticket.Emergence;
import org.tombola.ticket.Imp;
import org.tombola.ticket.RobustBird;
import org.tombola.ticket.TicketMethod;
import org.tombola.train.FgsmAt;
import org.tombola.train.Recipe;
import org.tombola.train.Standard;
import org.tombola.train.Step;

/** The stages of tickets drawn from trainings that come first, and what they hand on. */
class TicketStagesTest {
  /** Keeps every checkpoint of every training. */
  private static final class Kept implements Artifacts {
    final Map<String, Bundle> results = new HashMap<>();
    final Map<String, NavigableMap<Integer, Bundle>> checkpoints = new HashMap<>();
    int resumedAt;

    NavigableMap<Integer, Bundle> checkpoints(Stage.Train train) {
      String whole = new Stage.Train(train.training()).fingerprint();
      return checkpoints.computeIfAbsent(whole, none -> new TreeMap<>());
    }

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
      Map.Entry<Integer, Bundle> newest =
          checkpoints.getOrDefault(fingerprint, new TreeMap<>()).floorEntry(until);
      resumedAt = newest == null ? 0 : newest.getKey();
      return Optional.ofNullable(newest).map(Map.Entry::getValue).map(reader);
    }

    @Override
    public void save(String fingerprint, int epoch, Bundle checkpoint) {
      checkpoints.computeIfAbsent(fingerprint, none -> new TreeMap<>()).put(epoch, checkpoint);
    }

    @Override
    public void prune(String fingerprint) {}
  }

  /** Four epochs of 96 images at 16; a small monitor, for what it tells is of no matter here. */
  private static TrialSpec spec(TicketMethod ticket, Recipe recipe) {
    Training of = StageTest.spec(ticket).training();
    return new TrialSpec(
        new Training(
            of.data(),
            of.split(),
            of.augment(),
            of.network(),
            ticket,
            recipe,
            of.optimizer(),
            new Step(),
            4,
            16,
            new Monitor(new Fgsm(), 16, 16, 16),
            3),
        List.of(new Fgsm()),
        new Kernels(),
        false);
  }

  private static TrialSpec spec(TicketMethod ticket) {
    return spec(ticket, new Standard());
  }

  private static Imp imp(int levels, Imp.Rewind rewind, int epoch) {
    return new Imp(levels, 0.2, rewind, epoch, Imp.Output.PRUNED);
  }

  private static RobustBird bird(double sparsity, int epochs) {
    return new RobustBird(sparsity, new Standard(), new Step(), epochs, 2, 0.3);
  }

  private static List<Stage> trainings(TrialSpec... specs) {
    Set<Stage> stages = new LinkedHashSet<>();
    for (TrialSpec spec : specs) {
      Stage.of(spec).stream().filter(Stage.Train.class::isInstance).forEach(stages::add);
    }
    return new ArrayList<>(stages);
  }

  private static Stage.Train train(TrialSpec spec) {
    return new Stage.Train(spec.training());
  }

  private static Surroundings with(Artifacts artifacts) {
    return new Surroundings(null, artifacts, Checkpoints.NEVER, Surroundings.Watcher.NOBODY);
  }

  private static Bundle result(Kept kept, TrialSpec spec) {
    return kept.find(train(spec)).orElseThrow();
  }

  /** The weights a training began with, as its ticket drew them; the mask not yet applied. */
  private static org.tombola.ticket.Ticket drawn(Kept kept, TrialSpec spec) {
    Training training = spec.training();
    Splits data = StageRunner.data(training, with(kept));
    try (Network network = StageRunner.network(training, data, with(kept))) {
      return Inputs.ticket(training, network, data, with(kept));
    }
  }

  @Test
  void levelsOfImpChainAndShareTheDenseTrial() {
    TrialSpec first = spec(imp(1, Imp.Rewind.WEIGHTS, 0));
    TrialSpec second = spec(imp(2, Imp.Rewind.WEIGHTS, 0));
    TrialSpec third = spec(imp(3, Imp.Rewind.WEIGHTS, 0));
    assertThat(trainings(third))
        .containsExactly(train(spec(new Dense())), train(first), train(second), train(third));
    assertThat(trainings(third, first, spec(new Dense()), second)).hasSize(4);
  }

  @Test
  void rewindingToAnEpochNeedsTheDenseTrainingUpToThereFirst() {
    TrialSpec spec = spec(imp(2, Imp.Rewind.WEIGHTS, 1));
    assertThat(trainings(spec))
        .containsExactly(
            new Stage.Train(spec(new Dense()).training(), 1),
            train(spec(new Dense())),
            train(spec(imp(1, Imp.Rewind.WEIGHTS, 1))),
            train(spec));
  }

  @Test
  void oneMaskTrainingServesAllSparsitiesAndRecipesOfBoostingTickets() {
    BoostingTicket paper = new BoostingTicket();
    List<TrialSpec> specs = new ArrayList<>();
    for (double sparsity : new double[] {0.6, 0.8}) {
      for (Recipe recipe : List.of(new Standard(), new FgsmAt())) {
        specs.add(
            spec(
                new BoostingTicket(
                    sparsity, paper.mask(), 0.05, paper.schedule(), 3, paper.weights()),
                recipe));
      }
    }
    assertThat(trainings(specs.toArray(new TrialSpec[0]))).hasSize(5);
  }

  @Test
  void oneEarlyTrainingServesAllRecipesOfRobustBirdsOfOneSparsity() {
    FgsmAt recipe = new FgsmAt(Norm.LINF, Epsilon.parse("0.1"), Mode.EVAL);
    assertThat(trainings(spec(bird(0.8, 4)), spec(bird(0.8, 4), recipe))).hasSize(3);
    // where it ends hangs on the sparsity
    assertThat(trainings(spec(bird(0.8, 4)), spec(bird(0.7, 4)))).hasSize(4);
  }

  @Test
  void anEarlyTrainingEndsWhenItsMaskRestsAndSaysSo() {
    Kept kept = new Kept();
    TrialRecord record = TrialRunner.run(spec(new Emergence(0.8, 2, 0.4)), with(kept));
    // two masks of sparsity 0.8 differ in 0.4 of the places at most
    assertThat(record.trained().end()).startsWith("the masks of 2 epochs are within ");
    assertThat(record.trained().epochs()).hasSize(2);
    assertThat(record.outcome()).isEqualTo(new Outcome.Completed());
    TrialRecord whole = TrialRunner.run(spec(new Emergence(0.8, 2, 0)), with(kept));
    assertThat(whole.trained().end()).isEmpty();
    assertThat(whole.trained().epochs()).hasSize(4);
  }

  /** Three masks are compared: what the watch remembers has to survive an interruption. */
  @Test
  void aWatchedTrainingInterruptedEndsWhereItWouldHaveEnded() {
    TrialSpec spec = spec(new Emergence(0.8, 3, 0.4));
    Kept undisturbed = new Kept();
    StageRunner.run(train(spec), StageTest.every(undisturbed));
    assertThat(StageRunner.trained(result(undisturbed, spec)).epochs()).hasSize(3);
    for (int lost = 1; lost <= 2; lost++) {
      Kept resumed = new Kept();
      resumed
          .checkpoints(train(spec))
          .putAll(undisturbed.checkpoints(train(spec)).headMap(lost, true));
      StageRunner.run(train(spec), StageTest.every(resumed));
      assertThat(resumed.resumedAt).isEqualTo(lost);
      assertThat(StageTest.results(result(resumed, spec)))
          .isEqualTo(StageTest.results(result(undisturbed, spec)));
    }
  }

  @Test
  void robustBirdTakesOverWeightsAndStatisticsOfTheEarlyTraining() {
    TrialSpec spec = spec(bird(0.8, 3));
    Kept kept = new Kept();
    TrialRecord record = TrialRunner.run(spec, with(kept));
    Bundle early = kept.find(trainings(spec).get(0)).orElseThrow();
    assertThat(record.before().epochs())
        .isEqualTo(StageRunner.trained(early).epochs().size())
        .isBetween(2, 3);
    org.tombola.ticket.Ticket ticket = drawn(kept, spec);
    assertThat(ticket.parameters()).isEqualTo(early.floats("parameters"));
    // the mask stays, and what it drops is zero in the end
    BitSet mask = BitSet.valueOf(result(kept, spec).bytes("mask"));
    assertThat(mask).isEqualTo(ticket.mask().places());
    int weights = ticket.mask().prunable();
    assertThat(record.trained().sparsity())
        .isGreaterThanOrEqualTo((double) Math.round(0.8 * weights) / weights);
    float[] last = result(kept, spec).floats("parameters");
    org.tombola.network.ParameterLayout layout = ticket.mask().layout();
    layout.prunable().stream()
        .flatMapToInt(
            slice ->
                java.util.stream.IntStream.range(slice.offset(), slice.offset() + slice.length()))
        .filter(i -> !mask.get(i))
        .forEach(i -> assertThat(last[i]).isZero());
  }

  @Test
  void impGoesBackToAnEpochsWeightsAndTrainsTheRestOfThePlan() {
    TrialSpec spec = spec(imp(2, Imp.Rewind.WEIGHTS, 1));
    Kept kept = new Kept();
    TrialRecord record = TrialRunner.run(spec, with(kept));
    Bundle early = kept.find(trainings(spec).get(0)).orElseThrow();
    assertThat(drawn(kept, spec).parameters()).isEqualTo(early.floats("parameters"));
    assertThat(record.trained().epochs()).extracting(EpochRecord::epoch).containsExactly(2, 3, 4);
    // x0.1 at a half and three quarters of the plan, as without rewinding
    double rate = spec.training().optimizer().learningRate();
    assertThat(record.trained().epochs().stream().mapToDouble(EpochRecord::learningRate).toArray())
        .containsExactly(new double[] {rate, 0.1 * rate, 0.01 * rate}, within(1e-12));
    assertThat(record.trained().bestEpoch()).isBetween(2, 4);
    // the dense training once, and three epochs of the level before: no epoch is told twice
    assertThat(record.before().epochs()).isEqualTo(4 + 3);
    assertThat(record.trained().layers()).extracting(LayerRecord::epoch).contains(0, 2, 3, 4);
    assertThat(record.trained().sparsity()).isCloseTo(0.36, within(1e-3));
    assertThat(record.measured().evaluations())
        .filteredOn(row -> row.checkpoint() == Checkpoint.FINAL)
        .allSatisfy(row -> assertThat(row.epoch()).isEqualTo(4));
    Cost told = Cost.of(train(spec));
    assertThat(told.passes()).isEqualTo(Cost.of(train(spec(new Dense())), 1).passes());
  }

  @Test
  void impWithoutWeightsToGoBackToKeepsThoseOfTheLevelBefore() {
    TrialSpec spec = spec(imp(1, Imp.Rewind.LEARNING_RATE, 3));
    Kept kept = new Kept();
    TrialRecord record = TrialRunner.run(spec, with(kept));
    assertThat(drawn(kept, spec).parameters())
        .isEqualTo(result(kept, spec(new Dense())).floats("parameters"));
    assertThat(record.trained().epochs()).hasSize(1);
    TrialSpec initial = spec(imp(1, Imp.Rewind.WEIGHTS, 0));
    StageRunner.run(train(initial), with(kept));
    assertThat(drawn(kept, initial).parameters())
        .isEqualTo(drawn(kept, spec(new Dense())).parameters());
    assertThat(BitSet.valueOf(result(kept, initial).bytes("mask")))
        .isEqualTo(BitSet.valueOf(result(kept, spec).bytes("mask")));
  }

  @Test
  void aRewoundTrainingInterruptedEndsAsIfItHadNotBeen() {
    TrialSpec spec = spec(imp(1, Imp.Rewind.WEIGHTS, 1));
    Kept undisturbed = new Kept();
    TrialRunner.run(spec, with(undisturbed));
    List<String> expected = StageTest.results(result(undisturbed, spec));
    String own = train(spec).fingerprint();
    Kept kept = new Kept();
    kept.results.putAll(undisturbed.results);
    kept.results.remove(own);
    StageRunner.run(train(spec), StageTest.every(kept));
    assertThat(kept.checkpoints(train(spec)).keySet()).containsExactly(2, 3);
    assertThat(StageTest.results(result(kept, spec))).isEqualTo(expected);
    kept.results.remove(own);
    kept.checkpoints(train(spec)).remove(3);
    StageRunner.run(train(spec), StageTest.every(kept));
    assertThat(kept.resumedAt).isEqualTo(2);
    assertThat(StageTest.results(result(kept, spec))).isEqualTo(expected);
  }

  /** The shorter training leaves a checkpoint from which the whole one goes on. */
  @Test
  void theDenseTrainingGoesOnFromTheEpochRewoundTo() {
    TrialSpec spec = spec(imp(1, Imp.Rewind.WEIGHTS, 2));
    List<Stage> stages = trainings(spec);
    Kept kept = new Kept();
    StageRunner.run(stages.get(0), with(kept));
    assertThat(kept.checkpoints(train(spec(new Dense()))).keySet()).containsExactly(2);
    StageRunner.run(stages.get(1), with(kept));
    assertThat(kept.resumedAt).isEqualTo(2);
    Kept alone = new Kept();
    StageRunner.run(stages.get(1), with(alone));
    assertThat(Arrays.toString(result(kept, spec(new Dense())).floats("parameters")))
        .isEqualTo(Arrays.toString(result(alone, spec(new Dense())).floats("parameters")));
  }

  private static org.assertj.core.data.Offset<Double> within(double value) {
    return org.assertj.core.api.Assertions.within(value);
  }
}
