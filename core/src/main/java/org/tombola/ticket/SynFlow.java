package org.tombola.ticket;

import java.util.Arrays;
import org.tombola.mask.Mask;
import org.tombola.method.AtLeast;
import org.tombola.method.Card;
import org.tombola.method.Refused;
import org.tombola.network.Mode;
import org.tombola.network.Network;
import org.tombola.network.ParameterLayout.Kind;
import org.tombola.network.ParameterLayout.Slice;
import org.tombola.network.Pass;
import org.tombola.network.Passes;
import org.tombola.tensor.ImageShape;
import org.tombola.tensor.Images;

/**
 * The weights that carry most of the network's flow, found without any data: in rounds, the scores
 * |w dR/dw| of the sum R of the logits of an image of ones, all parameters and statistics at their
 * absolute values; each round keeps the highest, from all to 1 - sparsity in equal ratios (Tanaka
 * et al. 2020, "SynFlow", arXiv 2006.05467, section 5, algorithm 1). Kept over the whole network,
 * exactly round((1 - sparsity) N).
 *
 * <p>With enough rounds no layer loses all its weights; with few it may cut the network off, and
 * says so. It sees neither task nor attack. The image of ones is what the first layer after input
 * normalisation sees.
 *
 * @param sparsity fraction of prunable weights that are zero, in [0, 1)
 * @param rounds in which weights are dropped
 */
@Card("the weights that carry the flow, without data, in rounds (Tanaka et al. 2020)")
public record SynFlow(double sparsity, int rounds) implements TicketMethod {
  /** Powers of two the flow is looked for at, where floats cannot hold it. */
  private static final int[] EXPONENTS = {0, -50, -100};

  /** 80 % in 100 rounds. */
  public SynFlow() {
    this(0.8, 100);
  }

  /** Checks the numbers. */
  public SynFlow {
    Sparsity.require(sparsity);
    AtLeast.one("rounds", rounds);
  }

  @Override
  public Passes search(int images) {
    return new Passes(1, 0, 1).times(rounds).plus(new Passes(EXPONENTS.length, 0, 0));
  }

  @Override
  public Ticket draw(Drawing drawing) {
    Network network = drawing.network();
    ImageShape shape = network.design().images();
    float[] own = network.parameters();
    float[] flow = flow(own, network);
    float[] ones = new float[shape.size()];
    Arrays.fill(ones, 1);
    Images image = new Images(ones, 1, shape);
    Mask mask = Mask.dense(network.layout());
    int exponent = exponent(network, flow, mask, image);
    for (int round = 1; round <= rounds; round++) {
      Scored scored = scored(network, flow, mask, image, exponent);
      exponent = scored.exponent();
      mask =
          Scores.highest(
              scored.scores(), mask, StrictMath.pow(1 - sparsity, (double) round / rounds));
      drawing.stepped().run();
    }
    return new Ticket(mask, own);
  }

  /** Absolute values; images of ones pass input normalisation as they are. */
  static float[] flow(float[] own, Network network) {
    float[] flow = Magnitudes.of(own);
    for (Slice slice : network.layout().slices()) {
      if (slice.frozen()) {
        boolean zero = slice.kind() == Kind.MEAN || slice.kind() == Kind.BETA;
        Arrays.fill(flow, slice.offset(), slice.offset() + slice.length(), zero ? 0 : 1);
      }
    }
    return flow;
  }

  /**
   * Scores of the places.
   *
   * @param exponent at which the next are to be taken
   */
  record Scored(float[] scores, int exponent) {}

  /**
   * Scores, times 4^exponent: images, shifts and statistics are scaled by 2^exponent, by which the
   * logits grow as much, and so is the cotangent. Neither changes an order, nor any digit: it only
   * keeps products over many layers within what floats hold.
   *
   * @param flow absolute parameters
   */
  static Scored scored(Network network, float[] flow, Mask mask, Images ones, int exponent) {
    Pass pass = forward(network, flow, mask, ones, exponent);
    double sum = sum(pass);
    if (!(sum > 0 && sum < Double.POSITIVE_INFINITY)) {
      throw new Refused(
          "Cannot draw a syn-flow ticket: "
              + (sum == 0
                  ? "no path is left through the %d weights kept; take more rounds"
                      .formatted(mask.kept())
                  : "the flow is " + sum));
    }
    float[] cotangent = new float[pass.logits().values().length];
    Arrays.fill(cotangent, scale(exponent));
    float[] gradient = pass.parameterGradient(cotangent).values();
    return new Scored(Scores.products(network.parameters(), gradient), middle(sum, exponent));
  }

  private static double sum(Pass pass) {
    return Arrays.stream(pass.logits().values()).sum();
  }

  private static int exponent(Network network, float[] flow, Mask mask, Images ones) {
    for (int exponent : EXPONENTS) {
      double sum = sum(forward(network, flow, mask, ones, exponent));
      if (Double.isFinite(sum)) {
        return middle(sum, exponent);
      }
    }
    throw new Refused(
        "Cannot draw a syn-flow ticket: the flow exceeds the range of floats at 2^"
            + EXPONENTS[EXPONENTS.length - 1]);
  }

  /** Where images and cotangents are as small as the logits are large. */
  private static int middle(double sum, int exponent) {
    return sum > 0 ? (exponent - Math.getExponent(sum)) / 2 : exponent;
  }

  private static Pass forward(Network network, float[] flow, Mask mask, Images ones, int exponent) {
    float[] at = flow.clone();
    mask.apply(at);
    float scale = scale(exponent);
    for (Slice slice : network.layout().slices()) {
      boolean shift =
          slice.kind() == Kind.BIAS || slice.kind() == Kind.BETA || slice.kind() == Kind.MEAN;
      if (shift) {
        for (int i = slice.offset(); i < slice.offset() + slice.length(); i++) {
          at[i] *= scale;
        }
      }
    }
    network.assign(at);
    float[] scaled = ones.pixels().clone();
    for (int i = 0; i < scaled.length; i++) {
      scaled[i] *= scale;
    }
    return network.forward(new Images(scaled, ones.count(), ones.shape()), Mode.EVAL);
  }

  private static float scale(int exponent) {
    return Math.scalb(1f, exponent);
  }
}
