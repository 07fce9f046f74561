package org.tombola.train;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;
import static org.tombola.train.RecipeRuns.BATCH;
import static org.tombola.train.RecipeRuns.KEY;
import static org.tombola.train.RecipeRuns.PGD;
import static org.tombola.train.RecipeRuns.TRADES;

import java.util.ArrayList;
import java.util.BitSet;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.tombola.attack.Attack.Targets;
import org.tombola.mask.Mask;
import org.tombola.network.Mode;
import org.tombola.network.Network;
import org.tombola.network.ParameterLayout.Kind;
import org.tombola.network.ParameterLayout.Slice;
import org.tombola.network.Passes;
import org.tombola.tensor.Images;
import org.tombola.ticket.RandomTicket;
import org.tombola.ticket.Uniform;

class AwpTest {
  static List<Recipe> bases() {
    return List.of(PGD, TRADES);
  }

  @ParameterizedTest
  @MethodSource("bases")
  void withoutPerturbationItIsItsBaseToTheBit(Recipe base) {
    for (Awp awp : List.of(new Awp(base, 0, 0), new Awp(base, 0.5, 1))) {
      assertThat(RecipeRuns.step(awp)).usingRecursiveComparison().isEqualTo(RecipeRuns.step(base));
    }
  }

  /** The same worked out place by place, on a ticket: w + gamma |w| g / |g| in every layer. */
  @ParameterizedTest
  @MethodSource("bases")
  void theGradientIsTakenAtWeightsMovedUphillAndTheWeightsComeBack(Recipe base) {
    double gamma = 0.1;
    Targets clean = RecipeRuns.targets(0, BATCH);
    try (Network network = Trained.network();
        Network other = Trained.network()) {
      Mask mask = new RandomTicket(0.6, new Uniform()).draw(network.layout(), KEY);
      float[] before = network.parameters();
      mask.apply(before);
      network.assign(before);
      other.assign(before);
      float[] expected;
      double expectedLoss;
      double unperturbed;
      try (CraftingRun run = (CraftingRun) RecipeRuns.begin(base, other)) {
        Images examples = run.examples(clean, KEY);
        Recipe.Made here = run.on(clean, examples, Mode.BATCH);
        unperturbed = here.loss();
        float[] moved = moved(before, here.gradient().values(), mask, gamma);
        other.assign(moved);
        Recipe.Made made = run.on(clean, examples, Mode.TRAIN);
        expected = made.gradient().values();
        expectedLoss = made.loss();
      }
      try (RecipeRun run = RecipeRuns.begin(new Awp(base, gamma, 0), network)) {
        Recipe.Made made = run.make(clean, new RecipeRun.Position(0, 0, true, mask), KEY);
        assertThat(made.loss()).isCloseTo(expectedLoss, within(1e-4 * expectedLoss));
        // uphill
        assertThat(made.loss()).isGreaterThan(1.05 * unperturbed);
        float[] gradient = made.gradient().values();
        float size = 0;
        for (float slope : gradient) {
          size = Math.max(size, Math.abs(slope));
        }
        assertThat(gradient).containsExactly(expected, within(2e-3f * size));
      }
      float[] after = network.parameters();
      int statistics = 0;
      for (Slice slice : network.layout().slices()) {
        for (int i = slice.offset(); i < slice.offset() + slice.length(); i++) {
          if (slice.kind() == Kind.MEAN || slice.kind() == Kind.VARIANCE) {
            statistics += after[i] != before[i] ? 1 : 0;
          } else {
            assertThat(after[i]).isEqualTo(before[i]);
          }
        }
      }
      assertThat(statistics).isPositive();
    }
  }

  private static float[] moved(float[] weights, float[] gradient, Mask mask, double gamma) {
    float[] moved = weights.clone();
    BitSet kept = mask.places();
    for (Slice slice : mask.layout().prunable()) {
      double w = 0;
      double g = 0;
      for (int i = slice.offset(); i < slice.offset() + slice.length(); i++) {
        w += (double) weights[i] * weights[i];
        g += kept.get(i) ? (double) gradient[i] * gradient[i] : 0;
      }
      for (int i = slice.offset(); i < slice.offset() + slice.length(); i++) {
        moved[i] += kept.get(i) ? (float) (gamma * Math.sqrt(w / g) * gradient[i]) : 0;
      }
    }
    return moved;
  }

  /** The copy's pass uses the batch's statistics and leaves the network's alone. */
  @Test
  void runningStatisticsMoveOnceAStepAsWithoutIt() {
    List<float[]> statistics = new ArrayList<>();
    for (Recipe recipe : List.of(PGD, new Awp(PGD, 1e-30, 0))) {
      Targets clean = RecipeRuns.targets(0, BATCH);
      try (Network network = Trained.network();
          RecipeRun run = RecipeRuns.begin(recipe, network)) {
        run.make(clean, RecipeRuns.at(0, network), KEY);
        statistics.add(network.parameters());
      }
    }
    assertThat(statistics.get(1)).isEqualTo(statistics.get(0));
  }

  /** PGD-10 and one more forward pass and parameter gradient; TRADES has two of each. */
  @Test
  void itCostsItsBaseAndItsLossOnceMore() {
    assertThat(new Awp().passes()).isEqualTo(new Passes(12, 10, 2));
    assertThat(new Awp(new Trades(), 0.005, 10).passes()).isEqualTo(new Passes(15, 10, 4));
    assertThat(new Awp(new Trades(), 0.005, 10).passes(9, 100, 10))
        .isEqualTo(new Passes(1300, 1000, 200));
    assertThat(new Awp(new Trades(), 0.005, 10).passes(10, 100, 10))
        .isEqualTo(new Passes(1500, 1000, 400));
  }

  @Test
  void otherBasesAndWrongNumbersAreRefusedInWords() {
    assertThatThrownBy(() -> new Awp(new FreeAt(), 0.01, 0))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage(
            "base must be pgd-at or trades, not free-at: the weights are perturbed on existing"
                + " examples, for a loss that is then computed again");
    assertThatThrownBy(() -> new Awp(new Awp(), 0.01, 0))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageStartingWith("base must be pgd-at or trades, not awp: ");
    assertThatThrownBy(() -> new Awp(PGD, -1, 0))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("gamma must be at least 0, not -1.0");
    assertThatThrownBy(() -> new Awp(PGD, 0.01, -2))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("warm-up must be at least 0, not -2");
  }
}
