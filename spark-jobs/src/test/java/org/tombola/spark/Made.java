package org.tombola.spark;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.tombola.attack.Attack;
import org.tombola.attack.Extent;
import org.tombola.attack.Pgd;
import org.tombola.data.None;
import org.tombola.data.Shapes;
import org.tombola.data.Source;
import org.tombola.data.Split;
import org.tombola.mask.Mask;
import org.tombola.measure.Counts;
import org.tombola.measure.Flops;
import org.tombola.measure.Judged;
import org.tombola.measure.Monitor;
import org.tombola.measure.Suspicion;
import org.tombola.method.Canonical;
import org.tombola.network.Checkpoint;
import org.tombola.network.Design;
import org.tombola.network.ParameterLayout;
import org.tombola.network.Passes;
import org.tombola.network.SmallCnn;
import org.tombola.network.SplitName;
import org.tombola.spark.schema.TrialRow;
import org.tombola.spark.store.Store;
import org.tombola.sweeps.PlannedTrial;
import org.tombola.ticket.Dense;
import org.tombola.ticket.RandomTicket;
import org.tombola.ticket.TicketMethod;
import org.tombola.train.PgdAt;
import org.tombola.train.Sgd;
import org.tombola.train.Step;
import org.tombola.trial.Bundle;
import org.tombola.trial.EpochRecord;
import org.tombola.trial.EvaluationRecord;
import org.tombola.trial.Found;
import org.tombola.trial.KernelRecord;
import org.tombola.trial.Kernels;
import org.tombola.trial.LayerRecord;
import org.tombola.trial.Measurements;
import org.tombola.trial.Outcome;
import org.tombola.trial.PredictionRecord;
import org.tombola.trial.Provenance;
import org.tombola.trial.Science;
import org.tombola.trial.Stage;
import org.tombola.trial.StageResult;
import org.tombola.trial.StageRunner;
import org.tombola.trial.Surroundings;
import org.tombola.trial.Training;
import org.tombola.trial.TrialId;
import org.tombola.trial.TrialRecord;
import org.tombola.trial.TrialSpec;

/** Specifications and records made up for tests. */
public final class Made {
  /** The settings a plan's defaults give these tickets. */
  public static final TicketMethod DENSE = new Dense();

  public static final TicketMethod RANDOM = new RandomTicket();

  private static final Suspicion SUSPICION =
      new Suspicion(0, 0, 1e-7, 8 / 255.0, 0, 1, Double.NaN, 0.01, false);

  private static final Flops FLOPS = new Flops(50, 150, 100, 300, 5, 10, 25, 100);

  private Made() {}

  public static TrialSpec spec(TicketMethod ticket, double rate, long seed) {
    return new TrialSpec(
        new Training(
            new Shapes(),
            new Split(),
            new None(),
            new SmallCnn(),
            ticket,
            new PgdAt(),
            new Sgd(rate, 0.9, 5e-4),
            new Step(),
            2,
            128,
            new Monitor(),
            seed),
        List.of(new Pgd()),
        new Kernels(),
        false);
  }

  public static PlannedTrial planned(TicketMethod ticket, double rate, long seed) {
    return PlannedTrial.of(spec(ticket, rate, seed));
  }

  /** Of 1,000 images each: 800 right as they are, and as attacked as many as given. */
  public static TrialRecord record(TrialSpec spec, int train, int bestTest, int finalTest) {
    return record(spec, train, bestTest, finalTest, bestTest);
  }

  public static TrialRecord record(
      TrialSpec spec, int train, int bestTest, int finalTest, int bestValidation) {
    List<EvaluationRecord> evaluations = new ArrayList<>();
    evaluations.add(evaluation(spec, Checkpoint.BEST, 1, SplitName.TRAIN, train));
    evaluations.add(evaluation(spec, Checkpoint.BEST, 1, SplitName.VALIDATION, bestValidation));
    evaluations.add(evaluation(spec, Checkpoint.BEST, 1, SplitName.TEST, bestTest));
    evaluations.add(evaluation(spec, Checkpoint.FINAL, 2, SplitName.TRAIN, train));
    evaluations.add(evaluation(spec, Checkpoint.FINAL, 2, SplitName.VALIDATION, finalTest));
    evaluations.add(evaluation(spec, Checkpoint.FINAL, 2, SplitName.TEST, finalTest));
    List<LayerRecord> layers = List.of(new LayerRecord(0, "conv1", 0, 100, 10, 10));
    List<EpochRecord> epochs = List.of(epoch(1, train, bestTest), epoch(2, train, finalTest));
    return new TrialRecord(
        TrialId.of(spec),
        spec,
        new Outcome.Completed(),
        trained(epochs, layers, 1, spec.training().ticket().sparsity()),
        measured(
            evaluations,
            List.of(new KernelRecord(1, 0.5, 0.75, 0.25, 2, 8, 64, 16, new Passes(5, 6, 7), 0.5)),
            List.of()),
        TrialRecord.Before.NOTHING,
        1.5,
        provenance(Science.VERSION));
  }

  /** What a training of two epochs would have measured. */
  public static StageResult.Trained trained(
      List<EpochRecord> epochs, List<LayerRecord> layers, int best, double sparsity) {
    return new StageResult.Trained(
        2, epochs, layers, 0, 0, best, sparsity, FLOPS, "", 20, new double[0]);
  }

  /** What would have been measured of its networks. */
  public static Measurements measured(
      List<EvaluationRecord> evaluations,
      List<KernelRecord> kernels,
      List<PredictionRecord> predictions) {
    return new Measurements(evaluations, kernels, List.of(), predictions, List.of());
  }

  public static TrialRecord ended(TrialSpec spec, Outcome outcome) {
    TrialRecord made = record(spec, 0, 0, 0);
    return new TrialRecord(
        made.id(),
        spec,
        outcome,
        trained(List.of(), List.of(), 0, made.trained().sparsity()),
        measured(List.of(), List.of(), List.of()),
        made.before(),
        made.seconds(),
        made.provenance());
  }

  public static TrialRecord byScience(TrialRecord record, int version) {
    return with(record, record.trained(), record.measured(), provenance(version));
  }

  /**
   * The same under an attack of two parts that broke 3 and 2 images, and with what became of each
   * of the final network's first test images.
   *
   * @param right a letter an image: r where it stood the attack
   */
  public static TrialRecord predicted(TrialRecord record, String right) {
    String attack = Canonical.json(record.spec().evaluate().get(0));
    List<PredictionRecord> predictions = new ArrayList<>();
    for (int image = 0; image < right.length(); image++) {
      boolean stands = right.charAt(image) == 'r';
      predictions.add(
          new PredictionRecord(
              Checkpoint.FINAL,
              SplitName.TEST,
              "pgd",
              attack,
              image,
              0,
              0,
              1,
              stands ? 0 : 1,
              stands ? 1 : -1,
              stands ? "" : "second"));
    }
    Map<String, Integer> parts = new LinkedHashMap<>();
    parts.put("second", 3);
    parts.put("first", 2);
    return with(
        record,
        record.trained(),
        measured(
            record.measured().evaluations().stream()
                .map(row -> with(row, parts, row.suspicion()))
                .toList(),
            record.measured().kernels(),
            predictions),
        record.provenance());
  }

  private static EvaluationRecord with(
      EvaluationRecord row, Map<String, Integer> broken, @Nullable Suspicion suspicion) {
    return new EvaluationRecord(
        row.checkpoint(),
        row.epoch(),
        row.split(),
        row.attack(),
        row.settings(),
        row.norm(),
        row.epsilon(),
        row.epsilonValue(),
        row.counts(),
        broken,
        suspicion,
        row.passes(),
        row.seconds());
  }

  /** The same, but the headline attack found no gradient on half of the images. */
  public static TrialRecord suspected(TrialRecord record) {
    Suspicion flat = new Suspicion(0.5, 0, 0, 0, 0, 1, Double.NaN, 0, false);
    return with(
        record,
        record.trained(),
        measured(
            record.measured().evaluations().stream()
                .map(row -> with(row, row.broken(), flat))
                .toList(),
            record.measured().kernels(),
            record.measured().predictions()),
        record.provenance());
  }

  /** The same, but its last network has two layers, the second without a weight. */
  public static TrialRecord emptied(TrialRecord record) {
    return with(
        record,
        trained(
            record.trained().epochs(),
            List.of(
                new LayerRecord(1, "conv1", 0, 100, 10, 0),
                new LayerRecord(2, "conv1", 0, 100, 10, 10),
                new LayerRecord(2, "conv2", 1, 100, 0, 0)),
            record.trained().bestEpoch(),
            record.trained().sparsity()),
        record.measured(),
        record.provenance());
  }

  /** The same trial, but with other measurements or provenance. */
  public static TrialRecord with(
      TrialRecord record,
      StageResult.Trained trained,
      Measurements measured,
      Provenance provenance) {
    return new TrialRecord(
        record.id(),
        record.spec(),
        record.outcome(),
        trained,
        measured,
        record.before(),
        record.seconds(),
        provenance);
  }

  /** What a stage would leave if it were run, kept where it would leave it. */
  public static StageResult keep(Stage stage, Surroundings surroundings, long divergedAt) {
    StageResult result = result(stage, divergedAt);
    surroundings.artifacts().keep(stage.fingerprint(), new Bundle(result.json()));
    return result;
  }

  /**
   * Adds to a trial what an attack would measure: 600 train and 400 other images right, and seed.
   */
  public static void add(Attack attack, TrialSpec spec, Store store) {
    TrialSpec other = spec.attackedBy(List.of(attack));
    keepSound(attack, spec, store);
    store.add(TrialId.of(spec), other);
  }

  /** Keeps what an evaluation would leave, its arrays too; the stage's fingerprint. */
  public static String keepSound(Attack attack, TrialSpec spec, Store store) {
    Stage stage = new Stage.Evaluate(spec.training(), attack);
    keep(stage, store);
    return stage.fingerprint();
  }

  /** Adds a stage's made result. */
  public static void keep(Stage stage, Store store) {
    store.stages().keep(stage.fingerprint(), sound(stage, result(stage, 0)));
  }

  /** A result with arrays that could be those of its stage. */
  public static Bundle sound(Stage stage, StageResult result) {
    Map<String, Object> arrays = new LinkedHashMap<>();
    if (stage.until() > 0) {
      Source data = stage.data();
      ParameterLayout layout =
          Design.layout(stage.network(), data.shape(), data.normalisation(), data.classes());
      float[] waves = new float[layout.length()];
      for (int i = 0; i < waves.length; i++) {
        waves[i] = (float) (1.5 + Math.sin(i));
      }
      arrays.put("parameters", waves);
      arrays.put("mask", Mask.dense(layout).places().toByteArray());
    } else {
      for (EvaluationRecord row : result.found().evaluations()) {
        for (String name : Judged.PREDICTIONS) {
          arrays.put(
              row.checkpoint() + "." + row.split() + "." + name, new float[row.counts().images()]);
        }
      }
    }
    return new Bundle(result.json(), arrays);
  }

  private static StageResult result(Stage stage, long divergedAt) {
    Training training = ((Stage.OfTraining) stage).training();
    int seed = (int) training.seed() % 100;
    List<EvaluationRecord> evaluations = new ArrayList<>();
    if (stage instanceof Stage.Evaluate evaluate) {
      Extent extent = evaluate.attack().extent();
      for (Checkpoint checkpoint : extent.checkpoints()) {
        for (SplitName split : extent.splits()) {
          int robust = (split == SplitName.TRAIN ? 600 : 400) + seed;
          String attack = Canonical.json(evaluate.attack());
          evaluations.add(evaluation(attack, checkpoint, 1, split, robust));
        }
      }
    }
    List<EpochRecord> epochs = new ArrayList<>();
    for (int epoch = 1; epoch <= training.epochs() && divergedAt == 0; epoch++) {
      epochs.add(epoch(epoch, 600 + seed, 400 + seed));
    }
    StageResult.Trained trained =
        new StageResult.Trained(
            training.epochs(),
            epochs,
            List.of(new LayerRecord(0, "conv1", 0, 100, 10, 10)),
            divergedAt,
            divergedAt == 0 ? 0 : Double.NaN,
            divergedAt == 0 ? 1 : 0,
            training.ticket().sparsity(),
            FLOPS,
            "",
            7,
            new double[] {10});
    return new StageResult(
        stage.kind(),
        Canonical.json(stage),
        1.5,
        new Passes(10, 20, 30),
        provenance(Science.VERSION),
        stage.until() > 0
            ? new Found.Train(trained)
            : new Found.Evaluate(divergedAt == 0 ? evaluations : List.of()));
  }

  /** A trial that is run for real, all its stages one after the other on this thread. */
  public static TrialRecord run(TrialSpec spec, Surroundings surroundings) {
    Stage.of(spec).forEach(stage -> StageRunner.run(stage, surroundings));
    return TrialRecord.of(spec, spec.training().epochs(), surroundings.artifacts());
  }

  public static TrialRow row(TrialRecord record) {
    return new TrialRow("made", Canonical.json(record.spec()), record);
  }

  public static EpochRecord epoch(int epoch, int train, int test) {
    return new EpochRecord(
        epoch,
        0.1,
        1.25,
        600,
        1000,
        counts(train),
        counts(test),
        counts(test),
        0.9,
        0.01,
        2,
        1.5,
        3,
        new Passes(10, 20, 30),
        new Passes(1, 2, 3),
        "");
  }

  private static EvaluationRecord evaluation(
      TrialSpec spec, Checkpoint checkpoint, int epoch, SplitName split, int robust) {
    return evaluation(Canonical.json(spec.evaluate().get(0)), checkpoint, epoch, split, robust);
  }

  private static EvaluationRecord evaluation(
      String settings, Checkpoint checkpoint, int epoch, SplitName split, int robust) {
    return new EvaluationRecord(
        checkpoint,
        epoch,
        split,
        "pgd",
        settings,
        "linf",
        "8/255",
        8.0 / 255,
        counts(robust),
        Map.of("pgd", 3),
        SUSPICION,
        new Passes(100, 200, 0),
        0.5);
  }

  private static Counts counts(int robust) {
    return new Counts(1000, 800, robust, 0.5, 1.5);
  }

  /**
   * The same by another engine, after stages that took some processor time.
   *
   * @param before seconds
   */
  public static TrialRecord by(String engine, double before, TrialRecord record) {
    return new TrialRecord(
        record.id(),
        record.spec(),
        record.outcome(),
        record.trained(),
        record.measured(),
        new TrialRecord.Before(1, 0, before, before, Passes.NONE),
        record.seconds(),
        provenance(Science.VERSION, engine));
  }

  private static Provenance provenance(int science) {
    return provenance(science, "nd4j");
  }

  private static Provenance provenance(int science, String engine) {
    return new Provenance(
        science,
        "0.1.0",
        "abc",
        "17",
        engine,
        "nd4j-native",
        "a cpu",
        1,
        "a host",
        "00",
        "2026-01-01T00:00:00Z",
        "2026-01-01T00:00:02Z");
  }
}
