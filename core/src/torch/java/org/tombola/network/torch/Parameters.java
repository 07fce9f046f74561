package org.tombola.network.torch;

import java.util.HashMap;
import java.util.Map;
import org.bytedeco.pytorch.Tensor;
import org.tombola.network.ParameterLayout.Slice;

/** All parameters of a network, which those beside it share. */
final class Parameters {
  final Flat flat;
  private final Tensors tensors;

  /** The weights of convolutions once more, in the order their operation wants. */
  private final Map<Slice, Tensor> kernels = new HashMap<>();

  /** Which version of the weights each kernel is of. */
  private final Map<Slice, Long> versions = new HashMap<>();

  private long version;

  Parameters(Tensors tensors, int length) {
    this.tensors = tensors;
    this.flat = new Flat(tensors, length);
  }

  /** A view of one slice. */
  Tensor view(Slice slice) {
    return flat.view(slice);
  }

  /** The weights of a convolution as they are now, channel innermost. */
  Tensor kernel(Slice slice) {
    Tensor kernel =
        kernels.computeIfAbsent(slice, it -> Tensors.keep(tensors.maps(Flat.sides(it))));
    Long of = versions.put(slice, version);
    if (of == null || of != version) {
      kernel.copy_(view(slice));
    }
    return kernel;
  }

  /** Says that weights have been written. */
  void changed() {
    version++;
  }

  void free() {
    kernels.values().forEach(Tensors::free);
    flat.free();
  }
}
