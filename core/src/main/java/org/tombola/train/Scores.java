package org.tombola.train;

import java.util.BitSet;
import org.tombola.mask.Mask;
import org.tombola.method.Refusal;
import org.tombola.network.ParameterLayout;
import org.tombola.network.ParameterLayout.Slice;
import org.tombola.random.Key;
import org.tombola.tensor.TopK;

/**
 * Scores that say which weights of a network are kept: in each layer, at the same density, those
 * with the largest magnitudes of their scores (edge-popup, Ramanujan et al. 2020, arXiv 1911.13299,
 * section 3; robust scratch tickets, Fu et al. 2021, arXiv 2110.14068, released code).
 *
 * <p>One flat vector holds a score a group of weights, layer by layer in the layout's order, groups
 * in the order of their places. Of n groups of a layer floor(sparsity n) are dropped; of equal
 * magnitudes the first places are kept.
 *
 * @param sparsity share of the groups of each layer that is dropped, in [0, 1)
 * @param pattern which weights share a score
 * @param start what scores start with
 */
public record Scores(double sparsity, Pattern pattern, Distribution start) {

  /** Which weights share a score. For dense layers and 1x1 convolutions all are the same. */
  public enum Pattern {
    /** None: each weight has its own. */
    ELEMENT,
    /** Those of a row of a kernel. */
    ROW,
    /** Those of a kernel: of one input map for one output map. */
    KERNEL;

    /** Weights that share a score, next to each other in the flat vector. */
    int run(Slice slice) {
      if (!slice.convolution() || this == ELEMENT) {
        return 1;
      }
      int width = slice.shape().get(3);
      return this == ROW ? width : slice.shape().get(2) * width;
    }
  }

  /** What scores start with. */
  public enum Distribution {
    /** Uniform in +-1/sqrt(fan-in), the fan-in that of the layer's scores. */
    KAIMING_UNIFORM,
    /** Standard normal: far from 0, so that few steps move few of them. */
    NORMAL
  }

  /** Checks the sparsity. */
  public Scores {
    Refusal.unless(sparsity >= 0 && sparsity < 1, "sparsity", "must be in [0, 1), not " + sparsity);
  }

  /** Groups of a layer. */
  int groups(Slice slice) {
    return slice.length() / pattern.run(slice);
  }

  /** Groups of a layer that are kept. */
  int kept(Slice slice) {
    int groups = groups(slice);
    // decimal fractions times whole numbers fall a hair short of whole ones
    return groups - (int) Math.floor(sparsity * groups + 1e-9);
  }

  /** Groups of all layers. */
  int count(ParameterLayout layout) {
    return layout.prunable().stream().mapToInt(this::groups).sum();
  }

  /**
   * The first scores.
   *
   * @param key of the ticket's draws; each sparsity and layer draws below it by its own name, so
   *     that tickets of different sparsities are searched from scores of their own
   */
  public float[] first(ParameterLayout layout, Key key) {
    float[] scores = new float[count(layout)];
    int at = 0;
    for (Slice slice : layout.prunable()) {
      int groups = groups(slice);
      Key own = key.child("scores").child(Double.toString(sparsity)).child(slice.name());
      double bound = 1 / Math.sqrt((double) slice.fanIn() / pattern.run(slice));
      float[] drawn =
          start == Distribution.NORMAL ? own.normal(groups) : own.uniform(groups, -bound, bound);
      System.arraycopy(drawn, 0, scores, at, groups);
      at += groups;
    }
    return scores;
  }

  /** The mask of scores. */
  public Mask mask(ParameterLayout layout, float[] scores) {
    float[] magnitudes = new float[scores.length];
    for (int i = 0; i < scores.length; i++) {
      magnitudes[i] = Math.abs(scores[i]);
    }
    BitSet places = new BitSet(layout.length());
    int at = 0;
    for (Slice slice : layout.prunable()) {
      int run = pattern.run(slice);
      BitSet groups = new BitSet(scores.length);
      groups.set(at, at + groups(slice));
      BitSet chosen = TopK.largest(magnitudes, groups, kept(slice));
      for (int i = chosen.nextSetBit(0); i >= 0; i = chosen.nextSetBit(i + 1)) {
        int first = slice.offset() + (i - at) * run;
        places.set(first, first + run);
      }
      at += groups(slice);
    }
    return Mask.of(layout, places);
  }

  /**
   * Checks that a training can search scores.
   *
   * @throws IllegalArgumentException if it averages weights, which here are never trained
   */
  public static void check(Trainer.Plan plan) {
    if (plan.recipe() instanceof KdSwa distilled && distilled.averaging() != KdSwa.Averaging.OFF) {
      throw new IllegalArgumentException(
          "kd-swa averages weights, but a search over scores does not change them: set averaging:"
              + " off");
    }
  }
}
