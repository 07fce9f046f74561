package org.tombola.network;

import java.util.Arrays;
import java.util.BitSet;
import java.util.List;

/**
 * Where each parameter of a network stands in its flat vector, in the order DL4J keeps them.
 *
 * @param slices in order, without gaps
 */
public record ParameterLayout(List<Slice> slices) {

  /** What a slice holds. */
  public enum Kind {
    /** Weights of a convolution or a dense layer: prunable. */
    WEIGHT,
    /** Biases. */
    BIAS,
    /** Batch normalisation's scale. */
    GAMMA,
    /** Batch normalisation's shift. */
    BETA,
    /** Running mean: a statistic, not trained. */
    MEAN,
    /** Running variance: a statistic, not trained. */
    VARIANCE
  }

  /**
   * One parameter.
   *
   * @param name layer and parameter, as "conv1/W"
   * @param kind what it holds
   * @param shape convolution weights [out, in, kernel height, kernel width]; dense weights [in,
   *     out]
   * @param offset first place in the flat vector
   * @param length number of places
   * @param order 'c' or 'f': how the shape is laid over the places
   * @param frozen whether training leaves it alone (input normalisation)
   * @param outputHeight rows of the layer's output map, 1 for dense layers
   * @param outputWidth columns of the layer's output map, 1 for dense layers
   */
  public record Slice(
      String name,
      Kind kind,
      List<Integer> shape,
      int offset,
      int length,
      char order,
      boolean frozen,
      int outputHeight,
      int outputWidth) {

    /** Its layer's name. */
    public String layer() {
      return name.substring(0, name.lastIndexOf('/'));
    }

    /** Its name within its layer, as "W". */
    public String parameter() {
      return name.substring(name.lastIndexOf('/') + 1);
    }

    /** Whether a mask may cover it: weights that are trained. */
    public boolean prunable() {
      return kind == Kind.WEIGHT && !frozen;
    }

    /** Whether the optimiser moves it. */
    public boolean trained() {
      return !frozen && kind != Kind.MEAN && kind != Kind.VARIANCE;
    }

    /** Whether it belongs to a convolution (four dimensions). */
    public boolean convolution() {
      return shape.size() == 4;
    }

    /** Channels, or numbers, that these weights give. */
    public int outputs() {
      return shape.get(convolution() ? 0 : 1);
    }

    /** Channels, or numbers, that these weights read. */
    public int inputs() {
      return shape.get(convolution() ? 1 : 0);
    }

    /** Weights between one of the inputs and one of the outputs: the kernel's area. */
    public int taps() {
      return length / (inputs() * outputs());
    }

    /** The place of a weight in the flat vector. */
    public int place(int output, int input, int tap) {
      return offset
          + (convolution() || order == 'f'
              ? (output * inputs() + input) * taps() + tap
              : input * outputs() + output);
    }

    /**
     * Its values as they are kept.
     *
     * @param flat [length of the layout]
     */
    public float[] of(float[] flat) {
      return Arrays.copyOfRange(flat, offset, offset + length);
    }

    /**
     * How many of its values are not zero.
     *
     * @param flat [length of the layout]
     */
    public int nonzero(float[] flat) {
      int nonzero = 0;
      for (int i = offset; i < offset + length; i++) {
        nonzero += flat[i] != 0 ? 1 : 0;
      }
      return nonzero;
    }

    /**
     * Its values in C order of the shape, whatever order they are kept in.
     *
     * @param flat [length of the layout]
     */
    public float[] values(float[] flat) {
      float[] values = of(flat);
      if (kind == Kind.WEIGHT && !convolution()) {
        for (int i = 0; i < inputs(); i++) {
          for (int o = 0; o < outputs(); o++) {
            values[i * outputs() + o] = flat[place(o, i, 0)];
          }
        }
      }
      return values;
    }

    /** Weights of one output: in times the kernel's area, or in. */
    public int fanIn() {
      return convolution() ? shape.get(1) * shape.get(2) * shape.get(3) : shape.get(0);
    }
  }

  /** Keeps its own copy. */
  public ParameterLayout {
    slices = List.copyOf(slices);
  }

  /** Places in the flat vector. */
  public int length() {
    return slices.isEmpty()
        ? 0
        : slices.get(slices.size() - 1).offset() + slices.get(slices.size() - 1).length();
  }

  /**
   * The slice of this name.
   *
   * @throws IllegalArgumentException if there is none
   */
  public Slice slice(String name) {
    for (Slice slice : slices) {
      if (slice.name().equals(name)) {
        return slice;
      }
    }
    throw new IllegalArgumentException("Cannot find parameter \"" + name + "\" in " + slices);
  }

  /**
   * The prunable places that are not kept.
   *
   * @param kept places of the flat vector
   */
  public BitSet dropped(BitSet kept) {
    BitSet dropped = new BitSet(length());
    prunable().forEach(slice -> dropped.set(slice.offset(), slice.offset() + slice.length()));
    dropped.andNot(kept);
    return dropped;
  }

  /** The slices a mask may cover, in order. */
  public List<Slice> prunable() {
    return slices.stream().filter(Slice::prunable).toList();
  }
}
