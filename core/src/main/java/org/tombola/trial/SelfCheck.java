package org.tombola.trial;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.SplittableRandom;
import org.bytedeco.javacpp.Pointer;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;
import org.nd4j.nativeblas.NativeOpsHolder;
import org.tombola.network.Mode;
import org.tombola.network.Network;
import org.tombola.network.ParameterLayout;
import org.tombola.network.SmallCnn;
import org.tombola.random.Key;
import org.tombola.tensor.ImageShape;
import org.tombola.tensor.Normalisation;

/**
 * Whether this process computes as it should: gradients of a tiny network against differences of
 * its logits, and the same training steps twice. Takes about a second after native code is loaded.
 *
 * @param backend of ND4J
 * @param threads native threads
 * @param residentBytes JavaCPP's bound on the whole process; 0 for none
 * @param gradientError the worst distance of a gradient, by parameters or by images, in training or
 *     evaluation mode, to the true one, as a share of its length
 * @param repeats whether the same steps gave the same bits twice
 */
public record SelfCheck(
    String backend, int threads, long residentBytes, double gradientError, boolean repeats) {

  /** A right gradient is about 0.003 off for float32's sake, a wrong one a good part of itself. */
  static final double TOLERANCE = 0.03;

  private static final ImageShape IMAGES = new ImageShape(1, 8, 8);
  private static final int BATCH = 4;
  private static final int CLASSES = 3;
  // wider ones step over the rectifiers' kinks, narrower ones drown in rounding
  private static final float STEP = 2e-5f;
  private static final int DIRECTIONS = 8;

  /** Computes here and now. */
  public static SelfCheck run() {
    Key key = Key.ofSeed(3);
    return new SelfCheck(
        Nd4j.getBackend().getClass().getSimpleName(),
        NativeOpsHolder.getInstance().getDeviceNativeOps().ompGetMaxThreads(),
        Pointer.maxPhysicalBytes(),
        gradientError(key),
        Arrays.equals(steps(key), steps(key)));
  }

  /** What is wrong, in words; empty where nothing is. */
  public List<String> problems() {
    List<String> problems = new ArrayList<>();
    // not a number is wrong too
    if (!(gradientError <= TOLERANCE)) {
      problems.add(
          String.format(
              Locale.ROOT,
              "Cannot trust its gradients: they are %.3g of their length off what differences of"
                  + " the logits say, and %s is the most that rounding explains",
              gradientError,
              TOLERANCE));
    }
    if (!repeats) {
      problems.add("Cannot repeat a result: the same training steps gave other bits");
    }
    return problems;
  }

  private static Network network(Key key) {
    return Network.of(
        new SmallCnn(4),
        IMAGES,
        new Normalisation(List.of(0.5), List.of(0.25)),
        CLASSES,
        key.child("init"));
  }

  private static INDArray images(Key key) {
    return Nd4j.createFromArray(key.child("images").uniform(BATCH * IMAGES.size(), 0, 1))
        .reshape(BATCH, IMAGES.channels(), IMAGES.height(), IMAGES.width());
  }

  private static INDArray cotangent(Key key) {
    return Nd4j.createFromArray(key.child("cotangent").uniform(BATCH * CLASSES, -1, 1))
        .reshape(BATCH, CLASSES);
  }

  private static double gradientError(Key key) {
    double worst = 0;
    try (Network network = network(key);
        INDArray images = images(key);
        INDArray cotangent = cotangent(key)) {
      // running statistics are those of the images when evaluation mode comes to use them
      for (Mode mode : new Mode[] {Mode.TRAIN, Mode.EVAL}) {
        float[] byImages = floats(network.forward(images, mode).inputGradient(cotangent));
        float[] byParameters = floats(network.forward(images, mode).parameterGradient(cotangent));
        boolean[] trained = trained(network.layout());
        boolean[] all = new boolean[byImages.length];
        Arrays.fill(all, true);
        for (int i = 0; i < DIRECTIONS; i++) {
          SplittableRandom draws = key.child("direction", i).stream();
          worst =
              Math.max(
                  worst, error(network, mode, images, cotangent, images, byImages, all, draws));
          worst =
              Math.max(
                  worst,
                  error(
                      network,
                      mode,
                      images,
                      cotangent,
                      network.parameters(),
                      byParameters,
                      trained,
                      draws));
        }
      }
    }
    return worst;
  }

  /** Along a random direction of signs a gradient's slope is off by about its error's length. */
  private static double error(
      Network network,
      Mode mode,
      INDArray images,
      INDArray cotangent,
      INDArray moved,
      float[] gradient,
      boolean[] free,
      SplittableRandom draws) {
    float[] before = floats(moved);
    float[] above = before.clone();
    float[] below = before.clone();
    double claimed = 0;
    double square = 0;
    for (int i = 0; i < gradient.length; i++) {
      float sign = free[i] ? draws.nextBoolean() ? 1 : -1 : 0;
      above[i] += sign * STEP;
      below[i] -= sign * STEP;
      claimed += sign * gradient[i];
      square += (double) gradient[i] * gradient[i];
    }
    double slope =
        (value(network, mode, images, cotangent, moved, above)
                - value(network, mode, images, cotangent, moved, below))
            / (2 * STEP);
    put(moved, before);
    return Math.abs(slope - claimed) / Math.sqrt(square);
  }

  private static double value(
      Network network,
      Mode mode,
      INDArray images,
      INDArray cotangent,
      INDArray moved,
      float[] values) {
    put(moved, values);
    float[] logits = floats(network.forward(images, mode).logits());
    float[] weights = floats(cotangent);
    double sum = 0;
    for (int i = 0; i < logits.length; i++) {
      sum += (double) logits[i] * weights[i];
    }
    return sum;
  }

  /** The parameters after two steps of plain gradient descent. */
  private static float[] steps(Key key) {
    try (Network network = network(key);
        INDArray images = images(key);
        INDArray cotangent = cotangent(key)) {
      for (int i = 0; i < 2; i++) {
        INDArray gradient = network.forward(images, Mode.TRAIN).parameterGradient(cotangent);
        try (INDArray change = gradient.mul(0.1)) {
          network.parameters().subi(change);
        }
      }
      return floats(network.parameters());
    }
  }

  private static boolean[] trained(ParameterLayout layout) {
    boolean[] trained = new boolean[layout.length()];
    for (ParameterLayout.Slice slice : layout.slices()) {
      Arrays.fill(trained, slice.offset(), slice.offset() + slice.length(), slice.trained());
    }
    return trained;
  }

  private static void put(INDArray array, float[] values) {
    try (INDArray flat = Nd4j.createFromArray(values)) {
      array.assign(flat.reshape(array.shape()));
    }
  }

  private static float[] floats(INDArray array) {
    try (INDArray copy = array.dup('c')) {
      return copy.data().asFloat();
    }
  }
}
