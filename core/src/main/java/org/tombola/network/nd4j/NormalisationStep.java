package org.tombola.network.nd4j;

import org.jspecify.annotations.Nullable;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.tombola.network.Mode;
import org.tombola.network.ParameterLayout;

/**
 * Batch normalisation per channel (Ioffe and Szegedy 2015, arXiv 1502.03167, algorithm 1), and the
 * rectifier after it where one follows.
 *
 * <p>Both passes are two sums per map and an affine map per channel: dx = a dy + b x + c once the
 * sums of dy and dy x are known. Native operations for normalisation and for reductions take
 * several times as long as products with a column of ones and broadcast products, run by run in the
 * cache.
 */
final class NormalisationStep extends EngineStep {

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
  private boolean rectified;

  NormalisationStep(String name, Value output, Value input, Parameters parameters) {
    super(name, output, input);
    this.parameters = parameters;
  }

  /** Takes in the rectifier that follows. */
  void rectify() {
    rectified = true;
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
    private final int channels = output.channels;
    private final double count;
    private final NormalisationRuns runs;
    private final Arrays arrays;
    private final @Nullable INDArray gamma;
    private final @Nullable INDArray beta;
    private final INDArray mean;
    private final INDArray variance;
    private final @Nullable INDArray gammaGradient;
    private final @Nullable INDArray betaGradient;

    /** Of the last forward pass, in double precision. */
    private final double[] usedMean = new double[channels];

    private final double[] usedScale = new double[channels];
    private final double[] one = new double[channels];
    private final double[] two = new double[channels];
    private final double[] three = new double[channels];

    OnArrays(Arrays arrays) {
      this.arrays = arrays;
      count = (double) arrays.batch() * output.height * output.width;
      runs =
          new NormalisationRuns(
              arrays,
              arrays.value(inputs[0]),
              arrays.value(output),
              arrays.gradient(output),
              rectified);
      gamma = optional(arrays::parameter, parameters.gamma());
      beta = optional(arrays::parameter, parameters.beta());
      mean = arrays.parameter(parameters.mean());
      variance = arrays.parameter(parameters.variance());
      gammaGradient = optional(arrays::parameterGradient, parameters.gamma());
      betaGradient = optional(arrays::parameterGradient, parameters.beta());
    }

    @Override
    public void forward(Mode mode) {
      boolean batch = usesBatch(mode);
      if (batch) {
        runs.sumInput(one, two);
      }
      for (int c = 0; c < channels; c++) {
        double m = batch ? one[c] / count : mean.getDouble(c);
        double v = batch ? Math.max(0, two[c] / count - m * m) : variance.getDouble(c);
        if (mode == Mode.TRAIN && batch) {
          keepRunning(c, m, v);
        }
        double scale = 1 / Math.sqrt(v + parameters.epsilon());
        usedMean[c] = m;
        usedScale[c] = scale;
        one[c] = scale(c) * scale;
        two[c] = (beta == null ? 0 : beta.getDouble(c)) - one[c] * m;
      }
      runs.forward(one, two);
    }

    private double scale(int c) {
      return gamma == null ? 1 : gamma.getDouble(c);
    }

    private void keepRunning(int c, double m, double v) {
      double weight = arrays.statisticsWeight(parameters.momentum());
      double kept = 1 - weight;
      // the running variance is the unbiased one, as in the frameworks the papers used
      double unbiased = count > 1 ? v * count / (count - 1) : v;
      mean.putScalar(c, kept * mean.getDouble(c) + weight * m);
      variance.putScalar(c, kept * variance.getDouble(c) + weight * unbiased);
    }

    @Override
    public void backward(Mode mode, Want want) {
      boolean batch = usesBatch(mode);
      boolean trains = want == Want.PARAMETERS && !parameters.frozen();
      boolean sums = batch || trains;
      runs.rectifyGradient(sums, one, two);
      for (int c = 0; c < channels; c++) {
        double sum = one[c];
        double r = usedScale[c];
        double sumNormalised = r * (two[c] - usedMean[c] * sum);
        if (trains && gammaGradient != null) {
          gammaGradient.putScalar(c, sumNormalised);
        }
        if (trains && betaGradient != null) {
          betaGradient.putScalar(c, sum);
        }
        double a = scale(c) * r;
        one[c] = a;
        two[c] = -a * r * sumNormalised / count;
        three[c] = -a * sum / count - two[c] * usedMean[c];
      }
      if (batch) {
        runs.backward(one, two, three);
      } else {
        runs.backward(one);
      }
    }

    private boolean usesBatch(Mode mode) {
      return mode != Mode.EVAL && !parameters.frozen();
    }
  }

  private static @Nullable INDArray optional(
      java.util.function.Function<ParameterLayout.Slice, INDArray> view,
      ParameterLayout.@Nullable Slice slice) {
    return slice == null ? null : view.apply(slice);
  }
}
