package org.tombola.network;

import org.jspecify.annotations.Nullable;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.api.ops.executioner.OpExecutioner;
import org.nd4j.linalg.api.ops.impl.reduce.floating.SquaredNorm;
import org.nd4j.linalg.api.ops.impl.reduce.same.Sum;
import org.nd4j.linalg.api.ops.impl.reduce3.Dot;
import org.nd4j.linalg.factory.Nd4j;

/**
 * Batch normalisation per channel (Ioffe and Szegedy 2015, arXiv 1502.03167, algorithm 1).
 *
 * <p>Both passes are reductions over rows of a [batch x channels, places] view and an affine map
 * per channel: dx = a dy + b x + c once the sums of dy and dy x are known. ND4J's own backward
 * operation is four times slower.
 */
final class NormalisationStep extends Step {

  /**
   * Where its parameters stand.
   *
   * @param gamma scale; null where fixed at 1
   * @param beta shift; null where fixed at 0
   * @param mean running mean
   * @param variance running variance
   * @param epsilon added to the variance
   * @param momentum weight of a batch in the running statistics
   * @param frozen always uses the running statistics and trains nothing
   */
  record Parameters(
      ParameterLayout.@Nullable Slice gamma,
      ParameterLayout.@Nullable Slice beta,
      ParameterLayout.Slice mean,
      ParameterLayout.Slice variance,
      double epsilon,
      double momentum,
      boolean frozen) {}

  private final Parameters parameters;

  NormalisationStep(String name, Value output, Value input, Parameters parameters) {
    super(name, output, input);
    this.parameters = parameters;
  }

  @Override
  boolean gradientInPlace() {
    return true;
  }

  @Override
  boolean trained() {
    return parameters.gamma() != null && !parameters.frozen();
  }

  @Override
  Bound bind(Arrays arrays) {
    return new OnArrays(arrays);
  }

  private final class OnArrays implements Bound {
    private final OpExecutioner executioner = Nd4j.getExecutioner();
    private final int channels = output.channels;
    private final double count;
    private final Affine forward;
    private final Affine gradientScale;
    private final Affine inputScale;
    private final Runnable add;
    private final Sums sums;
    private final @Nullable INDArray gamma;
    private final @Nullable INDArray beta;
    private final INDArray mean;
    private final INDArray variance;
    private final @Nullable INDArray gammaGradient;
    private final @Nullable INDArray betaGradient;

    /** Of the last forward pass, in double precision. */
    private final double[] usedMean = new double[channels];

    private final double[] usedScale = new double[channels];

    OnArrays(Arrays arrays) {
      INDArray x = arrays.value(inputs[0]);
      INDArray y = arrays.value(output);
      INDArray dy = arrays.gradient(output);
      INDArray partial = arrays.scratch(x.length()).reshape(x.shape());
      count = (double) x.length() / channels;
      forward = new Affine(arrays, x, y);
      gradientScale = new Affine(arrays, dy, dy);
      inputScale = new Affine(arrays, x, partial);
      add = Calls.of("add", Calls.in(dy, partial), dy);
      sums = new Sums(arrays, x, dy);
      gamma = parameters.gamma() == null ? null : arrays.parameter(parameters.gamma());
      beta = parameters.beta() == null ? null : arrays.parameter(parameters.beta());
      mean = arrays.parameter(parameters.mean());
      variance = arrays.parameter(parameters.variance());
      gammaGradient =
          parameters.gamma() == null ? null : arrays.parameterGradient(parameters.gamma());
      betaGradient = parameters.beta() == null ? null : arrays.parameterGradient(parameters.beta());
    }

    @Override
    public void forward(Mode mode) {
      boolean batch = usesBatch(mode);
      if (batch) {
        sums.ofInput(executioner);
      }
      for (int c = 0; c < channels; c++) {
        double m = batch ? sums.first(c) / count : mean.getDouble(c);
        double v = batch ? Math.max(0, sums.second(c) / count - m * m) : variance.getDouble(c);
        if (mode == Mode.TRAIN && batch) {
          keepRunning(c, m, v);
        }
        double scale = 1 / Math.sqrt(v + parameters.epsilon());
        usedMean[c] = m;
        usedScale[c] = scale;
        double a = (gamma == null ? 1 : gamma.getDouble(c)) * scale;
        forward.set(c, a, (beta == null ? 0 : beta.getDouble(c)) - a * m);
      }
      forward.run();
    }

    private void keepRunning(int c, double m, double v) {
      double kept = 1 - parameters.momentum();
      // the running variance is the unbiased one, as in the frameworks the papers used
      double unbiased = count > 1 ? v * count / (count - 1) : v;
      mean.putScalar(c, kept * mean.getDouble(c) + parameters.momentum() * m);
      variance.putScalar(c, kept * variance.getDouble(c) + parameters.momentum() * unbiased);
    }

    @Override
    public void backward(Mode mode, Want want) {
      boolean batch = usesBatch(mode);
      boolean parametersWanted = want == Want.PARAMETERS && !parameters.frozen();
      if (batch || parametersWanted) {
        sums.ofGradient(executioner);
      }
      for (int c = 0; c < channels; c++) {
        double r = usedScale[c];
        double a = (gamma == null ? 1 : gamma.getDouble(c)) * r;
        double shift = 0;
        if (batch || parametersWanted) {
          double sum = sums.first(c);
          double sumNormalised = r * (sums.second(c) - usedMean[c] * sum);
          if (parametersWanted && gammaGradient != null) {
            gammaGradient.putScalar(c, sumNormalised);
          }
          if (parametersWanted && betaGradient != null) {
            betaGradient.putScalar(c, sum);
          }
          if (batch) {
            double b = -a * r * sumNormalised / count;
            shift = -a * sum / count - b * usedMean[c];
            inputScale.set(c, b, shift);
          }
        }
        gradientScale.set(c, a, 0);
      }
      gradientScale.run();
      if (batch) {
        inputScale.run();
        add.run();
      }
    }

    private boolean usesBatch(Mode mode) {
      return mode != Mode.EVAL && !parameters.frozen();
    }
  }

  /** y = a x + b per channel, by the native normalisation with mean 0 and variance 1. */
  private static final class Affine {
    private final INDArray scale;
    private final INDArray shift;
    private final Runnable call;

    Affine(Arrays arrays, INDArray x, INDArray y) {
      long channels = x.size(1);
      scale = arrays.small(channels);
      shift = arrays.small(channels);
      INDArray zero = arrays.small(channels);
      INDArray one = arrays.small(channels);
      one.assign(1);
      // with scale and with shift, channels in dimension 1; nothing is added to the variance
      call =
          Calls.of(
              "batchnorm",
              new long[] {1, 1, 1},
              new double[] {0},
              Calls.in(x, zero, one, scale, shift),
              y);
    }

    void set(int channel, double a, double b) {
      scale.putScalar(channel, a);
      shift.putScalar(channel, b);
    }

    void run() {
      call.run();
    }
  }

  /** Two sums per channel: first over the places of a map, natively, then over the batch. */
  private static final class Sums {
    private final INDArray first;
    private final INDArray second;
    private final Sum inputRows;
    private final SquaredNorm inputSquares;
    private final Sum gradientRows;
    private final Dot gradientDots;
    private final Sum firstOverBatch;
    private final Sum secondOverBatch;

    Sums(Arrays arrays, INDArray x, INDArray dy) {
      long batch = x.size(0);
      long channels = x.size(1);
      long rows = batch * channels;
      INDArray byRow = x.reshape(rows, x.length() / rows);
      INDArray gradientByRow = dy.reshape(rows, x.length() / rows);
      INDArray rowFirst = arrays.small(rows);
      INDArray rowSecond = arrays.small(rows);
      first = arrays.small(channels);
      second = arrays.small(channels);
      inputRows = new Sum(byRow, rowFirst, false, 1);
      inputSquares = new SquaredNorm(byRow, rowSecond, false, 1);
      gradientRows = new Sum(gradientByRow, rowFirst, false, 1);
      gradientDots = new Dot(gradientByRow, byRow, rowSecond, 1);
      firstOverBatch = new Sum(rowFirst.reshape(batch, channels), first, false, 0);
      secondOverBatch = new Sum(rowSecond.reshape(batch, channels), second, false, 0);
    }

    void ofInput(OpExecutioner executioner) {
      executioner.exec(inputRows);
      executioner.exec(inputSquares);
      overBatch(executioner);
    }

    void ofGradient(OpExecutioner executioner) {
      executioner.exec(gradientRows);
      executioner.exec(gradientDots);
      overBatch(executioner);
    }

    private void overBatch(OpExecutioner executioner) {
      executioner.exec(firstOverBatch);
      executioner.exec(secondOverBatch);
    }

    double first(int channel) {
      return first.getDouble(channel);
    }

    double second(int channel) {
      return second.getDouble(channel);
    }
  }
}
