package org.tombola.spark.table;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.apache.parquet.example.data.Group;
import org.tombola.spark.table.TrialRow.Part;
import org.tombola.trial.Artifacts;
import org.tombola.trial.EvaluationRecord;
import org.tombola.trial.MissingResult;
import org.tombola.trial.PredictionRecord;
import org.tombola.trial.Stage;
import org.tombola.trial.StageResult;
import org.tombola.trial.TransferRecord;
import org.tombola.trial.TrialSpec;

/**
 * What attacks measured on a trial's networks.
 *
 * @param id of the trial
 * @param evaluations in the order of the attacks
 * @param transfers in the order of the attacks; none but of a switch of tickets
 * @param predictions in the order of the attacks, where the trial's specification asks for them
 */
record Attacked(
    String id,
    List<EvaluationRecord> evaluations,
    List<TransferRecord> transfers,
    List<PredictionRecord> predictions) {

  /**
   * Puts it together from the results of the evaluations that a specification asks for.
   *
   * @param id of the trial, whose own specification may ask for others
   * @throws MissingResult if one is missing
   */
  static Attacked of(String id, TrialSpec spec, Artifacts artifacts) {
    Attacked all = new Attacked(id, new ArrayList<>(), new ArrayList<>(), new ArrayList<>());
    for (Stage stage : Stage.of(spec)) {
      if (stage instanceof Stage.Evaluate) {
        StageResult result =
            artifacts
                .describe(stage.fingerprint())
                .map(StageResult::read)
                .orElseThrow(
                    () -> new MissingResult("put evaluations together", stage.fingerprint()));
        Optional.ofNullable(result.evaluations()).ifPresent(all.evaluations::addAll);
        Optional.ofNullable(result.transfers()).ifPresent(all.transfers::addAll);
        if (spec.predictions()) {
          all.predictions.addAll(PredictionRecord.of(result, stage, artifacts));
        }
      }
    }
    return all;
  }

  /** The rows in a table. */
  List<Group> groups(Table<?> table) {
    if (table.equals(Tables.EVALUATIONS)) {
      return Tables.EVALUATIONS.groups(Part.all(id, evaluations));
    }
    if (table.equals(Tables.PREDICTIONS)) {
      return Tables.PREDICTIONS.groups(Part.all(id, predictions));
    }
    return table.equals(Tables.TRANSFERS)
        ? Tables.TRANSFERS.groups(Part.all(id, transfers))
        : List.of();
  }

  /** The column of a table that holds the attack's canonical JSON. */
  static String column(Table<?> table) {
    return table.equals(Tables.TRANSFERS) ? "attack" : "settings";
  }
}
