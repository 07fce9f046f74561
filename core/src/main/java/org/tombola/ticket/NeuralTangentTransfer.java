package org.tombola.ticket;

import org.tombola.attack.Crafting;
import org.tombola.method.Card;
import org.tombola.network.Passes;

/**
 * A ticket that learns as the dense network does: before training, weights and mask are moved until
 * logits and tangent kernel on clean images match those of the dense network, without labels (Liu
 * and Zenke 2020, "Finding trainable sparse networks through neural tangent transfer", arXiv
 * 2006.08228, released code).
 *
 * <p>As in that code the kernel is compared between the two halves of a batch only, and by default
 * in the tangent space of all weights, masked ones too. The kernel is taken through random probes,
 * where that code forms it; masks keep an exact number a layer; what is masked loses its momentum.
 * The fixed weight of the kernel is that of one network and data set: for others choose a balanced
 * one. Networks without batch normalisation are what this is for.
 *
 * @param sparsity fraction of prunable weights that are zero, in [0, 1)
 * @param scope what weights are compared within
 * @param kernelWeight how much the kernel counts beside the logits
 * @param tangents in which the sparse network's kernel is taken
 * @param start the values training starts from
 * @param matching how long and how finely
 */
@Card("a ticket matched with the dense network's training dynamics (Liu and Zenke 2020)")
public record NeuralTangentTransfer(
    double sparsity,
    MagnitudeAtInit.Scope scope,
    KernelWeight kernelWeight,
    Matching.Tangents tangents,
    Matching.Values start,
    Matching matching)
    implements TicketMethod {

  /** 80 % in each layer; kernel weight 1e-3. */
  public NeuralTangentTransfer() {
    this(
        0.8,
        MagnitudeAtInit.Scope.LAYER,
        new KernelWeight.Fixed(),
        Matching.Tangents.ALL,
        Matching.Values.TRANSFERRED,
        new Matching());
  }

  /** Checks the sparsity. */
  public NeuralTangentTransfer {
    Sparsity.require(sparsity);
  }

  private KernelSearch search() {
    return new KernelSearch(
        new MagnitudeAtInit(sparsity, scope),
        matching,
        kernelWeight,
        tangents,
        start,
        Crafting.none(),
        AdversarialWinningTicket.Block.CLEAN);
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
