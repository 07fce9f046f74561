package org.tombola.attack;

import java.util.List;
import java.util.function.Supplier;
import org.tombola.method.AtLeast;
import org.tombola.method.Card;
import org.tombola.method.Refusal;
import org.tombola.network.Network;
import org.tombola.network.Passes;
import org.tombola.threat.ThreatModel;

/**
 * Expectation over transformation: an attack that follows the mean gradient over all networks a
 * switch may draw, because it does not know which of them will judge (Athalye et al. 2018, arXiv
 * 1802.00420, section 3.2). The released code of Fu et al. 2021 (arXiv 2110.14068) has none; this
 * is the attack a switch of tickets has to be judged with.
 *
 * <p>Against a single network it is the attack itself. With draws, every step follows networks
 * drawn anew for each image and goes on to the last step, for what the drawn ones say does not tell
 * of the others.
 *
 * @param attack whose steps follow the mean gradient; not itself this one
 * @param draws networks drawn for each gradient; 0 is all of them
 */
@Card("follows the mean gradient over the networks of a switch (Athalye et al. 2018)")
public record Eot(Attack attack, int draws) implements Attack {
  /** PGD-20 on the mean over all networks. */
  public Eot() {
    this(new Pgd(), 0);
  }

  /** Checks the numbers. */
  public Eot {
    if (attack instanceof Eot || attack instanceof Limited || !attack.twins().isEmpty()) {
      throw new Refusal(
          "attack", "must query the attacked network, not be eot, limited or transfer");
    }
    Refusal.unless(draws >= 0, "draws", "must be at least 0 (0 for all networks), not " + draws);
    AtLeast.most("draws", draws, 1000);
  }

  @Override
  public ThreatModel threat() {
    return attack.threat();
  }

  @Override
  public Passes passes() {
    return attack.passes();
  }

  @Override
  public Passes passes(int networks) {
    return attack.passes().times(draws == 0 ? networks : draws);
  }

  @Override
  public List<Oracle> oracles(List<Supplier<Network>> networks) {
    return List.of(draws == 0 ? Oracle.mean(networks) : Oracle.drawn(networks, draws));
  }

  @Override
  public int crafts(int networks) {
    return 1;
  }

  @Override
  public List<Round> rounds() {
    return attack.rounds();
  }

  @Override
  public void check(int classes) {
    attack.check(classes);
  }
}
