package org.tombola.trial;

import java.util.List;
import org.tombola.method.Names;
import org.tombola.network.Passes;

/** What a stage found: of each kind of stage its own. */
public sealed interface Found {
  /** The kind of stage. */
  default String kind() {
    return Names.kebab(getClass().getSimpleName());
  }

  /** How it ended; only a training may diverge. */
  default Outcome outcome() {
    return new Outcome.Completed();
  }

  /**
   * What a training measured.
   *
   * @throws IllegalStateException if the stage is none
   */
  default StageResult.Trained trained() {
    throw new IllegalStateException("Cannot read a training: the stage is none");
  }

  /** Rows of an evaluation. */
  default List<EvaluationRecord> evaluations() {
    return List.of();
  }

  /** Rows of a kernel measurement. */
  default List<KernelRecord> kernels() {
    return List.of();
  }

  /** Rows between the tickets of a switch. */
  default List<TransferRecord> transfers() {
    return List.of();
  }

  /**
   * What it took before a trial's own training began, measuring not included.
   *
   * @param seconds of the stage
   * @param passes of the stage
   */
  default TrialRecord.Before before(double seconds, Passes passes) {
    return new TrialRecord.Before(0, 0, seconds, 0, passes);
  }

  /** Whether a checkpoint after an epoch may say so. */
  default boolean savedAfter(int epoch) {
    return true;
  }

  /**
   * Checks the arrays beside it.
   *
   * @throws IllegalStateException if they cannot be of its rows
   */
  default void check(Bundle bundle) {}

  /** Of a training. */
  record Train(StageResult.Trained trained) implements Found {
    @Override
    public Outcome outcome() {
      return trained.outcome();
    }

    @Override
    public TrialRecord.Before before(double seconds, Passes passes) {
      List<EpochRecord> epochs = trained.epochs();
      return new TrialRecord.Before(
          epochs.size(),
          trained.flops().trainingMacs(),
          epochs.stream().mapToDouble(EpochRecord::trainSeconds).sum(),
          epochs.stream().mapToDouble(EpochRecord::trainCpuSeconds).sum(),
          epochs.stream().map(EpochRecord::trainPasses).reduce(Passes.NONE, Passes::plus));
    }

    @Override
    public boolean savedAfter(int epoch) {
      return trained.last() == epoch;
    }
  }

  /** Of a search. */
  record Draw(StageResult.Drawn drawn) implements Found {
    @Override
    public TrialRecord.Before before(double seconds, Passes passes) {
      return new TrialRecord.Before(0, 0, seconds, drawn.cpuSeconds(), passes);
    }
  }

  /** Of a kernel measurement; no row where one of the trainings did not come so far. */
  record Kernel(List<KernelRecord> kernels) implements Found {}

  /** Of an evaluation, a row each checkpoint and split; none where the training diverged. */
  record Evaluate(List<EvaluationRecord> evaluations) implements Found {
    @Override
    public void check(Bundle bundle) {
      evaluations.forEach(row -> Contents.judged(row, row.in(bundle), bundle));
    }
  }

  /** Of an evaluation of a switch of tickets, which leaves no arrays. */
  record Switch(List<EvaluationRecord> evaluations, List<TransferRecord> transfers)
      implements Found {
    @Override
    public String kind() {
      return "evaluate";
    }
  }

  /** Of a description that does not say. */
  record Nothing() implements Found {}
}
