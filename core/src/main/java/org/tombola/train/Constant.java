package org.tombola.train;

import org.tombola.method.Card;

/** The learning rate as it is. */
@Card("the learning rate as it is")
public record Constant() implements Schedule {
  @Override
  public double factor(double progress, int epochs) {
    return 1;
  }
}
