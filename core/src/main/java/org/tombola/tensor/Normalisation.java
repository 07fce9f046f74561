package org.tombola.tensor;

import java.util.List;

/**
 * What a network subtracts and divides by before its first layer, per channel, so that attacks and
 * epsilon stay in pixel space.
 *
 * @param mean per channel, in pixel units
 * @param deviation per channel, in pixel units
 */
public record Normalisation(List<Double> mean, List<Double> deviation) {}
