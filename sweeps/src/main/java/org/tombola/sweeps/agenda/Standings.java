package org.tombola.sweeps.agenda;

import java.util.Optional;
import java.util.function.Function;
import java.util.function.Predicate;
import org.tombola.sweeps.agenda.Agenda.Standing;
import org.tombola.trial.Artifacts;
import org.tombola.trial.MissingResult;
import org.tombola.trial.Stage;
import org.tombola.trial.StageResult;

/**
 * How finished trainings stand, by their results.
 *
 * @param artifacts that hold the results
 * @param finished whether the stage of a fingerprint has one
 */
public record Standings(Artifacts artifacts, Predicate<String> finished)
    implements Function<Stage.Train, Standing> {

  /**
   * How a training stood when its epochs were done: from its own result, or from that of a longer
   * one of the same network.
   *
   * @throws MissingResult if there is neither
   */
  @Override
  public Standing apply(Stage.Train train) {
    Optional<StageResult> result = artifacts.describe(train);
    for (int until = train.until() + 1;
        result.isEmpty() && until <= train.training().epochs();
        until++) {
      Stage longer = new Stage.Train(train.training(), until);
      result = finished.test(longer.fingerprint()) ? artifacts.describe(longer) : result;
    }
    return result
        .map(StageResult::trained)
        .map(trained -> of(trained, train.until()))
        .orElseThrow(() -> new MissingResult("compare trainings", train.fingerprint()));
  }

  /**
   * How a training stood after an epoch.
   *
   * @param within epochs done, from 1
   */
  public static Standing of(StageResult.Trained trained, int within) {
    int done = trained.last();
    boolean diverged =
        trained.diverged() != 0
            && (done < within
                // whether it was this epoch that ended the training, and not the one after it
                || (done == within && !trained.epochs().get(trained.epochs().size() - 1).finite()));
    // a switch of tickets has no epochs, and does not compete
    return diverged || trained.epochs().isEmpty()
        ? new Standing(diverged, 0)
        : new Standing(false, trained.bestRobust(within));
  }
}
