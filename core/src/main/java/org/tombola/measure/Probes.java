package org.tombola.measure;

import java.util.SplittableRandom;
import org.tombola.random.Key;

/**
 * Vectors a matrix is looked at through: the weighted sum of |M u|^2 over them is the squared
 * Frobenius norm of M, or estimates it without bias.
 *
 * @param size of each
 * @param count of random vectors of -1 and +1; 0 for all unit vectors, which is exact and takes as
 *     many
 * @param key of the draws
 */
public record Probes(int size, int count, Key key) {
  /** Number of vectors. */
  public int vectors() {
    return count == 0 ? size : count;
  }

  /** What each counts for in a sum over all. */
  public double weight() {
    return count == 0 ? 1 : 1.0 / count;
  }

  /** One of them. */
  public double[] vector(int index) {
    double[] vector = new double[size];
    if (count == 0) {
      vector[index] = 1;
      return vector;
    }
    SplittableRandom draws = key.child("probe", index).stream();
    for (int i = 0; i < size; i++) {
      vector[i] = draws.nextBoolean() ? 1 : -1;
    }
    return vector;
  }
}
