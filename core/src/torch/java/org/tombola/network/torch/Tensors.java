package org.tombola.network.torch;

import org.bytedeco.javacpp.FloatPointer;
import org.bytedeco.pytorch.Device;
import org.bytedeco.pytorch.MemoryFormatOptional;
import org.bytedeco.pytorch.Scalar;
import org.bytedeco.pytorch.ScalarOptional;
import org.bytedeco.pytorch.ScalarTypeOptional;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.TensorOptional;
import org.bytedeco.pytorch.TensorOptions;
import org.bytedeco.pytorch.global.torch;
import org.jspecify.annotations.Nullable;

/** Tensors of single precision on one device, and numbers between them and Java's heap. */
final class Tensors {
  private final String device;

  /**
   * On a device.
   *
   * @param device "cpu" or "cuda:N"
   */
  Tensors(String device) {
    this.device = device;
  }

  /** Zeros, [length]; to be {@link #free freed}. */
  Tensor zeros(long length) {
    return keep(torch.zeros(new long[] {length}, options(torch.ScalarType.Float)));
  }

  /** Maps of unknown numbers, channel innermost. */
  Tensor maps(long... shape) {
    return torch.empty(
        shape,
        options(torch.ScalarType.Float),
        new MemoryFormatOptional(torch.MemoryFormat.ChannelsLast));
  }

  private TensorOptions options(torch.ScalarType type) {
    return new TensorOptions(new Device(device)).dtype(new ScalarTypeOptional(type));
  }

  /** Images as maps. */
  Tensor images(float[] pixels, long... shape) {
    return filled(maps(shape), onHost(pixels, shape));
  }

  /** Numbers of Java's as a tensor of the device. */
  Tensor of(float[] values, long... shape) {
    return filled(
        torch.empty(shape, options(torch.ScalarType.Float), new MemoryFormatOptional()),
        onHost(values, shape));
  }

  /**
   * A tensor, once it holds another's numbers. What an operation in place returns is no handle of
   * its own: it is gone with the one it was called on.
   */
  static Tensor filled(Tensor tensor, Tensor from) {
    tensor.copy_(from);
    return tensor;
  }

  /** Writes as many numbers as a tensor has. */
  static void write(float[] values, Tensor to) {
    to.copy_(onHost(values, to.numel()));
  }

  private static Tensor onHost(float[] values, long... shape) {
    return torch.from_blob(new FloatPointer(values), shape);
  }

  /** A copy of all numbers, in the order of the shape. */
  static float[] floats(Tensor tensor) {
    Tensor plain = tensor.cpu().contiguous();
    float[] values = new float[Math.toIntExact(plain.numel())];
    plain.data_ptr_float().capacity(values.length).get(values);
    return values;
  }

  /** Keeps a tensor beyond the call that made it, until it is freed. */
  static Tensor keep(Tensor tensor) {
    return tensor.retainReference();
  }

  /** Lets go of a tensor that was kept. */
  static void free(@Nullable Tensor tensor) {
    if (tensor != null) {
      tensor.releaseReference();
    }
  }

  static TensorOptional optional(@Nullable Tensor tensor) {
    return tensor == null ? new TensorOptional() : new TensorOptional(tensor);
  }

  static Scalar scalar(double value) {
    return new Scalar(value);
  }

  /** A limit of a range. */
  static ScalarOptional bound(double value) {
    return new ScalarOptional(new Scalar(value));
  }

  /** No limit on this side of a range. */
  static ScalarOptional noBound() {
    return new ScalarOptional();
  }

  /** Sums of the type of their terms. */
  static ScalarTypeOptional sameType() {
    return new ScalarTypeOptional();
  }

  /** Whether the device is the processor. */
  boolean onHost() {
    return device.equals(Library.CPU);
  }
}
