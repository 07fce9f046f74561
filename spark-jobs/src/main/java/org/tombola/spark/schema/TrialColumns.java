package org.tombola.spark.schema;

import static org.tombola.spark.schema.Column.real;
import static org.tombola.spark.schema.Column.text;
import static org.tombola.spark.schema.Column.whole;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.function.Function;
import java.util.function.ToDoubleBiFunction;
import org.tombola.measure.Counts;
import org.tombola.measure.Flops;
import org.tombola.measure.Gap;
import org.tombola.method.Canonical;
import org.tombola.network.Checkpoint;
import org.tombola.network.SplitName;
import org.tombola.threat.ThreatModel;
import org.tombola.trial.Outcome;
import org.tombola.trial.Provenance;
import org.tombola.trial.TrialSpec;

/** The columns of the {@code trials} table. */
public final class TrialColumns {
  private static final List<String> METHODS =
      List.of("data", "augment", "network", "ticket", "recipe", "schedule");

  private TrialColumns() {}

  static List<Column<TrialRow>> all() {
    List<Column<TrialRow>> columns = new ArrayList<>();
    columns.add(text("trial_id", "hash of the specification", r -> r.record().id()));
    columns.add(text("sweep", "name of the sweep that ran it", TrialRow::sweep));
    columns.addAll(asked());
    columns.addAll(ended());
    for (Checkpoint checkpoint : Checkpoint.values()) {
      for (SplitName split : SplitName.values()) {
        Tables.counts(checkpoint + "_" + split + "_", split + ", " + checkpoint + " network")
            .forEach(
                column -> columns.add(column.of(r -> r.counts(checkpoint, split).orElse(null))));
      }
    }
    columns.addAll(gaps());
    columns.add(
        text(
            "suspicion",
            "why the evaluations of these numbers are suspicious; empty if they are not, null if"
                + " not checked",
            TrialRow::suspicion));
    columns.addAll(costs());
    provenance().forEach(c -> columns.add(c.of(r -> r.record().provenance())));
    columns.add(text("spec", "canonical JSON of the specification", TrialRow::json));
    return columns;
  }

  private static List<Column<TrialRow>> asked() {
    List<Column<TrialRow>> columns = new ArrayList<>();
    for (String method : METHODS) {
      columns.add(text(method, "method's name", r -> Settings.of(r.json()).method(method)));
      columns.add(
          text(
              method + "_settings",
              "its settings, canonical JSON",
              r -> Settings.of(r.json()).settings(method)));
    }
    List<Column<TrialSpec>> spec =
        List.of(
            text(
                "attack",
                "the first attack, canonical JSON",
                s -> Canonical.json(s.evaluate().get(0))),
            real(
                "sparsity",
                "requested; of channels if whole channels are removed",
                s -> s.training().ticket().sparsity()),
            text(
                "norm",
                "of the first attack",
                s -> threat(s).norm().name().toLowerCase(Locale.ROOT)),
            text("epsilon", "of the first attack, as written", s -> threat(s).epsilon().text()),
            real("epsilon_value", "as a number", s -> threat(s).epsilon().value()),
            real(
                "learning_rate",
                "before the schedule",
                s -> s.training().optimizer().learningRate()),
            real("momentum", "of the optimiser", s -> s.training().optimizer().momentum()),
            real("weight_decay", "of the optimiser", s -> s.training().optimizer().weightDecay()),
            whole("epochs", "passes over the training images", s -> s.training().epochs()),
            whole("batch", "images per step", s -> s.training().batch()),
            whole("seed", "of all random draws", s -> s.training().seed()));
    spec.forEach(column -> columns.add(column.of(r -> r.record().spec())));
    return columns;
  }

  private static ThreatModel threat(TrialSpec spec) {
    return spec.evaluate().get(0).threat();
  }

  private static List<Column<TrialRow>> ended() {
    return List.of(
        text(
            "outcome",
            "completed, diverged, stopped or failed",
            r -> outcome(r.record().outcome())),
        failure("failure_kind", "user, internal, resource or external", f -> word(f.kind())),
        failure("failure_message", "why it failed", Outcome.Failed::message),
        failure(
            "failure_stage",
            "what failed: draw (of the ticket), train, kernel or evaluate; commit or add if it was"
                + " writing rows",
            Outcome.Failed::stage),
        new Column<>(
            "failure_attempts",
            Column.Kind.WHOLE,
            "number of attempts; failed trials only",
            r -> r.record().outcome() instanceof Outcome.Failed failed ? failed.attempts() : null),
        failure("failure_host", "of the last attempt", Outcome.Failed::host),
        new Column<>(
            "stopped_epoch",
            Column.Kind.WHOLE,
            "epochs done when early stopping ended it; stopped trials only",
            r -> r.record().outcome() instanceof Outcome.Stopped end ? end.epoch() : null),
        diverged("diverged_step", Column.Kind.WHOLE, "optimiser step, from 1", d -> d.step()),
        diverged("diverged_loss", Column.Kind.REAL, "NaN or infinite", d -> d.loss()),
        text(
            "ended",
            "why training ended before its last epoch; empty if it did not",
            r -> r.record().trained().end()),
        new Column<>(
            "sparsity_reached",
            Column.Kind.REAL,
            "measured, final network; not for failed trials",
            r ->
                r.record().outcome() instanceof Outcome.Failed
                    ? null
                    : r.record().trained().sparsity()),
        text(
            "empty_layers",
            "layers of the final network without any weight; empty if none, null if not counted",
            TrialRow::emptyLayers),
        whole(
            "best_epoch",
            "epoch with the highest validation RA, from 1; 0 if none",
            r -> r.record().trained().bestEpoch()));
  }

  private static List<Column<TrialRow>> gaps() {
    return List.of(
        compared(
            "robust_gap_final",
            "train minus test robust accuracy, final network",
            r -> r.counts(Checkpoint.FINAL, SplitName.TRAIN),
            r -> r.counts(Checkpoint.FINAL, SplitName.TEST),
            Gap::generalization),
        compared(
            "robust_gap_best",
            "the same, best network",
            r -> r.counts(Checkpoint.BEST, SplitName.TRAIN),
            r -> r.counts(Checkpoint.BEST, SplitName.TEST),
            Gap::generalization),
        compared(
            "robust_overfitting",
            "test robust accuracy, best minus final network",
            r -> r.counts(Checkpoint.BEST, SplitName.TEST),
            r -> r.counts(Checkpoint.FINAL, SplitName.TEST),
            Gap::overfitting));
  }

  private static List<Column<TrialRow>> costs() {
    List<Column<TrialRow>> columns = new ArrayList<>();
    List<Column<Flops>> flops =
        List.of(
            real("flops_paper_inference", "paper's FLOP formula", Flops::paperInference),
            real("flops_paper_training", "paper's FLOP formula", Flops::paperTraining),
            real(
                "flops_dense_paper_inference",
                "paper's FLOP formula, without mask",
                Flops::densePaperInference),
            real(
                "flops_dense_paper_training",
                "paper's FLOP formula, without mask",
                Flops::densePaperTraining),
            real(
                "flops_paper_ratio",
                "training, relative to the unmasked network",
                Flops::paperRatio),
            real(
                "macs",
                "actual MACs (multiply-accumulates), forward pass of one image",
                Flops::macs),
            real("dense_macs", "actual MACs, without mask", Flops::denseMacs),
            real("training_macs", "actual MACs of the whole training", Flops::trainingMacs),
            real("dense_training_macs", "actual MACs, without mask", Flops::denseTrainingMacs),
            real("macs_ratio", "training, relative to the unmasked network", Flops::macsRatio));
    flops.forEach(
        column -> columns.add(column.of(r -> r.completed() ? r.record().trained().flops() : null)));
    columns.add(
        real(
            "seconds",
            "wall-clock time of its own stages, all attempts",
            r -> r.record().seconds()));
    columns.add(
        Tables.known(
            "train_cpu_seconds",
            "CPU time of its own training, all threads, without measuring; null if unknown",
            r -> r.completed() ? r.trainCpuSeconds() : Double.NaN));
    columns.add(
        Tables.known(
            "passes_per_cpu_second",
            "images in forward and backward passes per second of that time",
            r -> r.completed() ? r.trainingPasses().total() / r.trainCpuSeconds() : Double.NaN));
    columns.add(
        real(
            "before_seconds",
            "wall-clock time of the stages it depends on, which trials may share",
            r -> r.record().before().seconds()));
    columns.add(
        Tables.known(
            "before_cpu_seconds",
            "CPU time of training and searching in these stages; null if unknown",
            r -> r.record().before().cpuSeconds()));
    columns.add(
        real(
            "before_macs",
            "actual MACs of the trainings among them",
            r -> r.record().before().macs()));
    Tables.passes("before_", "of training and searching in these stages")
        .forEach(c -> columns.add(c.of(r -> r.record().before().passes())));
    Tables.passes("training_", "in its own training")
        .forEach(c -> columns.add(c.of(TrialRow::trainingPasses)));
    Tables.passes("", "in the whole trial").forEach(c -> columns.add(c.of(TrialRow::passes)));
    return columns;
  }

  private static List<Column<Provenance>> provenance() {
    return List.of(
        whole(
            "science_version",
            "of the build that ran it; raised when the numbers of a method change",
            Provenance::scienceVersion),
        text("tombola_version", "of Tombola", Provenance::tombolaVersion),
        text("commit", "of the source it was built from", Provenance::commit),
        text("java", "version of the JVM", Provenance::java),
        text("engine", "that ran the networks, as --engine names it", Provenance::engine),
        text(
            "backend",
            "of ND4J, with its version; of another engine, what it ran on",
            Provenance::backend),
        text("cpu", "model of the CPU", Provenance::cpu),
        whole("threads", "native threads per stage", Provenance::threads),
        text("host", "that ran it", Provenance::host),
        text("data_digest", "SHA-256 of the images and labels used", Provenance::dataDigest),
        text("started_at", "ISO-8601, UTC", Provenance::startedAt),
        text("finished_at", "ISO-8601, UTC", Provenance::finishedAt));
  }

  /** An outcome as the column of that name has it. */
  public static String outcome(Outcome outcome) {
    return word(outcome.getClass().getSimpleName());
  }

  private static String word(Object value) {
    return value.toString().toLowerCase(Locale.ROOT);
  }

  private static Column<TrialRow> failure(
      String name, String about, Function<Outcome.Failed, String> value) {
    return text(
        name,
        about + "; failed trials only",
        r -> r.record().outcome() instanceof Outcome.Failed failed ? value.apply(failed) : null);
  }

  private static Column<TrialRow> diverged(
      String name, Column.Kind kind, String about, Function<Outcome.Diverged, Object> value) {
    return new Column<>(
        name,
        kind,
        about + "; diverged trials only",
        r -> r.record().outcome() instanceof Outcome.Diverged end ? value.apply(end) : null);
  }

  private static Column<TrialRow> compared(
      String name,
      String about,
      Function<TrialRow, Optional<Counts>> one,
      Function<TrialRow, Optional<Counts>> other,
      ToDoubleBiFunction<Counts, Counts> value) {
    return new Column<>(
        name,
        Column.Kind.REAL,
        about,
        row ->
            one.apply(row)
                .flatMap(a -> other.apply(row).<Object>map(b -> value.applyAsDouble(a, b)))
                .orElse(null));
  }
}
