package org.tombola.trial;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.tombola.attack.Attack;
import org.tombola.attack.Extent;
import org.tombola.attack.Extent.Checkpoint;
import org.tombola.attack.Oracle;
import org.tombola.attack.Twin;
import org.tombola.data.ImageData;
import org.tombola.data.Splits;
import org.tombola.measure.Evaluation;
import org.tombola.measure.Judged;
import org.tombola.measure.Suspicion;
import org.tombola.method.Names;
import org.tombola.network.Network;
import org.tombola.network.Passes;
import org.tombola.random.Key;

/**
 * Attacks the networks of one training, one checkpoint and split after the other, and saves how far
 * it is between two groups of batches: an attempt after this one goes on there, with the same bits.
 */
final class EvaluateRunner {
  private static final Duration SELDOM = Duration.ofSeconds(10);
  static final String STATE = "state";

  private final Stage.Evaluate stage;
  private final Surroundings surroundings;
  private final Splits data;
  private final Network network;
  private final Attack attack;
  private final List<EvaluationRecord> records = new ArrayList<>();
  private final Map<String, Object> arrays = new LinkedHashMap<>();
  private final long all;
  private Passes before = Passes.NONE;
  private Passes savedPasses = Passes.NONE;
  private double secondsBefore;
  private byte[] state = {};
  private long lastSaved = System.nanoTime();

  /** Attacks the networks a stage is of. */
  static Bundle run(Stage.Evaluate stage, Surroundings surroundings) {
    Instant started = Instant.now();
    Training training = stage.training();
    Splits data = StageRunner.data(training, surroundings);
    if (!training.ticket().members().isEmpty()) {
      return SwitchRunner.evaluated(stage, data, surroundings, started);
    }
    for (Stage input : stage.inputs()) {
      StageResult result = StageRunner.described(input, surroundings.artifacts());
      if (result.found().outcome() instanceof Outcome.Diverged) {
        return new Bundle(described(stage, 0, Passes.NONE, data, started, List.of()).json());
      }
    }
    Bundle bundle = StageRunner.input(new Stage.Train(training), surroundings);
    try (Network network = StageRunner.network(training.network(), training.seed(), data)) {
      return new EvaluateRunner(stage, surroundings, data, network)
          .run(bundle, StageRunner.trained(bundle), started);
    }
  }

  private static StageResult described(
      Stage.Evaluate stage,
      double seconds,
      Passes passes,
      Splits data,
      Instant started,
      List<EvaluationRecord> rows) {
    return StageResult.of(
        stage,
        seconds,
        passes,
        Provenance.here(data.digest(), started),
        new Found.OfEvaluate(rows));
  }

  /** Checks what a stage that is no training saved. */
  static void checkSaved(Stage stage, Bundle saved) {
    for (EvaluationRecord row : new Contents(stage).described(saved.json()).found().evaluations()) {
      Contents.judged(row, row.in(saved), saved);
    }
    saved.bytes(STATE);
  }

  private EvaluateRunner(
      Stage.Evaluate stage, Surroundings surroundings, Splits data, Network network) {
    this.stage = stage;
    this.surroundings = surroundings;
    this.data = data;
    this.network = network;
    this.attack = stage.attack();
    this.all = Math.max(1, Cost.of(stage).passes().total());
  }

  /** Goes on from what an earlier attempt saved, to the end. */
  private Bundle run(Bundle bundle, StageResult.Trained trained, Instant started) {
    boolean same = trained.bestEpoch() == trained.last();
    List<Checkpoint> wanted =
        List.of(Checkpoint.BEST, Checkpoint.FINAL).stream()
            .filter(attack.extent().checkpoints()::contains)
            .toList();
    // where the best network is the last one, it is judged once
    boolean both = same && wanted.size() > 1;
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
      boolean best = checkpoint == Checkpoint.BEST;
      network.assign(best ? Inputs.best(bundle) : bundle.floats("parameters"));
      int epoch = best ? trained.bestEpoch() : trained.last();
      try (Twins twins = new Twins(checkpoint)) {
        for (Extent.Split split : Extent.Split.values()) {
          if (attack.extent().splits().contains(split)) {
            int own = unit++;
            if (records.size() <= own) {
              judge(own, Names.kebab(checkpoint), epoch, split, twins.oracle(), started);
            }
          }
        }
      }
    }
    List<EvaluationRecord> rows = new ArrayList<>();
    if (both) {
      records.forEach(record -> rows.add(record.as("best")));
    }
    rows.addAll(records);
    return new Bundle(
        described(stage, seconds(started), passes(), data, started, rows).json(), arrays);
  }

  private Passes passes() {
    return before.plus(network.passes());
  }

  private void judge(
      int unit, String checkpoint, int epoch, Extent.Split split, Oracle oracle, Instant started) {
    String name = Names.kebab(split);
    ImageData images = StageRunner.images(data, split);
    int[] places = places(attack.extent(), split, images.count());
    Passes passesBefore =
        records.stream().map(EvaluationRecord::passes).reduce(Passes.NONE, Passes::plus);
    double seconds = records.stream().mapToDouble(EvaluationRecord::seconds).sum();
    Judged judged =
        new Evaluation(attack, stage.training().batch())
            .judge(
                network,
                oracle,
                images,
                places,
                StageRunner.key(stage, name),
                new Saving(unit, checkpoint + " " + name, started));
    Suspicion suspicion = Suspicion.of(judged, network, images, places);
    judged
        .predictions()
        .forEach((array, values) -> arrays.put(checkpoint + "." + name + "." + array, values));
    records.add(
        EvaluationRecord.of(
            checkpoint,
            epoch,
            name,
            attack,
            judged.counts(),
            judged.broken(),
            suspicion,
            passes().minus(passesBefore),
            seconds(started) - seconds));
    state = new byte[0];
  }

  private double seconds(Instant started) {
    return secondsBefore + Duration.between(started, Instant.now()).toNanos() / 1e9;
  }

  /** Which images of a split an attack looks at: the same for all trials, fewer among the more. */
  static int[] places(Extent extent, Extent.Split split, int count) {
    if (extent.images() == 0 || extent.images() >= count) {
      return IntStream.range(0, count).toArray();
    }
    Key key = Key.ofSeed(0).child("limited").child(Names.kebab(split));
    return IntStream.of(key.permutation(count)).limit(extent.images()).sorted().toArray();
  }

  /** Looks through what was saved before anything is made of it. */
  private Bundle resumed(Bundle saved, List<Checkpoint> judged) {
    List<EvaluationRecord> done = described(saved).found().evaluations();
    List<Extent.Split> splits =
        Arrays.stream(Extent.Split.values()).filter(attack.extent().splits()::contains).toList();
    Contents.require(
        done.size() < judged.size() * splits.size(), "the checkpoint has nothing left to do");
    for (int unit = 0; unit <= done.size(); unit++) {
      Extent.Split split = splits.get(unit % splits.size());
      int count = places(attack.extent(), split, StageRunner.images(data, split).count()).length;
      if (unit == done.size()) {
        Contents.require(
            Judged.fits(saved.bytes(STATE), count, attack.rounds().size()),
            "the checkpoint is of other images");
      } else {
        EvaluationRecord row = done.get(unit);
        Contents.require(
            row.checkpoint().equals(Names.kebab(judged.get(unit / splits.size())))
                && row.split().equals(Names.kebab(split))
                && row.counts().images() == count
                && Contents.possible(row.counts()),
            "the checkpoint has other evaluations than belong there");
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
    saved.arrays().forEach(arrays::put);
    state = saved.bytes(STATE);
    arrays.remove(STATE);
  }

  /** Saves one checkpoint's and split's evaluation now and then. */
  private final class Saving implements Evaluation.Progress {
    private final int unit;
    private final String where;
    private final Instant started;

    Saving(int unit, String where, Instant started) {
      this.unit = unit;
      this.where = where;
      this.started = started;
    }

    @Override
    public void stepped() {
      surroundings.watcher().evaluating((double) passes().total() / all, where);
    }

    @Override
    public byte[] saved() {
      if (state.length > 0) {
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
      kept.put(STATE, judged.state());
      StageResult result = described(stage, seconds(started), passes(), data, started, records);
      surroundings
          .artifacts()
          .save(stage.fingerprint(), judged.position(unit), new Bundle(result.json(), kept));
      lastSaved = System.nanoTime();
    }
  }

  /** The networks trained beside, for as long as one checkpoint is looked at. */
  private final class Twins implements AutoCloseable {
    private final Map<Twin, Network> networks = new EnumMap<>(Twin.class);

    Twins(Checkpoint checkpoint) {
      for (Twin twin : attack.twins()) {
        Bundle bundle =
            StageRunner.input(new Stage.Train(stage.training().twin(twin)), surroundings);
        float[] parameters =
            checkpoint == Checkpoint.BEST ? Inputs.best(bundle) : bundle.floats("parameters");
        networks.put(twin, network.beside(parameters));
      }
    }

    Oracle oracle() {
      Map<Twin, Oracle> oracles = new EnumMap<>(Twin.class);
      networks.forEach((twin, there) -> oracles.put(twin, Oracle.of(() -> there)));
      return Oracle.of(() -> network).with(oracles);
    }

    @Override
    public void close() {
      networks.values().forEach(Network::close);
    }
  }
}
