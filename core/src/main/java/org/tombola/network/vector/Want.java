package org.tombola.network.vector;

import java.util.BitSet;
import org.jspecify.annotations.Nullable;

/**
 * What a way back is for: the gradient by the images, or by the parameters.
 *
 * @param gradient by the parameters, to be written; null for that by the images
 * @param kept the only prunable weights it is wanted of; null for all
 */
record Want(float @Nullable [] gradient, @Nullable BitSet kept) {
  static final Want IMAGES = new Want(null, null);
}
