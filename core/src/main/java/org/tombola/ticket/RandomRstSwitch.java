package org.tombola.ticket;

import java.util.HashSet;
import java.util.List;
import org.tombola.method.Card;
import org.tombola.method.Refusal;
import org.tombola.network.Architecture;
import org.tombola.train.Scores;
import org.tombola.train.Trainer;

/**
 * R2S: robust scratch tickets of several sparsities over one set of weights, one of which is drawn
 * at random each time the network is used (Fu et al. 2021, "Drawing robust scratch tickets", arXiv
 * 2110.14068). Attacker and defender each draw uniformly from the same tickets, for each image and
 * independently, so that both may draw the same one; the released code has no such switch, and the
 * printed numbers agree with this reading. Each ticket has batch normalisation statistics of its
 * own.
 *
 * <p>It is not trained itself: its members are searched as {@link RobustScratchTicket} trials are,
 * and shared with them: of one seed they share weights, order of images and attack noise, not their
 * first scores. Its "best" network switches between the members' best ones, and its "final" one
 * between their last. Its robust accuracy is that of one draw an image, and in expectation the mean
 * of the transfer matrix between its tickets: it says how well examples transfer, not how robust
 * the switch is against an attacker who knows of it; judge it with the attack "eot" too.
 *
 * @param sparsities of the tickets, at least 2, all different, each in [0, 1)
 * @param pattern which weights share a score
 * @param weights how the weights are drawn, once for all tickets
 * @param scores what scores start with
 */
@Card("robust scratch tickets of several sparsities, one drawn each time (Fu et al. 2021)")
public record RandomRstSwitch(
    List<Double> sparsities,
    Scores.Pattern pattern,
    ScratchWeights weights,
    Scores.Distribution scores)
    implements TicketMethod {
  /** Remaining shares 5, 7, 10, 15, 20 and 40 %: the set the paper's printed accuracy points to. */
  public RandomRstSwitch() {
    this(
        List.of(0.95, 0.93, 0.9, 0.85, 0.8, 0.6),
        Scores.Pattern.ELEMENT,
        ScratchWeights.SIGNED_KAIMING_CONSTANT,
        Scores.Distribution.KAIMING_UNIFORM);
  }

  /** Checks the sparsities. */
  public RandomRstSwitch {
    List<Double> all = List.copyOf(sparsities);
    Refusal.about("sparsities", () -> all.forEach(Sparsity::require));
    sparsities = all;
    if (sparsities.size() < 2) {
      throw new Refusal(
          "sparsities", "must have at least 2 tickets to switch between, not " + sparsities);
    }
    if (new HashSet<>(sparsities).size() < sparsities.size()) {
      throw new Refusal("sparsities", "must have different tickets, not " + sparsities);
    }
  }

  /** Mean over the tickets. */
  @Override
  public double sparsity() {
    return sparsities.stream().mapToDouble(Double::doubleValue).average().orElseThrow();
  }

  @Override
  public List<TicketMethod> members() {
    return sparsities.stream()
        .<TicketMethod>map(each -> new RobustScratchTicket(each, pattern, weights, scores))
        .toList();
  }

  @Override
  public List<Before> before(Architecture network, Trainer.Plan plan) {
    return members().stream().map(member -> new Before(network, member, plan)).toList();
  }

  @Override
  public Ticket draw(Drawing drawing) {
    throw new IllegalStateException("Cannot draw a switch: its tickets are drawn one by one");
  }

  @Override
  public void check(Usage usage) {
    members().forEach(member -> member.check(usage));
  }
}
