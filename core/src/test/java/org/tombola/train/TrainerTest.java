package org.tombola.train;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.Arrays;
import java.util.BitSet;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;
import org.tombola.data.ImageData;
import org.tombola.data.None;
import org.tombola.mask.Mask;
import org.tombola.mask.MaskDynamics;
import org.tombola.network.Mode;
import org.tombola.network.Network;
import org.tombola.network.ParameterLayout.Slice;
import org.tombola.network.Pass;
import org.tombola.network.Passes;
import org.tombola.tensor.Images;
import org.tombola.tensor.Logits;
import org.tombola.tensor.Vectors;
import org.tombola.threat.Epsilon;
import org.tombola.threat.Norm;
import org.tombola.ticket.Drawing;
import org.tombola.ticket.ErdosRenyiKernel;
import org.tombola.ticket.FlyingBird;
import org.tombola.ticket.RandomTicket;
import org.tombola.ticket.TicketMethod;
import org.tombola.ticket.Uniform;

class TrainerTest {
  private static final Recipe PGD =
      new PgdAt(Norm.LINF, Epsilon.parse("0.03"), Epsilon.parse("0.01"), 3, Mode.TRAIN);

  private static Trainer.Plan plan(Recipe recipe, double rate, int epochs, int batch) {
    return new Trainer.Plan(
        recipe, new Sgd(rate, 0.9, 5e-4), new Constant(), epochs, batch, new None());
  }

  private static ImageData images() {
    return Trained.SHAPES.train();
  }

  private static Trainer trainer(Network network, Trainer.Plan plan, MaskDynamics dynamics) {
    return new Trainer(
        network,
        images(),
        plan,
        Trained.setup(Mask.dense(network.layout()), dynamics),
        Trained.SEED);
  }

  /** Sees every step's moment, then does as another. */
  private static MaskDynamics watched(MaskDynamics then, Consumer<MaskDynamics.Iteration> watcher) {
    return now -> {
      watcher.accept(now);
      return then.after(now);
    };
  }

  private static void assertZeroWhereMasked(Mask mask, float[] values) {
    BitSet kept = mask.places();
    for (Slice slice : mask.layout().prunable()) {
      for (int i = slice.offset(); i < slice.offset() + slice.length(); i++) {
        if (!kept.get(i)) {
          assertThat(values[i]).as("place " + i).isZero();
        }
      }
    }
  }

  @Test
  void maskedWeightsAreZeroAfterEveryStepAndTheirGradientsAreNot() throws Diverged {
    for (TicketMethod ticket : new TicketMethod[] {new RandomTicket(0.7, new Uniform()), bird(2)}) {
      try (Network network = Trained.fresh()) {
        Mask mask =
            ticket
                .draw(new Drawing(network, images(), List.of(), Trained.SEED.child("ticket")))
                .mask();
        int[] steps = new int[1];
        MaskDynamics dynamics =
            watched(
                ((Motion.Weights) ticket.motion()).dynamics(),
                now -> {
                  steps[0]++;
                  assertZeroWhereMasked(now.mask(), now.parameters().get());
                  assertThat(maskedPart(now.mask(), now.gradient().get())).isPositive();
                  assertThat(now.number()).isEqualTo(steps[0]);
                  assertThat(now.iterations()).isEqualTo(16);
                });
        try (Trainer trainer =
            new Trainer(
                network,
                images(),
                plan(PGD, 0.05, 2, 32),
                Trained.setup(mask, dynamics),
                Trained.SEED)) {
          assertZeroWhereMasked(mask, network.parameters());
          trainer.epoch(0, () -> {});
          assertZeroWhereMasked(trainer.mask(), network.parameters());
          trainer.epoch(1, () -> {});
          assertZeroWhereMasked(trainer.mask(), network.parameters());
          assertThat(steps[0]).isEqualTo(16);
          boolean moves = ticket instanceof FlyingBird;
          assertThat(trainer.mask().equals(mask)).isEqualTo(!moves);
        }
      }
    }
  }

  private static FlyingBird bird(int interval) {
    return new FlyingBird(
        0.7, new Uniform(), 0.5, 0.005, interval, interval, 0.5, FlyingBird.Growth.RANDOM);
  }

  /** Sum of the absolute values at masked places. */
  private static double maskedPart(Mask mask, float[] flat) {
    float[] kept = flat.clone();
    mask.apply(kept);
    double sum = 0;
    for (int i = 0; i < flat.length; i++) {
      sum += Math.abs(flat[i] - kept[i]);
    }
    return sum;
  }

  /** Weights that left the mask are gone, and come back as 0; what stays is as it was. */
  @Test
  void aNewMaskTakesOverAfterTheStep() throws Diverged {
    try (Network network = Trained.network()) {
      Slice slice = network.layout().prunable().get(2);
      Mask dense = Mask.dense(network.layout());
      BitSet fewer = dense.places();
      fewer.clear(slice.offset(), slice.offset() + 50);
      Mask gone = Mask.of(network.layout(), fewer);
      float[][] after = new float[8][];
      MaskDynamics dynamics =
          now -> {
            after[(int) now.number() - 1] =
                Arrays.copyOfRange(now.parameters().get(), slice.offset(), slice.offset() + 50);
            return switch ((int) now.number()) {
              // an equal mask moves nothing
              case 3 -> Mask.dense(network.layout());
              // pruned for two steps
              case 5 -> gone;
              case 7 -> Mask.dense(network.layout());
              default -> now.mask();
            };
          };
      try (Trainer trainer =
          new Trainer(
              network,
              images(),
              new Trainer.Plan(
                  new Standard(), new Sgd(0.1, 0.9, 0), new Constant(), 1, 32, new None()),
              Trained.setup(dense, dynamics),
              Trained.SEED)) {
        trainer.epoch(0, () -> {});
      }
      assertThat(nonzero(after[2])).isEqualTo(50);
      assertThat(nonzero(after[3])).isEqualTo(50);
      assertThat(nonzero(after[5])).isZero();
      assertThat(nonzero(after[6])).isZero();
      assertThat(nonzero(after[7])).isPositive();
    }
  }

  private static int nonzero(float[] values) {
    int count = 0;
    for (float value : values) {
      count += value != 0 ? 1 : 0;
    }
    return count;
  }

  /** Only the gradient of the step after it grew has moved a weight: w = - rate x g / n. */
  @Test
  void grownWeightsStartAtZeroWithoutMomentum() throws Diverged {
    try (Network network = Trained.network()) {
      Mask first = new RandomTicket(0.7, new Uniform()).draw(network.layout(), Trained.SEED);
      MaskDynamics grow =
          now -> {
            if (now.number() == 5) {
              return bird(5).dynamics().after(now);
            }
            return now.mask();
          };
      int[] checked = new int[1];
      Mask[] before = new Mask[1];
      MaskDynamics dynamics =
          watched(
              grow,
              now -> {
                if (now.number() == 5) {
                  before[0] = now.mask();
                }
                if (now.number() == 6) {
                  BitSet grown = now.mask().places();
                  grown.andNot(before[0].places());
                  float[] weights = now.parameters().get();
                  float[] gradient = now.gradient().get();
                  grown.stream()
                      .forEach(
                          i ->
                              assertThat(weights[i])
                                  .isCloseTo(-0.1f * gradient[i] / 32, within(1e-6f)));
                  checked[0] = grown.cardinality();
                }
              });
      try (Trainer trainer =
          new Trainer(
              network,
              images(),
              plan(new Standard(), 0.1, 1, 32),
              Trained.setup(first, dynamics),
              Trained.SEED)) {
        trainer.epoch(0, () -> {});
      }
      assertThat(checked[0]).isGreaterThan(20);
    }
  }

  /**
   * Every kept weight is dropped, and those of the largest gradients grow: what was kept before
   * goes on with its value and its momentum, w6 = w5 + 0.9 (w5 - w4) - rate x g / n.
   */
  @Test
  void whatIsDroppedAndGrownAtOnceGoesOnAsIfNothingHadBeen() throws Diverged {
    try (Network network = Trained.network()) {
      Mask first = new RandomTicket(0.3, new Uniform()).draw(network.layout(), Trained.SEED);
      BitSet kept = first.places();
      MaskDynamics all =
          new FlyingBird(0.3, new Uniform(), 1, 1, 5, 5, 1, FlyingBird.Growth.GRADIENT).dynamics();
      float[][] weights = new float[7][];
      int[] checked = new int[1];
      MaskDynamics dynamics =
          watched(
              now -> now.number() == 5 ? all.after(now) : now.mask(),
              now -> {
                if (now.number() > 6) {
                  return;
                }
                weights[(int) now.number()] = now.parameters().get();
                if (now.number() == 6) {
                  float[] gradient = now.gradient().get();
                  BitSet again = now.mask().places();
                  assertThat(again).isNotEqualTo(kept);
                  again.and(kept);
                  for (int i = again.nextSetBit(0); i >= 0; i = again.nextSetBit(i + 1)) {
                    float last = weights[5][i];
                    assertThat(weights[6][i])
                        .isCloseTo(
                            last + 0.9f * (last - weights[4][i]) - 0.1f * gradient[i] / 32,
                            within(1e-6f));
                  }
                  checked[0] = again.cardinality();
                }
              });
      try (Trainer trainer =
          new Trainer(
              network,
              images(),
              new Trainer.Plan(
                  new Standard(), new Sgd(0.1, 0.9, 0), new Constant(), 1, 32, new None()),
              Trained.setup(first, dynamics),
              Trained.SEED)) {
        trainer.epoch(0, () -> {});
      }
      assertThat(checked[0]).isGreaterThan(20);
    }
  }

  @Test
  void aStateOfAnotherNetworkIsRefused() {
    try (Network network = Trained.network()) {
      Mask mask = Mask.dense(network.layout());
      int layers = network.layout().prunable().size();
      Map<String, Object> short3 = Map.of("velocity", new float[3]);
      try (Trainer trainer =
          trainer(network, plan(new Standard(), 0.1, 1, 32), MaskDynamics.STATIC)) {
        assertThatThrownBy(
                () ->
                    trainer.resume(
                        new Trainer.State(1, new double[1], mask.places(), short3), List.of()))
            .isInstanceOf(IllegalArgumentException.class)
            .hasMessage(
                "Cannot go on: the state is of a network of 1 prunable layers, not " + layers);
        assertThatThrownBy(
                () ->
                    trainer.resume(
                        new Trainer.State(1, new double[layers], mask.places(), short3), List.of()))
            .isInstanceOf(IllegalArgumentException.class)
            .hasMessage(
                "Cannot go on: the state is of another network than one of %d weights",
                network.layout().length());
      }
    }
  }

  /** 230 images: seven batches of 32 and one of 6. */
  @Test
  void everyImageIsUsedOnceAnEpochTheLastPartialBatchToo() throws Diverged {
    try (Network network = Trained.fresh();
        Trainer trainer = trainer(network, plan(PGD, 0.05, 1, 32), MaskDynamics.STATIC)) {
      Trainer.Epoch epoch = trainer.epoch(0, () -> {});
      assertThat(epoch.images()).isEqualTo(230);
      assertThat(epoch.right()).isBetween(1L, 230L);
      assertThat(network.passes()).isEqualTo(new Passes(4 * 230, 3 * 230, 230));
    }
  }

  /** With one batch of all images, order does not matter and the mean is over 230. */
  @Test
  void aStepFollowsTheMeanOfTheExamplesGradients() throws Diverged {
    double rate = 0.3;
    try (Network network = Trained.network();
        Network alone = Trained.network();
        Trainer trainer =
            new Trainer(
                network,
                images(),
                new Trainer.Plan(
                    new Standard(), new Sgd(rate, 0.9, 0), new Constant(), 1, 500, new None()),
                Trained.setup(Mask.dense(network.layout()), MaskDynamics.STATIC),
                Trained.SEED)) {
      Images all = Trained.images(images(), 0, images().count());
      // the sum of the examples' own cotangents through one pass: batch statistics couple examples
      Pass pass = alone.forward(all, Mode.BATCH);
      Logits logits = pass.logits();
      double[] expected = new double[network.layout().length()];
      for (int i = 0; i < images().count(); i++) {
        float[] one = new float[logits.values().length];
        double sum = 0;
        for (int c = 0; c < 10; c++) {
          sum += Math.exp(logits.at(i, c));
        }
        for (int c = 0; c < 10; c++) {
          double slope = Math.exp(logits.at(i, c)) / sum;
          one[i * 10 + c] = (float) (slope - (images().labels()[i] == c ? 1 : 0));
        }
        Vectors.add(expected, Vectors.wide(pass.parameterGradient(one).values()), 1);
      }
      float[] before = network.parameters();
      trainer.epoch(0, () -> {});
      float[] after = network.parameters();
      double size = Arrays.stream(expected).map(Math::abs).max().orElseThrow() / images().count();
      for (Slice slice : network.layout().slices()) {
        if (slice.trained()) {
          for (int i = slice.offset(); i < slice.offset() + slice.length(); i++) {
            assertThat((before[i] - after[i]) / rate)
                .isCloseTo(expected[i] / images().count(), within(1e-4 * size));
          }
        }
      }
    }
  }

  @Test
  void weightDecayLeavesStatisticsAndTheInputNormalisationAlone() throws Diverged {
    Trainer.Plan plan =
        new Trainer.Plan(new Standard(), new Sgd(0.1, 0, 0.9), new Constant(), 3, 64, new None());
    try (Network network = Trained.fresh();
        Trainer trainer = trainer(network, plan, MaskDynamics.STATIC)) {
      float[] before = network.parameters();
      for (int epoch = 0; epoch < 3; epoch++) {
        trainer.epoch(epoch, () -> {});
      }
      float[] after = network.parameters();
      int frozen = 0;
      for (Slice slice : network.layout().slices()) {
        if (slice.frozen()) {
          frozen++;
          int end = slice.offset() + slice.length();
          assertThat(Arrays.copyOfRange(after, slice.offset(), end))
              .isEqualTo(Arrays.copyOfRange(before, slice.offset(), end));
        }
      }
      assertThat(frozen).isPositive();
    }
  }

  @Test
  void aLossThatIsNoNumberEndsTrainingWithItsStep() throws Diverged {
    try (Network network = Trained.fresh()) {
      MaskDynamics poison =
          watched(
              MaskDynamics.STATIC,
              now -> {
                if (now.number() == 11) {
                  float[] none = new float[network.layout().length()];
                  Arrays.fill(none, Float.NaN);
                  network.assign(none);
                }
              });
      try (Trainer trainer = trainer(network, plan(PGD, 0.05, 2, 32), poison)) {
        trainer.epoch(0, () -> {});
        assertThatThrownBy(() -> trainer.epoch(1, () -> {}))
            .isInstanceOfSatisfying(
                Diverged.class,
                diverged -> {
                  assertThat(diverged.step()).isEqualTo(12);
                  assertThat(diverged.loss()).isNaN();
                })
            .hasMessage("the loss is NaN at step 12");
      }
    }
  }

  @Test
  void theRateFollowsTheScheduleStepByStep() throws Diverged {
    Trainer.Plan plan =
        new Trainer.Plan(new Standard(), new Sgd(0.2, 0.9, 0), new Cosine(), 2, 32, new None());
    try (Network network = Trained.fresh();
        Trainer trainer = trainer(network, plan, MaskDynamics.STATIC)) {
      // the last of 8 steps an epoch
      assertThat(trainer.epoch(0, () -> {}).learningRate())
          .isCloseTo(0.1 * (1 + Math.cos(Math.PI * 7 / 16)), within(1e-12));
      assertThat(trainer.epoch(1, () -> {}).learningRate())
          .isCloseTo(0.1 * (1 + Math.cos(Math.PI * 15 / 16)), within(1e-12));
    }
  }

  /** 16 steps: the mask moves after step 8, so half of the steps were made with each. */
  @Test
  void theMeanMaskIsThatOfTheStepsMadeWithIt() throws Diverged {
    try (Network network = Trained.fresh()) {
      int[] all = Mask.dense(network.layout()).counts();
      int[] half = Arrays.stream(all).map(n -> n / 2).toArray();
      Mask fewer = Mask.random(network.layout(), half, Trained.SEED);
      MaskDynamics once = now -> now.number() == 8 ? fewer : now.mask();
      try (Trainer trainer = trainer(network, plan(new Standard(), 0.05, 2, 32), once)) {
        trainer.epoch(0, () -> {});
        trainer.epoch(1, () -> {});
        for (int l = 0; l < all.length; l++) {
          assertThat(trainer.meanKept()[l]).isCloseTo((all[l] + half[l]) / 2.0, within(1e-9));
        }
      }
    }
  }

  /** Fixed seed: the loss of an untrained network is near ln 10 = 2.3. */
  @Test
  void trainingLowersTheLossOnAdversarialExamples() throws Diverged {
    try (Network network = Trained.fresh();
        Trainer trainer = trainer(network, plan(PGD, 0.05, 12, 32), MaskDynamics.STATIC)) {
      Trainer.Epoch first = trainer.epoch(0, () -> {});
      Trainer.Epoch last = first;
      for (int epoch = 1; epoch < 12; epoch++) {
        last = trainer.epoch(epoch, () -> {});
      }
      assertThat(first.loss()).isGreaterThan(1.8);
      assertThat(last.loss()).isLessThan(0.75 * first.loss());
      assertThat(last.right()).isGreaterThan(first.right() + 40);
    }
  }

  @Test
  void theSameSeedGivesTheSameBitsAndAnotherSeedOthers() throws Diverged {
    assertThat(trained(Trained.SEED)).isEqualTo(trained(Trained.SEED));
    assertThat(trained(Trained.SEED)).isNotEqualTo(trained(Trained.SEED.child("other")));
  }

  private static float[] trained(org.tombola.random.Key seed) throws Diverged {
    try (Network network = Trained.fresh();
        Trainer trainer =
            new Trainer(
                network,
                images(),
                plan(PGD, 0.05, 1, 64),
                Trained.setup(
                    new RandomTicket(0.5, new ErdosRenyiKernel()).draw(network.layout(), seed),
                    MaskDynamics.STATIC),
                Trained.SEED)) {
      trainer.epoch(0, () -> {});
      return network.parameters();
    }
  }
}
