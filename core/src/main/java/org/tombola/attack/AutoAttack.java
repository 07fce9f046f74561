package org.tombola.attack;

import java.util.List;
import java.util.function.Supplier;
import org.tombola.method.AtLeast;
import org.tombola.method.Card;
import org.tombola.network.Network;
import org.tombola.network.Passes;
import org.tombola.threat.Epsilon;
import org.tombola.threat.Norm;
import org.tombola.threat.ThreatModel;

/**
 * AutoAttack: attacks without parameters to tune, one after the other on the images that stand
 * (Croce and Hein 2020, arXiv 2003.01690, section 6). An image counts as robust if it stands all.
 *
 * <ul>
 *   <li>standard: APGD on cross-entropy, targeted APGD, targeted FAB, Square;
 *   <li>plus: APGD on cross-entropy and on the logits ratio with 5 starts, FAB with 5 starts,
 *       Square, targeted APGD;
 *   <li>rand: APGD on cross-entropy and on the logits ratio, following the mean gradient of 20
 *       networks drawn for each step, for networks that are drawn at random.
 * </ul>
 *
 * <p>Its parts draw what they would draw alone, so no image stands it that a part alone breaks. The
 * untargeted FAB of the released plus version takes every class' gradient at each step; here it is
 * the targeted one with as many starts.
 *
 * @param norm of the ball
 * @param epsilon radius, in pixel units
 * @param version which attacks
 * @param targets classes targeted attacks drive to; at most all wrong ones
 */
@Card("APGD, targeted APGD and FAB, then Square on images not yet broken (Croce and Hein 2020)")
public record AutoAttack(Norm norm, Epsilon epsilon, Version version, int targets)
    implements Attack {
  private static final int DRAWS = 20;
  private static final int MORE = 5;
  private static final int TARGETS = 9;

  /** Which attacks it is made of. */
  public enum Version {
    /** For networks that always answer the same. */
    STANDARD,
    /** With more starts. */
    PLUS,
    /** For networks that draw. */
    RAND
  }

  /** The standard version, l-infinity, 8/255, 9 classes. */
  public AutoAttack() {
    this(Norm.LINF, Epsilon.parse("8/255"), Version.STANDARD, TARGETS);
  }

  /** Checks the numbers. */
  public AutoAttack {
    ThreatModel.require(norm, epsilon);
    AtLeast.number("targets", 1, targets, 1000);
  }

  /**
   * The one leaderboards take (RobustBench, Croce et al. 2021, arXiv 2010.09670): the standard
   * version with 9 targets, or with all wrong classes where these are fewer.
   *
   * @param classes of the data
   */
  public static AutoAttack ranked(ThreatModel threat, int classes) {
    return new AutoAttack(
        threat.norm(), threat.epsilon(), Version.STANDARD, Math.min(TARGETS, classes - 1));
  }

  private List<Attack> attacks() {
    int starts = version == Version.PLUS ? MORE : 1;
    Attack ce = new Apgd(norm, epsilon, AttackLoss.CROSS_ENTROPY, 100, starts, targets);
    Attack dlr = new Apgd(norm, epsilon, AttackLoss.DLR, 100, starts, targets);
    Attack targeted = new Apgd(norm, epsilon, AttackLoss.TARGETED_DLR, 100, 1, targets);
    Attack fab = new FabT(norm, epsilon, 100, starts, targets);
    Attack square = new Square(norm, epsilon, 5000, 0.8, 1);
    return switch (version) {
      case STANDARD -> List.of(ce, targeted, fab, square);
      case PLUS -> List.of(ce, dlr, fab, square, targeted);
      case RAND -> List.of(ce, dlr);
    };
  }

  @Override
  public ThreatModel threat() {
    return new ThreatModel(norm, epsilon);
  }

  @Override
  public void check(int classes) {
    int least = version == Version.RAND ? 3 : 4;
    if (classes < least) {
      throw new IllegalArgumentException(
          ("auto-attack uses ratios of logits, which need at least %d classes, not %d; write"
                  + " {worst-of: {attacks: [apgd, {apgd: {loss: margin}}, square]}} instead")
              .formatted(least, classes));
    }
    attacks().forEach(attack -> attack.check(classes));
  }

  @Override
  public Passes passes() {
    return attacks().stream().map(Attack::passes).reduce(Passes.NONE, Passes::plus);
  }

  @Override
  public List<Round> rounds() {
    return attacks().stream().flatMap(attack -> attack.rounds().stream()).toList();
  }

  @Override
  public Passes passes(int networks) {
    return version == Version.RAND
        ? passes().times(Math.min(DRAWS, networks))
        : Attack.super.passes(networks);
  }

  @Override
  public int crafts(int networks) {
    return version == Version.RAND ? 1 : networks;
  }

  @Override
  public List<Oracle> oracles(List<Supplier<Network>> networks) {
    return version == Version.RAND
        ? List.of(Oracle.drawn(networks, DRAWS))
        : Attack.super.oracles(networks);
  }
}
