package org.tombola.ticket;

import org.tombola.method.Card;
import org.tombola.train.Motion;
import org.tombola.train.Scores;

/**
 * A ticket found in an untrained network: weights are drawn once and never move; what training
 * moves is a score a weight, and each layer keeps the weights with the largest scores (Ramanujan et
 * al. 2020, "What's hidden in a randomly weighted neural network?", arXiv 1911.13299, section 3).
 * Scales and shifts of batch normalisation and biases stay as they start, as if the network had
 * none. The optimiser's weight decay acts on the scores.
 *
 * <p>It costs one training. Training with adversarial examples makes it a {@link
 * RobustScratchTicket}. It misleads beside trained networks in accuracy: it is a claim about masks;
 * and at sparsities far from a half it has few masks to choose from.
 *
 * @param sparsity fraction of each layer's weights that is dropped, in [0, 1)
 * @param weights how the weights are drawn
 * @param scale of the weights
 * @param scores what scores start with
 */
@Card("scores over frozen random weights (Ramanujan et al. 2020)")
public record EdgePopup(
    double sparsity, ScratchWeights weights, Scale scale, Scores.Distribution scores)
    implements TicketMethod {

  /** What the fan-in of the weights' scale counts. */
  public enum Scale {
    /** All weights of an output. */
    ALL,
    /** Those that are kept. */
    KEPT
  }

  /** Half of the weights, signed constants. */
  public EdgePopup() {
    this(
        0.5,
        ScratchWeights.SIGNED_KAIMING_CONSTANT,
        Scale.ALL,
        Scores.Distribution.KAIMING_UNIFORM);
  }

  /** Checks the sparsity. */
  public EdgePopup {
    Sparsity.require(sparsity);
  }

  private Scores rule() {
    return new Scores(sparsity, Scores.Pattern.ELEMENT, scores);
  }

  @Override
  public Ticket draw(Drawing drawing) {
    return weights.ticket(rule(), scale == Scale.KEPT ? 1 - sparsity : 1, drawing);
  }

  @Override
  public Motion motion() {
    return new Motion.Scored(rule());
  }

  @Override
  public void check(Usage usage) {
    Scores.check(usage.plan());
  }
}
