package org.tombola.sweeps;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import org.junit.jupiter.api.Test;

class ShippedSweepsTest {
  @Test
  void quickstartIsFiveTicketsAtThreeSeeds() throws Exception {
    Plan plan = SweepFile.read(Path.of("quickstart.yaml")).plan();
    assertThat(plan.written()).isEqualTo(18);
    assertThat(plan.distinct()).isEqualTo(15);
  }

  @Test
  void learningRateTriesThreeRatesForEveryTicket() throws Exception {
    Plan plan = SweepFile.read(Path.of("learning-rate.yaml")).plan();
    assertThat(plan.distinct()).isEqualTo(27);
    assertThat(plan.trials())
        .extracting(trial -> trial.spec().optimizer().learningRate())
        .contains(0.005, 0.02, 0.1);
  }
}
