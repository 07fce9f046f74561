package org.tombola.trial;

import java.util.List;
import org.tombola.attack.Attack;
import org.tombola.data.Source;
import org.tombola.method.Flat;
import org.tombola.method.Names;
import org.tombola.method.Neutral;
import org.tombola.method.Refusal;

/**
 * Everything a trial's result depends on.
 *
 * @param training of its network
 * @param evaluate attacks on the best and the final network; the first is the one gaps are told by
 * @param kernels where the tangent kernel is laid beside the dense twin's
 * @param predictions whether what became of each image is kept as a table too
 */
public record TrialSpec(
    @Flat Training training,
    List<Attack> evaluate,
    @Neutral("{}") Kernels kernels,
    @Neutral("false") boolean predictions) {

  /** Checks that there can be such a trial. */
  public TrialSpec {
    Refusal.unless(!evaluate.isEmpty(), "evaluate", "needs at least one attack");
    evaluate = List.copyOf(evaluate);
    training.check();
    kernels.check(training);
    check("monitor.attack", training.monitor().attack(), training.data());
    for (int i = 0; i < evaluate.size(); i++) {
      Attack attack = evaluate.get(i);
      check("evaluate[" + i + "]", attack, training.data());
      if (!attack.twins().isEmpty() && !training.leavesNetwork()) {
        throw new Refusal(
            "evaluate",
            "has transfer, which crafts on one other network, and %s switches between several"
                .formatted(Names.of(training.ticket().getClass())));
      }
    }
    training.checkTicket();
  }

  private static void check(String place, Attack attack, Source data) {
    try {
      attack.check(data.classes());
    } catch (IllegalArgumentException e) {
      throw new Refusal(place, "cannot be: " + e.getMessage());
    }
  }

  /**
   * The same training under other attacks, and nothing else measured of it.
   *
   * @throws IllegalArgumentException if these attacks cannot be on it
   */
  public TrialSpec attackedBy(List<Attack> attacks) {
    return new TrialSpec(training, attacks, new Kernels(), predictions);
  }
}
