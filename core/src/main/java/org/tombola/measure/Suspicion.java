package org.tombola.measure;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.stream.IntStream;
import org.tombola.data.ImageData;
import org.tombola.network.Mode;
import org.tombola.network.Network;
import org.tombola.stats.Binomial;
import org.tombola.tensor.Logits;
import org.tombola.threat.ThreatModel;

/**
 * Signs that a robust accuracy says less than it seems to: the checks of Carlini et al. 2019 (arXiv
 * 1902.06705, sections 4 and 5) and of AutoAttack's released code. NaN where a sign was not looked
 * for.
 *
 * @param zeroGradient share of the attacked images whose first gradient was zero everywhere or no
 *     number
 * @param logitsChange largest change of a logit between two passes of the same batch, by the
 *     largest logit
 * @param batchDependence the same between two batches of other company
 * @param norm longest way an example was moved, in the threat model's norm
 * @param pixelLow smallest pixel of the examples
 * @param pixelHigh largest pixel of the examples
 * @param blackBox share of the images that stood every gradient and were broken without any
 * @param lossNotRaised share of the attacked images left where their cross-entropy is not higher
 * @param probabilities whether what should be logits are numbers in [0,1] that sum to 1
 */
public record Suspicion(
    double zeroGradient,
    double logitsChange,
    double batchDependence,
    double norm,
    double pixelLow,
    double pixelHigh,
    double blackBox,
    double lossNotRaised,
    boolean probabilities) {
  /** Images looked at once more. */
  private static final int AGAIN = 64;

  /** Images looked at in other company. */
  private static final int ALONE = 8;

  /**
   * How seldom a share of images is called suspicious whose true value is the threshold: a share is
   * suspicious where as many images, or more, would be that seldom.
   */
  private static final double LEVEL = 0.01;

  private static final double MOST_FLAT = 0.05;
  private static final double MOST_CHANGE = 1e-4;
  private static final double MOST_DEPENDENCE = 1e-3;
  private static final double MOST_BLACK_BOX = 0.002;
  private static final double MOST_NOT_RAISED = 0.1;
  private static final double ROUNDING = 1e-5;

  /** Forward passes the checks take beyond the evaluation's, at most. */
  public static int passes(int images) {
    return 2 * Math.min(AGAIN, images) + Math.min(ALONE, images);
  }

  /**
   * Looks for signs.
   *
   * @param judged by an evaluation of the network
   * @param places of the images
   */
  public static Suspicion of(Judged judged, Network network, ImageData images, int[] places) {
    int[] again = IntStream.of(places).limit(AGAIN).toArray();
    int[] alone = IntStream.of(places).limit(ALONE).toArray();
    Logits one = logits(network, images, again);
    Logits two = logits(network, images, again);
    Logits other = logits(network, images, alone);
    return new Suspicion(
        judged.flatShare(),
        change(one, two),
        change(one, other),
        judged.largest(),
        judged.low(),
        judged.high(),
        judged.blackBoxShare(),
        judged.notRaisedShare(),
        probabilities(one));
  }

  private static Logits logits(Network network, ImageData images, int[] places) {
    return network.forward(images.batch(places), Mode.EVAL).logits();
  }

  private static double change(Logits all, Logits some) {
    double largest = 0;
    double change = 0;
    for (int i = 0; i < some.values().length; i++) {
      largest = Math.max(largest, Math.abs(all.values()[i]));
      change = Math.max(change, Math.abs(all.values()[i] - some.values()[i]));
    }
    return change == 0 ? 0 : change / largest;
  }

  private static boolean probabilities(Logits logits) {
    for (int i = 0; i < logits.batch(); i++) {
      double sum = 0;
      for (double value : logits.of(i)) {
        if (!(value >= 0 && value <= 1)) {
          return false;
        }
        sum += value;
      }
      if (Math.abs(sum - 1) > ROUNDING) {
        return false;
      }
    }
    return true;
  }

  /**
   * What is suspicious, in words; empty where nothing is.
   *
   * <p>A share of images is suspicious where it is above its threshold by an exact binomial test,
   * one-sided at the 1 % level: few images alone raise no suspicion.
   *
   * @param counts of the same evaluation: the images the shares are of
   */
  public String words(ThreatModel threat, Counts counts) {
    int attacked = counts.standard();
    List<String> signs = new ArrayList<>();
    share(zeroGradient, MOST_FLAT, attacked, "no gradient on %.1f %% of %d images", signs);
    add(logitsChange > MOST_CHANGE, signs, "two passes differ by %.2f %%", logitsChange);
    add(
        batchDependence > MOST_DEPENDENCE,
        signs,
        "other images in the batch move logits by %.2f %%",
        batchDependence);
    if (norm > threat.epsilon().value() * (1 + ROUNDING)) {
      signs.add(
          String.format(Locale.ROOT, "moved by %.6f, beyond epsilon %s", norm, threat.epsilon()));
    }
    if (pixelLow < 0 || pixelHigh > 1) {
      signs.add("pixels from %s to %s".formatted(pixelLow, pixelHigh));
    }
    share(
        blackBox,
        MOST_BLACK_BOX,
        counts.images(),
        "%.1f %% of %d images broken without gradients after standing them",
        signs);
    share(
        lossNotRaised, MOST_NOT_RAISED, attacked, "loss not raised on %.1f %% of %d images", signs);
    if (probabilities) {
      signs.add("outputs are probabilities, not logits");
    }
    return String.join("; ", signs);
  }

  private static void share(double share, double most, int images, String words, List<String> to) {
    // where nobody looked the share is NaN
    if (share > most && Binomial.atLeast((int) Math.round(share * images), images, most) < LEVEL) {
      to.add(String.format(Locale.ROOT, words, 100 * share, images));
    }
  }

  private static void add(boolean sign, List<String> to, String words, double share) {
    if (sign) {
      to.add(String.format(Locale.ROOT, words, 100 * share));
    }
  }
}
