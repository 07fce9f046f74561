package org.tombola.network.vector;

import java.util.Arrays;
import org.jspecify.annotations.Nullable;
import org.tombola.network.Mode;
import org.tombola.network.ParameterLayout.Slice;
import org.tombola.network.vector.Planes.Affine;

/**
 * Batch normalisation per channel (Ioffe and Szegedy 2015, arXiv 1502.03167, algorithm 1), and the
 * rectifier after it where one follows.
 *
 * <p>Forward it is an affine map a channel, y = a (x - m) + b; back it is dx = a dy + p (x - m) + q
 * once the sums of dy and of dy (x - m) are known. Each block is summed by itself, and the blocks
 * are added in their order.
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
      @Nullable Slice gamma,
      @Nullable Slice beta,
      Slice mean,
      Slice variance,
      double epsilon,
      double momentum,
      boolean frozen) {}

  private final Parameters parameters;
  private final int channels;
  private boolean rectified;

  /** Sums of each block and channel, two and two. */
  private double[] sums = {};

  private final double[] gamma;
  private final double[] beta;
  private final double[] mean;
  private final double[] scale;
  private final Affine[] affine;
  private final float[] byInput;
  private final float[] shift;

  NormalisationStep(String name, Value output, Value input, Parameters parameters) {
    super(name, output, input);
    this.parameters = parameters;
    this.channels = output.channels;
    this.gamma = new double[channels];
    this.beta = new double[channels];
    this.mean = new double[channels];
    this.scale = new double[channels];
    this.affine = new Affine[channels];
    this.byInput = new float[channels];
    this.shift = new float[channels];
  }

  /** Takes in the rectifier that follows. */
  void rectify() {
    rectified = true;
  }

  @Override
  boolean placeByPlace() {
    return true;
  }

  @Override
  boolean trained() {
    return parameters.gamma() != null && !parameters.frozen();
  }

  private boolean usesBatch(Mode mode) {
    return mode != Mode.EVAL && !parameters.frozen();
  }

  @Override
  void begin(Run run) {
    if (sums.length < 2 * run.blocks() * channels) {
      sums = new double[2 * run.blocks() * channels];
    }
    float[] flat = run.parameters();
    boolean batch = usesBatch(run.mode());
    for (int c = 0; c < channels; c++) {
      gamma[c] = parameters.gamma() == null ? 1 : flat[parameters.gamma().offset() + c];
      beta[c] = parameters.beta() == null ? 0 : flat[parameters.beta().offset() + c];
      if (!batch) {
        use(c, flat[parameters.mean().offset() + c], flat[parameters.variance().offset() + c]);
      }
    }
  }

  private void use(int c, double m, double variance) {
    mean[c] = m;
    scale[c] = 1 / Math.sqrt(variance + parameters.epsilon());
    double a = gamma[c] * scale[c];
    affine[c] =
        new Affine((float) m, (float) a, (float) (beta[c] + a * ((float) m - m)), rectified);
  }

  @Override
  boolean gathers(Mode mode) {
    return usesBatch(mode);
  }

  @Override
  void gather(Buffers buffers, Run run, int block) {
    Maps maps = output.maps();
    float[] x = buffers.value(inputs[0]);
    for (int c = 0; c < channels; c++) {
      int at = 2 * (block * channels + c);
      Planes.moments(maps, x, maps.at(block, c), run.filled(block), sums, at);
    }
  }

  private double total(Run run, int first) {
    double total = 0;
    for (int block = 0; block < run.blocks(); block++) {
      total += sums[2 * block * channels + first];
    }
    return total;
  }

  /** Squared distances to the mean of the batch, from those to the means of the blocks. */
  private double squares(Run run, int c, double m) {
    double squares = 0;
    for (int block = 0; block < run.blocks(); block++) {
      int at = 2 * (block * channels + c);
      double count = (double) run.filled(block) * output.height * output.width;
      double apart = sums[at] / count - m;
      squares += sums[at + 1] + count * apart * apart;
    }
    return squares;
  }

  private double count(Run run) {
    return (double) run.batch() * output.height * output.width;
  }

  @Override
  void combine(Run run) {
    double count = count(run);
    for (int c = 0; c < channels; c++) {
      double m = total(run, 2 * c) / count;
      double variance = squares(run, c, m) / count;
      // rounding may take it below 0; what is no number stays none
      variance = variance < 0 ? 0 : variance;
      if (run.mode() == Mode.TRAIN) {
        keepRunning(run, c, m, variance);
      }
      use(c, m, variance);
    }
  }

  private void keepRunning(Run run, int c, double m, double variance) {
    double count = count(run);
    double weight = run.weight() == null ? parameters.momentum() : run.weight();
    // the running variance is the unbiased one, as in the frameworks the papers used
    double unbiased = count > 1 ? variance * count / (count - 1) : variance;
    float[] flat = run.parameters();
    move(flat, parameters.mean().offset() + c, m, weight);
    move(flat, parameters.variance().offset() + c, unbiased, weight);
  }

  private static void move(float[] flat, int place, double value, double weight) {
    flat[place] = (float) ((1 - weight) * flat[place] + weight * value);
  }

  @Override
  void forward(Buffers buffers, Run run, int block) {
    Maps maps = output.maps();
    float[] x = buffers.value(inputs[0]);
    float[] y = buffers.value(output);
    for (int c = 0; c < channels; c++) {
      Planes.forward(maps, affine[c], x, y, maps.at(block, c));
    }
  }

  @Override
  boolean gathersBack(Run run, Want want) {
    return usesBatch(run.mode()) || trains(want);
  }

  private boolean trains(Want want) {
    return want.gradient() != null && trained();
  }

  @Override
  void gatherBack(Buffers buffers, Run run, int block) {
    Maps maps = output.maps();
    float[] x = buffers.value(inputs[0]);
    float[] dy = buffers.gradient(output);
    for (int c = 0; c < channels; c++) {
      int at = 2 * (block * channels + c);
      Planes.gradientSums(maps, affine[c], x, dy, maps.at(block, c), run.filled(block), sums, at);
    }
  }

  @Override
  void combineBack(Run run, Want want) {
    double count = count(run);
    for (int c = 0; c < channels; c++) {
      double sum = total(run, 2 * c);
      double r = scale[c];
      double off = affine[c].center() - mean[c];
      double sumNormalised = r * (total(run, 2 * c + 1) + off * sum);
      if (trains(want)) {
        write(want, parameters.gamma(), c, sumNormalised);
        write(want, parameters.beta(), c, sum);
      }
      if (usesBatch(run.mode())) {
        double a = gamma[c] * r;
        double p = -a * r * sumNormalised / count;
        byInput[c] = (float) p;
        shift[c] = (float) (-a * sum / count + p * off);
      }
    }
  }

  private static void write(Want want, @Nullable Slice slice, int c, double value) {
    if (slice != null && want.gradient() != null) {
      want.gradient()[slice.offset() + c] = (float) value;
    }
  }

  @Override
  void backward(Buffers buffers, Run run, int block) {
    boolean batch = usesBatch(run.mode());
    Maps maps = output.maps();
    float[] x = buffers.value(inputs[0]);
    float[] dy = buffers.gradient(output);
    float[] dx = buffers.gradient(inputs[0]);
    for (int c = 0; c < channels; c++) {
      int at = maps.at(block, c);
      float p = batch ? byInput[c] : 0;
      float q = batch ? shift[c] : 0;
      Planes.backward(maps, affine[c], x, dy, dx, at, p, q, adds[0]);
      if (batch && run.filled(block) < Lanes.COUNT) {
        // lanes without an image have no gradient, which weights' sums over lanes rely on
        clear(maps, dx, at, run.filled(block));
      }
    }
  }

  private static void clear(Maps maps, float[] dx, int at, int filled) {
    for (int place = 0; place < maps.run(); place++) {
      int from = at + place * Lanes.COUNT;
      Arrays.fill(dx, from + filled, from + Lanes.COUNT, 0);
    }
  }
}
