package org.tombola.network.vector;

import java.util.List;

/**
 * The arrays of a network, for up to a number of blocks; smaller batches use the first ones.
 *
 * @param blocks of 16 images
 * @param slots values and gradients
 */
record Buffers(int blocks, List<float[]> slots) {
  float[] value(Value value) {
    return slots.get(value.slot);
  }

  float[] gradient(Value value) {
    return slots.get(value.gradientSlot);
  }
}
