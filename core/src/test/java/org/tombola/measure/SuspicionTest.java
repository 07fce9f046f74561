package org.tombola.measure;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.nd4j.linalg.indexing.NDArrayIndex;
import org.tombola.attack.Attack;
import org.tombola.attack.Epsilon;
import org.tombola.attack.Fgsm;
import org.tombola.attack.Norm;
import org.tombola.attack.Oracle;
import org.tombola.attack.Pgd;
import org.tombola.attack.Square;
import org.tombola.attack.ThreatModel;
import org.tombola.attack.WorstOf;
import org.tombola.network.Network;
import org.tombola.network.ParameterLayout.Slice;
import org.tombola.random.Key;
import org.tombola.train.Trained;

/** On a sound network, and on one whose logits are so large that cross-entropy has no slope. */
class SuspicionTest {
  private static final Epsilon EPSILON = Epsilon.parse("0.02");
  private static final Key KEY = Key.ofSeed(5);

  private static Suspicion suspicion(Network network, Attack attack) {
    int[] places = IntStream.range(0, 100).toArray();
    var images = Trained.SHAPES.test();
    Judged judged =
        new Evaluation(attack, 32)
            .judge(
                network, Oracle.of(() -> network), images, places, KEY, Evaluation.Progress.NOBODY);
    return Suspicion.of(judged, network, images, places);
  }

  private static Network masked() {
    Network network = Trained.network();
    for (String name : List.of("output/W", "output/b")) {
      Slice slice = network.layout().slice(name);
      network
          .parameters()
          .get(NDArrayIndex.interval(slice.offset(), slice.offset() + slice.length()))
          .muli(1e6);
    }
    return network;
  }

  @Test
  void aSoundEvaluationShowsNoSign() {
    Pgd pgd = new Pgd(Norm.LINF, EPSILON, Epsilon.parse("0.005"), 10, 1);
    try (Network network = Trained.network()) {
      Suspicion found = suspicion(network, pgd);
      assertThat(found.words(pgd.threat())).isEmpty();
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
      assertThat(found.words(both.threat()))
          .contains("no gradient on ")
          .contains(" broken without gradients after standing them");
      assertThat(suspicion(network, fgsm).lossNotRaised()).isGreaterThan(0.5);
    }
  }

  @Test
  void everySignHasItsWords() {
    ThreatModel threat = new ThreatModel(Norm.LINF, EPSILON);
    double none = Double.NaN;
    assertThat(new Suspicion(0, 0.01, 0, 0.01, 0, 1, none, 0, false).words(threat))
        .isEqualTo("two passes differ by 1.00 %");
    assertThat(new Suspicion(0, 0, 0.02, 0.01, 0, 1, none, 0, false).words(threat))
        .isEqualTo("other images in the batch move logits by 2.00 %");
    assertThat(new Suspicion(0, 0, 0, 0.03, -0.5, 1, none, 0.5, true).words(threat))
        .isEqualTo(
            "moved by 0.030000, beyond epsilon 0.02; pixels from -0.5 to 1.0; loss not raised on"
                + " 50.0 %; outputs are probabilities, not logits");
    assertThat(new Suspicion(none, 0, 0, 0, none, none, none, none, false).words(threat)).isEmpty();
  }
}
