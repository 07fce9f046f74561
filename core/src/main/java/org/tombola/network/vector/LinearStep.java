package org.tombola.network.vector;

import java.util.ArrayList;
import java.util.BitSet;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.tombola.network.ParameterLayout.Slice;
import org.tombola.network.vector.Weights.Window;

/** A convolution, or a dense layer on a row or on maps that are read as one. */
final class LinearStep extends Step {
  private final Slice weights;
  private final @Nullable Slice bias;

  /** Of a convolution; null for a dense layer. */
  private final @Nullable Window window;

  private final List<Kernels> backward = new ArrayList<>();
  private @Nullable Kernels forward;
  private @Nullable Sums sums;

  /** Biases, 16 times each: what sums begin with. */
  private final float[] start;

  private float[] zeros = {};
  private double[] biasSums = {};

  /** Of the parameters that the kernels hold; -1 for none. */
  private long version = -1;

  private int nonzero = -1;
  private @Nullable GradientRows all;
  private @Nullable GradientRows some;
  private @Nullable BitSet someOf;

  LinearStep(
      String name,
      Value output,
      Value input,
      Slice weights,
      @Nullable Slice bias,
      @Nullable Window window) {
    super(name, output, input);
    this.weights = weights;
    this.bias = bias;
    this.window = window;
    this.start = new float[output.channels * Lanes.COUNT];
  }

  @Override
  boolean trained() {
    return !weights.frozen();
  }

  @Override
  int inputHalo() {
    Value in = inputs[0];
    return window == null
        ? 0
        : Math.max(
            window.forwardHalo(0, in.height, output.height),
            window.forwardHalo(1, in.width, output.width));
  }

  @Override
  int outputHalo() {
    Value in = inputs[0];
    return window == null
        ? 0
        : Math.max(
            window.backwardHalo(0, in.height, output.height),
            window.backwardHalo(1, in.width, output.width));
  }

  @Override
  void compile() {
    Maps in = inputs[0].maps();
    Maps out = output.maps();
    Weights both =
        window == null
            ? Weights.dense(weights, in, out)
            : Weights.convolution(weights, in, out, window);
    sums = both.forward();
    forward = new Kernels(both.forward());
    both.backward().forEach(back -> backward.add(new Kernels(back)));
    zeros = new float[both.backward().get(0).outputs().length * Lanes.COUNT];
  }

  private static <T> T compiled(@Nullable T part) {
    if (part == null) {
      throw new IllegalStateException("Cannot use a layer before it is compiled");
    }
    return part;
  }

  @Override
  void begin(Run run) {
    if (version == run.version()) {
      return;
    }
    version = run.version();
    float[] flat = run.parameters();
    if (bias != null) {
      for (int i = 0; i < start.length; i++) {
        start[i] = flat[bias.offset() + i / Lanes.COUNT];
      }
    }
    int count = weights.nonzero(flat);
    // as many as before, and none of those listed before is 0: the same ones
    boolean same = count == nonzero && compiled(forward).refresh(flat);
    nonzero = count;
    if (same) {
      backward.forEach(back -> back.refresh(flat));
    } else {
      compiled(forward).choose(flat);
      backward.forEach(back -> back.choose(flat));
    }
  }

  @Override
  void forward(Buffers buffers, Run run, int block) {
    compiled(forward)
        .run(
            buffers.value(inputs[0]),
            Lanes.FIRST + block * inputs[0].maps().block(),
            buffers.value(output),
            Lanes.FIRST + block * output.maps().block(),
            start);
  }

  @Override
  void backward(Buffers buffers, Run run, int block) {
    for (Kernels part : backward) {
      part.run(
          buffers.gradient(output),
          Lanes.FIRST + block * output.maps().block(),
          buffers.gradient(inputs[0]),
          Lanes.FIRST + block * inputs[0].maps().block(),
          adds[0] ? null : zeros);
    }
  }

  @Override
  void parameters(Buffers buffers, Run run, Want want, Workers workers) {
    float[] gradient = want.gradient();
    if (!trained() || gradient == null) {
      return;
    }
    GradientRows rows = rows(want.kept());
    GradientRows.Source source =
        new GradientRows.Source(
            run,
            buffers.value(inputs[0]),
            inputs[0].maps().block(),
            buffers.gradient(output),
            output.maps().block());
    workers.each(
        rows.units(),
        (unit, worker) -> rows.run(unit, source, workers.scratch(worker, rows.scratch), gradient));
    if (bias != null) {
      biases(buffers, run, gradient, bias, workers);
    }
  }

  private GradientRows rows(@Nullable BitSet kept) {
    if (kept == null) {
      all = all == null ? new GradientRows(compiled(sums), null) : all;
      return all;
    }
    if (some == null || !kept.equals(someOf)) {
      some = new GradientRows(compiled(sums), kept);
      someOf = kept;
    }
    return some;
  }

  private void biases(Buffers buffers, Run run, float[] gradient, Slice slice, Workers workers) {
    Maps maps = output.maps();
    int channels = output.channels;
    if (biasSums.length < run.blocks() * channels) {
      biasSums = new double[run.blocks() * channels];
    }
    double[] each = biasSums;
    float[] dy = buffers.gradient(output);
    workers.each(
        run.blocks(),
        (block, worker) -> {
          for (int c = 0; c < channels; c++) {
            each[block * channels + c] = Planes.sum(maps, dy, maps.at(block, c), run.filled(block));
          }
        });
    for (int c = 0; c < channels; c++) {
      double sum = 0;
      for (int block = 0; block < run.blocks(); block++) {
        sum += each[block * channels + c];
      }
      gradient[slice.offset() + c] = (float) sum;
    }
  }
}
