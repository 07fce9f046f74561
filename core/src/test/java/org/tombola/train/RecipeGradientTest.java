package org.tombola.train;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;
import static org.tombola.train.RecipeRuns.BATCH;
import static org.tombola.train.RecipeRuns.EPSILON;
import static org.tombola.train.RecipeRuns.KEY;
import static org.tombola.train.RecipeRuns.PGD;
import static org.tombola.train.RecipeRuns.STEP;
import static org.tombola.train.RecipeRuns.TRADES;

import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.tombola.attack.Attack.Targets;
import org.tombola.network.Mode;
import org.tombola.network.Network;
import org.tombola.network.Pass;
import org.tombola.objective.CrossEntropy;
import org.tombola.tensor.Images;
import org.tombola.tensor.Logits;
import org.tombola.tensor.Vectors;
import org.tombola.threat.Epsilon;
import org.tombola.threat.Norm;

/** Gradients of the recipes' own losses, and where recipes meet. */
class RecipeGradientTest {
  private static final Epsilon STILL = Epsilon.parse("1e-30");

  static Stream<Recipe> recipes() {
    return Stream.of(
        PGD,
        TRADES,
        new Mart(Norm.LINF, EPSILON, STEP, 2, Mode.EVAL, 5),
        new KdSwa(PGD, 0.3, 0.1, 0.6, 2, KdSwa.Averaging.OFF, 0));
  }

  private static float[] trained() {
    try (Network network = Trained.network()) {
      return network.parameters();
    }
  }

  private static float[] fresh() {
    try (Network network = Trained.fresh()) {
      return network.parameters();
    }
  }

  /** Along the gradient itself, at fixed examples: the slope is the gradient's length. */
  @ParameterizedTest
  @MethodSource("recipes")
  void theGradientIsThatOfTheLossAtItsExamples(Recipe recipe) {
    float[][] teachers =
        recipe.teachers().isEmpty() ? new float[0][] : new float[][] {trained(), fresh()};
    Targets clean = RecipeRuns.targets(0, BATCH);
    try (Network network = Trained.network();
        RecipeRun begun = RecipeRuns.begin(recipe, network, teachers)) {
      CraftingRun run = (CraftingRun) begun;
      Images examples = run.examples(clean, KEY);
      assertThat(examples.pixels()).isNotEqualTo(clean.images().pixels());
      float[] gradient = run.on(clean, examples, Mode.EVAL).gradient().values();
      float[] start = network.parameters();
      double length = Vectors.length(gradient);
      double step = 2e-3;
      network.assign(moved(start, gradient, step / length));
      double above = run.on(clean, examples, Mode.EVAL).loss();
      network.assign(moved(start, gradient, -step / length));
      double below = run.on(clean, examples, Mode.EVAL).loss();
      assertThat((above - below) * BATCH / (2 * step)).isCloseTo(length, within(0.01 * length));
    }
  }

  private static float[] moved(float[] start, float[] direction, double by) {
    float[] moved = start.clone();
    for (int i = 0; i < moved.length; i++) {
      moved[i] += (float) (by * direction[i]);
    }
    return moved;
  }

  @Test
  void withoutRoomToMoveAdversarialTrainingIsStandardTraining() {
    RecipeRuns.Stepped standard = RecipeRuns.step(new Standard());
    PgdAt still = new PgdAt(Norm.LINF, STILL, STEP, 1, Mode.BATCH);
    assertThat(RecipeRuns.step(still)).usingRecursiveComparison().isEqualTo(standard);
    assertThat(RecipeRuns.step(new FreeAt(STILL, 1)))
        .usingRecursiveComparison()
        .isEqualTo(standard);
    assertThat(standard.loss()).isPositive();
    // TRADES has no divergence then, whatever its weight
    RecipeRuns.Stepped trades =
        RecipeRuns.step(new Trades(Norm.LINF, STILL, STEP, 1, Mode.EVAL, 6));
    assertThat(trades.loss()).isCloseTo(standard.loss(), within(1e-12));
    assertThat(trades.right()).isEqualTo(standard.right());
  }

  @Test
  void tradesWithoutWeightIsStandardTraining() {
    RecipeRuns.Stepped trades =
        RecipeRuns.step(new Trades(Norm.LINF, EPSILON, STEP, 2, Mode.EVAL, 0));
    RecipeRuns.Stepped standard = RecipeRuns.step(new Standard());
    assertThat(trades.loss()).isEqualTo(standard.loss());
    assertThat(trades.gradient()).isEqualTo(standard.gradient());
  }

  /** Its examples raise the divergence, from the thousandth the start gives. */
  @Test
  void tradesClimbsTheDivergenceFromNearTheImage() {
    double[] divergence = new double[2];
    for (int i = 0; i < 2; i++) {
      Epsilon step = i == 0 ? STILL : STEP;
      double with = RecipeRuns.step(new Trades(Norm.LINF, EPSILON, step, 2, Mode.EVAL, 1)).loss();
      double without =
          RecipeRuns.step(new Trades(Norm.LINF, EPSILON, step, 2, Mode.EVAL, 0)).loss();
      divergence[i] = with - without;
    }
    assertThat(divergence[0]).isPositive();
    assertThat(divergence[1]).isGreaterThan(10 * divergence[0]);
  }

  @Test
  void distillationOfNoTeacherIsTheBaseToTheBit() {
    assertThat(RecipeRuns.step(new KdSwa(PGD, 1, 0, 0, 2, KdSwa.Averaging.OFF, 0)))
        .usingRecursiveComparison()
        .isEqualTo(RecipeRuns.step(PGD));
  }

  /** The order of the weights is that of the teachers. */
  @Test
  void eachTeacherHasItsWeight() {
    RecipeRuns.Stepped one =
        RecipeRuns.step(new KdSwa(PGD, 0, 1, 0, 2, KdSwa.Averaging.OFF, 0), fresh());
    RecipeRuns.Stepped other =
        RecipeRuns.step(new KdSwa(PGD, 0, 0, 1, 2, KdSwa.Averaging.OFF, 0), trained());
    RecipeRuns.Stepped both =
        RecipeRuns.step(new KdSwa(PGD, 0, 0.25, 3, 2, KdSwa.Averaging.OFF, 0), fresh(), trained());
    assertThat(both.loss()).isCloseTo(0.25 * one.loss() + 3 * other.loss(), within(1e-12));
    assertThat(one.loss()).isNotEqualTo(other.loss());
  }

  @Test
  void fastTrainingIsPgdOfOneStep() {
    FastAt fast = new FastAt(EPSILON, STEP, Mode.BATCH, new Alarm(Alarm.Then.OFF, STEP, 1, 0.5));
    assertThat(RecipeRuns.step(fast))
        .usingRecursiveComparison()
        .isEqualTo(RecipeRuns.step(new PgdAt(Norm.LINF, EPSILON, STEP, 1, Mode.BATCH)));
  }

  /** One pass moves the perturbation by epsilon along its sign, and gives the weights' gradient. */
  @Test
  void freeTrainingMovesImagesAndWeightsByOnePass() {
    FreeAt free = new FreeAt(EPSILON, 2);
    Targets clean = RecipeRuns.targets(0, BATCH);
    Targets fewer = RecipeRuns.targets(BATCH, 5);
    try (Network network = Trained.network();
        Network other = Trained.network();
        RecipeRun run = RecipeRuns.begin(free, network)) {
      Pass pass = other.forward(clean.images(), Mode.BATCH);
      float[] cotangent = new CrossEntropy().at(pass.logits(), clean.labels()).cotangent();
      float[] x = clean.images().pixels();
      float[] slope = pass.inputGradient(cotangent);
      float[] expected = new float[x.length];
      for (int i = 0; i < x.length; i++) {
        double to = x[i] + EPSILON.value() * Math.signum(slope[i]);
        expected[i] = (float) (Math.min(1, Math.max(0, to)) - x[i]);
      }
      run.make(clean, RecipeRuns.at(0, network), KEY);
      float[] first = ((float[]) run.state().get("perturbation")).clone();
      assertThat(first).containsExactly(expected, within(1e-6f));
      // the next pass starts there
      double moved = run.make(clean, RecipeRuns.at(0, network), KEY).loss();
      float[] there = x.clone();
      for (int i = 0; i < there.length; i++) {
        there[i] += first[i];
      }
      Logits logits = other.forward(new Images(there, BATCH, clean.shape()), Mode.BATCH).logits();
      assertThat(moved)
          .isCloseTo(new CrossEntropy().at(logits, clean.labels()).mean(), within(1e-5));
      // a smaller batch goes on from it too, and leaves the places it does not have
      float[] second = (float[]) run.state().get("perturbation");
      run.make(fewer, RecipeRuns.at(0, network), KEY);
      float[] third = (float[]) run.state().get("perturbation");
      int used = 5 * images().size();
      for (int i = used; i < third.length; i++) {
        assertThat(third[i]).isEqualTo(second[i]);
      }
      assertThat(java.util.Arrays.copyOf(third, used))
          .isNotEqualTo(java.util.Arrays.copyOf(second, used));
      for (float move : third) {
        assertThat((double) Math.abs(move)).isLessThanOrEqualTo(EPSILON.value() + 1e-6);
      }
    }
  }

  private static org.tombola.tensor.ImageShape images() {
    return Trained.SHAPES.train().shape();
  }
}
