package org.tombola.ticket;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Arrays;
import org.junit.jupiter.api.Test;
import org.tombola.mask.Mask;
import org.tombola.method.Refused;
import org.tombola.network.Network;
import org.tombola.train.Trained;

class ScoresTest {
  @Test
  void scoresThatAreNoNumbersDrawNoTicket() {
    try (Network network = Trained.network()) {
      Mask all = Mask.dense(network.layout());
      float[] scores = new float[network.layout().length()];
      Arrays.fill(scores, 1);
      int place = network.layout().prunable().get(0).offset();
      scores[place] = Float.POSITIVE_INFINITY;
      assertThat(Scores.highest(scores, all, 0.1).places().get(place)).isTrue();
      scores[place] = Float.NaN;
      scores[place + 1] = Float.NaN;
      assertThatThrownBy(() -> Scores.highest(scores, all, 0.1))
          .isInstanceOf(Refused.class)
          .hasMessage(
              "Cannot draw a ticket: 2 of the scores of %d weights are not numbers"
                  .formatted(all.prunable()));
    }
  }
}
