package org.tombola.attack;

import java.util.function.Function;
import org.tombola.attack.Attack.Targets;
import org.tombola.method.AtLeast;
import org.tombola.network.Climb;
import org.tombola.network.Mode;
import org.tombola.network.Network;
import org.tombola.objective.Loss;
import org.tombola.random.Key;
import org.tombola.tensor.Images;
import org.tombola.tensor.Logits;
import org.tombola.threat.Ball;
import org.tombola.threat.Epsilon;
import org.tombola.threat.ThreatModel;

/**
 * Steepest ascent of a loss inside a threat model: the part that attacks and training recipes have
 * in common. Each step takes one forward pass and one input gradient.
 *
 * @param threat what the attacker may do
 * @param step length of a step, in pixel units
 * @param steps gradient evaluations
 * @param start where it begins
 */
public record Ascent(ThreatModel threat, Epsilon step, int steps, Origin start) {

  /** Where an ascent begins. */
  public enum Origin {
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

  /** Where it begins on an image: inside the ball. */
  private float[] begin(Ball ball, float[] clean, Key own) {
    return switch (start) {
      case UNIFORM -> ball.random(clean, own);
      case NEAR -> ball.near(clean, own);
      case IMAGE -> clean.clone();
    };
  }

  /** The ascent of one image, which ends at its last point. */
  PgdSearch search(Ball ball, float[] clean, Key own) {
    return new PgdSearch(ball, begin(ball, clean, own), step.value(), steps);
  }

  /**
   * Climbs with all images at once, whether a point breaks them or not.
   *
   * @param targets images to start from
   * @param mode of batch normalisation on the way
   * @param key of the start
   * @param loss of a batch of logits, summed slopes by them
   * @return the last points, all inside the threat model
   */
  public Images climb(
      Network network, Targets targets, Mode mode, Key key, Function<Logits, Loss> loss) {
    Ball ball = new Ball(threat);
    float[][] start = targets.images().rows();
    for (int i = 0; i < start.length; i++) {
      start[i] = begin(ball, start[i], key.child("example", targets.ids()[i]));
    }
    return network.climb(
        new Climb(threat, step.value(), steps, mode, logits -> loss.apply(logits).cotangent()),
        Images.of(start, targets.shape()),
        targets.images());
  }
}
