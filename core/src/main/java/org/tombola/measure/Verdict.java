package org.tombola.measure;

import java.util.OptionalInt;
import org.jspecify.annotations.Nullable;
import org.tombola.attack.Finding;

/**
 * What became of one image of an evaluation. Numbers are floats, so that an evaluation that goes on
 * from what was saved ends with the same bits.
 *
 * @param image its place in its split
 * @param label its class
 * @param right whether the network has it right as it is: else nothing attacks it
 * @param clean what the network says of it as it is
 * @param attacked what it says of the example; of the image where there is none
 * @param example where the attack broke or left it; null where it left it as it is
 * @param flat whether the first gradient was zero everywhere, or no number
 * @param brokenIn the round that broke it; empty where it stands or is not right as it is
 */
record Verdict(
    int image,
    int label,
    boolean right,
    Said clean,
    Said attacked,
    @Nullable Example example,
    boolean flat,
    OptionalInt brokenIn) {

  /**
   * What a network says at a point.
   *
   * @param predicted class
   * @param margin logit of the label minus the strongest other one
   * @param loss cross-entropy
   */
  record Said(int predicted, float margin, float loss) {}

  /**
   * An example, and the pixels of all that were taken for the image's before it.
   *
   * @param size how far it is from the image, in the threat model's norm
   * @param low smallest pixel
   * @param high largest pixel
   */
  record Example(float size, float low, float high) {}

  /** Of an image that nothing has attacked. */
  Verdict(int image, int label, boolean right, Said clean) {
    this(image, label, right, clean, clean, null, false, OptionalInt.empty());
  }

  /** Whether the network has it right, after all that was tried before a round. */
  boolean standsBefore(int round) {
    return right && (brokenIn.isEmpty() || brokenIn.getAsInt() >= round);
  }

  /** Whether the network has it right, after all that was tried. */
  boolean stands() {
    return right && brokenIn.isEmpty();
  }

  /** Whether the attack left it where the loss is no higher than it was. */
  boolean notRaised() {
    return example != null && !(attacked.loss > clean.loss);
  }

  /**
   * After a round: what broke the image, else where its loss was highest.
   *
   * @param first whether the round is the first that follows gradients
   */
  Verdict after(int round, boolean first, Finding finding) {
    boolean zero = first ? finding.flat() : flat;
    if (finding.point() == null
        || (example != null && !finding.broken() && finding.loss() <= attacked.loss)) {
      return new Verdict(image, label, right, clean, attacked, example, zero, brokenIn);
    }
    return new Verdict(
        image,
        label,
        right,
        clean,
        new Said(finding.predicted(), (float) finding.margin(), (float) finding.loss()),
        new Example(
            (float) finding.size(),
            example == null ? finding.low() : Math.min(example.low, finding.low()),
            example == null ? finding.high() : Math.max(example.high, finding.high())),
        zero,
        finding.broken() ? OptionalInt.of(round) : brokenIn);
  }
}
