package org.tombola.ticket;

import java.util.BitSet;
import java.util.List;
import org.tombola.mask.Mask;
import org.tombola.method.Card;
import org.tombola.network.Architecture;
import org.tombola.network.ParameterLayout;
import org.tombola.network.ParameterLayout.Slice;
import org.tombola.train.Motion;
import org.tombola.train.Scores;
import org.tombola.train.Trainer;

/**
 * The mask of a {@link RobustScratchTicket}, held fixed while its weights are trained the way its
 * scores were (Fu et al. 2021, arXiv 2110.14068, fine-tuned tickets; released code). The mask is
 * that of the search's epoch most robust on validation images.
 *
 * <p>It costs two trainings; the search is the trial of the scratch ticket itself. Weights drawn
 * anew start with fresh batch normalisation statistics, in the released code with the search's.
 *
 * @param sparsity of the search, in [0, 1)
 * @param pattern of the search
 * @param weights of the search
 * @param scores of the search
 * @param start what the weights start with
 * @param moved what training moves
 */
@Card("trains the weights under a robust scratch ticket's mask (Fu et al. 2021)")
public record FineTunedScratchTicket(
    double sparsity,
    Scores.Pattern pattern,
    ScratchWeights weights,
    Scores.Distribution scores,
    InitialWeights start,
    Moved moved)
    implements TicketMethod {

  /** What the weights start with. */
  public enum InitialWeights {
    /** Those of the search, batch normalisation statistics included. */
    INHERITED,
    /** New ones, Kaiming normal. */
    DRAWN_ANEW
  }

  /** What training moves. */
  public enum Moved {
    /** Weights only, as if batch normalisation had no scales and shifts: the released code's. */
    WEIGHTS,
    /** Scales, shifts and biases too. */
    ALL
  }

  /** The default search; inherited weights, and nothing else, are trained. */
  public FineTunedScratchTicket() {
    this(new RobustScratchTicket(), InitialWeights.INHERITED, Moved.WEIGHTS);
  }

  private FineTunedScratchTicket(RobustScratchTicket search, InitialWeights start, Moved moved) {
    this(search.sparsity(), search.pattern(), search.weights(), search.scores(), start, moved);
  }

  /** Checks the sparsity. */
  public FineTunedScratchTicket {
    Sparsity.require(sparsity);
  }

  private RobustScratchTicket search() {
    return new RobustScratchTicket(sparsity, pattern, weights, scores);
  }

  @Override
  public List<Before> before(Architecture network, Trainer.Plan plan) {
    return List.of(new Before(network, search(), plan));
  }

  @Override
  public Ticket draw(Drawing drawing) {
    float[] found = drawing.before().get(0).best();
    Mask mask = mask(drawing.network().layout(), found);
    return start == InitialWeights.INHERITED
        ? new Ticket(mask, found)
        : new Ticket(
            mask,
            ScratchWeights.KAIMING_NORMAL.parameters(
                drawing.network(), 1, drawing.key().child("drawn-anew")));
  }

  /** Frozen weights are not 0, so what is 0 was dropped. */
  private static Mask mask(ParameterLayout layout, float[] effective) {
    BitSet kept = new BitSet(layout.length());
    for (Slice slice : layout.prunable()) {
      for (int i = slice.offset(); i < slice.offset() + slice.length(); i++) {
        kept.set(i, effective[i] != 0);
      }
    }
    return Mask.of(layout, kept);
  }

  @Override
  public Motion motion() {
    return moved == Moved.WEIGHTS ? new Motion.WeightsAlone() : Motion.WEIGHTS;
  }

  @Override
  public void check(Usage usage) {
    search().check(usage);
  }
}
