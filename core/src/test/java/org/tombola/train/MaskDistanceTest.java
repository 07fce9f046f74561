package org.tombola.train;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.BitSet;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class MaskDistanceTest {
  /** Over ten places: each mask is told against the two before it, at 0.2. */
  @Test
  void agreesWhenTheNewestIsNearAllOfThoseBefore() {
    MaskDistance distance = new MaskDistance(3, 0.2);
    assertThat(distance.agreed(mask(0, 1, 2), 10)).isEmpty();
    assertThat(distance.agreed(mask(0, 1, 3), 10)).isEmpty();
    // 0.2 from the last, 0.4 from the one before
    assertThat(distance.agreed(mask(0, 3, 4), 10)).isEmpty();
    // 0.4 from {0, 1, 3}
    assertThat(distance.agreed(mask(0, 4, 5), 10)).isEmpty();
    // 0.2 and 0.2
    assertThat(distance.agreed(mask(0, 4, 3), 10))
        .contains("the masks of 3 epochs are within 0.2000");
    // the first ones are forgotten
    assertThat(distance.agreed(mask(0, 4, 5), 10)).isPresent();
  }

  @Test
  void neverAgreesBeforeItHasSeenEnough() {
    MaskDistance distance = new MaskDistance(5, 1);
    for (int i = 0; i < 4; i++) {
      assertThat(distance.agreed(mask(i), 10)).isEmpty();
    }
    assertThat(distance.agreed(mask(9), 10)).isPresent();
  }

  @Test
  void goesOnFromItsState() {
    MaskDistance distance = new MaskDistance(3, 0);
    distance.agreed(mask(), 10);
    distance.agreed(mask(1, 2), 10);
    distance.agreed(mask(1, 2), 10);
    MaskDistance again = new MaskDistance(3, 0);
    again.resume(distance.state());
    assertThat(again.agreed(mask(1, 2), 10)).isPresent();
    MaskDistance early = new MaskDistance(3, 0);
    early.agreed(mask(), 10);
    MaskDistance earlyAgain = new MaskDistance(3, 0);
    earlyAgain.resume(early.state());
    assertThat(earlyAgain.agreed(mask(), 10)).isEmpty();
    assertThat(earlyAgain.agreed(mask(), 10)).isPresent();
  }

  @Test
  void aMaskChangedLaterIsRememberedAsItWas() {
    MaskDistance distance = new MaskDistance(2, 0);
    BitSet mask = mask(1);
    distance.agreed(mask, 10);
    mask.set(2);
    assertThat(distance.agreed(mask(1), 10)).isPresent();
  }

  @Test
  void refusesWhatCannotAgree() {
    assertThatThrownBy(() -> new MaskDistance(1, 0.1))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("masks must be at least 2, not 1");
    assertThatThrownBy(() -> new MaskDistance(5, 1.5))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("distance must be in [0, 1], not 1.5");
  }

  private static BitSet mask(int... places) {
    BitSet mask = new BitSet();
    IntStream.of(places).forEach(mask::set);
    return mask;
  }
}
