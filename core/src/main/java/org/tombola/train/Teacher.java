package org.tombola.train;

import org.tombola.network.Checkpoint;

/**
 * A dense network of the same architecture that a recipe learns from: trained on the same images,
 * from the same seed, as the training itself but for the recipe. Its training is a stage.
 *
 * @param recipe it is trained with; none that has teachers
 * @param checkpoint which of its networks teaches
 */
public record Teacher(Recipe recipe, Checkpoint checkpoint) {}
