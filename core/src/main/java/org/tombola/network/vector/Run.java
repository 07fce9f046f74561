package org.tombola.network.vector;

import org.jspecify.annotations.Nullable;
import org.tombola.network.Mode;

/**
 * A batch on its way through the steps.
 *
 * @param batch images
 * @param mode of the forward pass
 * @param parameters of the network, flat
 * @param version of the parameters: another one where they have changed
 * @param weight of the batch in running statistics; null is each layer's own
 */
record Run(int batch, Mode mode, float[] parameters, long version, @Nullable Double weight) {
  int blocks() {
    return Lanes.blocks(batch);
  }

  int filled(int block) {
    return Lanes.filled(batch, block);
  }
}
