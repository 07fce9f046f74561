package org.tombola.data;

import org.tombola.method.Card;
import org.tombola.random.Key;

/** Training images as they are. */
@Card("training images unchanged")
public record None() implements Augment {
  @Override
  public void apply(ImageData data, int place, float[] into, int offset, Key key) {
    data.write(place, into, offset);
  }
}
