package org.tombola.spark.dispatch;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.tombola.method.Canonical;
import org.tombola.spark.schema.Settings;
import org.tombola.spark.schema.Specs;
import org.tombola.sweeps.PlannedTrial;
import org.tombola.sweeps.agenda.Agenda;
import org.tombola.trial.Stage;

/**
 * What a reader calls trials and stages: their tickets, and what varies in the plan.
 *
 * @param varying paths of the settings that have more than one value
 */
public record Names(List<String> varying) {
  /** Names within a plan. */
  public static Names of(List<PlannedTrial> plan) {
    return new Names(Specs.varying(plan.stream().map(trial -> flat(trial.json())).toList()));
  }

  private static Map<String, String> flat(String json) {
    return Settings.of(json).flat();
  }

  /** The name of a trial. */
  public String of(PlannedTrial trial) {
    return Specs.name(flat(trial.json()), varying);
  }

  /** The name of a piece of work. */
  public String of(Agenda.Item item) {
    if (item instanceof Agenda.Commit commit) {
      return of(commit.trial());
    }
    if (item instanceof Agenda.GiveUp giveUp) {
      return of(giveUp.trial());
    }
    Agenda.Run run = (Agenda.Run) item;
    int trials = run.trials().size();
    return of(run.stage()) + (trials > 1 ? ", for " + trials + " trials" : "");
  }

  private String of(Stage stage) {
    // the settings of a training stand one step deeper than those of a search
    String before = "^" + stage.kind() + "\\.(training\\.)?";
    Map<String, String> own = new HashMap<>();
    flat(Canonical.json(stage))
        .forEach((path, value) -> own.put(path.replaceFirst(before, ""), value));
    return Specs.name(own, varying) + stage.words();
  }
}
