package org.tombola.data;

import java.util.List;
import org.tombola.tensor.Normalisation;

/**
 * What a trial sees of a data set.
 *
 * @param train images the network is trained on
 * @param validation images checkpoints are chosen on
 * @param test images results are reported on
 * @param normalisation the data set's mean and deviation per channel
 * @param names of the classes, by label; empty where the data set's files name none
 * @param digest SHA-256 (hex) over the pixels and labels of the three parts
 */
public record Splits(
    ImageData train,
    ImageData validation,
    ImageData test,
    Normalisation normalisation,
    List<String> names,
    String digest) {}
