package org.tombola.measure;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.tombola.attack.Attack;
import org.tombola.attack.Fgsm;
import org.tombola.attack.Oracle;
import org.tombola.attack.Pgd;
import org.tombola.attack.Square;
import org.tombola.attack.WorstOf;
import org.tombola.network.Network;
import org.tombola.network.ParameterLayout.Slice;
import org.tombola.random.Key;
import org.tombola.threat.Epsilon;
import org.tombola.threat.Norm;
import org.tombola.threat.ThreatModel;
import org.tombola.train.Trained;

/** On a sound network, and on one whose logits are so large that cross-entropy has no slope. */
class SuspicionTest {
  private static final Epsilon EPSILON = Epsilon.parse("0.02");
  private static final Key KEY = Key.ofSeed(5);
  private static final Counts ALL = new Counts(100, 100, 50, 1, 2);

  private static Suspicion suspicion(Network network, Attack attack) {
    int[] places = IntStream.range(0, 100).toArray();
    var images = Trained.SHAPES.test();
    Judged judged =
        new Evaluation(attack, 32)
            .judge(
                network, Oracle.of(() -> network), images, places, KEY, Evaluation.Observer.NOBODY);
    return Suspicion.of(judged, network, images, places);
  }

  private static Network masked() {
    Network network = Trained.network();
    for (String name : List.of("output/W", "output/b")) {
      Slice slice = network.layout().slice(name);
      float[] values = slice.of(network.parameters());
      for (int i = 0; i < values.length; i++) {
        values[i] *= 1e6f;
      }
      network.assign(slice, values);
    }
    return network;
  }

  @Test
  void aSoundEvaluationShowsNoSign() {
    Pgd pgd = new Pgd(Norm.LINF, EPSILON, Epsilon.parse("0.005"), 10, 1);
    try (Network network = Trained.network()) {
      Suspicion found = suspicion(network, pgd);
      assertThat(found.words(pgd.threat(), ALL)).isEmpty();
      assertThat(found.logitsChange()).isZero();
      assertThat(found.batchDependence()).isLessThan(1e-5);
      assertThat(found.norm()).isBetween(0.9 * 0.02, 0.02 + 1e-7);
      assertThat(found.pixelLow()).isGreaterThanOrEqualTo(0);
      assertThat(found.pixelHigh()).isLessThanOrEqualTo(1);
      assertThat(found.blackBox()).isNaN();
    }
  }

  @Test
  void gradientsThatVanishAreFoundAndSoIsWhatBreaksImagesWithoutThem() {
    Fgsm fgsm = new Fgsm(Norm.LINF, EPSILON);
    Attack both = new WorstOf(List.of(fgsm, new Square(Norm.LINF, EPSILON, 200, 0.8, 1)));
    try (Network network = masked()) {
      Suspicion found = suspicion(network, both);
      assertThat(found.zeroGradient()).isGreaterThan(0.5);
      assertThat(found.blackBox()).isGreaterThan(0.1);
      assertThat(found.words(both.threat(), ALL))
          .contains("no gradient on ")
          .contains(" broken without gradients after standing them");
      assertThat(suspicion(network, fgsm).lossNotRaised()).isGreaterThan(0.5);
    }
  }

  @Test
  void everySignHasItsWords() {
    ThreatModel threat = new ThreatModel(Norm.LINF, EPSILON);
    double none = Double.NaN;
    assertThat(new Suspicion(0, 0.01, 0, 0.01, 0, 1, none, 0, false).words(threat, ALL))
        .isEqualTo("two passes differ by 1.00 %");
    assertThat(new Suspicion(0, 0, 0.02, 0.01, 0, 1, none, 0, false).words(threat, ALL))
        .isEqualTo("other images in the batch move logits by 2.00 %");
    assertThat(new Suspicion(0, 0, 0, 0.03, -0.5, 1, none, 0.5, true).words(threat, ALL))
        .isEqualTo(
            "moved by 0.030000, beyond epsilon 0.02; pixels from -0.5 to 1.0; loss not raised on"
                + " 50.0 % of 100 images; outputs are probabilities, not logits");
    assertThat(new Suspicion(none, 0, 0, 0, none, none, none, none, false).words(threat, ALL))
        .isEmpty();
  }

  /** Each share of images beside its threshold, on so many images of which so many are attacked. */
  private static String words(double flat, double blackBox, double notRaised, Counts counts) {
    return new Suspicion(flat, 0, 0, 0, 0, 1, blackBox, notRaised, false)
        .words(new ThreatModel(Norm.LINF, EPSILON), counts);
  }

  @Test
  void aShareOfFewImagesIsNoSign() {
    double none = Double.NaN;
    // at the 1 % level: 1 of 6 at a tenth comes about by chance in 47 %, 4 of 6 in 0.1 %
    Counts six = new Counts(20, 6, 3, 1, 2);
    assertThat(words(none, none, 1 / 6.0, six)).isEmpty();
    assertThat(words(none, none, 3 / 6.0, six)).as("1.6 %").isEmpty();
    assertThat(words(none, none, 4 / 6.0, six)).isEqualTo("loss not raised on 66.7 % of 6 images");
    // of 6 at a twentieth: 2 in 3.3 %, 3 in 0.2 %
    assertThat(words(2 / 6.0, none, 0, six)).isEmpty();
    assertThat(words(3 / 6.0, none, 0, six)).isEqualTo("no gradient on 50.0 % of 6 images");
    // of all images at a five-hundredth: 3 of 250 in 1.4 %, 4 in 0.2 %
    Counts many = new Counts(250, 100, 50, 1, 2);
    assertThat(words(none, 3 / 250.0, none, many)).isEmpty();
    assertThat(words(none, 4 / 250.0, none, many))
        .isEqualTo("1.6 % of 250 images broken without gradients after standing them");
    assertThat(words(0.051, none, 0.101, new Counts(1000, 1000, 500, 1, 2)))
        .as("hardly above")
        .isEmpty();
  }
}
