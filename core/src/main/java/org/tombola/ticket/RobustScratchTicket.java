package org.tombola.ticket;

import org.tombola.method.Card;
import org.tombola.train.Motion;
import org.tombola.train.Scores;
import org.tombola.train.Standard;

/**
 * A robust ticket found in an untrained network: {@link EdgePopup} with adversarial examples, so
 * that the training is the search (Fu et al. 2021, "Drawing robust scratch tickets", arXiv
 * 2110.14068). The released code trains scores for 160 epochs at batch 256 with PGD-7, step 2/255,
 * the rate multiplied by 0.1 after a half and three quarters, weight decay 5e-4 on the scores. All
 * its searches craft in training mode: by FGSM that is {@code fgsm-at: {crafting: train}}, by FGSM
 * from a random start {@code fast-at: {alarm: {then: off}}}.
 *
 * <p>Tickets of one seed share their weights, whatever their sparsity, pattern or recipe; each has
 * batch normalisation statistics of its own. The released code's "prune rate" is the share that
 * remains, 1 - sparsity. There the classifier has no bias; here it is one that stays 0. It misleads
 * where sparsity is below 0.3 or so, where hardly any choice is left, and with stronger attacks
 * than the paper's.
 *
 * @param sparsity fraction of each layer's scores whose weights are dropped, in [0, 1)
 * @param pattern which weights share a score
 * @param weights how the weights are drawn
 * @param scores what scores start with
 */
@Card(
    "adversarially trained scores over frozen random weights; its paper's code crafts in training"
        + " mode, by FGSM too (Fu et al. 2021)")
public record RobustScratchTicket(
    double sparsity, Scores.Pattern pattern, ScratchWeights weights, Scores.Distribution scores)
    implements TicketMethod {
  /** A tenth of the weights, each by itself, signed constants. */
  public RobustScratchTicket() {
    this(
        0.9,
        Scores.Pattern.ELEMENT,
        ScratchWeights.SIGNED_KAIMING_CONSTANT,
        Scores.Distribution.KAIMING_UNIFORM);
  }

  /** Checks the sparsity. */
  public RobustScratchTicket {
    Sparsity.require(sparsity);
  }

  private Scores rule() {
    return new Scores(sparsity, pattern, scores);
  }

  @Override
  public Ticket draw(Drawing drawing) {
    return weights.ticket(rule(), 1, drawing);
  }

  @Override
  public Motion motion() {
    return new Motion.Scored(rule());
  }

  @Override
  public void check(Usage usage) {
    Scores.check(usage.plan());
    if (usage.plan().recipe() instanceof Standard) {
      throw new IllegalArgumentException(
          "robust-scratch-ticket searches with adversarial examples, but this recipe makes none:"
              + " edge-popup searches on clean images");
    }
  }
}
