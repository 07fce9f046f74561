package org.tombola.objective;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import org.junit.jupiter.api.Test;
import org.tombola.tensor.Logits;

class CrossEntropyTest {
  /** Softmax of (ln 1, ln 2, ln 5) is (1/8, 2/8, 5/8); of (0, 0, 0) a third each. */
  @Test
  void isAsWorkedByHand() {
    Logits logits = new Logits(new double[] {0, Math.log(2), Math.log(5), 0, 0, 0}, 3);
    Loss loss = new CrossEntropy().at(logits, new int[] {1, 0});
    assertThat(loss.values())
        .containsExactly(new double[] {Math.log(4), Math.log(3)}, within(1e-15));
    assertThat(loss.slopes())
        .containsExactly(
            new double[] {0.125, -0.75, 0.625, -2 / 3.0, 1 / 3.0, 1 / 3.0}, within(1e-15));
    assertThat(loss.mean()).isCloseTo((Math.log(4) + Math.log(3)) / 2, within(1e-15));
  }

  /** Else an attack on a sure network would follow the wrong class's gradient alone. */
  @Test
  void slopesSumToZeroHoweverSureTheNetworkIs() {
    Loss loss = new CrossEntropy().at(new Logits(new double[] {60, 0, 2}, 3), new int[] {0});
    assertThat(loss.slopes()[0]).isNegative();
    assertThat(loss.slopes()[0]).isEqualTo(-(loss.slopes()[1] + loss.slopes()[2]));
    assertThat(loss.values()[0]).isCloseTo(Math.exp(-60) + Math.exp(-58), within(1e-30));
  }

  @Test
  void aLogitThatIsNoNumberGivesALossThatIsNone() {
    for (double bad : new double[] {Double.NaN, Double.POSITIVE_INFINITY}) {
      Loss loss =
          new CrossEntropy().at(new Logits(new double[] {0, bad, 1, 0, 1, 2}, 3), new int[] {0, 1});
      assertThat(loss.values()[0]).isNotFinite();
      assertThat(loss.values()[1]).isFinite();
      assertThat(loss.mean()).isNotFinite();
    }
  }

  @Test
  void theCotangentIsTheSlopesAsFloats() {
    Loss loss =
        new CrossEntropy().at(new Logits(new double[] {0, 1, 2, 3, 4, 5}, 3), new int[] {1, 0});
    float[] cotangent = loss.cotangent();
    assertThat(cotangent).hasSize(6);
    for (int i = 0; i < 6; i++) {
      assertThat(cotangent[i]).isEqualTo((float) loss.slopes()[i]);
    }
  }

  @Test
  void logitsAreReadRowByRow() {
    Logits logits = Logits.of(new float[] {1, 2, 3, 4, 5, 6}, 3);
    assertThat(logits.values()).containsExactly(1, 2, 3, 4, 5, 6);
    assertThat(logits.batch()).isEqualTo(2);
    assertThat(logits.at(1, 0)).isEqualTo(4);
  }

  @Test
  void theFirstOfEqualLogitsCountsAndNoNumberIsNeverRight() {
    Logits logits = new Logits(new double[] {1, 1, 0, Double.NaN, Double.NaN, Double.NaN}, 3);
    assertThat(logits.right(0, 0)).isTrue();
    assertThat(logits.right(0, 1)).isFalse();
    for (int label = 0; label < 3; label++) {
      assertThat(logits.right(1, label)).isFalse();
    }
  }

  @Test
  void anImageWithALogitThatIsNoNumberIsNeverRight() {
    Logits logits = new Logits(new double[] {1, Double.NaN, 0}, 3);
    assertThat(logits.right(0, 0)).isFalse();
  }
}
