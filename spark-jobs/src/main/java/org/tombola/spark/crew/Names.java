package org.tombola.spark.crew;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.tombola.method.Canonical;
import org.tombola.spark.table.Settings;
import org.tombola.spark.table.Specs;
import org.tombola.sweeps.Agenda;
import org.tombola.sweeps.PlannedTrial;
import org.tombola.trial.Stage;
import org.tombola.trial.Training;

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
    if (stage instanceof Stage.Evaluate evaluate) {
      return of(evaluate.training())
          + ", "
          + org.tombola.method.Names.kebab(evaluate.attack().getClass().getSimpleName());
    }
    if (stage instanceof Stage.Kernel kernel) {
      return of(kernel.training()) + ", kernel after epoch " + kernel.epoch();
    }
    if (stage instanceof Stage.Draw draw) {
      Map<String, String> own = new HashMap<>();
      flat(Canonical.json(draw))
          .forEach((path, value) -> own.put(path.substring(path.indexOf('.') + 1), value));
      return Specs.name(own, varying);
    }
    return of(((Stage.Train) stage).training());
  }

  private String of(Training training) {
    return Specs.name(flat(Canonical.json(training)), varying);
  }
}
