package org.tombola.spark.dispatch;

import java.io.Serializable;
import java.time.Duration;
import org.jspecify.annotations.Nullable;
import org.tombola.network.Engine;
import org.tombola.sweeps.agenda.Agenda;
import org.tombola.trial.Checkpoints;

/**
 * What the driver sends an executor: one piece of work.
 *
 * @param kind the stage's ("draw", "train", "kernel" or "evaluate"), or "commit" or "add"
 * @param id fingerprint of the stage; of a commit or an addition, the trial's id
 * @param json canonical JSON of the stage, or of the trial to commit; of an addition, of the trial
 *     under the attacks that are added
 * @param until of a commit: epochs after which the trial was stopped, or all of them
 * @param name what a reader calls it
 * @param attempt from 1
 * @param common what all orders of the run share
 */
public record Order(
    String kind, String id, String json, int until, String name, int attempt, Common common)
    implements Serializable {

  /** The kind of the work that writes a trial's rows. */
  static final String COMMIT = "commit";

  /** The kind of the work that adds rows of further attacks to a trial's. */
  static final String ADD = "add";

  /**
   * What all orders of a run have in common.
   *
   * @param sweep name of the sweep
   * @param out folder of the tables, a path or URI executors can reach
   * @param engine that computes the networks' passes, as {@link Engine#choose} reads it
   * @param data folder to look for data sets in first; null for the usual places only
   * @param checkpointEpochs epochs between two checkpoints
   * @param checkpointSeconds seconds between two checkpoints
   */
  public record Common(
      String sweep,
      String out,
      String engine,
      @Nullable String data,
      int checkpointEpochs,
      long checkpointSeconds)
      implements Serializable {

    Checkpoints checkpoints() {
      return new Checkpoints(checkpointEpochs, Duration.ofSeconds(checkpointSeconds));
    }
  }

  static Order of(Agenda.Run run, String json, String name, int attempt, Common common) {
    return new Order(run.stage().kind(), run.fingerprint(), json, 0, name, attempt, common);
  }

  static Order of(Agenda.Commit commit, String name, int attempt, Common common) {
    return new Order(
        commit.trial().adds() ? ADD : COMMIT,
        commit.trial().id(),
        commit.trial().json(),
        commit.until(),
        name,
        attempt,
        common);
  }
}
