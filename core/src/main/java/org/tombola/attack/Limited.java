package org.tombola.attack;

import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.function.Supplier;
import org.tombola.method.Card;
import org.tombola.method.Refusal;
import org.tombola.network.Checkpoint;
import org.tombola.network.Network;
import org.tombola.network.Passes;
import org.tombola.network.SplitName;
import org.tombola.threat.ThreatModel;

/**
 * An attack that looks at some splits, some networks and some images only: strong attacks cost
 * thousands of passes an image. Which images is drawn once for a split and is the same for all
 * trials; fewer images are among the more.
 *
 * @param attack that is limited
 * @param splits of the images
 * @param checkpoints networks
 * @param images of a split; 0 is all, and so is more than there are
 */
@Card("limits an attack to some splits, networks and images")
public record Limited(
    Attack attack, List<SplitName> splits, List<Checkpoint> checkpoints, int images)
    implements Attack {
  /** AutoAttack on the test images of the final network. */
  public Limited() {
    this(new AutoAttack(), List.of(SplitName.TEST), List.of(Checkpoint.FINAL), 0);
  }

  /** Checks the limits. */
  public Limited {
    if (attack instanceof Limited) {
      throw new Refusal("attack", "must not be limited itself");
    }
    if (splits.isEmpty() || new HashSet<>(splits).size() < splits.size()) {
      throw new Refusal(
          "splits", "must be some of train, validation and test, each once, not " + splits);
    }
    if (checkpoints.isEmpty() || new HashSet<>(checkpoints).size() < checkpoints.size()) {
      throw new Refusal("checkpoints", "must be best, final or both, not " + checkpoints);
    }
    Refusal.unless(images >= 0, "images", "must be at least 0 (0 for all), not " + images);
    splits = List.copyOf(splits);
    checkpoints = List.copyOf(checkpoints);
  }

  @Override
  public Extent extent() {
    return new Extent(splits, checkpoints, images);
  }

  @Override
  public ThreatModel threat() {
    return attack.threat();
  }

  @Override
  public Passes passes() {
    return attack.passes();
  }

  @Override
  public Passes passes(int networks) {
    return attack.passes(networks);
  }

  @Override
  public List<Round> rounds() {
    return attack.rounds();
  }

  @Override
  public void check(int classes) {
    attack.check(classes);
  }

  @Override
  public Set<Twin> twins() {
    return attack.twins();
  }

  @Override
  public int crafts(int networks) {
    return attack.crafts(networks);
  }

  @Override
  public List<Oracle> oracles(List<Supplier<Network>> networks) {
    return attack.oracles(networks);
  }
}
