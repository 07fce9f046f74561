package org.tombola.ticket;

import java.util.ArrayDeque;
import java.util.BitSet;
import java.util.Deque;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import org.tombola.network.Network;
import org.tombola.train.Watch;

/**
 * Ends a training once a mask drawn from it after each epoch hardly differs from those of the
 * epochs before: the newest of a few is compared with each older one.
 */
final class Settling implements Watch {
  private static final String MASK = "mask-";

  private final int window;
  private final double distance;
  private final Function<Network, Look> looks;
  private final Deque<BitSet> masks = new ArrayDeque<>();

  /**
   * A mask.
   *
   * @param kept places
   * @param places there are, kept or not
   */
  record Look(BitSet kept, int places) {}

  /**
   * Watches.
   *
   * @param window masks compared
   * @param distance share of the places that may differ
   * @param looks draws the mask
   */
  Settling(int window, double distance, Function<Network, Look> looks) {
    this.window = window;
    this.distance = distance;
    this.looks = looks;
  }

  @Override
  public Optional<String> after(Network network, int epoch) {
    return after(looks.apply(network));
  }

  /** See {@link #after(Network, int)}. */
  Optional<String> after(Look newest) {
    boolean settled = masks.size() >= window - 1;
    if (masks.size() == window) {
      masks.removeFirst();
    }
    for (BitSet older : masks) {
      BitSet differing = (BitSet) newest.kept().clone();
      differing.xor(older);
      settled &= differing.cardinality() <= distance * newest.places();
    }
    masks.addLast(newest.kept());
    return settled
        ? Optional.of("the masks of %d epochs agree".formatted(window))
        : Optional.empty();
  }

  @Override
  public Map<String, Object> state() {
    Map<String, Object> state = new LinkedHashMap<>();
    for (BitSet mask : masks) {
      state.put(MASK + state.size(), mask.toByteArray());
    }
    return state;
  }

  @Override
  public void resume(Map<String, Object> state) {
    masks.clear();
    for (int i = 0; state.get(MASK + i) instanceof byte[] bits; i++) {
      masks.addLast(BitSet.valueOf(bits));
    }
  }
}
