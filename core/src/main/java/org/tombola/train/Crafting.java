package org.tombola.train;

import org.nd4j.linalg.api.ndarray.INDArray;
import org.tombola.attack.Attack.Targets;
import org.tombola.network.Mode;
import org.tombola.random.Key;

/** A course whose step is in two: examples are crafted, then the loss is taken on them. */
interface Crafting extends Course {
  /** Adversarial examples: a new array, which the caller closes. */
  INDArray examples(Targets clean, Key key);

  /** The loss on examples, and its gradient at the parameters as they are then. */
  Recipe.Made on(Targets clean, INDArray examples, Mode mode);

  @Override
  default Recipe.Made make(Targets clean, Moment moment, Key key) {
    try (INDArray examples = examples(clean, key)) {
      return on(clean, examples, Mode.TRAIN);
    }
  }
}
