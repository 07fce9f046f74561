package org.tombola.trial;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.SplittableRandom;
import java.util.function.ToDoubleFunction;
import org.tombola.network.Descent;
import org.tombola.network.Engine;
import org.tombola.network.Mode;
import org.tombola.network.Network;
import org.tombola.network.ParameterLayout;
import org.tombola.network.SmallCnn;
import org.tombola.random.Key;
import org.tombola.tensor.ImageShape;
import org.tombola.tensor.Images;
import org.tombola.tensor.Normalisation;
import org.tombola.tensor.Vectors;

/**
 * Whether this process computes as it should: gradients of a tiny network against differences of
 * its logits, and the same training steps twice. Takes about a second after native code is loaded.
 *
 * @param engine that computes here
 * @param why it and no other, a clause
 * @param backend it runs on
 * @param threads native threads
 * @param residentBytes JavaCPP's bound on the whole process; 0 for none
 * @param gradientError the worst distance of a gradient, by parameters or by images, in training or
 *     evaluation mode, to the true one, as a share of its length
 * @param repeats whether the same steps gave the same bits twice
 */
public record SelfCheck(
    String engine,
    String why,
    String backend,
    int threads,
    long residentBytes,
    double gradientError,
    boolean repeats) {

  /** A right gradient is about 0.003 off for float32's sake, a wrong one a good part of itself. */
  static final double TOLERANCE = 0.03;

  private static final ImageShape IMAGES = new ImageShape(1, 8, 8);
  private static final int BATCH = 4;
  private static final int CLASSES = 3;
  // wider ones step over the rectifiers' kinks, narrower ones drown in rounding
  private static final float STEP = 2e-5f;
  private static final int DIRECTIONS = 8;

  /**
   * Computes here and now.
   *
   * @throws org.tombola.method.Refused if that engine cannot run here
   */
  public static SelfCheck run(Engine.Choice choice) {
    Key key = Key.ofSeed(3);
    Engine engine = choice.engine();
    Engine.Running running = engine.running();
    return new SelfCheck(
        engine.word(),
        choice.why(),
        running.backend(),
        running.threads(),
        running.residentBytes(),
        gradientError(engine, key),
        Arrays.equals(steps(engine, key), steps(engine, key)));
  }

  /** What is wrong, in words; empty where nothing is. */
  public List<String> problems() {
    List<String> problems = new ArrayList<>();
    // not a number is wrong too
    if (!(gradientError <= TOLERANCE)) {
      problems.add(
          String.format(
              Locale.ROOT,
              "Cannot trust its gradients: their relative error is %.3g against finite differences"
                  + " of the logits; rounding explains at most %s",
              gradientError,
              TOLERANCE));
    }
    if (!repeats) {
      problems.add("Cannot repeat a result: the same training steps gave different bits");
    }
    return problems;
  }

  private static Network network(Engine engine, Key key) {
    return Network.of(
        engine,
        new SmallCnn(4),
        IMAGES,
        new Normalisation(List.of(0.5), List.of(0.25)),
        CLASSES,
        key.child("init"));
  }

  private static Images images(Key key) {
    return new Images(key.child("images").uniform(BATCH * IMAGES.size(), 0, 1), BATCH, IMAGES);
  }

  private static float[] cotangent(Key key) {
    return key.child("cotangent").uniform(BATCH * CLASSES, -1, 1);
  }

  private static double gradientError(Engine engine, Key key) {
    double worst = 0;
    Images images = images(key);
    float[] cotangent = cotangent(key);
    try (Network network = network(engine, key)) {
      // running statistics are those of the images when evaluation mode comes to use them
      for (Mode mode : new Mode[] {Mode.TRAIN, Mode.EVAL}) {
        float[] byImages = network.forward(images, mode).inputGradient(cotangent);
        float[] byParameters = network.forward(images, mode).parameterGradient(cotangent).values();
        boolean[] trained = trained(network.layout());
        boolean[] all = new boolean[byImages.length];
        Arrays.fill(all, true);
        ToDoubleFunction<float[]> ofImages =
            pixels -> value(network, mode, new Images(pixels, BATCH, IMAGES), cotangent);
        ToDoubleFunction<float[]> ofParameters =
            flat -> {
              network.assign(flat);
              return value(network, mode, images, cotangent);
            };
        for (int i = 0; i < DIRECTIONS; i++) {
          SplittableRandom draws = key.child("direction", i).stream();
          float[] parameters = network.parameters();
          worst = Math.max(worst, error(ofImages, images.pixels(), byImages, all, draws));
          network.assign(parameters);
          worst = Math.max(worst, error(ofParameters, parameters, byParameters, trained, draws));
          network.assign(parameters);
        }
      }
    }
    return worst;
  }

  /** Along a random direction of signs a gradient's slope is off by about its error's length. */
  private static double error(
      ToDoubleFunction<float[]> value,
      float[] before,
      float[] gradient,
      boolean[] free,
      SplittableRandom draws) {
    float[] above = before.clone();
    float[] below = before.clone();
    double claimed = 0;
    for (int i = 0; i < gradient.length; i++) {
      float sign = free[i] ? draws.nextBoolean() ? 1 : -1 : 0;
      above[i] += sign * STEP;
      below[i] -= sign * STEP;
      claimed += sign * gradient[i];
    }
    double slope = (value.applyAsDouble(above) - value.applyAsDouble(below)) / (2 * STEP);
    return Math.abs(slope - claimed) / Vectors.length(gradient);
  }

  private static double value(Network network, Mode mode, Images images, float[] cotangent) {
    double[] logits = network.forward(images, mode).logits().values();
    double sum = 0;
    for (int i = 0; i < logits.length; i++) {
      sum += logits[i] * cotangent[i];
    }
    return sum;
  }

  /** The parameters after two steps of plain gradient descent. */
  private static float[] steps(Engine engine, Key key) {
    try (Network network = network(engine, key);
        Descent descent = network.descent(new Descent.Settings(0, 0, 0))) {
      for (int i = 0; i < 2; i++) {
        descent.step(
            network.forward(images(key), Mode.TRAIN).parameterGradient(cotangent(key)), 1, 0.1);
      }
      return network.parameters();
    }
  }

  private static boolean[] trained(ParameterLayout layout) {
    boolean[] trained = new boolean[layout.length()];
    for (ParameterLayout.Slice slice : layout.slices()) {
      Arrays.fill(trained, slice.offset(), slice.offset() + slice.length(), slice.trained());
    }
    return trained;
  }
}
