package org.tombola.ticket;

import java.util.BitSet;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import org.tombola.network.Network;
import org.tombola.train.MaskDistance;
import org.tombola.train.Watch;

/** Ends a training once a mask drawn from it after each epoch has come to rest. */
final class Settling implements Watch {
  private final MaskDistance masks;
  private final Function<Network, Snapshot> looks;

  /**
   * A mask.
   *
   * @param kept places
   * @param places there are, kept or not
   */
  record Snapshot(BitSet kept, int places) {}

  /**
   * Watches.
   *
   * @param window masks compared
   * @param distance share of the places that may differ
   * @param looks draws the mask
   */
  Settling(int window, double distance, Function<Network, Snapshot> looks) {
    this.masks = new MaskDistance(window, distance);
    this.looks = looks;
  }

  @Override
  public Optional<String> after(Network network, int epoch) {
    return after(looks.apply(network));
  }

  /** See {@link #after(Network, int)}. */
  Optional<String> after(Snapshot newest) {
    return masks.agreed(newest.kept(), newest.places());
  }

  @Override
  public Map<String, Object> state() {
    return masks.state();
  }

  @Override
  public void resume(Map<String, Object> state) {
    masks.resume(state);
  }
}
