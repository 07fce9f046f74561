package org.tombola.network;

import java.util.function.Function;
import org.tombola.method.AtLeast;
import org.tombola.tensor.Images;
import org.tombola.tensor.Logits;
import org.tombola.threat.Ball;
import org.tombola.threat.ThreatModel;

/**
 * Steepest ascent of a loss by a whole batch: each step takes a forward pass and a gradient by the
 * images, moves every point by one length along it, and back into the threat model (Madry et al.
 * 2018, arXiv 1706.06083, section 2.1).
 *
 * @param threat what the attacker may do
 * @param step length of a step, in pixel units
 * @param steps how many
 * @param mode of batch normalisation on the way
 * @param slopes of the loss, summed over the batch, by the logits: [batch, classes]
 */
public record Climb(
    ThreatModel threat, double step, int steps, Mode mode, Function<Logits, float[]> slopes) {

  /** Checks the number of steps. */
  public Climb {
    AtLeast.one("steps", steps);
  }

  /** Takes all steps on arrays of Java, with any network: see {@link Network#climb}. */
  Images on(Network network, Images start, Images clean) {
    Ball ball = new Ball(threat);
    float[][] around = clean.rows();
    float[][] points = start.rows();
    for (int done = 0; done < steps; done++) {
      Pass pass = network.forward(Images.of(points, start.shape()), mode);
      float[] flat = pass.inputGradient(slopes.apply(pass.logits()));
      float[][] gradients = Images.rows(flat, points.length);
      for (int i = 0; i < points.length; i++) {
        points[i] = ball.step(points[i], gradients[i], step, around[i]);
      }
    }
    return Images.of(points, start.shape());
  }
}
