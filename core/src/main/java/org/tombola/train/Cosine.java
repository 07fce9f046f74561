package org.tombola.train;

import org.tombola.method.Card;

/**
 * Half a cosine from the learning rate to 0, moved every step (Loshchilov and Hutter 2017, eq. 5).
 */
@Card("half a cosine down to 0, moved every step (Loshchilov and Hutter 2017)")
public record Cosine() implements Schedule {
  @Override
  public double factor(double progress, int epochs) {
    return 0.5 * (1 + StrictMath.cos(Math.PI * progress / epochs));
  }
}
