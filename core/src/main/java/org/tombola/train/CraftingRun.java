package org.tombola.train;

import org.tombola.attack.Attack.Targets;
import org.tombola.network.Mode;
import org.tombola.random.Key;
import org.tombola.tensor.Images;

/** A run whose step is in two: examples are crafted, then the loss is taken on them. */
interface CraftingRun extends RecipeRun {
  /** Adversarial examples. */
  Images examples(Targets clean, Key key);

  /** The loss on examples, and its gradient at the parameters as they are then. */
  Recipe.Made on(Targets clean, Images examples, Mode mode);

  @Override
  default Recipe.Made make(Targets clean, Position at, Key key) {
    return on(clean, examples(clean, key), Mode.TRAIN);
  }
}
