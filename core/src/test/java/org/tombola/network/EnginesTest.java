package org.tombola.network;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.tombola.network.ParameterLayout.Kind;
import org.tombola.network.ParameterLayout.Slice;
import org.tombola.network.nd4j.Precise;
import org.tombola.random.Key;
import org.tombola.tensor.ImageShape;
import org.tombola.tensor.Images;
import org.tombola.tensor.Logits;
import org.tombola.tensor.Normalisation;

/**
 * The engines agree: logits, both gradients and running statistics of every architecture, in every
 * mode, at any batch size and density.
 */
class EnginesTest {
  private static final Key KEY = Key.ofSeed(5);
  private static final int CLASSES = 10;
  private static final double TOLERANCE = 1e-5;

  /** How many weights are kept, and where. */
  enum Density {
    DENSE,
    HALF,
    TENTH,
    /** Some outputs keep many weights, others none. */
    UNEVEN,
    /** Each layer keeps one weight. */
    ONE,
    /** The second layer keeps none. */
    GONE;

    boolean keeps(Slice slice, int layer, int place, SplittableRandom draws) {
      double draw = draws.nextDouble();
      return switch (this) {
        case DENSE -> true;
        case HALF -> draw < 0.5;
        case TENTH -> draw < 0.1;
        case UNEVEN -> {
          int output = slice.convolution() ? place / (slice.fanIn()) : place % slice.outputs();
          yield draw < 0.5 * (output % 3) / 2;
        }
        case ONE -> place == slice.length() / 2;
        case GONE -> layer != 1 && draw < 0.3;
      };
    }
  }

  private record Case(Architecture architecture, ImageShape images) {}

  private static final List<Case> CASES =
      List.of(
          new Case(new Mlp(List.of(20, 15)), new ImageShape(2, 5, 5)),
          new Case(new LeNet(), new ImageShape(1, 28, 28)),
          new Case(new SmallCnn(4), new ImageShape(1, 8, 8)),
          new Case(new SmallCnn(3), new ImageShape(3, 11, 7)),
          new Case(new Vgg16(4), new ImageShape(3, 16, 16)),
          new Case(new ResNet18(4), new ImageShape(3, 16, 16)),
          new Case(new PreActResNet18(4), new ImageShape(3, 16, 16)),
          new Case(new WideResNet(10, 2), new ImageShape(1, 8, 8)));

  static Stream<Arguments> casesAndDensities() {
    List<Arguments> all = new ArrayList<>();
    int[] batches = {1, 7, 16, 20, 33};
    int next = 0;
    for (Case each : CASES) {
      for (Mode mode : Mode.values()) {
        for (Density density : Density.values()) {
          all.add(Arguments.of(each, mode, density, batches[next++ % batches.length]));
        }
      }
    }
    return all.stream();
  }

  @ParameterizedTest(name = "{0} {1} {2} batch {3}")
  @MethodSource("casesAndDensities")
  void agree(Case of, Mode mode, Density density, int batch) {
    List<Double> mean = new ArrayList<>();
    List<Double> deviation = new ArrayList<>();
    for (int c = 0; c < of.images.channels(); c++) {
      mean.add(0.4 + 0.1 * c);
      deviation.add(0.25);
    }
    Normalisation normalisation = new Normalisation(mean, deviation);
    Design design = Design.of(of.architecture, of.images, normalisation, CLASSES);
    float[] parameters = parameters(design, normalisation, density);
    Images images =
        new Images(KEY.child("images").uniform(batch * of.images.size(), 0, 1), batch, of.images);
    float[] cotangent = KEY.child("cotangent").normal(batch * CLASSES);
    Precise right = Precise.of(design, parameters, images, mode, cotangent);
    Found there = found(Engine.ND4J, design, parameters, images, mode, cotangent);
    Engines.here()
        .filter(engine -> engine != Engine.ND4J)
        .forEach(
            engine -> {
              Found here = found(engine, design, parameters, images, mode, cotangent);
              String who = engine.word();
              close(who + " logits", right.logits(), here.logits, there.logits);
              close(
                  who + " by parameters",
                  right.byParameters(),
                  here.byParameters,
                  there.byParameters);
              close(who + " by images", right.byImages(), here.byImages, there.byImages);
              close(who + " parameters", right.parameters(), here.parameters, there.parameters);
            });
  }

  /** What an engine makes of a pass. */
  private record Found(
      float[] logits, float[] byParameters, float[] byImages, float[] parameters) {}

  private static Found found(
      Engine engine,
      Design design,
      float[] parameters,
      Images images,
      Mode mode,
      float[] cotangent) {
    try (Network network = engine.blank(design)) {
      network.assign(parameters);
      Pass pass = network.forward(images, mode);
      return new Found(
          narrow(pass.logits()),
          pass.parameterGradient(cotangent).values(),
          pass.inputGradient(cotangent),
          network.parameters());
    }
  }

  /** Drawn, with biases, scales and statistics that make a difference. */
  private static float[] parameters(Design design, Normalisation normalisation, Density density) {
    float[] flat = design.drawn(normalisation, KEY.child("init"));
    SplittableRandom draws = KEY.child("mask").stream();
    int layer = 0;
    for (Slice slice : design.layout().slices()) {
      for (int i = 0; i < slice.length(); i++) {
        int at = slice.offset() + i;
        if (slice.prunable()) {
          flat[at] = density.keeps(slice, layer, i, draws) ? flat[at] : 0;
        } else if (!slice.frozen() && slice.kind() == Kind.VARIANCE) {
          flat[at] = (float) draws.nextDouble(0.5, 2);
        } else if (!slice.frozen()) {
          flat[at] += (float) draws.nextDouble(-0.3, 0.3);
        }
      }
      layer += slice.prunable() ? 1 : 0;
    }
    return flat;
  }

  private static float[] narrow(Logits logits) {
    float[] narrow = new float[logits.values().length];
    for (int i = 0; i < narrow.length; i++) {
      narrow[i] = (float) logits.values()[i];
    }
    return narrow;
  }

  /**
   * The length of the difference is a small share of the length. Where a channel hardly varies in a
   * batch, its normalisation makes much of rounding: there ND4J is as far off.
   */
  private static void close(String what, double[] right, float[] ours, float[] theirs) {
    double length = distance(right, new float[right.length]);
    assertThat(ours).as(what).hasSize(right.length);
    assertThat(distance(right, ours))
        .as("%s: difference's length, of %s numbers", what, ours.length)
        .isLessThanOrEqualTo(TOLERANCE * length + 4 * distance(right, theirs) + 1e-6);
  }

  private static double distance(double[] right, float[] numbers) {
    double squares = 0;
    for (int i = 0; i < right.length; i++) {
      squares += Math.pow(right[i] - numbers[i], 2);
    }
    return Math.sqrt(squares);
  }
}
