package org.tombola.network.torch;

import org.bytedeco.pytorch.Tensor;
import org.tombola.network.Gradient;

/**
 * A gradient on the device.
 *
 * @param flat [length]
 * @param length of the layout
 */
record TorchGradient(Tensor flat, int length) implements Gradient {
  @Override
  public float[] values() {
    try (Call call = new Call()) {
      return Tensors.floats(flat.narrow(0, 0, length));
    }
  }

  @Override
  public Gradient plus(Gradient other) {
    try (Call call = new Call()) {
      flat.add_(((TorchGradient) other).flat);
    }
    return this;
  }
}
