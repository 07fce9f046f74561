package org.tombola.sweeps.agenda;

import java.util.List;
import org.tombola.attack.Attack;
import org.tombola.attack.Fgsm;
import org.tombola.attack.Pgd;
import org.tombola.data.FashionMnist;
import org.tombola.data.None;
import org.tombola.data.Split;
import org.tombola.measure.Monitor;
import org.tombola.network.SmallCnn;
import org.tombola.sweeps.PlannedTrial;
import org.tombola.threat.Epsilon;
import org.tombola.threat.Norm;
import org.tombola.ticket.Dense;
import org.tombola.ticket.OneShotMagnitude;
import org.tombola.ticket.TicketMethod;
import org.tombola.train.Schedule;
import org.tombola.train.Sgd;
import org.tombola.train.Standard;
import org.tombola.train.Step;
import org.tombola.trial.Kernels;
import org.tombola.trial.Training;
import org.tombola.trial.TrialSpec;

/** Trials to plan with. */
public final class Specs {
  public static final Attack WEAK = new Fgsm();
  public static final Attack STRONG =
      new Pgd(Norm.LINF, Epsilon.parse("0.1"), Epsilon.parse("0.025"), 50, 1);

  private Specs() {}

  public static PlannedTrial trial(
      TicketMethod ticket,
      double rate,
      Schedule schedule,
      int epochs,
      long seed,
      Attack... attack) {
    return PlannedTrial.of(
        new TrialSpec(
            new Training(
                new FashionMnist(),
                new Split(1000, 500, 1000, Split.Order.FILE, 10),
                new None(),
                new SmallCnn(),
                ticket,
                new Standard(),
                new Sgd(rate, 0.9, 0),
                schedule,
                epochs,
                100,
                new Monitor(new Fgsm(), 100, 100, 100),
                seed),
            List.of(attack),
            new Kernels(),
            false));
  }

  public static TrialSpec with(TrialSpec spec, Kernels kernels) {
    return new TrialSpec(spec.training(), spec.evaluate(), kernels, false);
  }

  public static PlannedTrial dense(int epochs, long seed) {
    return trial(new Dense(), 0.1, new Step(), epochs, seed, WEAK);
  }

  /** Magnitude pruning after a dense training of the same seed. */
  public static PlannedTrial pruned(double sparsity, long seed, Attack... attacks) {
    return trial(
        new OneShotMagnitude(sparsity, new OneShotMagnitude().scope()),
        0.1,
        new Step(),
        4,
        seed,
        attacks);
  }
}
