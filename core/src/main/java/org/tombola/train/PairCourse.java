package org.tombola.train;

import org.nd4j.linalg.api.ndarray.INDArray;
import org.tombola.attack.Attack.Targets;
import org.tombola.network.Mode;
import org.tombola.network.Network;
import org.tombola.network.Pass;
import org.tombola.objective.Logits;
import org.tombola.objective.PairLoss;
import org.tombola.objective.PairObjective;
import org.tombola.random.Key;

/**
 * Steps on images and their adversarial examples together: a forward pass and a parameter gradient
 * of each, both passes alive at once.
 */
final class PairCourse implements Crafting {
  private final Network network;
  private final Network beside;
  private final PairObjective objective;
  private final Attacker attacker;

  /** Makes the adversarial examples. */
  interface Attacker {
    INDArray examples(Network network, Targets clean, Key key);
  }

  PairCourse(Network network, PairObjective objective, Attacker attacker) {
    this.network = network;
    this.beside = network.beside();
    this.objective = objective;
    this.attacker = attacker;
  }

  @Override
  public INDArray examples(Targets clean, Key key) {
    return attacker.examples(network, clean, key);
  }

  @Override
  public Recipe.Made on(Targets clean, INDArray examples, Mode mode) {
    int[] labels = clean.labels();
    Pass natural = network.forward(clean.images(), mode);
    Pass adversarial = beside.forward(examples, mode);
    Logits attacked = Logits.of(adversarial.logits());
    PairLoss loss = objective.at(Logits.of(natural.logits()), attacked, labels);
    try (INDArray byClean = loss.byClean().cotangent();
        INDArray byAdversarial = loss.byAdversarial().cotangent()) {
      INDArray gradient = natural.parameterGradient(byClean);
      gradient.addi(adversarial.parameterGradient(byAdversarial));
      return new Recipe.Made(loss.byClean().mean(), Standard.right(attacked, labels), gradient);
    }
  }

  @Override
  public void close() {
    beside.close();
  }
}
