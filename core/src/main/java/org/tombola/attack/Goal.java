package org.tombola.attack;

import org.tombola.objective.CrossEntropy;
import org.tombola.objective.Loss;
import org.tombola.tensor.Logits;

/** What an attack climbs: a loss of logits that may know a class each image is driven to. */
@FunctionalInterface
public interface Goal {
  /** Softmax cross-entropy of the labels. */
  Goal CROSS_ENTROPY = (logits, labels, aims) -> new CrossEntropy().at(logits, labels);

  /** The loss of each example and its slopes; {@code aims} is 0 where there is no such class. */
  Loss at(Logits logits, int[] labels, int[] aims);
}
