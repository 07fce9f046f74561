package org.tombola.attack;

import java.util.function.Function;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.tombola.attack.Attack.Targets;
import org.tombola.method.AtLeast;
import org.tombola.network.Mode;
import org.tombola.network.Network;
import org.tombola.network.Pass;
import org.tombola.objective.Logits;
import org.tombola.objective.Loss;
import org.tombola.random.Key;
import org.tombola.tensor.ImageShape;

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
    AtLeast.one("steps", steps);
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
    Ball ball = new Ball(threat);
    ImageShape shape = targets.shape();
    float[][] clean = Pixels.rows(targets.images());
    float[][] points = new float[clean.length][];
    for (int i = 0; i < points.length; i++) {
      Key own = key.child("example", targets.ids()[i]);
      points[i] =
          switch (start) {
            case UNIFORM -> ball.random(clean[i], own);
            case NEAR -> ball.near(clean[i], own);
            case IMAGE -> clean[i];
          };
    }
    for (int done = 0; done < steps; done++) {
      try (INDArray there = Pixels.of(points.length, shape, i -> points[i])) {
        Pass pass = network.forward(there, mode);
        try (INDArray cotangent = loss.apply(Logits.of(pass.logits())).cotangent()) {
          float[][] gradients = Pixels.rows(pass.inputGradient(cotangent));
          for (int i = 0; i < points.length; i++) {
            points[i] = ball.step(points[i], gradients[i], step.value(), clean[i]);
          }
        }
      }
    }
    return Pixels.of(points.length, shape, i -> points[i]);
  }
}
