package org.tombola.network.torch;

import java.util.HashMap;
import java.util.Map;
import org.bytedeco.pytorch.Tensor;
import org.tombola.network.ParameterLayout.Kind;
import org.tombola.network.ParameterLayout.Slice;

/** A number for each parameter of a network, [length of the layout], and views of its slices. */
final class Flat {
  final Tensor tensor;
  private final Map<Slice, Tensor> views = new HashMap<>();

  Flat(Tensors tensors, int length) {
    tensor = tensors.zeros(Math.max(1, length));
  }

  /** A view of one slice: weights and kernels in their shape, others as a row. */
  Tensor view(Slice slice) {
    return views.computeIfAbsent(slice, it -> Tensors.keep(shaped(row(it), it)));
  }

  /** A view of one slice, in the order it is kept in. */
  Tensor row(Slice slice) {
    return tensor.narrow(0, slice.offset(), slice.length());
  }

  private static Tensor shaped(Tensor row, Slice slice) {
    if (slice.convolution()) {
      return row.view(sides(slice));
    }
    if (slice.kind() != Kind.WEIGHT) {
      return row;
    }
    return slice.order() == 'f'
        ? row.view(slice.outputs(), slice.inputs()).t()
        : row.view(slice.inputs(), slice.outputs());
  }

  static long[] sides(Slice slice) {
    return slice.shape().stream().mapToLong(Integer::longValue).toArray();
  }

  void free() {
    views.values().forEach(Tensors::free);
    Tensors.free(tensor);
  }
}
