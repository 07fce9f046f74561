package org.tombola.measure;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.Arrays;
import org.assertj.core.data.Offset;
import org.junit.jupiter.api.Test;
import org.tombola.mask.Layouts;
import org.tombola.network.ParameterLayout;
import org.tombola.network.Passes;
import org.tombola.ticket.Igq;

/** Against Sparsity Winning Twice's main results table: pre-activation ResNet-18, PGD-10, 200. */
class FlopsTest {
  private static final Offset<Double> PRINTED = within(0.005);

  @Test
  void theRuleReproducesThePublishedInferenceFlops() {
    assertThat(published(10, 32, 45_000, 0.8).densePaperInference() / 1e9)
        .isCloseTo(260.07, PRINTED);
    assertThat(published(200, 64, 90_000, 0.8).densePaperInference() / 1e9)
        .isCloseTo(1040.29, PRINTED);
    assertThat(published(10, 32, 45_000, 0.8).paperInference() / 1e9).isCloseTo(80.60, PRINTED);
    assertThat(published(100, 32, 45_000, 0.8).paperInference() / 1e9).isCloseTo(79.84, PRINTED);
    // the counts of a mask that grows at random drift a little
    assertThat(published(200, 64, 90_000, 0.8).paperInference() / 1e9)
        .isCloseTo(317.17, within(0.01));
  }

  @Test
  void theRuleReproducesThePublishedTrainingFlops() {
    assertThat(published(10, 32, 45_000, 0.8).densePaperTraining() / 1e17)
        .isCloseTo(772.41, PRINTED);
    assertThat(published(10, 32, 45_000, 0.8).paperTraining() / 1e17)
        .isCloseTo(239.38, within(0.02));
  }

  @Test
  void countsTrueMultiplyAccumulates() {
    Flops eighty = published(10, 32, 45_000, 0.8);
    assertThat(eighty.denseMacs()).isEqualTo(555_422_720);
    assertThat(eighty.macs()).isEqualTo(286_747_952);
    assertThat(published(10, 32, 45_000, 0.9).macs()).isEqualTo(198_393_490);
  }

  /** The small network: 54 weights on a 4x4 map and 20 on one place are 884. */
  @Test
  void trainingCountsEveryPassWithTheMasksThatWereInForce() {
    Flops flops =
        Flops.of(
            Layouts.small(),
            4,
            new int[] {27, 20},
            new double[] {40.5, 20},
            new Flops.Training(100, 2, 0, new Passes(1000, 200, 30)));
    assertThat(flops.denseTrainingMacs()).isEqualTo(884.0 * (1000 + 200 + 2 * 30));
    assertThat(flops.trainingMacs()).isEqualTo((40.5 * 16 + 20) * 1260);
    assertThat(flops.macs()).isEqualTo(27 * 16 + 20);
    assertThat(flops.paperTraining()).isEqualTo(3.0 * 100 * 2 * flops.paperInference());
    assertThat(flops.paperInference()).isEqualTo(128 * 4 * 27 * 4);
  }

  @Test
  void refusesCountsOfAnotherNetwork() {
    assertThatThrownBy(
            () ->
                Flops.of(
                    Layouts.small(),
                    4,
                    new int[1],
                    new double[2],
                    new Flops.Training(1, 1, 0, Passes.NONE)))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("Cannot count: 1 and 2 counts for 2 prunable slices");
  }

  private static Flops published(int classes, int side, int images, double sparsity) {
    ParameterLayout layout = Layouts.preActResNet18(classes, side);
    int[] kept = new Igq().kept(layout, sparsity);
    return Flops.of(
        layout,
        side,
        kept,
        Arrays.stream(kept).asDoubleStream().toArray(),
        new Flops.Training(images, 200, 10, Passes.NONE));
  }
}
