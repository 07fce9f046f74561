package org.tombola.attack;

import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import org.tombola.method.Card;
import org.tombola.method.Refusal;
import org.tombola.network.Passes;
import org.tombola.threat.ThreatModel;

/**
 * The worst of several attacks on each image: one after the other on the images that stand. Robust
 * accuracy under it is that of the pointwise minimum.
 *
 * @param attacks of one threat model, in order
 */
@Card("the worst of several attacks on each image")
public record WorstOf(List<Attack> attacks) implements Attack {
  /** PGD-20 and Square. */
  public WorstOf() {
    this(List.of(new Pgd(), new Square()));
  }

  /** Checks the attacks. */
  public WorstOf {
    Refusal.unless(!attacks.isEmpty(), "attacks", "must be at least one");
    for (Attack attack : attacks) {
      if (attack instanceof Eot || attack instanceof Limited) {
        throw new Refusal(
            "attacks", "must use one network and all images; put worst-of inside eot or limited");
      }
      if (!attack.threat().same(attacks.get(0).threat())) {
        throw new Refusal(
            "attacks",
            "must have one threat model, not %s and %s"
                .formatted(attacks.get(0).threat().words(), attack.threat().words()));
      }
    }
    attacks = List.copyOf(attacks);
  }

  @Override
  public ThreatModel threat() {
    return attacks.get(0).threat();
  }

  @Override
  public void check(int classes) {
    attacks.forEach(attack -> attack.check(classes));
  }

  @Override
  public Passes passes() {
    return attacks.stream().map(Attack::passes).reduce(Passes.NONE, Passes::plus);
  }

  @Override
  public List<Round> rounds() {
    return attacks.stream().flatMap(attack -> attack.rounds().stream()).toList();
  }

  @Override
  public Set<Twin> twins() {
    return attacks.stream()
        .flatMap(attack -> attack.twins().stream())
        .collect(Collectors.toCollection(() -> EnumSet.noneOf(Twin.class)));
  }
}
