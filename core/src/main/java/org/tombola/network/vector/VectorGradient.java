package org.tombola.network.vector;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.BitSet;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.tombola.network.Gradient;

/**
 * A gradient that is computed when somebody asks for it, and of the weights that are asked for: an
 * optimiser's step under a mask needs those of kept weights only. A pass stays as it was whatever
 * becomes of the parameters, so that later is not too late, until the next pass.
 */
final class VectorGradient implements Gradient {
  private final List<Part> parts = new ArrayList<>();
  private final int length;

  /** One pass back. */
  private record Part(VectorNetwork.Going pass, float[] cotangent) {}

  private VectorGradient(int length) {
    this.length = length;
  }

  static VectorGradient of(VectorNetwork.Going pass, float[] cotangent) {
    VectorGradient gradient = new VectorGradient(pass.parameterCount());
    gradient.parts.add(new Part(pass, cotangent));
    return gradient;
  }

  @Override
  public float[] values() {
    float[] values = new float[length];
    write(null, values);
    return values;
  }

  /**
   * Writes that of some weights, and of all parameters that no mask covers; 0 elsewhere.
   *
   * @param kept places of the weights; null for all
   * @param into [length of the layout]
   */
  void write(@Nullable BitSet kept, float[] into) {
    Arrays.fill(into, 0);
    for (int p = 0; p < parts.size(); p++) {
      float[] own = p == 0 ? into : new float[length];
      parts.get(p).pass.gradient(parts.get(p).cotangent, kept, own);
      for (int i = 0; i < length && p > 0; i++) {
        into[i] += own[i];
      }
    }
  }

  @Override
  public Gradient plus(Gradient other) {
    parts.addAll(((VectorGradient) other).parts);
    return this;
  }
}
