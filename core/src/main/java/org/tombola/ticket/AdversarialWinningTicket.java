package org.tombola.ticket;

import org.tombola.attack.Crafting;
import org.tombola.method.Card;
import org.tombola.network.Passes;

/**
 * A ticket whose adversarial training follows that of the dense network: before training, weights
 * and mask are moved until logits on adversarial examples, and the mixed tangent kernel of clean
 * and adversarial images that drives adversarial training, match those of the dense network (Shi et
 * al. 2022, "Finding dynamics preserving adversarial winning tickets", arXiv 2202.06488).
 *
 * <p>No code of it was found, and only its abstract was at hand: the objective and the search are
 * those of {@link NeuralTangentTransfer}, with the mixed kernel and examples crafted on the dense
 * network in place of clean ones. The balance of the terms, the block, the tangent space and the
 * values training starts from are choices, and parameters. The kernel is taken through random
 * probes with first-order passes only. Batch normalisation uses its running statistics, which say
 * nothing before training: networks without it are what this is for.
 *
 * @param sparsity fraction of prunable weights that are zero, in [0, 1)
 * @param scope what weights are compared within
 * @param crafting of adversarial examples, on the dense network
 * @param block of the kernel that is matched
 * @param kernelWeight how much the kernel counts beside the logits
 * @param tangents in which the sparse network's kernel is taken
 * @param start the values training starts from
 * @param matching how long and how finely
 */
@Card("a ticket matched with the dense network's adversarial dynamics (Shi et al. 2022)")
public record AdversarialWinningTicket(
    double sparsity,
    MagnitudeAtInit.Scope scope,
    Crafting crafting,
    Block block,
    KernelWeight kernelWeight,
    Matching.Tangents tangents,
    Matching.Values start,
    Matching matching)
    implements TicketMethod {

  /** Which images stand at the kernel's rows and columns: always different ones. */
  public enum Block {
    /** Clean rows, adversarial columns: the kernel that moves clean logits. */
    MIXED,
    /** Adversarial images only. */
    ADVERSARIAL,
    /** Clean images only: the kernel of clean training. */
    CLEAN;

    boolean rows() {
      return this == ADVERSARIAL;
    }

    boolean columns() {
      return this != CLEAN;
    }
  }

  /** 80 % in each layer, by the mixed kernel and PGD-10. */
  public AdversarialWinningTicket() {
    this(
        0.8,
        MagnitudeAtInit.Scope.LAYER,
        new Crafting(),
        Block.MIXED,
        new KernelWeight.Balanced(),
        Matching.Tangents.KEPT,
        Matching.Values.TRANSFERRED,
        new Matching());
  }

  /** Checks the sparsity. */
  public AdversarialWinningTicket {
    Sparsity.require(sparsity);
  }

  private KernelSearch search() {
    return new KernelSearch(
        new MagnitudeAtInit(sparsity, scope),
        matching,
        kernelWeight,
        tangents,
        start,
        crafting,
        block);
  }

  @Override
  public Passes search(int images) {
    return search().passes(images);
  }

  @Override
  public Ticket draw(Drawing drawing) {
    return search().draw(drawing);
  }
}
