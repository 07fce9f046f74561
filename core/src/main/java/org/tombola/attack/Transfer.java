package org.tombola.attack;

import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.tombola.method.Card;
import org.tombola.method.Refusal;
import org.tombola.network.Passes;
import org.tombola.threat.ThreatModel;

/**
 * Crafts on a network trained beside and applies what it finds to the one attacked, whose gradients
 * it never sees (Papernot et al. 2016, arXiv 1605.07277, section 2): where this breaks images that
 * an attack on the network itself does not, its gradients hide something.
 *
 * @param attack crafting; an image is done where it breaks the twin
 * @param from the network crafted on
 */
@Card("crafts on a separately trained network, applies to the attacked one (Papernot et al. 2016)")
public record Transfer(Attack attack, Twin from) implements Attack {
  /** PGD-20 on the dense network of the same seed. */
  public Transfer() {
    this(new Pgd(), Twin.DENSE);
  }

  /** Checks the attack. */
  public Transfer {
    if (attack instanceof Eot || attack instanceof Limited || attack instanceof Transfer) {
      throw new Refusal(
          "attack", "must use one network and all images; put transfer inside limited");
    }
    if (attack.rounds().stream().anyMatch(Round::anywhere)) {
      throw new Refusal("attack", "must stay in the ball, which fab-t does not");
    }
  }

  @Override
  public ThreatModel threat() {
    return attack.threat();
  }

  @Override
  public void check(int classes) {
    attack.check(classes);
  }

  @Override
  public Passes passes() {
    return attack.passes().plus(new Passes(rounds().size(), 0, 0));
  }

  @Override
  public Set<Twin> twins() {
    return EnumSet.of(from);
  }

  @Override
  public List<Round> rounds() {
    return attack.rounds().stream()
        .map(
            round ->
                new Round(
                    "transfer-" + round.name(),
                    false,
                    false,
                    round.rank(),
                    round.restart(),
                    round.goal(),
                    (ball, subject, own) -> new There(round.starter().on(ball, subject, own))))
        .toList();
  }

  /** A search on the twin, then one look at the network attacked. */
  private final class There implements Search {
    private final Search search;
    private float[] asked = {};
    private float @Nullable [] crafted;

    There(Search search) {
      this.search = search;
    }

    @Override
    public Question next() {
      if (crafted != null) {
        return new Question(crafted, false);
      }
      Question there = search.next();
      asked = there.point();
      return new Question(asked, there.gradient(), from);
    }

    @Override
    public boolean told(Answer answer) {
      if (crafted != null) {
        return false;
      }
      if (!answer.right()) {
        crafted = asked;
      } else if (!search.told(answer)) {
        float[] left = search.left();
        crafted = left == null ? asked : left;
      }
      return true;
    }

    @Override
    public float @Nullable [] left() {
      return crafted;
    }
  }
}
