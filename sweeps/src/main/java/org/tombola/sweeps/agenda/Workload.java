package org.tombola.sweeps.agenda;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.tombola.data.Source;
import org.tombola.network.Architecture;
import org.tombola.sweeps.PlannedTrial;
import org.tombola.trial.Cost;
import org.tombola.trial.Stage;

/**
 * How much work a sweep is, at most.
 *
 * @param trainings stages that train, or search a ticket; those cut by early stopping count once a
 *     piece
 * @param evaluations stages that evaluate, or measure otherwise
 * @param passes network passes by what their time depends on
 * @param known whether the numbers of images are; where not, they are taken for as many as CIFAR's
 */
public record Workload(
    int trainings, int evaluations, Map<PassKind, Double> passes, boolean known) {

  /**
   * What the time of a pass depends on, the machine aside.
   *
   * @param kind of stage
   * @param batch images a pass; 0 where its method says
   */
  public record PassKind(String kind, Architecture network, Source data, int batch) {
    static PassKind of(Stage stage) {
      return new PassKind(stage.kind(), stage.network(), stage.data(), stage.batch());
    }
  }

  /**
   * All that is left on an agenda, which is empty then. Where trials compete and it is not known
   * yet how they do, the first go on: candidates of a sweep cost about the same.
   */
  public static Workload of(Agenda agenda) {
    Sum sum = new Sum();
    Optional<Agenda.Item> next = agenda.next();
    while (next.isPresent()) {
      Agenda.Item item = next.get();
      if (item instanceof Agenda.Run run) {
        sum.add(run.stage(), run.cost());
      }
      agenda.done(item, Optional.of(new Agenda.Standing(false, 0)));
      next = agenda.next();
    }
    return sum.load();
  }

  /** Every trial by itself and to its end: nothing is shared. */
  public static Workload alone(List<PlannedTrial> trials) {
    Sum sum = new Sum();
    for (PlannedTrial trial : trials) {
      List<Stage> stages = Stage.of(trial.spec());
      for (Stage stage : stages) {
        // not even a trial by itself trains the same epochs twice
        if (stages.stream().noneMatch(stage::partOf)) {
          sum.add(stage, Cost.of(stage).passes().total());
        }
      }
    }
    return sum.load();
  }

  /** Number of stages. */
  public int stages() {
    return trainings + evaluations;
  }

  /** Network passes. */
  public double total() {
    return passes.values().stream().mapToDouble(Double::doubleValue).sum();
  }

  private static final class Sum {
    private final Map<PassKind, Double> passes = new LinkedHashMap<>();
    private int trains;
    private int evaluates;
    private boolean known = true;

    void add(Stage stage, double cost) {
      passes.merge(PassKind.of(stage), cost, Double::sum);
      known &= Cost.of(stage).known();
      if (stage.measures()) {
        evaluates++;
      } else {
        trains++;
      }
    }

    Workload load() {
      return new Workload(trains, evaluates, passes, known);
    }
  }
}
