package org.tombola.train;

import org.nd4j.linalg.api.ndarray.INDArray;
import org.tombola.attack.Attack.Targets;
import org.tombola.network.Network;
import org.tombola.network.Passes;
import org.tombola.random.Key;

/** A family of ways to make training examples and their loss. */
public sealed interface Recipe permits Standard, PgdAt {

  /** Gradient evaluations an image's adversarial example takes; 0 where none is made. */
  int attackSteps();

  /** Passes a step takes for each image: those of its adversarial example, and its gradient. */
  default Passes passes() {
    return new Passes(attackSteps() + 1, attackSteps(), 1);
  }

  /**
   * Makes a batch's examples, their loss and its gradient by the parameters.
   *
   * @param clean the augmented images
   * @param key of the epoch's attack noise
   */
  Made make(Network network, Targets clean, Key key);

  /**
   * What a recipe made of a batch.
   *
   * @param loss mean over the batch
   * @param right examples the network had right, as they were trained on
   * @param gradient of the summed loss, flat; valid until the network's next pass
   */
  record Made(double loss, int right, INDArray gradient) {}
}
