package org.tombola.attack;

import java.util.function.Function;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.tombola.attack.Attack.Targets;
import org.tombola.network.Mode;
import org.tombola.network.Network;
import org.tombola.network.Pass;
import org.tombola.objective.Logits;
import org.tombola.objective.Loss;
import org.tombola.random.Key;

/**
 * Steepest ascent of a loss inside a threat model: the part that attacks and training recipes have
 * in common. Each step takes one forward pass and one input gradient.
 *
 * @param threat what the attacker may do
 * @param step length of a step, in pixel units
 * @param steps gradient evaluations
 * @param start where it begins
 */
public record Ascent(ThreatModel threat, Epsilon step, int steps, Start start) {

  /** Where an ascent begins. */
  public enum Start {
    /** Anywhere in the ball, drawn for each image. */
    UNIFORM,
    /** The image and a thousandth of standard normal noise: KL divergence has no slope at 0. */
    NEAR,
    /** The image. */
    IMAGE
  }

  /** Checks the number of steps. */
  public Ascent {
    if (steps < 1) {
      throw new IllegalArgumentException("steps is a number of at least 1, not " + steps);
    }
  }

  /**
   * Climbs.
   *
   * @param targets images to start from
   * @param mode of batch normalisation on the way
   * @param key of the start
   * @param loss of a batch of logits, summed slopes by them
   * @return the last points, all inside the threat model: a new array, which the caller closes
   */
  public INDArray climb(
      Network network, Targets targets, Mode mode, Key key, Function<Logits, Loss> loss) {
    try (Ball ball = new Ball(threat, targets.images())) {
      INDArray point =
          switch (start) {
            case UNIFORM -> ball.random(targets.ids(), key);
            case NEAR -> ball.near(targets.ids(), key);
            case IMAGE -> targets.images().dup();
          };
      for (int i = 0; i < steps; i++) {
        Pass pass = network.forward(point, mode);
        try (INDArray cotangent = loss.apply(Logits.of(pass.logits())).cotangent()) {
          ball.step(point, pass.inputGradient(cotangent), step.value());
        }
      }
      return point;
    }
  }
}
