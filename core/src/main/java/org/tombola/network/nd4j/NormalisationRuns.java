package org.tombola.network.nd4j;

import java.util.ArrayList;
import java.util.List;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.api.ops.executioner.OpExecutioner;
import org.nd4j.linalg.api.ops.impl.scalar.RectifiedLinear;
import org.nd4j.linalg.api.ops.impl.transforms.same.Sign;
import org.nd4j.linalg.factory.Nd4j;

/**
 * The native calls of batch normalisation, run by run; the arithmetic per channel is its caller's.
 */
final class NormalisationRuns {
  private final int channels;
  private final INDArray firstSums;
  private final INDArray secondSums;
  private final PerRow a;
  private final PerRow b;
  private final PerRow c;
  private final List<Runnable> sumInput = new ArrayList<>();
  private final List<Runnable> forward = new ArrayList<>();
  private final List<Runnable> rectify = new ArrayList<>();
  private final List<Runnable> rectifyAndSum = new ArrayList<>();
  private final List<Runnable> scale = new ArrayList<>();
  private final List<Runnable> scaleAndShift = new ArrayList<>();

  /**
   * @param x input
   * @param y output
   * @param dy gradient by the output, which becomes that by the input
   * @param rectified whether the output is rectified
   */
  NormalisationRuns(
      EngineStep.Arrays arrays, INDArray x, INDArray y, INDArray dy, boolean rectified) {
    channels = (int) x.size(1);
    long rows = x.size(0) * x.size(1);
    long each = Rows.each(x);
    long places = x.length() / rows;
    firstSums = arrays.small(rows, 1);
    secondSums = arrays.small(rows, 1);
    a = new PerRow(arrays, each, channels);
    b = new PerRow(arrays, each, channels);
    c = new PerRow(arrays, each, channels);
    INDArray ones = arrays.small(places, 1);
    ones.assign(1);
    INDArray scratch = arrays.scratch(each * places).reshape(each, places);
    OpExecutioner executioner = Nd4j.getExecutioner();
    List<INDArray> xs = Rows.cut(x);
    List<INDArray> ys = Rows.cut(y);
    List<INDArray> dys = Rows.cut(dy);
    for (int i = 0; i < xs.size(); i++) {
      INDArray xi = xs.get(i);
      INDArray yi = ys.get(i);
      INDArray di = dys.get(i);
      long count = xi.size(0);
      INDArray free = Rows.part(scratch, 0, count);
      INDArray first = Rows.part(firstSums, i * each, count);
      INDArray second = Rows.part(secondSums, i * each, count);
      INDArray ai = a.first(count);
      INDArray bi = b.first(count);
      INDArray ci = c.first(count);
      sumInput.add(Calls.of("matmul", Calls.in(xi, ones), first));
      sumInput.add(Calls.of("multiply", Calls.in(xi, xi), free));
      sumInput.add(Calls.of("matmul", Calls.in(free, ones), second));
      forward.add(Calls.of("multiply", Calls.in(xi, ai), yi));
      forward.add(Calls.of("add", Calls.in(yi, bi), yi));
      if (rectified) {
        RectifiedLinear positivePart = new RectifiedLinear(yi, yi, 0.0);
        forward.add(() -> executioner.exec(positivePart));
        // the sign of a rectified number is its slope, 0 or 1
        Sign slope = new Sign(yi, free);
        Runnable times = Calls.of("multiply", Calls.in(di, free), di);
        for (List<Runnable> calls : List.of(rectify, rectifyAndSum)) {
          calls.add(() -> executioner.exec(slope));
          calls.add(times);
        }
      }
      rectifyAndSum.add(Calls.of("matmul", Calls.in(di, ones), first));
      rectifyAndSum.add(Calls.of("multiply", Calls.in(di, xi), free));
      rectifyAndSum.add(Calls.of("matmul", Calls.in(free, ones), second));
      Runnable scaled = Calls.of("multiply", Calls.in(di, ai), di);
      scale.add(scaled);
      scaleAndShift.add(scaled);
      scaleAndShift.add(Calls.of("multiply", Calls.in(xi, bi), free));
      scaleAndShift.add(Calls.of("add", Calls.in(di, free), di));
      scaleAndShift.add(Calls.of("add", Calls.in(di, ci), di));
    }
  }

  /** Sums of x and of x squared per channel. */
  void sumInput(double[] sum, double[] squares) {
    run(sumInput);
    overBatch(firstSums, sum);
    overBatch(secondSums, squares);
  }

  /** y = scale x + shift. */
  void forward(double[] scales, double[] shifts) {
    a.set(scales);
    b.set(shifts);
    run(forward);
  }

  /** Takes dy back through the rectifier, and where asked sums dy and dy x per channel. */
  void rectifyGradient(boolean sums, double[] sum, double[] products) {
    run(sums ? rectifyAndSum : rectify);
    if (sums) {
      overBatch(firstSums, sum);
      overBatch(secondSums, products);
    }
  }

  /** dx = a dy. */
  void backward(double[] scales) {
    a.set(scales);
    run(scale);
  }

  /** dx = a dy + b x + c. */
  void backward(double[] scales, double[] inputScales, double[] shifts) {
    a.set(scales);
    b.set(inputScales);
    c.set(shifts);
    run(scaleAndShift);
  }

  private void overBatch(INDArray perRow, double[] perChannel) {
    double[] values = perRow.data().asDouble();
    java.util.Arrays.fill(perChannel, 0);
    for (int row = 0; row < values.length; row++) {
      perChannel[row % channels] += values[row];
    }
  }

  private static void run(List<Runnable> calls) {
    for (Runnable call : calls) {
      call.run();
    }
  }

  /** One number a channel, repeated for the rows of a run. */
  private static final class PerRow {
    private final INDArray values;
    private final int channels;

    PerRow(EngineStep.Arrays arrays, long rows, int channels) {
      this.values = arrays.small(rows, 1);
      this.channels = channels;
    }

    INDArray first(long rows) {
      return Rows.part(values, 0, rows);
    }

    void set(double[] perChannel) {
      long rows = values.length();
      for (int row = 0; row < rows; row++) {
        values.data().put(row, perChannel[row % channels]);
      }
    }
  }
}
