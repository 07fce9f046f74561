package org.tombola.measure;

import java.util.List;
import org.tombola.network.ParameterLayout;
import org.tombola.network.ParameterLayout.Slice;
import org.tombola.network.Passes;

/**
 * What a masked network costs, by two rules. Both count what an engine spends that skips every
 * masked weight, as {@code vector} does in sparse layers; {@code nd4j} computes with all weights.
 *
 * @param paperInference the published table's rule (Sparsity Winning Twice, main results table):
 *     for a batch of 128 images, one spatial side, convolutions only
 * @param paperTraining the same rule over all epochs: inference x 3 x (attack steps + 1) x images x
 *     epochs, with the final mask throughout
 * @param densePaperInference the rule for the unmasked network
 * @param densePaperTraining the rule for the unmasked network
 * @param macs true multiply-accumulates of one image forward, final mask; convolutions and dense
 *     layers
 * @param denseMacs the same without mask
 * @param trainingMacs true multiply-accumulates of the whole training, with the masks that were in
 *     force: forward 1, input gradient 1, parameter gradient 2 (the cotangent goes back through
 *     every layer, and every weight gets its gradient) for each image passed
 * @param denseTrainingMacs the same passes without mask
 */
public record Flops(
    double paperInference,
    double paperTraining,
    double densePaperInference,
    double densePaperTraining,
    double macs,
    double denseMacs,
    double trainingMacs,
    double denseTrainingMacs) {

  /** Of what was not trained: no number. */
  public static final Flops UNKNOWN =
      new Flops(
          Double.NaN,
          Double.NaN,
          Double.NaN,
          Double.NaN,
          Double.NaN,
          Double.NaN,
          Double.NaN,
          Double.NaN);

  /** The published rule counts the forward pass of a whole batch. */
  private static final int PAPER_BATCH = 128;

  /**
   * What a training consisted of.
   *
   * @param images training images
   * @param epochs passes over them
   * @param attackSteps gradient evaluations an image's adversarial example takes; 0 in standard
   *     training
   * @param passes made while training, evaluation not counted
   */
  public record Training(int images, int epochs, int attackSteps, Passes passes) {}

  /**
   * The cost of training a network and of using it.
   *
   * @param layout of the network, with the sizes of its layers' output maps
   * @param imageWidth columns of the images, in pixels
   * @param kept weights kept of each prunable slice in the final mask, in the layout's order
   * @param meanKept the same averaged over the steps of the training
   */
  public static Flops of(
      ParameterLayout layout, int imageWidth, int[] kept, double[] meanKept, Training training) {
    List<Slice> slices = layout.prunable();
    if (kept.length != slices.size() || meanKept.length != slices.size()) {
      throw new IllegalArgumentException(
          "Cannot count: %d and %d counts for %d prunable slices"
              .formatted(kept.length, meanKept.length, slices.size()));
    }
    double paper = 0;
    double densePaper = 0;
    double macs = 0;
    double denseMacs = 0;
    double meanMacs = 0;
    for (int l = 0; l < kept.length; l++) {
      Slice slice = slices.get(l);
      double map = (double) slice.outputHeight() * slice.outputWidth();
      if (slice.convolution()) {
        paper += (double) kept[l] * slice.outputHeight();
        densePaper += (double) slice.length() * slice.outputHeight();
      }
      macs += kept[l] * map;
      meanMacs += meanKept[l] * map;
      denseMacs += slice.length() * map;
    }
    double inference = (double) PAPER_BATCH * imageWidth;
    double epochs =
        3.0 * (training.attackSteps() + 1) * training.images() * training.epochs() * inference;
    Passes passes = training.passes();
    double forwards =
        (double) passes.forward() + passes.inputGradient() + 2.0 * passes.parameterGradient();
    return new Flops(
        paper * inference,
        paper * epochs,
        densePaper * inference,
        densePaper * epochs,
        macs,
        denseMacs,
        meanMacs * forwards,
        denseMacs * forwards);
  }

  /** Training cost as a fraction of the unmasked network's, by the paper's rule. */
  public double paperRatio() {
    return paperTraining / densePaperTraining;
  }

  /** Training cost as a fraction of the unmasked network's, in true multiply-accumulates. */
  public double macsRatio() {
    return trainingMacs / denseTrainingMacs;
  }
}
