package org.tombola.train;

import org.tombola.method.Card;
import org.tombola.method.Refusal;

/**
 * Settings of stochastic gradient descent with momentum, whose steps {@link
 * org.tombola.network.Descent} makes; weight decay is added to the gradient of every trained
 * parameter, biases and batch normalisation included (Sparsity Winning Twice, released code).
 *
 * @param learningRate before the schedule
 * @param momentum no Nesterov, no dampening
 * @param weightDecay factor of the parameters added to the gradient
 */
@Card("stochastic gradient descent with momentum and weight decay")
public record Sgd(double learningRate, double momentum, double weightDecay) {
  /** Learning rate 0.1, momentum 0.9, weight decay 5e-4. */
  public Sgd() {
    this(0.1, 0.9, 5e-4);
  }

  /** Checks the numbers. */
  public Sgd {
    requireRate(learningRate);
    Refusal.unless(momentum >= 0 && momentum < 1, "momentum", "must be in [0, 1), not " + momentum);
    if (!(weightDecay >= 0 && weightDecay < Double.POSITIVE_INFINITY)) {
      throw new Refusal("weight-decay", "must be at least 0, not " + weightDecay);
    }
  }

  /** Refuses a learning rate at which nothing is learnt. */
  public static void requireRate(double learningRate) {
    if (!(learningRate > 0 && learningRate < Double.POSITIVE_INFINITY)) {
      throw new Refusal("learning-rate", "must be above 0, not " + learningRate);
    }
  }
}
