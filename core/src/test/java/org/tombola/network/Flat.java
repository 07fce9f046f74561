package org.tombola.network;

/**
 * A gradient that is given.
 *
 * @param values [length of the layout]
 */
public record Flat(float[] values) implements Gradient {
  @Override
  public Gradient plus(Gradient other) {
    float[] sum = values.clone();
    float[] more = other.values();
    for (int i = 0; i < sum.length; i++) {
      sum[i] += more[i];
    }
    return new Flat(sum);
  }
}
