package org.tombola.ticket;

import java.util.List;
import org.tombola.method.Refused;
import org.tombola.network.Channels;
import org.tombola.network.Channels.Group;

/** What becomes of channels that a residual sum adds to those of other layers. */
public enum Residual {
  /** A network that has such channels is refused. */
  REFUSE,
  /** They are all kept; only channels inside the branches are dropped. */
  LEAVE;

  /**
   * Checks that channels can be dropped.
   *
   * @throws IllegalArgumentException if they cannot
   */
  void check(Channels channels) {
    List<Group> summed = channels.summed();
    if (this == REFUSE && !summed.isEmpty()) {
      throw new Refused(
          "Cannot drop channels: those of "
              + String.join(", ", summed.get(0).producers())
              + " are added, which needs equal channels; residual: leave keeps all channels that"
              + " are added");
    }
    if (channels.free().isEmpty()) {
      throw new Refused("Cannot drop channels: this network has none to drop");
    }
  }
}
