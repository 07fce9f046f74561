package org.tombola.train;

import org.tombola.attack.Attack.Targets;
import org.tombola.network.Gradient;
import org.tombola.network.Mode;
import org.tombola.network.Network;
import org.tombola.network.Pass;
import org.tombola.objective.PairLoss;
import org.tombola.objective.PairObjective;
import org.tombola.random.Key;
import org.tombola.tensor.Images;
import org.tombola.tensor.Logits;

/**
 * Steps on images and their adversarial examples together: a forward pass and a parameter gradient
 * of each, both passes alive at once.
 */
final class PairRun implements CraftingRun {
  private final Network network;
  private final Network beside;
  private final PairObjective objective;
  private final Attacker attacker;

  /** Makes the adversarial examples. */
  interface Attacker {
    Images examples(Network network, Targets clean, Key key);
  }

  PairRun(Network network, PairObjective objective, Attacker attacker) {
    this.network = network;
    this.beside = network.beside();
    this.objective = objective;
    this.attacker = attacker;
  }

  @Override
  public Images examples(Targets clean, Key key) {
    return attacker.examples(network, clean, key);
  }

  @Override
  public Recipe.Made on(Targets clean, Images examples, Mode mode) {
    int[] labels = clean.labels();
    Pass natural = network.forward(clean.images(), mode);
    Pass adversarial = beside.forward(examples, mode);
    Logits attacked = adversarial.logits();
    PairLoss loss = objective.at(natural.logits(), attacked, labels);
    Gradient gradient =
        natural
            .parameterGradient(loss.byClean().cotangent())
            .plus(adversarial.parameterGradient(loss.byAdversarial().cotangent()));
    return new Recipe.Made(loss.byClean().mean(), Standard.right(attacked, labels), gradient);
  }

  @Override
  public void close() {
    beside.close();
  }
}
