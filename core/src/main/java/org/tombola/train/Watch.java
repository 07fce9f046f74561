package org.tombola.train;

import java.util.Map;
import java.util.Optional;
import org.tombola.network.Network;

/** Looks at a network after every epoch, and may end its training; one belongs to one training. */
public interface Watch {
  /** Never ends anything. */
  Watch NOTHING = (network, epoch) -> Optional.empty();

  /**
   * An epoch was trained.
   *
   * @param network as trained; only read
   * @param epoch from 1
   * @return why training ends here, as "the masks of five epochs agree"; empty where it goes on
   */
  Optional<String> after(Network network, int epoch);

  /** What {@link #resume} needs to go on from here: float[] or byte[] by name. */
  default Map<String, Object> state() {
    return Map.of();
  }

  /** Goes on from a state of its own. */
  default void resume(Map<String, Object> state) {}
}
