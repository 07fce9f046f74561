package org.tombola.trial;

import org.tombola.network.Checkpoint;
import org.tombola.network.SplitName;

/**
 * How one ticket of a switch stands examples crafted on another, or on itself.
 *
 * @param checkpoint whose network
 * @param split whose images
 * @param attack canonical JSON
 * @param source sparsity of the ticket attacked
 * @param target sparsity of the ticket that judges
 * @param images looked at
 * @param standard images the target has right as they are
 * @param robust images the target has right as crafted on the source
 */
public record TransferRecord(
    Checkpoint checkpoint,
    SplitName split,
    String attack,
    double source,
    double target,
    int images,
    int standard,
    int robust) {

  /** Fraction right as crafted. */
  public double accuracy() {
    return (double) robust / images;
  }

  /** The same counts under another checkpoint's name. */
  TransferRecord as(Checkpoint other) {
    return new TransferRecord(other, split, attack, source, target, images, standard, robust);
  }
}
