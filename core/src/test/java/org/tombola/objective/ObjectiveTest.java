package org.tombola.objective;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.Arrays;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.tombola.method.Family;
import org.tombola.random.Key;
import org.tombola.tensor.Logits;

/** What every objective keeps to. */
class ObjectiveTest {
  private static final int BATCH = 6;
  private static final int CLASSES = 5;
  private static final int[] LABELS = {0, 4, 2, 2, 1, 3};

  static Stream<Objective> objectives() {
    return Family.of(Objective.class).methods().stream()
        .map(method -> method.standard().orElseThrow());
  }

  private static Logits logits(double scale) {
    float[] drawn = Key.ofSeed(1).child("logits").normal(BATCH * CLASSES);
    double[] values = new double[drawn.length];
    Arrays.setAll(values, i -> scale * drawn[i]);
    return new Logits(values, CLASSES);
  }

  @ParameterizedTest
  @MethodSource("objectives")
  void slopesMatchCentralDifferences(Objective objective) {
    Logits logits = logits(2);
    double[] slopes = objective.at(logits, LABELS).slopes();
    double step = 1e-5;
    for (int i = 0; i < slopes.length; i++) {
      double[] up = logits.values().clone();
      double[] down = logits.values().clone();
      up[i] += step;
      down[i] -= step;
      double difference =
          sum(objective.at(new Logits(up, CLASSES), LABELS).values())
              - sum(objective.at(new Logits(down, CLASSES), LABELS).values());
      assertThat(slopes[i])
          .isCloseTo(difference / (2 * step), within(1e-8 * Math.max(1, Math.abs(slopes[i]))));
    }
  }

  @ParameterizedTest
  @MethodSource("objectives")
  void anExamplesLossDoesNotDependOnTheOthers(Objective objective) {
    Logits logits = logits(1);
    Loss all = objective.at(logits, LABELS);
    for (int i = 0; i < BATCH; i++) {
      Logits one =
          new Logits(Arrays.copyOfRange(logits.values(), i * CLASSES, (i + 1) * CLASSES), CLASSES);
      Loss alone = objective.at(one, new int[] {LABELS[i]});
      assertThat(alone.values()).containsExactly(all.values()[i]);
      assertThat(alone.slopes())
          .containsExactly(Arrays.copyOfRange(all.slopes(), i * CLASSES, (i + 1) * CLASSES));
    }
  }

  @ParameterizedTest
  @MethodSource("objectives")
  void hugeLogitsGiveFiniteLossAndSlopes(Objective objective) {
    for (double scale : new double[] {1e3, 1e6, 1e30}) {
      Loss loss = objective.at(logits(scale), LABELS);
      assertThat(Arrays.stream(loss.values()).boxed()).allMatch(Double::isFinite);
      assertThat(Arrays.stream(loss.slopes()).boxed()).allMatch(Double::isFinite);
    }
  }

  @ParameterizedTest
  @MethodSource("objectives")
  void addingTheSameToAllLogitsMovesNothing(Objective objective) {
    double[] moved = logits(1).values().clone();
    Arrays.setAll(moved, i -> moved[i] + 64);
    Loss loss = objective.at(logits(1), LABELS);
    Loss same = objective.at(new Logits(moved, CLASSES), LABELS);
    assertThat(same.values()).containsExactly(loss.values(), within(1e-12));
    for (int i = 0; i < loss.slopes().length; i++) {
      double slope = loss.slopes()[i];
      assertThat(same.slopes()[i]).isCloseTo(slope, within(1e-12 * Math.max(1, Math.abs(slope))));
    }
  }

  private static double sum(double[] values) {
    return Arrays.stream(values).sum();
  }
}
