package org.tombola.ticket;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.BitSet;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.tombola.mask.Layouts;
import org.tombola.network.ParameterLayout;

/** The stop of a training whose mask has come to rest, on made masks of 100 places. */
class SettlingTest {
  /**
   * The first place kept of twenty in a row: two masks differ in twice as many as they are apart.
   */
  private static Settling.Snapshot from(int first) {
    BitSet kept = new BitSet();
    kept.set(first, first + 20);
    return new Settling.Snapshot(kept, 100);
  }

  private static Settling robustBird() {
    return new Emergence().settling();
  }

  /** The epoch, from 1, at which it ends; 0 where it does not. */
  private static int end(Settling settling, int... firsts) {
    for (int epoch = 1; epoch <= firsts.length; epoch++) {
      if (settling.after(from(firsts[epoch - 1])).isPresent()) {
        return epoch;
      }
    }
    return 0;
  }

  @Test
  void aDistanceOfExactlyTheThresholdIsNearEnough() {
    // four apart are 8 of 100 places
    assertThat(end(robustBird(), 0, 0, 0, 0, 4)).isEqualTo(5);
    assertThat(end(robustBird(), 0, 0, 0, 0, 5)).isZero();
  }

  @Test
  void oneFarAmongTheFourOlderIsEnoughToGoOn() {
    for (int far = 0; far < 4; far++) {
      int[] firsts = new int[5];
      firsts[far] = 5;
      assertThat(end(robustBird(), firsts)).as("epoch " + (far + 1)).isZero();
    }
  }

  @Test
  void masksThatDriftAreFarFromTheOldestThoughNearEachOther() {
    assertThat(end(robustBird(), 0, 2, 4, 6, 8, 10, 12, 14)).isZero();
    assertThat(end(robustBird(), 0, 1, 2, 3, 4)).isEqualTo(5);
  }

  @Test
  void fiveMasksAreNeededAndOlderOnesForgotten() {
    assertThat(end(robustBird(), 0, 0, 0, 0)).isZero();
    assertThat(end(robustBird(), 50, 50, 0, 0, 0, 0, 0, 0)).isEqualTo(7);
    assertThat(robustBird().after(from(0))).isEmpty();
    Settling settling = robustBird();
    end(settling, 0, 0, 0, 0);
    assertThat(settling.after(from(0)))
        .hasValueSatisfying(why -> assertThat(why).startsWith("the masks of 5 epochs are within "));
  }

  @Test
  void goesOnFromItsStateAsIfItHadNotPaused() {
    int[] firsts = {50, 50, 0, 0, 1, 0, 2, 0};
    int whole = end(robustBird(), firsts);
    assertThat(whole).isEqualTo(7);
    for (int pause = 1; pause < whole; pause++) {
      Settling first = robustBird();
      end(first, java.util.Arrays.copyOf(firsts, pause));
      assertThat(first.state()).hasSize(Math.min(pause, 4));
      Settling second = robustBird();
      second.resume(first.state());
      assertThat(end(second, java.util.Arrays.copyOfRange(firsts, pause, firsts.length)))
          .as("after " + pause)
          .isEqualTo(whole - pause);
    }
  }

  /**
   * Of the 54 weights of the convolution, magnitudes 1 to 54, sparsity 0.8 asks for rank
   * floor(43.2) = 43 from 0: magnitude 44, and the ten above it are kept. The dense layer's are not
   * looked at.
   */
  @Test
  void theMaskWatchedIsOfConvolutionsAloneAndStrictlyAboveItsThreshold() {
    ParameterLayout layout = Layouts.small();
    ParameterLayout.Slice convolution = layout.slice("conv/W");
    float[] weights = new float[layout.length()];
    java.util.Arrays.fill(weights, 1000);
    for (int i = 0; i < 54; i++) {
      weights[convolution.offset() + i] = (i % 2 == 0 ? 1 : -1) * (i + 1);
    }
    Settling.Snapshot look = new Emergence().look(layout, weights);
    assertThat(look.places()).isEqualTo(54);
    BitSet expected = new BitSet();
    expected.set(convolution.offset() + 44, convolution.offset() + 54);
    assertThat(look.kept()).isEqualTo(expected);
  }

  @Test
  void weightsThatTieWithTheThresholdAreNotKept() {
    ParameterLayout layout = Layouts.ofLengths(List.of(5));
    float[] flat = {3, 2, 2, 2, 1};
    // without convolutions dense layers are watched: rank floor(0.4 x 5) = 2 from 0 is 2
    assertThat(new Emergence(0.4, 5, 0.08).look(layout, flat).kept().stream()).containsExactly(0);
  }
}
