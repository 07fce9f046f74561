package org.tombola.ticket;

import org.tombola.mask.Mask;
import org.tombola.network.Network;

/**
 * What a training starts with.
 *
 * @param mask which weights are kept
 * @param parameters values of all parameters, flat, in the layout's order, running statistics
 *     included; the mask is applied to them when training starts
 */
public record Ticket(Mask mask, float[] parameters) {
  /** A mask over the values a network has now. */
  public static Ticket of(Mask mask, Network network) {
    return new Ticket(mask, network.parameters());
  }
}
