package org.tombola.mask;

import java.util.ArrayList;
import java.util.List;
import org.tombola.network.ParameterLayout;
import org.tombola.network.ParameterLayout.Kind;
import org.tombola.network.ParameterLayout.Slice;

/** Layouts made by hand, so that what is tested here does not hang on the network's own. */
public final class Layouts {
  private final List<Slice> slices = new ArrayList<>();
  private int offset;

  private Layouts() {}

  /** Pre-activation ResNet-18 for square colour images (Sparsity Winning Twice, released code). */
  public static ParameterLayout preActResNet18(int classes, int side) {
    Layouts layout = new Layouts();
    layout.statistics("input", 3, true);
    layout.convolution("stem", 64, 3, 3, side);
    int in = 64;
    int map = side;
    for (int stage = 1; stage <= 4; stage++) {
      int out = 32 << stage;
      for (int block = 1; block <= 2; block++) {
        boolean down = block == 1 && stage > 1;
        String name = "stage" + stage + "/block" + block;
        map = down ? map / 2 : map;
        layout.statistics(name + "/norm1", in, false);
        layout.convolution(name + "/conv1", out, in, 3, map);
        if (down) {
          layout.convolution(name + "/shortcut", out, in, 1, map);
        }
        layout.statistics(name + "/norm2", out, false);
        layout.convolution(name + "/conv2", out, out, 3, map);
        in = out;
      }
    }
    layout.statistics("norm", 512, false);
    layout.dense("linear", 512, classes);
    return new ParameterLayout(layout.slices);
  }

  /** A frozen normalisation, a 3x3 convolution, a dense layer with its bias: 6 + 54 + 20 + 10. */
  public static ParameterLayout small() {
    Layouts layout = new Layouts();
    layout.statistics("input", 1, true);
    layout.add("input/spare", Kind.WEIGHT, List.of(1, 2), true, 1);
    layout.convolution("conv", 3, 2, 3, 4);
    layout.dense("linear", 2, 10);
    return new ParameterLayout(layout.slices);
  }

  /** Dense layers of the given lengths. */
  public static ParameterLayout ofLengths(List<Integer> lengths) {
    Layouts layout = new Layouts();
    for (int l = 0; l < lengths.size(); l++) {
      layout.add("layer" + l + "/W", Kind.WEIGHT, List.of(1, lengths.get(l)), false, 1);
    }
    return new ParameterLayout(layout.slices);
  }

  private void convolution(String name, int out, int in, int kernel, int map) {
    add(name + "/W", Kind.WEIGHT, List.of(out, in, kernel, kernel), false, map);
  }

  private void dense(String name, int in, int out) {
    add(name + "/W", Kind.WEIGHT, List.of(in, out), false, 1);
    add(name + "/b", Kind.BIAS, List.of(out), false, 1);
  }

  private void statistics(String name, int channels, boolean frozen) {
    add(name + "/gamma", Kind.GAMMA, List.of(channels), frozen, 1);
    add(name + "/beta", Kind.BETA, List.of(channels), frozen, 1);
    add(name + "/mean", Kind.MEAN, List.of(channels), frozen, 1);
    add(name + "/var", Kind.VARIANCE, List.of(channels), frozen, 1);
  }

  private void add(String name, Kind kind, List<Integer> shape, boolean frozen, int map) {
    int length = shape.stream().reduce(1, (a, b) -> a * b);
    slices.add(new Slice(name, kind, shape, offset, length, 'c', frozen, map, map));
    offset += length;
  }
}
