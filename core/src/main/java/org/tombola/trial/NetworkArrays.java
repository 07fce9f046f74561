package org.tombola.trial;

import java.io.IOException;
import java.util.BitSet;
import java.util.List;
import java.util.stream.IntStream;
import org.tombola.data.ImageData;
import org.tombola.network.Mode;
import org.tombola.network.Network;
import org.tombola.network.ParameterLayout.Kind;
import org.tombola.network.ParameterLayout.Slice;
import org.tombola.tensor.ImageShape;
import org.tombola.tensor.Images;
import org.tombola.tensor.Logits;
import org.tombola.tensor.Vectors;

/**
 * A network as NumPy arrays.
 *
 * @param network whose
 * @param npz they are added to
 */
record NetworkArrays(Network network, Npz npz) {
  /** Images whose logits are written, so that a reader can check what it built. */
  static final int CHECKED = 100;

  /**
   * Adds LAYER.NAME of every parameter, LAYER.W.mask of prunable weights, and LAYER.std of the
   * input normalisation.
   *
   * @param mask places kept
   */
  void parameters(BitSet mask) throws IOException {
    float[] flat = network.parameters();
    float[] kept = new float[flat.length];
    mask.stream().forEach(place -> kept[place] = 1);
    for (Slice slice : network.layout().slices()) {
      String name = slice.layer() + "." + slice.parameter();
      float[] values = slice.values(flat);
      npz.floats(name, slice.shape(), values);
      if (slice.prunable()) {
        npz.bytes(name + ".mask", slice.shape(), bytes(slice.values(kept)));
      } else if (slice.frozen() && slice.kind() == Kind.VARIANCE) {
        npz.floats(slice.layer() + ".std", slice.shape(), roots(values));
      }
    }
  }

  private static byte[] bytes(float[] values) {
    byte[] bytes = new byte[values.length];
    for (int i = 0; i < values.length; i++) {
      bytes[i] = (byte) values[i];
    }
    return bytes;
  }

  private static float[] roots(float[] values) {
    float[] roots = new float[values.length];
    for (int i = 0; i < values.length; i++) {
      roots[i] = (float) Math.sqrt(values[i]);
    }
    return roots;
  }

  /** Adds images in [0,1], labels, and logits of the first images in evaluation mode. */
  void images(ImageData images) throws IOException {
    ImageShape shape = images.shape();
    npz.add(
        "images",
        "<f4",
        List.of(images.count(), shape.channels(), shape.height(), shape.width()),
        numbers -> {
          float[] pixels = new float[shape.size()];
          for (int i = 0; i < images.count(); i++) {
            images.write(i, pixels, 0);
            numbers.write(Npy.bytes(pixels));
          }
        });
    npz.integers("labels", images.labels());
    int count = Math.min(CHECKED, images.count());
    Images batch = images.batch(IntStream.range(0, count).toArray());
    Logits logits = network.forward(batch, Mode.EVAL).logits();
    npz.floats("logits", List.of(count, logits.classes()), Vectors.narrow(logits.values()));
  }
}
