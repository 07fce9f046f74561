package org.tombola.attack;

import java.util.List;
import java.util.stream.IntStream;
import org.tombola.method.AtLeast;
import org.tombola.method.Card;
import org.tombola.method.Neutral;
import org.tombola.method.Refusal;
import org.tombola.network.Mode;
import org.tombola.network.Network;
import org.tombola.network.Passes;
import org.tombola.random.Key;
import org.tombola.tensor.Images;
import org.tombola.threat.Epsilon;
import org.tombola.threat.Norm;
import org.tombola.threat.ThreatModel;

/**
 * Projected gradient descent on cross-entropy from a random start (Madry et al. 2018, arXiv
 * 1706.06083, section 2).
 *
 * <p>When training it makes exactly {@code steps} gradient evaluations and returns the last point.
 * When judging, an image counts as broken if any point of any restart is misclassified, the start
 * included, which is at least as strict as the papers' last point; it misleads where gradients are
 * masked.
 *
 * @param norm of the ball
 * @param epsilon radius, in pixel units
 * @param step length of a step, in pixel units
 * @param steps gradient evaluations
 * @param restarts independent random starts
 * @param loss climbed: cross-entropy, or margin for what is called a CW attack (Carlini and Wagner
 *     2017, arXiv 1608.04644, as in Madry et al. 2018, section 5.2)
 */
@Card("projected gradient descent on cross-entropy, random start (Madry et al. 2018)")
public record Pgd(
    Norm norm,
    Epsilon epsilon,
    Epsilon step,
    int steps,
    int restarts,
    @Neutral("\"cross-entropy\"") AttackLoss loss)
    implements Attack {
  private static final int[] NONE = {};

  /** PGD-20, 8/255, step 2/255: the evaluation of Sparsity Winning Twice. */
  public Pgd() {
    this(Norm.LINF, Epsilon.parse("8/255"), Epsilon.parse("2/255"), 20, 1);
  }

  /** On cross-entropy. */
  public Pgd(Norm norm, Epsilon epsilon, Epsilon step, int steps, int restarts) {
    this(norm, epsilon, step, steps, restarts, AttackLoss.CROSS_ENTROPY);
  }

  /** Checks the numbers. */
  public Pgd {
    ThreatModel.require(norm, epsilon);
    AtLeast.one("steps", steps);
    AtLeast.number("restarts", 1, restarts, 1000);
    if (loss == AttackLoss.TARGETED_DLR) {
      throw new Refusal(
          "loss", "must be cross-entropy, margin or dlr; targeted-dlr is only for apgd");
    }
  }

  @Override
  public ThreatModel threat() {
    return new ThreatModel(norm, epsilon);
  }

  @Override
  public Passes passes() {
    return new Passes(steps + 1, steps, 0).times(restarts);
  }

  @Override
  public void check(int classes) {
    loss.check("pgd", classes);
  }

  private Ascent ascent() {
    return new Ascent(threat(), step, steps, Ascent.Origin.UNIFORM);
  }

  /**
   * Perturbed copies of images to train on: exactly {@code steps} gradient evaluations, and the
   * last point, whether it breaks an image or not.
   *
   * @param mode of batch normalisation while crafting
   * @param key of the noise
   * @return new images
   */
  public Images perturb(Network network, Targets targets, Mode mode, Key key) {
    return ascent()
        .climb(
            network, targets, mode, key, logits -> loss.goal().at(logits, targets.labels(), NONE));
  }

  @Override
  public List<Round> rounds() {
    return IntStream.range(0, restarts)
        .mapToObj(
            restart ->
                Round.following(
                    loss == AttackLoss.CROSS_ENTROPY ? "pgd" : "pgd-" + loss.mark(),
                    restart,
                    loss.goal(),
                    (ball, subject, own) -> ascent().search(ball, subject.clean(), own)))
        .toList();
  }
}
