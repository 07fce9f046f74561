package org.tombola.train;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.Arrays;
import java.util.BitSet;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.tombola.data.None;
import org.tombola.mask.Mask;
import org.tombola.network.Flat;
import org.tombola.network.Gradient;
import org.tombola.network.Mode;
import org.tombola.network.Network;
import org.tombola.network.ParameterLayout.Slice;
import org.tombola.objective.CrossEntropy;
import org.tombola.objective.Loss;
import org.tombola.random.Key;
import org.tombola.tensor.Images;
import org.tombola.tensor.Logits;
import org.tombola.train.Scores.Distribution;
import org.tombola.train.Scores.Pattern;

class ScoredWeightsTest {
  private static final Key KEY = Key.ofSeed(12);
  private static final int BATCH = 16;

  private static Scores rule(Pattern pattern) {
    return new Scores(0.6, pattern, Distribution.KAIMING_UNIFORM);
  }

  private static Variables.Update step(long number, double rate) {
    return new Variables.Update(number, 0, 10, 1, rate, List.of());
  }

  private static float[] fresh() {
    try (Network untouched = Trained.fresh()) {
      return untouched.parameters();
    }
  }

  private static float[] floats(Variables variables, String name) {
    return (float[]) variables.state().get(name);
  }

  private static Loss loss(Network network, Images images) {
    Logits logits = network.forward(images, Mode.EVAL).logits();
    return new CrossEntropy().at(logits, Arrays.copyOf(Trained.SHAPES.train().labels(), BATCH));
  }

  private static Gradient gradient(Network network, Images images) {
    var pass = network.forward(images, Mode.EVAL);
    Logits logits = pass.logits();
    Loss loss =
        new CrossEntropy().at(logits, Arrays.copyOf(Trained.SHAPES.train().labels(), BATCH));
    return pass.parameterGradient(loss.cotangent());
  }

  /**
   * The surrogate lets every bit b of the mask follow its score: b + |s| - |s0|. At s0 it is the
   * network itself, and its slope by s is the straight-through gradient. The network is a trained
   * one, for in a fresh one a map without weights sits right on its rectifier's kink.
   */
  @ParameterizedTest
  @EnumSource(Pattern.class)
  void scoresFollowTheGradientOfTheStraightThroughSurrogate(Pattern pattern) {
    Scores rule = rule(pattern);
    Sgd plain = new Sgd(1, 0, 0);
    Images images = Trained.images(Trained.SHAPES.train(), 0, BATCH);
    float[] start;
    try (Network network = Trained.network()) {
      start = network.parameters();
    }
    try (Network network = Trained.network();
        Variables variables = new ScoredWeights(network, rule, plain, KEY)) {
      float[] effective = network.parameters();
      Gradient gradient = gradient(network, images);
      float[] scores = floats(variables, "scores");
      variables.step(gradient, 1, step(1, 1e-9));
      float[] claimed = floats(variables, "velocity");
      SplittableRandom draws = KEY.child("direction").stream();
      for (int direction = 0; direction < 4; direction++) {
        boolean[] up = new boolean[scores.length];
        double slope = 0;
        double square = 0;
        for (int i = 0; i < scores.length; i++) {
          up[i] = draws.nextBoolean();
          slope += up[i] ? claimed[i] : -claimed[i];
          square += (double) claimed[i] * claimed[i];
        }
        double h = 2e-4;
        double above = surrogate(network, rule, images, start, effective, scores, up, h);
        double below = surrogate(network, rule, images, start, effective, scores, up, -h);
        assertThat((above - below) / (2 * h)).isCloseTo(slope, within(0.03 * Math.sqrt(square)));
      }
      // dropped weights have gradients too: there are more than are kept
      int kept = network.layout().prunable().stream().mapToInt(rule::kept).sum();
      assertThat(claimed.length - zeros(claimed)).isGreaterThan(kept * 3 / 2);
    }
  }

  private static int zeros(float[] values) {
    int zeros = 0;
    for (float value : values) {
      zeros += value == 0 ? 1 : 0;
    }
    return zeros;
  }

  private static double surrogate(
      Network network,
      Scores rule,
      Images images,
      float[] frozen,
      float[] effective,
      float[] scores,
      boolean[] up,
      double h) {
    float[] moved = effective.clone();
    int score = 0;
    for (Slice slice : network.layout().prunable()) {
      int run = rule.pattern().run(slice);
      for (int i = 0; i < slice.length(); i++) {
        int own = score + i / run;
        double change = Math.abs(scores[own] + (up[own] ? h : -h)) - Math.abs(scores[own]);
        moved[slice.offset() + i] += (float) (change * frozen[slice.offset() + i]);
      }
      score += slice.length() / run;
    }
    network.assign(moved);
    return Arrays.stream(loss(network, images).values()).sum();
  }

  /** One score of 2 weights' worth of arithmetic: v = m v + sign(s) sum(g w)/n + d s. */
  @Test
  void momentumAndWeightDecayActOnTheScores() {
    Sgd sgd = new Sgd(1, 0.5, 0.25);
    Scores rule = rule(Pattern.ROW);
    float[] weights = fresh();
    float[] eights = new float[weights.length];
    Arrays.fill(eights, 8);
    try (Network network = Trained.fresh();
        Variables variables = new ScoredWeights(network, rule, sgd, KEY)) {
      float[] before = floats(variables, "scores");
      variables.step(new Flat(eights), 4, step(1, 0.1));
      variables.step(new Flat(eights), 4, step(2, 0.1));
      Slice conv = network.layout().prunable().get(0);
      for (int i = 0; i < conv.length() / 3; i++) {
        double sum = 0;
        for (int j = 0; j < 3; j++) {
          sum += 2.0 * weights[conv.offset() + 3 * i + j];
        }
        double s = before[i];
        double v = Math.signum(s) * sum + 0.25 * s;
        s -= 0.1 * v;
        v = 0.5 * v + Math.signum(s) * sum + 0.25 * s;
        s -= 0.1 * v;
        assertThat((double) floats(variables, "scores")[i]).isCloseTo(s, within(1e-5));
        assertThat((double) floats(variables, "velocity")[i]).isCloseTo(v, within(1e-5));
      }
    }
  }

  private static Trainer.Plan plan() {
    return new Trainer.Plan(
        new Standard(), new Sgd(0.1, 0.9, 5e-4), new Constant(), 2, 32, new None());
  }

  private static Trainer trainer(Network network, Pattern pattern) {
    return new Trainer(
        network,
        Trained.SHAPES.train(),
        plan(),
        new Trainer.Setup(
            Mask.dense(network.layout()),
            new Motion.Scored(rule(pattern)),
            Watch.NOTHING,
            List.of()),
        Trained.SEED);
  }

  @ParameterizedTest
  @EnumSource(Pattern.class)
  void weightsNeverMoveWhereTheyAreKept(Pattern pattern) throws Diverged {
    try (Network network = Trained.fresh();
        Trainer trainer = trainer(network, pattern)) {
      float[] start = fresh();
      Mask first = trainer.mask();
      for (int epoch = 0; epoch < 2; epoch++) {
        trainer.epoch(epoch, () -> {});
        float[] now = network.parameters();
        BitSet kept = trainer.mask().places();
        for (Slice slice : network.layout().slices()) {
          for (int i = slice.offset(); i < slice.offset() + slice.length(); i++) {
            if (slice.prunable()) {
              assertThat(now[i]).isEqualTo(kept.get(i) ? start[i] : 0f);
            } else if (slice.trained()) {
              assertThat(now[i]).as(slice.name()).isEqualTo(start[i]);
            }
          }
        }
        assertThat(trainer.mask().counts()).isEqualTo(first.counts());
      }
      assertThat(trainer.mask()).isNotEqualTo(first);
      // the running statistics are the masked network's own
      Slice var = network.layout().slice("stage1/bn/var");
      assertThat(network.parameters()[var.offset()]).isNotEqualTo(start[var.offset()]);
    }
  }

  @Test
  void trainingScoresLowersTheLoss() throws Diverged {
    try (Network network = Trained.fresh();
        Trainer trainer = trainer(network, Pattern.ELEMENT)) {
      double first = trainer.epoch(0, () -> {}).loss();
      double last = first;
      for (int epoch = 1; epoch < 12; epoch++) {
        last = trainer.epoch(epoch, () -> {}).loss();
      }
      assertThat(last).isLessThan(0.9 * first);
    }
  }

  @Test
  void goingOnFromAStateGivesTheSameBits() throws Diverged {
    try (Network network = Trained.fresh();
        Trainer trainer = trainer(network, Pattern.ROW);
        Network other = Trained.fresh()) {
      trainer.epoch(0, () -> {});
      Trainer.State state = trainer.state();
      other.assign(network.parameters());
      try (Trainer resumed = trainer(other, Pattern.ROW)) {
        resumed.resume(state, List.of());
        trainer.epoch(1, () -> {});
        resumed.epoch(1, () -> {});
        assertThat(other.parameters()).isEqualTo(network.parameters());
        resumed
            .state()
            .arrays()
            .forEach(
                (name, array) ->
                    assertThat(array).as(name).isEqualTo(trainer.state().arrays().get(name)));
        assertThat(resumed.state().arrays()).containsOnlyKeys("scores", "velocity", "frozen");
      }
    }
  }

  @Test
  void aStateOfAnotherNetworkIsRefused() {
    try (Network network = Trained.fresh();
        Variables variables = new ScoredWeights(network, rule(Pattern.ELEMENT), new Sgd(), KEY)) {
      int scores = floats(variables, "scores").length;
      Map<String, Object> shorter = new TreeMap<>(variables.state());
      shorter.put("scores", new float[3]);
      assertThatThrownBy(() -> variables.resume(shorter))
          .isInstanceOf(IllegalArgumentException.class)
          .hasMessage(
              "Cannot go on: the state is of another network than one of " + scores + " scores");
    }
  }

  @Test
  void aScoreThatIsNoNumberEndsInTheLoss() {
    Images images = Trained.images(Trained.SHAPES.train(), 0, BATCH);
    try (Network network = Trained.fresh();
        Variables variables = new ScoredWeights(network, rule(Pattern.ELEMENT), new Sgd(), KEY)) {
      variables.step(new Flat(noNumbers(network.layout().length())), 1, step(1, 0.1));
      assertThat(loss(network, images).mean()).isNaN();
    }
  }

  private static float[] noNumbers(int count) {
    float[] values = new float[count];
    Arrays.fill(values, Float.NaN);
    return values;
  }

  @Test
  void weightsAloneLeavesScalesShiftsAndBiasesWhereTheyStart() throws Diverged {
    float[] before = fresh();
    try (Network network = Trained.fresh();
        Trainer trainer =
            new Trainer(
                network,
                Trained.SHAPES.train(),
                plan(),
                new Trainer.Setup(
                    Mask.dense(network.layout()),
                    new Motion.WeightsAlone(),
                    Watch.NOTHING,
                    List.of()),
                Trained.SEED)) {
      trainer.epoch(0, () -> {});
      float[] now = network.parameters();
      for (Slice slice : network.layout().slices()) {
        int end = slice.offset() + slice.length();
        float[] own = Arrays.copyOfRange(now, slice.offset(), end);
        float[] first = Arrays.copyOfRange(before, slice.offset(), end);
        boolean moves = !slice.frozen() && (slice.prunable() || !slice.trained());
        assertThat(Arrays.equals(own, first)).as(slice.name()).isEqualTo(!moves);
      }
    }
  }
}
