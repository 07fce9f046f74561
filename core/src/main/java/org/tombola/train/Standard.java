package org.tombola.train;

import org.nd4j.linalg.api.ndarray.INDArray;
import org.tombola.method.Card;
import org.tombola.network.Mode;
import org.tombola.network.Network;
import org.tombola.network.Pass;
import org.tombola.objective.CrossEntropy;
import org.tombola.objective.Logits;
import org.tombola.objective.Loss;

/** Cross-entropy on the images as they are. */
@Card("cross-entropy on the images as they are")
public record Standard() implements Recipe {
  @Override
  public int attackSteps() {
    return 0;
  }

  @Override
  public Course begin(Setting setting) {
    return (clean, moment, key) -> onImages(setting.network(), clean.images(), clean.labels());
  }

  static Made onImages(Network network, INDArray images, int[] labels) {
    Pass pass = network.forward(images, Mode.TRAIN);
    Logits logits = Logits.of(pass.logits());
    Loss loss = new CrossEntropy().at(logits, labels);
    int right = 0;
    for (int i = 0; i < labels.length; i++) {
      right += logits.right(i, labels[i]) ? 1 : 0;
    }
    try (INDArray cotangent = loss.cotangent()) {
      return new Made(loss.mean(), right, pass.parameterGradient(cotangent));
    }
  }
}
