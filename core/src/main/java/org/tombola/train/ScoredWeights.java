package org.tombola.train;

import java.util.BitSet;
import java.util.Map;
import org.tombola.mask.Mask;
import org.tombola.network.Gradient;
import org.tombola.network.Network;
import org.tombola.network.ParameterLayout;
import org.tombola.network.ParameterLayout.Slice;
import org.tombola.random.Key;

/**
 * Frozen weights whose scores are moved by gradient descent with momentum and weight decay. The
 * network always holds the weights times the mask of the scores.
 *
 * <p>The gradient goes straight through the choice: that of a score s is sign(s) times the sum of
 * the gradients by the effective weights it decides on, each times the frozen weight, for dropped
 * weights as for kept ones.
 */
final class ScoredWeights implements Variables {
  private static final String SCORES = "scores";
  private static final String VELOCITY = "velocity";
  private static final String FROZEN = "frozen";

  private final Network network;
  private final ParameterLayout layout;
  private final Scores rule;
  private final Sgd sgd;
  private final float[] scores;
  private final float[] velocity;
  // those of the prunable slices, one behind the other
  private final float[] frozen;
  private Mask mask;

  ScoredWeights(Network network, Scores rule, Sgd sgd, Key key) {
    this.network = network;
    this.layout = network.layout();
    this.rule = rule;
    this.sgd = sgd;
    this.scores = rule.first(layout, key);
    this.velocity = new float[scores.length];
    this.frozen = frozen();
    this.mask = rule.mask(layout, scores);
    place();
  }

  private float[] frozen() {
    float[] values = new float[layout.prunable().stream().mapToInt(Slice::length).sum()];
    float[] all = network.parameters();
    int at = 0;
    for (Slice slice : layout.prunable()) {
      System.arraycopy(all, slice.offset(), values, at, slice.length());
      at += slice.length();
    }
    return values;
  }

  @Override
  public void step(Gradient gradient, int examples, Update step) {
    float[] byWeight = gradient.values();
    float momentum = (float) sgd.momentum();
    float decay = (float) sgd.weightDecay();
    float rate = (float) step.rate();
    int score = 0;
    int weight = 0;
    for (Slice slice : layout.prunable()) {
      int run = rule.pattern().run(slice);
      for (int i = 0; i < slice.length(); i += run) {
        double sum = 0;
        for (int j = 0; j < run; j++) {
          sum += (double) byWeight[slice.offset() + i + j] * frozen[weight++];
        }
        float own = (float) (Math.signum(scores[score]) * sum / examples);
        velocity[score] = momentum * velocity[score] + own + decay * scores[score];
        scores[score] -= rate * velocity[score];
        score++;
      }
    }
    mask = rule.mask(layout, scores);
    place();
  }

  /** Puts the effective weights into the network; its other parameters are not touched. */
  private void place() {
    BitSet places = mask.places();
    int score = 0;
    int weight = 0;
    for (Slice slice : layout.prunable()) {
      int run = rule.pattern().run(slice);
      float[] effective = new float[slice.length()];
      for (int i = 0; i < effective.length; i += run, score++) {
        // a score that is no number ends up in the loss, so that divergence is seen
        float factor = Float.isNaN(scores[score]) ? Float.NaN : 1;
        boolean kept = places.get(slice.offset() + i);
        for (int j = 0; j < run; j++, weight++) {
          effective[i + j] = kept ? factor * frozen[weight] : 0;
        }
      }
      network.assign(slice, effective);
    }
  }

  @Override
  public Mask mask() {
    return mask;
  }

  @Override
  public Map<String, Object> state() {
    return Map.of(SCORES, scores.clone(), VELOCITY, velocity.clone(), FROZEN, frozen.clone());
  }

  @Override
  public void resume(Map<String, Object> state) {
    copy(state, SCORES, scores);
    copy(state, VELOCITY, velocity);
    copy(state, FROZEN, frozen);
    mask = rule.mask(layout, scores);
    place();
  }

  private static void copy(Map<String, Object> state, String name, float[] into) {
    if (!(state.get(name) instanceof float[] saved) || saved.length != into.length) {
      throw new IllegalArgumentException(
          "Cannot go on: the state is of another network than one of %d %s"
              .formatted(into.length, name));
    }
    System.arraycopy(saved, 0, into, 0, saved.length);
  }

  @Override
  public void close() {}
}
