package org.tombola.ticket;

import java.util.List;
import org.tombola.data.ImageData;
import org.tombola.mask.Mask;
import org.tombola.network.Network;
import org.tombola.network.ParameterLayout;
import org.tombola.random.Key;

/**
 * What a ticket is drawn from.
 *
 * @param network with its initial parameters; its passes are counted, and whatever a draw writes to
 *     its parameters is lost
 * @param images training images
 * @param before results of the trainings {@link TicketMethod#before} names, in its order
 * @param key of this ticket's draws
 * @param stepped to be told now and then by a draw that takes long: whoever is silent is taken to
 *     hang
 */
public record Drawing(
    Network network, ImageData images, List<Finished> before, Key key, Runnable stepped) {
  /** Nobody listens. */
  public Drawing(Network network, ImageData images, List<Finished> before, Key key) {
    this(network, images, before, key, () -> {});
  }

  /**
   * A finished training.
   *
   * @param layout of its network
   * @param parameters of the last network, flat
   * @param best those of the network most robust on validation images
   * @param mask of the last network
   * @param epochs done
   */
  public record Finished(
      ParameterLayout layout, float[] parameters, float[] best, Mask mask, int epochs) {}
}
