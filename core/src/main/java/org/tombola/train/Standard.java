package org.tombola.train;

import java.util.function.Function;
import org.tombola.method.Card;
import org.tombola.network.Mode;
import org.tombola.network.Network;
import org.tombola.network.Pass;
import org.tombola.objective.CrossEntropy;
import org.tombola.objective.Loss;
import org.tombola.tensor.Images;
import org.tombola.tensor.Logits;

/** Cross-entropy on the images as they are. */
@Card("cross-entropy on clean images")
public record Standard() implements Recipe {
  @Override
  public int attackSteps() {
    return 0;
  }

  @Override
  public RecipeRun begin(Ingredients given) {
    return (clean, at, key) -> onImages(given.network(), clean.images(), clean.labels());
  }

  /** Cross-entropy on images, in training mode. */
  static Made onImages(Network network, Images images, int[] labels) {
    return step(
        network, images, labels, Mode.TRAIN, logits -> new CrossEntropy().at(logits, labels));
  }

  /** One forward pass, and the gradient of a loss of its logits. */
  static Made step(
      Network network, Images images, int[] labels, Mode mode, Function<Logits, Loss> objective) {
    Pass pass = network.forward(images, mode);
    Logits logits = pass.logits();
    Loss loss = objective.apply(logits);
    return new Made(loss.mean(), right(logits, labels), pass.parameterGradient(loss.cotangent()));
  }

  static int right(Logits logits, int[] labels) {
    int right = 0;
    for (int i = 0; i < labels.length; i++) {
      right += logits.right(i, labels[i]) ? 1 : 0;
    }
    return right;
  }
}
