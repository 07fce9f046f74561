package org.tombola.measure;

/**
 * What a masked network costs, by two rules.
 *
 * @param paperInference the published table's rule (Sparsity Winning Twice, main results table):
 *     for a batch of 128 images, one spatial side, convolutions only
 * @param paperTraining the same rule over all epochs: inference x 3 x (attack steps + 1) x images x
 *     epochs
 * @param densePaperInference the rule for the unmasked network
 * @param densePaperTraining the rule for the unmasked network
 * @param macs true multiply-accumulates of one image forward, final mask
 * @param denseMacs the same without mask
 * @param trainingMacs true multiply-accumulates of the whole training, with the mask in force at
 *     each step: forward 1, input gradient 1, parameter gradient 1 for each pass counted
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

  /** Training cost as a fraction of the unmasked network's, by the paper's rule. */
  public double paperRatio() {
    return paperTraining / densePaperTraining;
  }

  /** Training cost as a fraction of the unmasked network's, in true multiply-accumulates. */
  public double macsRatio() {
    return trainingMacs / denseTrainingMacs;
  }
}
