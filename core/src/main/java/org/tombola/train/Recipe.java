package org.tombola.train;

import java.util.List;
import org.tombola.data.ImageData;
import org.tombola.network.Gradient;
import org.tombola.network.Network;
import org.tombola.network.Passes;

/** A family of ways to make training examples and their loss. */
public sealed interface Recipe
    permits Standard, PgdAt, FgsmAt, Trades, Mart, FastAt, FreeAt, Awp, KdSwa {

  /** Gradient evaluations an image's adversarial example takes; 0 where none is made. */
  int attackSteps();

  /** Optimiser steps a batch is used for, each with examples made anew. */
  default int replays() {
    return 1;
  }

  /**
   * Passes an optimiser step takes for each image: those of its example, and its gradient. Passes
   * through teachers count.
   */
  default Passes passes() {
    return new Passes(attackSteps() + 1, attackSteps(), 1);
  }

  /**
   * Passes an epoch takes at most: those of its steps, unless a recipe makes others.
   *
   * @param epoch from 0
   * @param images trained on
   * @param batch images a step
   */
  default Passes passes(int epoch, int images, int batch) {
    return passes().times((long) images * replays());
  }

  /**
   * The one epoch from which on each takes other passes than those before; 0 where all take the
   * same.
   */
  default int changesAt() {
    return 0;
  }

  /**
   * Checks that the recipe does what it says in a training.
   *
   * @throws IllegalArgumentException if it does not, or cannot
   */
  default void check(Trainer.Plan plan) {}

  /** Networks it learns from; none unless a recipe says otherwise. */
  default List<Teacher> teachers() {
    return List.of();
  }

  /** Begins a training with this recipe. */
  RecipeRun begin(Ingredients given);

  /**
   * What a training begins with.
   *
   * @param network trained; its parameters are those training starts with
   * @param images to train on
   * @param plan of the training
   * @param teachers parameters of {@link #teachers}, flat, in their order
   */
  record Ingredients(
      Network network, ImageData images, Trainer.Plan plan, List<float[]> teachers) {}

  /**
   * What a recipe made of a batch.
   *
   * @param loss mean over the batch
   * @param right examples the network had right, as they were trained on
   * @param gradient of the summed loss; valid until the network's next pass
   */
  record Made(double loss, int right, Gradient gradient) {}
}
