package org.tombola.trial;

/**
 * How dense one layer is after an epoch.
 *
 * @param epoch from 1; 0 is before training
 * @param layer name, in forward order
 * @param position in forward order, from 0
 * @param weights number of weights
 * @param kept number of weights in the mask
 * @param nonzero number of weights that are not zero
 */
public record LayerRecord(
    int epoch, String layer, int position, int weights, int kept, int nonzero) {}
