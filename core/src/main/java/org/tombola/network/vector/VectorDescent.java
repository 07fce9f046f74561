package org.tombola.network.vector;

import java.util.Arrays;
import java.util.BitSet;
import org.jspecify.annotations.Nullable;
import org.tombola.network.Descent;
import org.tombola.network.Gradient;
import org.tombola.network.ParameterLayout;
import org.tombola.network.ParameterLayout.Kind;
import org.tombola.network.ParameterLayout.Slice;

/** Gradient descent where the parameters lie, one loop over them a step. */
final class VectorDescent implements Descent {
  private final Parameters parameters;
  private final ParameterLayout layout;
  private final Settings settings;
  private final float[] velocity;

  /** The gradient of a step. */
  private final float[] asked;

  /** What is kept; null where nothing is dropped. */
  private @Nullable BitSet kept;

  /** 1 at what is kept or no weight, 0 at what is dropped. */
  private float[] factors = {};

  VectorDescent(Parameters parameters, ParameterLayout layout, Settings settings) {
    this.parameters = parameters;
    this.layout = layout;
    this.settings = settings;
    this.velocity = new float[layout.length()];
    this.asked = new float[layout.length()];
  }

  @Override
  public void step(Gradient gradient, int examples, double rate) {
    float[] g = asked;
    if (gradient instanceof VectorGradient here) {
      here.write(kept, g);
    } else {
      g = gradient.values();
    }
    for (Slice slice : layout.slices()) {
      // running statistics and the input normalisation are not trained, so they do not decay
      float decay = slice.trained() ? (float) settings.weightDecay() : 0;
      boolean shrinks = slice.kind() == Kind.GAMMA && slice.trained();
      float shrinkage = shrinks ? (float) settings.shrinkage() : 0;
      step(slice, g, (float) (1.0 / examples), decay, shrinkage, (float) rate);
    }
    drop();
    parameters.changed();
  }

  private void step(Slice slice, float[] g, float share, float decay, float shrinkage, float rate) {
    float momentum = (float) settings.momentum();
    float[] w = parameters.flat;
    float[] v = velocity;
    int end = slice.offset() + slice.length();
    for (int i = slice.offset(); i < end; i++) {
      v[i] = v[i] * momentum + g[i] * share + w[i] * decay;
    }
    if (shrinkage != 0) {
      for (int i = slice.offset(); i < end; i++) {
        v[i] += Math.signum(w[i]) * shrinkage;
      }
    }
    for (int i = slice.offset(); i < end; i++) {
      w[i] -= v[i] * rate;
    }
  }

  @Override
  public void mask(BitSet places) {
    kept = null;
    BitSet dropped = layout.dropped(places);
    if (!dropped.isEmpty()) {
      kept = (BitSet) places.clone();
      float[] values = new float[layout.length()];
      Arrays.fill(values, 1);
      dropped.stream().forEach(i -> values[i] = 0);
      factors = values;
      drop();
      parameters.changed();
    }
  }

  private void drop() {
    if (kept == null) {
      return;
    }
    float[] w = parameters.flat;
    for (int i = 0; i < w.length; i++) {
      // a product: what is no number stays none; plus 0: there is one zero, whatever came before
      w[i] = w[i] * factors[i] + 0f;
      velocity[i] = velocity[i] * factors[i] + 0f;
    }
  }

  @Override
  public float[] velocity() {
    return velocity.clone();
  }

  @Override
  public void resume(float[] saved) {
    System.arraycopy(saved, 0, velocity, 0, velocity.length);
  }

  @Override
  public void close() {}
}
