package org.tombola.attack;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.Arrays;
import java.util.List;
import java.util.function.Supplier;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.tombola.attack.Attack.Targets;
import org.tombola.network.Network;
import org.tombola.random.Key;
import org.tombola.tensor.Images;
import org.tombola.threat.Epsilon;
import org.tombola.threat.Norm;
import org.tombola.train.Trained;

class OracleTest {
  private static final Key KEY = Key.ofSeed(19);
  private static final int BATCH = 12;

  private static Targets targets(Images images) {
    return new Targets(
        images,
        Arrays.copyOf(Trained.SHAPES.test().labels(), BATCH),
        IntStream.range(0, BATCH).toArray());
  }

  private static float[] gradient(Oracle oracle, Targets targets, Key key) {
    return oracle
        .at(new Oracle.Points(targets), Goal.CROSS_ENTROPY, Oracle.Want.GRADIENT, key)
        .gradient();
  }

  /** Two networks take turns on one engine, as the tickets of a switch do. */
  private static List<Supplier<Network>> two(Network engine, float[] fresh, float[] trained) {
    return List.of(
        () -> {
          engine.assign(fresh);
          return engine;
        },
        () -> {
          engine.assign(trained);
          return engine;
        });
  }

  @Test
  void theMeanIsThatOfTheNetworksAndAnImageIsRightWhileAnyHasIt() {
    try (Network engine = Trained.fresh();
        Network other = Trained.network()) {
      List<Supplier<Network>> networks = two(engine, engine.parameters(), other.parameters());
      Targets targets = targets(Trained.images(Trained.SHAPES.test(), 0, BATCH));
      float[] one = gradient(Oracle.of(networks.get(0)), targets, KEY);
      float[] two = gradient(Oracle.of(networks.get(1)), targets, KEY);
      float[] mean = gradient(Oracle.mean(networks), targets, KEY);
      for (int i = 0; i < mean.length; i++) {
        assertThat(mean[i]).isCloseTo((one[i] + two[i]) / 2, within(1e-5f));
      }
      boolean[] first = right(Oracle.of(networks.get(0)), targets);
      boolean[] second = right(Oracle.of(networks.get(1)), targets);
      boolean[] any = right(Oracle.mean(networks), targets);
      for (int i = 0; i < BATCH; i++) {
        assertThat(any[i]).isEqualTo(first[i] || second[i]);
      }
      assertThat(any).contains(true, false);
      assertThat(right(Oracle.drawn(networks, 1), targets)).containsOnly(true);
    }
  }

  private static boolean[] right(Oracle oracle, Targets targets) {
    return oracle.at(new Oracle.Points(targets), Goal.CROSS_ENTROPY, Oracle.Want.LOSS, KEY).right();
  }

  @Test
  void eachImageDrawsNetworksOfItsOwnAndAnewForEachLook() {
    try (Network engine = Trained.fresh();
        Network other = Trained.network()) {
      List<Supplier<Network>> networks = two(engine, engine.parameters(), other.parameters());
      Targets targets = targets(Trained.images(Trained.SHAPES.test(), 0, BATCH));
      float[][] alone = {
        gradient(Oracle.of(networks.get(0)), targets, KEY),
        gradient(Oracle.of(networks.get(1)), targets, KEY)
      };
      int[] drawn = whose(alone, gradient(Oracle.drawn(networks, 1), targets, KEY));
      assertThat(drawn).contains(0, 1);
      assertThat(whose(alone, gradient(Oracle.drawn(networks, 1), targets, KEY))).isEqualTo(drawn);
      assertThat(whose(alone, gradient(Oracle.drawn(networks, 1), targets, Key.ofSeed(20))))
          .isNotEqualTo(drawn);
    }
  }

  /** Which of two gradients each image's is. */
  private static int[] whose(float[][] alone, float[] gradient) {
    int size = gradient.length / BATCH;
    int[] whose = new int[BATCH];
    for (int i = 0; i < BATCH; i++) {
      double[] distance = new double[2];
      for (int p = i * size; p < (i + 1) * size; p++) {
        for (int n = 0; n < 2; n++) {
          distance[n] += Math.abs(gradient[p] - alone[n][p]);
        }
      }
      whose[i] = distance[0] < distance[1] ? 0 : 1;
      assertThat(distance[whose[i]]).isLessThan(1e-4);
    }
    return whose;
  }

  @Test
  void aGradientNobodyWantedIsNotThere() {
    try (Network network = Trained.network()) {
      Images images = Trained.images(Trained.SHAPES.test(), 0, BATCH);
      Oracle.Response look =
          Oracle.mean(List.of(() -> network))
              .at(new Oracle.Points(targets(images)), Goal.CROSS_ENTROPY, Oracle.Want.LOSS, KEY);
      assertThat(network.passes().inputGradient()).isZero();
      assertThatThrownBy(look::gradient)
          .isInstanceOf(IllegalStateException.class)
          .hasMessage("Cannot give a gradient: only the loss was wanted");
    }
  }

  @Test
  void anExpectationOfAnExpectationIsRefused() {
    assertThatThrownBy(() -> new Eot(new Eot(), 0))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("attack must query the attacked network, not be eot, limited or transfer");
    assertThatThrownBy(() -> new Eot(new Pgd(), -1))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("draws must be at least 0 (0 for all networks), not -1");
  }

  /** An attack's examples are where its outcome was found. */
  @Test
  void examplesBreakTheNetworkTheyWereCraftedOn() {
    for (Attack attack :
        List.of(
            new Fgsm(Norm.LINF, Epsilon.parse("0.01")),
            new Pgd(Norm.LINF, Epsilon.parse("0.01"), Epsilon.parse("0.004"), 5, 2))) {
      try (Network network = Trained.network()) {
        Images images = Trained.images(Trained.SHAPES.test(), 0, BATCH);
        Attack.Crafted crafted = attack.craft(Oracle.of(() -> network), targets(images), KEY);
        Targets there = new Targets(crafted.images(), targets(images).labels(), new int[BATCH]);
        Oracle.Response look =
            Oracle.of(() -> network)
                .at(new Oracle.Points(there), Goal.CROSS_ENTROPY, Oracle.Want.LOSS, KEY);
        for (int i = 0; i < BATCH; i++) {
          assertThat(look.right()[i]).isEqualTo(!crafted.outcome().broken()[i]);
          assertThat(look.loss()[i]).isCloseTo(crafted.outcome().loss()[i], within(1e-3));
        }
        assertThat(crafted.outcome().broken()).contains(true, false);
      }
    }
  }
}
