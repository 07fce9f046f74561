package org.tombola.ticket;

/** What a ticket drops as one. */
public enum Structure {
  /** Single weights, wherever they are: unstructured. */
  WEIGHTS,
  /** Filters of a layer, with all that reads them. */
  FILTERS,
  /** Channels of the whole network, with all that reads them. */
  CHANNELS
}
