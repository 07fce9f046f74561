package org.tombola.train;

import org.tombola.method.Card;

/** The learning rate as it is. */
@Card("constant learning rate")
public record Constant() implements Schedule {
  @Override
  public double factor(double progress, int epochs) {
    return 1;
  }
}
