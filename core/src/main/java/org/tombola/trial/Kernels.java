package org.tombola.trial;

import java.util.List;
import org.tombola.attack.Crafting;
import org.tombola.method.AtLeast;
import org.tombola.method.Refusal;

/**
 * Where a trial's tangent kernel is laid beside that of its dense twin: the same training of all
 * weights. Each epoch named makes one row, and a stage that both trainings pass through; the dense
 * trial itself has none. Epochs a training does not reach have no row.
 *
 * <p>The kernel is the one that moves clean logits in adversarial training: rows are training
 * images, columns the same images as crafted on the dense twin at that epoch, in evaluation mode,
 * each network in the tangent space of the weights it keeps. Before training the twin has its
 * initial weights, the ticket those its training starts with.
 *
 * @param epochs ascending, from 0 (before training) to the trial's last; none for no rows
 * @param points training images, the first of the split
 * @param probes norms are estimated with; 0 for all unit vectors, which is exact and takes points
 *     times classes of them
 * @param crafting of the columns
 */
public record Kernels(List<Integer> epochs, int points, int probes, Crafting crafting) {
  /** None; where epochs are named, on 256 images with 16 probes. */
  public Kernels() {
    this(List.of(), 256, 16, new Crafting());
  }

  /** Checks the numbers. */
  public Kernels {
    epochs = List.copyOf(epochs);
    for (int i = 0; i < epochs.size(); i++) {
      if (epochs.get(i) < 0 || i > 0 && epochs.get(i) <= epochs.get(i - 1)) {
        throw new Refusal("epochs", "must ascend from 0 or more, not " + epochs);
      }
    }
    AtLeast.number("points", 1, points, 100_000);
    AtLeast.number("probes", 0, probes, AtLeast.MOST);
  }

  /**
   * Checks that there are such epochs of a trial.
   *
   * @throws IllegalArgumentException if there are not
   */
  void check(Training training) {
    if (epochs.isEmpty()) {
      return;
    }
    if (!training.leavesNetwork()) {
      throw new Refusal(
          "kernels", "cannot be computed for a switch of tickets: request them for its members");
    }
    int first = training.ticket().startsAfter();
    if (epochs.stream().anyMatch(epoch -> epoch > 0 && epoch <= first)) {
      throw new Refusal(
          "kernels",
          "cannot be computed after epochs %s: this ticket's training begins after epoch %d"
              .formatted(epochs, first));
    }
    if (epochs.get(epochs.size() - 1) > training.epochs()) {
      throw new Refusal(
          "kernels",
          "cannot be computed after epochs %s: training has %d"
              .formatted(epochs, training.epochs()));
    }
  }
}
