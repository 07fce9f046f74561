package org.tombola.attack;

import java.util.List;
import org.tombola.method.Card;
import org.tombola.network.Mode;
import org.tombola.network.Network;
import org.tombola.network.Passes;
import org.tombola.objective.CrossEntropy;
import org.tombola.random.Key;
import org.tombola.tensor.Images;
import org.tombola.threat.Epsilon;
import org.tombola.threat.Norm;
import org.tombola.threat.ThreatModel;

/**
 * One gradient step of full length from the image itself (Goodfellow et al. 2015, arXiv 1412.6572,
 * section 4). Networks trained against it alone can look robust to it and be broken by PGD.
 *
 * @param norm of the ball
 * @param epsilon radius, in pixel units
 */
@Card("one gradient step of full length, no random start (Goodfellow et al. 2015)")
public record Fgsm(Norm norm, Epsilon epsilon) implements Attack {
  /** l-infinity, 8/255. */
  public Fgsm() {
    this(Norm.LINF, Epsilon.parse("8/255"));
  }

  /** Checks the radius. */
  public Fgsm {
    ThreatModel.require(norm, epsilon);
  }

  @Override
  public ThreatModel threat() {
    return new ThreatModel(norm, epsilon);
  }

  @Override
  public Passes passes() {
    return new Passes(2, 1, 0);
  }

  private Ascent ascent() {
    return new Ascent(threat(), epsilon, 1, Ascent.Origin.IMAGE);
  }

  /**
   * Perturbed copies of images to train on, all inside the threat model.
   *
   * @param mode of batch normalisation while crafting
   * @param key of no matter: nothing is drawn
   * @return new images
   */
  public Images perturb(Network network, Targets targets, Mode mode, Key key) {
    return ascent()
        .climb(
            network, targets, mode, key, logits -> new CrossEntropy().at(logits, targets.labels()));
  }

  @Override
  public List<Round> rounds() {
    return List.of(
        Round.following(
            "fgsm",
            0,
            Goal.CROSS_ENTROPY,
            (ball, subject, own) -> ascent().search(ball, subject.clean(), own)));
  }
}
