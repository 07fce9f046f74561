package org.tombola.spark.schema;

import static org.tombola.spark.schema.Column.real;
import static org.tombola.spark.schema.Column.text;
import static org.tombola.spark.schema.Column.whole;

import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.function.Function;
import java.util.function.ToDoubleFunction;
import java.util.random.RandomGenerator;
import org.tombola.measure.Counts;
import org.tombola.measure.Suspicion;
import org.tombola.network.Passes;
import org.tombola.network.SplitName;
import org.tombola.random.Key;
import org.tombola.spark.schema.TrialRow.Part;
import org.tombola.stats.Interval;
import org.tombola.trial.EpochRecord;
import org.tombola.trial.EvaluationRecord;
import org.tombola.trial.KernelRecord;
import org.tombola.trial.LayerRecord;
import org.tombola.trial.PredictionRecord;
import org.tombola.trial.TransferRecord;

/** The tables a sweep fills. A trial's row in {@code trials} is written last: it is the commit. */
public final class Tables {
  /** Confidence of the intervals in tables and reports. */
  public static final double CONFIDENCE = 0.95;

  /** Seeds thought of where a difference is not settled: more are not told. */
  public static final int MOST_SEEDS = 1000;

  /** A row a trial. */
  public static final Table<TrialRow> TRIALS =
      new Table<>(
          "trials",
          "One row per trial: its settings, outcome, results and provenance.",
          TrialColumns.all(),
          List::of);

  /** A row a trial and epoch. */
  public static final Table<Part<EpochRecord>> EPOCHS =
      new Table<>(
          "epochs",
          "One row per trial and epoch.",
          epochs(),
          trial -> Part.all(trial.record().id(), trial.record().trained().epochs()));

  /** A row a trial, checkpoint, split and attack. */
  public static final Table<Part<EvaluationRecord>> EVALUATIONS =
      new Table<>(
          "evaluations",
          "One row per trial, checkpoint, split and attack.",
          evaluations(),
          trial -> Part.all(trial.record().id(), trial.record().measured().evaluations()));

  /** A row a trial, epoch and layer. */
  public static final Table<Part<LayerRecord>> LAYERS =
      new Table<>(
          "layers",
          "One row per trial, epoch and prunable layer.",
          layers(),
          trial -> Part.all(trial.record().id(), trial.record().trained().layers()));

  /** A row a trial and epoch at which its tangent kernel was asked for. */
  public static final Table<Part<KernelRecord>> KERNELS =
      new Table<>(
          "kernels",
          "One row per trial and epoch at which its tangent kernel was compared with its dense"
              + " twin's.",
          kernels(),
          trial -> Part.all(trial.record().id(), trial.record().measured().kernels()));

  /** A row a switch's trial, checkpoint, split, attack and pair of its tickets. */
  public static final Table<Part<TransferRecord>> TRANSFERS =
      new Table<>(
          "transfers",
          "One row per trial that switches tickets, checkpoint, split, attack that crafts on one"
              + " ticket, and pair of tickets; other trials have none.",
          transfers(),
          trial -> Part.all(trial.record().id(), trial.record().measured().transfers()));

  /** A row an image, where they were asked for. */
  public static final Table<Part<PredictionRecord>> PREDICTIONS =
      new Table<>(
          "predictions",
          "One row per trial, checkpoint, split, attack and image, if the sweep file says"
              + " predictions: true; none for a switch of tickets.",
          predictions(),
          trial -> Part.all(trial.record().id(), trial.record().measured().predictions()));

  /** In the order they are written. */
  public static final List<Table<?>> ALL =
      List.of(EPOCHS, EVALUATIONS, LAYERS, KERNELS, TRANSFERS, PREDICTIONS, TRIALS);

  /** Those that hold what attacks measured; the last is written last. */
  public static final List<Table<?>> ATTACKED = List.of(PREDICTIONS, TRANSFERS, EVALUATIONS);

  /** Those most trials have no rows in: such a trial has no file there. */
  public static final Set<Table<?>> RARE = Set.of(KERNELS, TRANSFERS, PREDICTIONS);

  private Tables() {}

  /** Draws for a bootstrap over seeds, the same whenever they are asked for. */
  public static RandomGenerator resampling() {
    return Key.ofSeed(0).child("bootstrap").stream();
  }

  /** All columns of all tables as Markdown. */
  public static String markdown() {
    return String.join(
        "\n",
        TRIALS.markdown(),
        EPOCHS.markdown(),
        EVALUATIONS.markdown(),
        LAYERS.markdown(),
        KERNELS.markdown(),
        TRANSFERS.markdown(),
        PREDICTIONS.markdown());
  }

  private static <P> Column<Part<P>> id() {
    return text("trial_id", "the trial", Part::id);
  }

  private static List<Column<Part<EpochRecord>>> epochs() {
    List<Column<EpochRecord>> columns = new ArrayList<>();
    columns.add(whole("epoch", "from 1", EpochRecord::epoch));
    columns.add(real("learning_rate", "of the epoch's last step", EpochRecord::learningRate));
    columns.add(
        real(
            "train_loss",
            "mean over the epoch of the loss that is optimised",
            EpochRecord::trainLoss));
    columns.add(
        whole(
            "running_right",
            "training examples, perturbed and augmented, classified correctly during training",
            EpochRecord::runningCorrect));
    columns.add(whole("running_images", "examples trained on", EpochRecord::runningImages));
    for (SplitName split : SplitName.values()) {
      Function<EpochRecord, Counts> counts =
          switch (split) {
            case TRAIN -> EpochRecord::train;
            case VALIDATION -> EpochRecord::validation;
            case TEST -> EpochRecord::test;
          };
      counts(split + "_", split + ", evaluation mode, not augmented")
          .forEach(column -> columns.add(column.of(counts)));
    }
    columns.add(
        real(
            "sparsity",
            "fraction of prunable weights that the mask removes",
            EpochRecord::sparsity));
    columns.add(
        real(
            "mask_change",
            "fraction of mask bits of prunable weights that changed",
            EpochRecord::maskChange));
    columns.add(real("train_seconds", "wall-clock time of training", EpochRecord::trainSeconds));
    columns.add(
        known(
            "train_cpu_seconds",
            "CPU time of training, all threads; null if unknown",
            EpochRecord::trainCpuSeconds));
    columns.add(
        real("measure_seconds", "wall-clock time of measuring", EpochRecord::measureSeconds));
    passes("train_", "while training")
        .forEach(column -> columns.add(column.of(EpochRecord::trainPasses)));
    passes("measure_", "while measuring")
        .forEach(column -> columns.add(column.of(EpochRecord::measurePasses)));
    columns.add(text("alarm", "problem that the recipe found; empty if none", EpochRecord::alarm));
    return parts(columns);
  }

  private static List<Column<Part<EvaluationRecord>>> evaluations() {
    List<Column<EvaluationRecord>> columns = new ArrayList<>();
    columns.add(text("checkpoint", "best or final", r -> r.checkpoint().toString()));
    columns.add(
        whole(
            "epoch",
            "of the checkpoint, from 1; 0 for a switch of tickets",
            EvaluationRecord::epoch));
    columns.add(text("split", "train, validation or test", r -> r.split().toString()));
    columns.add(
        text(
            "attack",
            "name, as in sweep files; for limited, the attack that is limited",
            EvaluationRecord::attack));
    columns.add(text("settings", "canonical JSON of the attack", EvaluationRecord::settings));
    columns.add(text("norm", "linf or l2", EvaluationRecord::norm));
    columns.add(text("epsilon", "as written, in pixel units", EvaluationRecord::epsilon));
    columns.add(real("epsilon_value", "as a number", EvaluationRecord::epsilonValue));
    counts("", "the split, or the part of it the attack is limited to")
        .forEach(column -> columns.add(column.of(EvaluationRecord::counts)));
    columns.addAll(
        interval("standard_accuracy", e -> wilson(e.counts().standard(), e.counts().images())));
    columns.addAll(
        interval("robust_accuracy", e -> wilson(e.counts().robust(), e.counts().images())));
    passes("", "of this evaluation")
        .forEach(column -> columns.add(column.of(EvaluationRecord::passes)));
    columns.add(real("seconds", "wall-clock", EvaluationRecord::seconds));
    columns.add(
        text(
            "parts",
            "JSON: number of images that each part of the attack broke, in order",
            EvaluationRecord::parts));
    columns.add(
        text(
            "suspicion",
            "why the row is suspicious; empty if it is not, null if not checked",
            EvaluationRecord::suspicious));
    signs().forEach(column -> columns.add(column.of(EvaluationRecord::suspicion)));
    return parts(columns);
  }

  /** A number that is missing where nobody knows it. */
  static <T> Column<T> known(String name, String about, ToDoubleFunction<T> value) {
    return new Column<>(
        name,
        Column.Kind.REAL,
        about,
        of -> {
          double found = value.applyAsDouble(of);
          return Double.isNaN(found) ? null : found;
        });
  }

  private static List<Column<Suspicion>> signs() {
    return List.of(
        known(
            "zero_gradient_share",
            "fraction of attacked images whose first gradient was zero everywhere",
            Suspicion::zeroGradient),
        known(
            "logits_change",
            "largest change between two passes, relative to the largest logit",
            Suspicion::logitsChange),
        known(
            "batch_dependence",
            "largest change in a batch of other images, relative to the largest logit",
            Suspicion::batchDependence),
        known("largest_norm", "largest perturbation of an example, pixel units", Suspicion::norm),
        known("pixel_low", "smallest pixel of the examples", Suspicion::pixelLow),
        known("pixel_high", "largest pixel of the examples", Suspicion::pixelHigh),
        known(
            "black_box_gain",
            "fraction of images that gradient attacks did not break but a black-box attack did",
            Suspicion::blackBox),
        known(
            "loss_not_raised_share",
            "fraction of attacked images whose loss was not raised",
            Suspicion::lossNotRaised),
        whole(
            "probabilities",
            "1 if the outputs are probabilities, not logits",
            sign -> sign.probabilities() ? 1 : 0));
  }

  private static List<Column<Part<PredictionRecord>>> predictions() {
    return parts(
        List.of(
            text("checkpoint", "best or final", r -> r.checkpoint().toString()),
            text("split", "train, validation or test", r -> r.split().toString()),
            text(
                "attack",
                "name, as in sweep files; for limited, the attack that is limited",
                PredictionRecord::attack),
            text("settings", "canonical JSON of the attack", PredictionRecord::settings),
            whole("image", "its index in the split, from 0", PredictionRecord::image),
            whole("label", "true class", PredictionRecord::label),
            whole(
                "clean_predicted",
                "predicted class of the clean image",
                PredictionRecord::cleanPredicted),
            real(
                "clean_margin",
                "logit of the label minus the largest other one, clean image",
                PredictionRecord::cleanMargin),
            whole(
                "attacked_predicted",
                "predicted class of the adversarial image",
                PredictionRecord::attackedPredicted),
            real(
                "attacked_margin",
                "the same margin, adversarial image",
                PredictionRecord::attackedMargin),
            text(
                "broken_by",
                "part of the attack that broke it; clean if the clean image was wrong, empty if not"
                    + " broken",
                PredictionRecord::brokenBy)));
  }

  private static List<Column<Part<LayerRecord>>> layers() {
    return parts(
        List.of(
            whole("epoch", "from 1; 0 is before training", LayerRecord::epoch),
            text("layer", "name", LayerRecord::layer),
            whole("position", "in forward order, from 0", LayerRecord::position),
            whole("weights", "number of weights", LayerRecord::weights),
            whole("kept", "weights that the mask keeps", LayerRecord::kept),
            whole("nonzero", "weights that are not zero", LayerRecord::nonzero)));
  }

  private static List<Column<Part<KernelRecord>>> kernels() {
    List<Column<KernelRecord>> columns = new ArrayList<>();
    columns.add(whole("epoch", "from 1; 0 is before training", KernelRecord::epoch));
    columns.add(
        real(
            "kernel_distance",
            "Frobenius norm of the kernels' difference, relative to that of the dense twin's"
                + " kernel",
            KernelRecord::distance));
    columns.add(
        real("kernel_cosine", "cosine similarity of the two kernels", KernelRecord::cosine));
    columns.add(
        real(
            "velocity_cosine",
            "the same for the velocities of clean logits (adversarial training as gradient flow)",
            KernelRecord::velocityCosine));
    columns.add(
        real(
            "logit_distance",
            "root mean square difference of clean logits, over images and classes",
            KernelRecord::logitDistance));
    columns.add(
        real(
            "dense_kernel_norm",
            "Frobenius norm of the dense twin's kernel",
            KernelRecord::denseNorm));
    columns.add(
        whole("points", "number of images (rows and columns of the kernel)", KernelRecord::points));
    columns.add(
        whole("probes", "random probes that estimate the norms; 0 if exact", KernelRecord::probes));
    passes("", "of this measurement")
        .forEach(column -> columns.add(column.of(KernelRecord::passes)));
    columns.add(real("seconds", "wall-clock", KernelRecord::seconds));
    return parts(columns);
  }

  private static List<Column<Part<TransferRecord>>> transfers() {
    return parts(
        List.of(
            text("checkpoint", "best or final", r -> r.checkpoint().toString()),
            text("split", "train, validation or test", r -> r.split().toString()),
            text("attack", "canonical JSON of the attack", TransferRecord::attack),
            real(
                "source_sparsity",
                "of the ticket that the examples are crafted on",
                TransferRecord::source),
            real("target_sparsity", "of the ticket that classifies them", TransferRecord::target),
            whole("images", "number of images in the split", TransferRecord::images),
            whole("standard_right", "correct on clean images", TransferRecord::standard),
            whole(
                "robust_right",
                "correct on adversarial images crafted on the source",
                TransferRecord::robust),
            real(
                "accuracy",
                "fraction correct on these adversarial images",
                TransferRecord::accuracy)));
  }

  /** Counts and accuracies of one split. */
  static List<Column<Counts>> counts(String prefix, String of) {
    return List.of(
        whole(prefix + "images", "number of images: " + of, Counts::images),
        whole(prefix + "standard_right", "correct on clean images", Counts::standard),
        whole(prefix + "robust_right", "correct on adversarial images", Counts::robust),
        real(
            prefix + "standard_accuracy",
            "fraction correct on clean images",
            Counts::standardAccuracy),
        real(
            prefix + "robust_accuracy",
            "fraction correct on adversarial images",
            Counts::robustAccuracy),
        real(prefix + "standard_loss", "mean cross-entropy on clean images", Counts::standardLoss),
        real(
            prefix + "robust_loss",
            "mean cross-entropy on adversarial images",
            Counts::robustLoss));
  }

  static List<Column<Passes>> passes(String prefix, String when) {
    return List.of(
        whole(prefix + "passes_forward", "images in forward passes " + when, Passes::forward),
        whole(
            prefix + "passes_input_gradient",
            "images in input-gradient passes " + when,
            Passes::inputGradient),
        whole(
            prefix + "passes_parameter_gradient",
            "images in parameter-gradient passes " + when,
            Passes::parameterGradient));
  }

  private static Interval wilson(int right, int of) {
    return Interval.wilson(right, of, CONFIDENCE);
  }

  private static List<Column<EvaluationRecord>> interval(
      String name, Function<EvaluationRecord, Interval> interval) {
    return List.of(
        real(
            name + "_low", "lower bound of its Wilson 95 % interval", e -> interval.apply(e).low()),
        real(name + "_high", "upper bound of this interval", e -> interval.apply(e).high()));
  }

  private static <P> List<Column<Part<P>>> parts(List<Column<P>> columns) {
    List<Column<Part<P>>> all = new ArrayList<>();
    all.add(id());
    columns.forEach(column -> all.add(column.of(Part::part)));
    return all;
  }
}
