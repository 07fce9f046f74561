package org.tombola.trial;

import java.util.BitSet;
import org.tombola.network.ParameterLayout;
import org.tombola.train.Trainer;

/**
 * A checkpoint, taken apart before anything is made from it.
 *
 * @param parameters of the network, flat
 * @param best those of the epoch that measured best
 */
record Saved(
    StageResult result,
    StageResult.Trained trained,
    Trainer.State state,
    float[] parameters,
    float[] best) {

  /**
   * Takes a checkpoint apart.
   *
   * @param layout of the network
   * @throws IllegalStateException if something is missing in it or does not fit
   */
  static Saved of(Bundle bundle, ParameterLayout layout) {
    StageResult result = StageResult.read(bundle.json());
    StageResult.Trained trained = StageRunner.trained(bundle);
    long weights = layout.length();
    float[] parameters = array(bundle, "parameters", weights);
    BitSet mask = BitSet.valueOf(bundle.bytes("mask"));
    if (mask.length() > weights || trained.keptSum().length != layout.prunable().size()) {
      throw new IllegalStateException(
          "Cannot go on from a checkpoint: its mask is of another network");
    }
    Trainer.State state =
        new Trainer.State(trained.step(), trained.keptSum(), mask, bundle.arrays());
    boolean own = bundle.arrays().containsKey("best");
    float[] best = own ? array(bundle, "best", weights) : parameters;
    return new Saved(result, trained, state, parameters, best);
  }

  private static float[] array(Bundle bundle, String name, long weights) {
    float[] array = bundle.floats(name);
    if (array.length != weights) {
      throw new IllegalStateException(
          "Cannot go on from a checkpoint: %s has %d weights, the network %d"
              .formatted(name, array.length, weights));
    }
    return array;
  }
}
