package org.tombola.train;

/** The loss stopped being a number: a finding about the trial, not an error. */
public final class Diverged extends Exception {
  private static final long serialVersionUID = 1L;
  private final long step;
  private final double loss;

  Diverged(long step, double loss) {
    super("the loss is " + loss + " at step " + step);
    this.step = step;
    this.loss = loss;
  }

  /** The optimiser step, from 1. */
  public long step() {
    return step;
  }

  /** NaN or infinite. */
  public double loss() {
    return loss;
  }
}
