package org.tombola.ticket;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.function.ToDoubleFunction;
import org.junit.jupiter.api.Test;
import org.tombola.attack.Crafting;
import org.tombola.mask.Mask;
import org.tombola.network.Architecture;
import org.tombola.network.Mlp;
import org.tombola.network.Mode;
import org.tombola.network.Network;
import org.tombola.network.ParameterLayout.Slice;
import org.tombola.network.Pass;
import org.tombola.objective.CrossEntropy;
import org.tombola.random.Key;
import org.tombola.tensor.ImageShape;
import org.tombola.tensor.Images;
import org.tombola.tensor.Logits;
import org.tombola.tensor.Vectors;
import org.tombola.train.Trained;

/** Scores against the differences they stand for. */
class SaliencyTest {
  private static final int[] LABELS = Trained.SHAPES.train().labelsOf(places());

  private static int[] places() {
    int[] places = new int[20];
    Arrays.setAll(places, i -> i);
    return places;
  }

  private static Network network(Architecture architecture) {
    return Network.of(
        architecture,
        Trained.SHAPES.train().shape(),
        Trained.SHAPES.normalisation(),
        10,
        Key.ofSeed(3));
  }

  /** Opens all rectifiers of a hidden layer: differences must not cross kinks. */
  private static Network unbend(Network network) {
    Slice slice = network.layout().slice("dense1/b");
    float[] biases = slice.of(network.parameters());
    for (int i = 0; i < biases.length; i++) {
      biases[i] += 4;
    }
    network.assign(slice, biases);
    return network;
  }

  private static Images images() {
    return Trained.images(Trained.SHAPES.train(), 0, 20);
  }

  /** The slope of a function along one parameter, by central differences. */
  private static double slope(Network network, int place, ToDoubleFunction<Network> function) {
    float at = network.parameters()[place];
    float h = 2e-3f;
    put(network, place, at + h);
    double ahead = function.applyAsDouble(network);
    put(network, place, at - h);
    double behind = function.applyAsDouble(network);
    put(network, place, at);
    return (ahead - behind) / (2 * h);
  }

  private static void put(Network network, int place, float value) {
    float[] values = network.parameters();
    values[place] = value;
    network.assign(values);
  }

  private static double loss(Network network, Images images, int[] labels, double temperature) {
    Logits logits = network.forward(images, Mode.EVAL).logits();
    double[] cooled = Arrays.stream(logits.values()).map(z -> z / temperature).toArray();
    return Arrays.stream(new CrossEntropy().at(new Logits(cooled, 10), labels).values()).sum();
  }

  /** The places with the highest scores: small ones drown in single precision. */
  private static List<Integer> highest(float[] scores, Network network, int count) {
    return Scores.highest(
            scores,
            Mask.dense(network.layout()),
            (double) count / Mask.dense(network.layout()).prunable())
        .places()
        .stream()
        .boxed()
        .toList();
  }

  @Test
  void snipScoresAreWeightsTimesTheSlopeOfTheLoss() {
    try (Network network = unbend(network(new Mlp(List.of(8))))) {
      Images images = images();
      float[] weights = network.parameters();
      float[] scores =
          new Snip(0.5, 20, Mode.EVAL, Crafting.none()).scores(network, images, LABELS);
      for (int place : highest(scores, network, 30)) {
        double slope = slope(network, place, net -> loss(net, images, LABELS, 1));
        double expected = Math.abs(weights[place] * slope);
        assertThat((double) scores[place]).isCloseTo(expected, within(0.02 * expected));
      }
    }
  }

  /** Hg is the slope of |g|^2 / 2, g of the weights alone, of both halves' mean losses. */
  @Test
  void graspScoresAreWeightsTimesTheSlopeOfTheGradientsLength() {
    try (Network network = unbend(network(new Mlp(List.of(8))))) {
      float[] weights = network.parameters();
      Images images = images();
      double temperature = 20;
      Grasp grasp = new Grasp(0.5, 2, temperature, Mode.EVAL, Grasp.Classifier.OWN);
      float[] scores = grasp.scores(network, weights, images, LABELS, 10);
      network.assign(weights);
      ToDoubleFunction<Network> flow =
          net -> {
            Pass pass = net.forward(images, Mode.EVAL);
            double[] cooled =
                Arrays.stream(pass.logits().values()).map(z -> z / temperature).toArray();
            double[] slopes = new CrossEntropy().at(new Logits(cooled, 10), LABELS).slopes();
            // a half has ten images
            float[] single = new float[slopes.length];
            for (int i = 0; i < single.length; i++) {
              single[i] = (float) (slopes[i] / temperature / 10);
            }
            float[] gradient = pass.parameterGradient(single).values();
            double squares = 0;
            for (Slice slice : net.layout().prunable()) {
              squares += Math.pow(Vectors.length(slice.of(gradient)), 2);
            }
            return squares / 2;
          };
      float[] sizes = scores.clone();
      for (int i = 0; i < sizes.length; i++) {
        sizes[i] = Math.abs(sizes[i]);
      }
      for (int place : highest(sizes, network, 30)) {
        double expected = weights[place] * slope(network, place, flow);
        assertThat((double) scores[place]).isCloseTo(expected, within(0.03 * Math.abs(expected)));
      }
    }
  }

  private static Images ones() {
    ImageShape shape = new ImageShape(1, 12, 12);
    float[] pixels = new float[shape.size()];
    Arrays.fill(pixels, 1);
    return new Images(pixels, 1, shape);
  }

  private static double sum(Network network, Images images) {
    return Arrays.stream(network.forward(images, Mode.EVAL).logits().values()).sum();
  }

  /** The flow is linear in each weight: a score is what is lost with the weight. */
  @Test
  void synFlowScoresAreTheFlowLostWithAWeight() {
    try (Network network = Trained.network()) {
      float[] flow = SynFlow.flow(network.parameters(), network);
      Images ones = ones();
      Mask dense = Mask.dense(network.layout());
      float[] scores = SynFlow.scored(network, flow, dense, ones, 0).scores();
      network.assign(flow);
      double whole = sum(network, ones);
      for (int place : highest(scores, network, 20)) {
        put(network, place, 0);
        double without = sum(network, ones);
        put(network, place, flow[place]);
        assertThat((double) scores[place])
            .isCloseTo(whole - without, within(1e-3 * scores[place] + 1e-6 * whole));
      }
    }
  }

  /** Shifts and statistics are scaled along, so the digits stay the same, scaled by 4^-12. */
  @Test
  void theScaleOfTheFlowChangesNoDigit() {
    try (Network network = Trained.network()) {
      float[] flow = SynFlow.flow(network.parameters(), network);
      Images ones = ones();
      Mask dense = Mask.dense(network.layout());
      float[] plain = SynFlow.scored(network, flow, dense, ones, 0).scores();
      float[] scaled = SynFlow.scored(network, flow, dense, ones, -12).scores();
      for (int place = 0; place < plain.length; place++) {
        if (dense.places().get(place)) {
          assertThat(scaled[place]).isEqualTo(Math.scalb(plain[place], -24));
        }
      }
    }
  }

  /** 40 layers pass on 10^57 times what they get: floats end at 10^38. */
  @Test
  void synFlowHoldsWhatFloatsDoNot() {
    Mlp deep = new Mlp(Collections.nCopies(40, 30));
    try (Network network = network(deep);
        Network strong = network(deep)) {
      float[] values = strong.parameters();
      for (Slice slice : strong.layout().prunable()) {
        for (int i = slice.offset(); i < slice.offset() + slice.length(); i++) {
          values[i] *= 8;
        }
      }
      strong.assign(values);
      Mask mask = draw(new SynFlow(0.5, 40), network);
      assertThat(draw(new SynFlow(0.5, 40), strong)).isEqualTo(mask);
    }
  }

  private static Mask draw(TicketMethod method, Network network) {
    return method
        .draw(new Drawing(network, Trained.SHAPES.train(), List.of(), Key.ofSeed(1)))
        .mask();
  }

  @Test
  void synFlowLeavesNoLayerEmpty() {
    try (Network network = network(new Mlp(List.of(60, 40, 40, 20)))) {
      // by magnitude, the first layer's weights are too small to be among the highest
      assertThat(draw(new MagnitudeAtInit(0.995, MagnitudeAtInit.Scope.GLOBAL), network).counts())
          .contains(0);
      assertThat(draw(new SynFlow(0.995, 100), network).counts()).doesNotContain(0);
    }
  }

  @Test
  void tooFewRoundsThatCutTheNetworkOffAreTold() {
    try (Network network = network(new Mlp(Collections.nCopies(40, 30)))) {
      assertThatThrownBy(() -> draw(new SynFlow(0.9, 5), network))
          .isInstanceOf(IllegalArgumentException.class)
          .hasMessageMatching(
              "Cannot draw a syn-flow ticket: no path is left through the \\d+ weights kept;"
                  + " take more rounds");
    }
  }
}
