package org.tombola.trial;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.tombola.attack.Attack;
import org.tombola.attack.Extent;
import org.tombola.data.ImageData;
import org.tombola.data.Splits;
import org.tombola.measure.Evaluation;
import org.tombola.measure.Judged;
import org.tombola.network.Checkpoint;
import org.tombola.network.Network;
import org.tombola.network.Passes;
import org.tombola.network.SplitName;
import org.tombola.random.Key;
import org.tombola.trial.Classifier.Evaluated;
import org.tombola.trial.Classifier.Judge;

/**
 * Attacks the networks of one training, one checkpoint and split after the other, and saves how far
 * it is between two groups of batches: an attempt after this one goes on there, with the same bits.
 */
final class EvaluateRunner {
  private static final Duration SELDOM = Duration.ofSeconds(10);

  /** What the names of the arrays of an evaluation under way begin with. */
  static final String STATE = "state.";

  private final Stage.Evaluate stage;
  private final Surroundings surroundings;
  private final Splits data;
  private final Network network;
  private final Instant started;
  private final Attack attack;
  private final Classifier classifier;
  private final List<SplitName> splits;
  private final List<EvaluationRecord> records = new ArrayList<>();
  private final List<TransferRecord> transfers = new ArrayList<>();
  private final Map<String, Object> arrays = new LinkedHashMap<>();
  private final long all;
  private Passes before = Passes.NONE;
  private Passes savedPasses = Passes.NONE;
  private double secondsBefore;
  private Map<String, float[]> state = Map.of();
  private long lastSaved = System.nanoTime();

  /** Attacks the networks a stage is of. */
  static Bundle run(Stage.Evaluate stage, Surroundings surroundings) {
    Instant started = Instant.now();
    Training training = stage.training();
    Splits data = StageRunner.data(training, surroundings);
    for (Stage input : stage.inputs()) {
      StageResult result = StageRunner.described(input, surroundings.artifacts());
      if (result.found().outcome() instanceof Outcome.Diverged) {
        Found nothing = training.classifier().found(List.of(), List.of());
        Provenance here = Provenance.here(surroundings.engine(), data.digest(), started);
        return new Bundle(StageResult.of(stage, 0, Passes.NONE, here, nothing).json());
      }
    }
    try (Network network = StageRunner.network(training, data, surroundings)) {
      return new EvaluateRunner(stage, surroundings, data, network, started).run();
    }
  }

  private EvaluateRunner(
      Stage.Evaluate stage,
      Surroundings surroundings,
      Splits data,
      Network network,
      Instant started) {
    this.stage = stage;
    this.surroundings = surroundings;
    this.data = data;
    this.network = network;
    this.started = started;
    this.attack = stage.attack();
    this.classifier = stage.training().classifier();
    Extent extent = attack.extent();
    this.splits = Arrays.stream(SplitName.values()).filter(extent.splits()::contains).toList();
    this.all = Math.max(1, Cost.of(stage).passes().total());
  }

  /** Goes on from what an earlier attempt saved, to the end. */
  private Bundle run() {
    List<Bundle> bundles =
        classifier.networks().stream()
            .map(input -> StageRunner.input(input, surroundings))
            .toList();
    StageResult.Trained trained =
        StageRunner.described(new Stage.Train(stage.training()), surroundings.artifacts())
            .trained();
    List<Checkpoint> wanted =
        Arrays.stream(Checkpoint.values()).filter(attack.extent().checkpoints()::contains).toList();
    // where the best network is the last one, it is judged once
    boolean both = wanted.size() > 1 && bundles.stream().allMatch(Inputs::bestIsLast);
    List<Checkpoint> judged = both ? List.of(Checkpoint.FINAL) : wanted;
    surroundings
        .artifacts()
        .checkpoint(
            stage.fingerprint(),
            Integer.MAX_VALUE,
            new Contents(stage).mostSaved(),
            saved -> resumed(saved, judged))
        .ifPresent(this::take);
    int unit = 0;
    for (Checkpoint checkpoint : judged) {
      int epoch = checkpoint == Checkpoint.BEST ? trained.bestEpoch() : trained.last();
      List<float[]> parameters =
          bundles.stream().map(bundle -> Inputs.parameters(bundle, checkpoint)).toList();
      try (Judge judge = classifier.judge(stage, checkpoint, parameters, network, surroundings)) {
        for (SplitName split : splits) {
          int own = unit++;
          if (records.size() <= own) {
            judge(own, checkpoint, epoch, split, judge);
          }
        }
      }
    }
    if (both) {
      records.addAll(0, records.stream().map(row -> row.as(Checkpoint.BEST)).toList());
      transfers.addAll(0, transfers.stream().map(cell -> cell.as(Checkpoint.BEST)).toList());
    }
    return new Bundle(described().json(), arrays);
  }

  private StageResult described() {
    Provenance here = Provenance.here(surroundings.engine(), data.digest(), started);
    return StageResult.of(stage, seconds(), passes(), here, classifier.found(records, transfers));
  }

  private Passes passes() {
    return before.plus(network.passes());
  }

  private void judge(int unit, Checkpoint checkpoint, int epoch, SplitName split, Judge judge) {
    ImageData images = StageRunner.images(data, split);
    int[] places = places(attack.extent(), split, images.count());
    Passes passesBefore =
        records.stream().map(EvaluationRecord::passes).reduce(Passes.NONE, Passes::plus);
    double seconds = records.stream().mapToDouble(EvaluationRecord::seconds).sum();
    Evaluated verdict = judge.of(split, images, places, new Saving(unit, checkpoint + " " + split));
    verdict
        .arrays()
        .forEach((array, values) -> arrays.put(checkpoint + "." + split + "." + array, values));
    records.add(
        EvaluationRecord.of(
            checkpoint,
            epoch,
            split,
            attack,
            verdict.counts(),
            verdict.broken(),
            verdict.suspicion(),
            passes().minus(passesBefore),
            seconds() - seconds));
    transfers.addAll(verdict.transfers());
    state = Map.of();
  }

  private double seconds() {
    return secondsBefore + Duration.between(started, Instant.now()).toNanos() / 1e9;
  }

  /** Which images of a split an attack looks at: the same for all trials, fewer among the more. */
  static int[] places(Extent extent, SplitName split, int count) {
    if (extent.images() == 0 || extent.images() >= count) {
      return IntStream.range(0, count).toArray();
    }
    Key key = Key.ofSeed(0).child("limited").child(split.toString());
    return IntStream.of(key.permutation(count)).limit(extent.images()).sorted().toArray();
  }

  /** Looks through what was saved before anything is made of it. */
  private Bundle resumed(Bundle saved, List<Checkpoint> judged) {
    List<EvaluationRecord> done = described(saved).found().evaluations();
    Contents.require(
        done.size() < judged.size() * splits.size(), "the checkpoint has nothing left to do");
    for (int unit = 0; unit <= done.size(); unit++) {
      SplitName split = splits.get(unit % splits.size());
      int count = places(attack.extent(), split, StageRunner.images(data, split).count()).length;
      if (unit == done.size()) {
        Contents.require(
            Judged.fits(state(saved), count, attack.rounds().size()),
            "the checkpoint belongs to other images");
      } else {
        EvaluationRecord row = done.get(unit);
        Contents.require(
            row.checkpoint() == judged.get(unit / splits.size())
                && row.split() == split
                && row.counts().images() == count
                && Contents.possible(row.counts()),
            "the checkpoint has other evaluations than expected");
        Contents.judged(row, row.in(saved), saved);
      }
    }
    return saved;
  }

  private StageResult described(Bundle saved) {
    return new Contents(stage).described(saved.json());
  }

  private void take(Bundle saved) {
    StageResult result = described(saved);
    records.addAll(result.found().evaluations());
    before = result.passes();
    savedPasses = result.passes();
    secondsBefore = result.seconds();
    arrays.putAll(saved.arrays());
    arrays.keySet().removeIf(name -> name.startsWith(STATE));
    state = state(saved);
  }

  /** That of the evaluation under way; empty where there is none. */
  private static Map<String, float[]> state(Bundle saved) {
    Map<String, float[]> state = new LinkedHashMap<>();
    for (String name : saved.arrays().keySet()) {
      if (name.startsWith(STATE)) {
        state.put(name.substring(STATE.length()), saved.floats(name));
      }
    }
    return state;
  }

  /** Saves one checkpoint's and split's evaluation now and then. */
  private final class Saving implements Evaluation.Observer {
    private final int unit;
    private final String where;

    Saving(int unit, String where) {
      this.unit = unit;
      this.where = where;
    }

    @Override
    public void stepped() {
      surroundings.watcher().evaluating((double) passes().total() / all, where);
    }

    @Override
    public Map<String, float[]> saved() {
      if (!state.isEmpty()) {
        // the images as they are were looked at anew, which the attempt before has counted
        before = savedPasses.minus(network.passes());
      }
      return state;
    }

    @Override
    public void safe(Judged judged) {
      Duration rest = surroundings.checkpoints().time();
      Duration due = rest.compareTo(SELDOM) < 0 ? rest : SELDOM;
      if (surroundings.checkpoints().equals(Checkpoints.NEVER)
          || System.nanoTime() - lastSaved < due.toNanos()) {
        return;
      }
      Map<String, Object> kept = new LinkedHashMap<>(arrays);
      judged.state().forEach((name, values) -> kept.put(STATE + name, values));
      surroundings
          .artifacts()
          .save(stage.fingerprint(), judged.position(unit), new Bundle(described().json(), kept));
      lastSaved = System.nanoTime();
    }
  }
}
