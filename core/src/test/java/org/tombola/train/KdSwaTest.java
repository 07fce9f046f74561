package org.tombola.train;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;
import static org.tombola.train.RecipeRuns.BATCH;
import static org.tombola.train.RecipeRuns.KEY;
import static org.tombola.train.RecipeRuns.PGD;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.tombola.data.ImageData;
import org.tombola.data.None;
import org.tombola.mask.Mask;
import org.tombola.mask.MaskDynamics;
import org.tombola.network.Checkpoint;
import org.tombola.network.Mlp;
import org.tombola.network.Network;
import org.tombola.network.ParameterLayout.Kind;
import org.tombola.network.ParameterLayout.Slice;
import org.tombola.network.Passes;
import org.tombola.tensor.Images;

class KdSwaTest {
  private static final KdSwa AVERAGE = new KdSwa(PGD, 1, 0, 0, 2, KdSwa.Averaging.EPOCHS, 1);

  private static Trainer trainer(Network network, Recipe recipe, int images, int batch) {
    return new Trainer(
        network,
        RecipeRuns.images(images),
        new Trainer.Plan(recipe, new Sgd(0.05, 0.9, 5e-4), new Constant(), 9, batch, new None()),
        Trained.setup(Mask.dense(network.layout()), MaskDynamics.STATIC),
        KEY);
  }

  private static boolean statistic(Slice slice) {
    return !slice.frozen() && (slice.kind() == Kind.MEAN || slice.kind() == Kind.VARIANCE);
  }

  private static float[] shown(Network network, Trainer trainer) {
    return trainer.shown(() -> network.parameters());
  }

  /** The network after epoch 1 is not averaged, those after 2, 3 and 4 are. */
  @Test
  void whatIsShownIsTheMeanOfTheNetworksAfterTheFirstEpochs() throws Diverged {
    try (Network network = Trained.network();
        Network plain = Trained.network();
        Trainer trainer = trainer(network, AVERAGE, 32, BATCH);
        Trainer base = trainer(plain, PGD, 32, BATCH)) {
      List<float[]> after = new ArrayList<>();
      for (int epoch = 0; epoch < 4; epoch++) {
        trainer.epoch(epoch, () -> {});
        base.epoch(epoch, () -> {});
        after.add(network.parameters());
        // averaging does not touch what is trained
        assertThat(after.get(epoch)).isEqualTo(plain.parameters());
        if (epoch == 0) {
          assertThat(shown(network, trainer)).isEqualTo(after.get(0));
        }
      }
      float[] shown = shown(network, trainer);
      for (Slice slice : network.layout().slices()) {
        for (int i = slice.offset(); i < slice.offset() + slice.length(); i++) {
          if (!statistic(slice)) {
            float mean = (after.get(1)[i] + after.get(2)[i] + after.get(3)[i]) / 3;
            assertThat(shown[i]).isCloseTo(mean, within(1e-6f));
          }
        }
      }
      assertThat(shown).isNotEqualTo(after.get(3));
      assertThat(network.parameters()).isEqualTo(after.get(3));
    }
  }

  /** In one batch of all images they are those of a pass over the images as they are. */
  @Test
  void itsStatisticsAreThoseOfTheAverageOnCleanImages() throws Diverged {
    ImageData images = RecipeRuns.images(24);
    try (Network network = Trained.network();
        Trainer trainer = trainer(network, AVERAGE, 24, 24)) {
      Images clean = Trained.images(images, 0, 24);
      trainer.epoch(0, () -> {});
      trainer.epoch(1, () -> {});
      float[] trained = network.parameters();
      trainer.epoch(2, () -> {});
      float[] shown = shown(network, trainer);
      try (Network average = network.beside(shown)) {
        average.gatherStatistics(clean, 1);
        float[] expected = average.parameters();
        int compared = 0;
        for (Slice slice : network.layout().slices()) {
          for (int i = slice.offset();
              statistic(slice) && i < slice.offset() + slice.length();
              i++) {
            assertThat(shown[i])
                .isCloseTo(expected[i], within(1e-4f * (1 + Math.abs(expected[i]))));
            compared += shown[i] != trained[i] ? 1 : 0;
          }
        }
        assertThat(compared).isPositive();
      }
    }
  }

  /** Three batches of 10, 10 and 4 images weigh as their images do. */
  @Test
  void aSmallLastBatchCountsForItsImagesOnly() {
    try (Network network = Trained.network()) {
      float[] start = network.parameters();
      Recipe.Ingredients given =
          new Recipe.Ingredients(
              network,
              RecipeRuns.images(24),
              new Trainer.Plan(AVERAGE, new Sgd(), new Constant(), 9, 10, new None()),
              List.of());
      WeightAverage average = new WeightAverage(given);
      Mask dense = Mask.dense(network.layout());
      average.take(dense, KEY);
      assertThat(network.parameters()).isEqualTo(start);
      float[] shown = average.shown(dense).orElseThrow();
      int[] order = KEY.child("order").permutation(24);
      double[] expected = new double[start.length];
      try (Network other = network.beside(start)) {
        for (int first = 0; first < 24; first += 10) {
          int[] places = java.util.Arrays.copyOfRange(order, first, Math.min(24, first + 10));
          Images batch =
              Trainer.batch(RecipeRuns.images(24), places, new None(), KEY.child("augment"));
          other.gatherStatistics(batch, 1);
          float[] there = other.parameters();
          for (int i = 0; i < expected.length; i++) {
            expected[i] += there[i] * places.length / 24.0;
          }
        }
      }
      for (Slice slice : network.layout().slices()) {
        for (int i = slice.offset(); statistic(slice) && i < slice.offset() + slice.length(); i++) {
          assertThat((double) shown[i])
              .isCloseTo(expected[i], within(1e-5 * (1 + Math.abs(expected[i]))));
        }
      }
    }
  }

  /** Under the mask in force, whatever was averaged. */
  @Test
  void theAverageIsShownUnderTheMaskInForce() {
    try (Network network = Trained.network();
        RecipeRun run = RecipeRuns.begin(AVERAGE, network)) {
      Mask dense = Mask.dense(network.layout());
      run.after(1, dense, KEY);
      assertThat(run.shown(dense)).isEmpty();
      run.after(2, dense, KEY);
      var fewer = dense.places();
      int gone = network.layout().prunable().get(1).offset();
      fewer.clear(gone);
      float[] whole = run.shown(dense).orElseThrow();
      float[] masked = run.shown(Mask.of(network.layout(), fewer)).orElseThrow();
      assertThat(whole[gone]).isNotZero();
      assertThat(masked[gone]).isZero();
      // minus zero is zero
      whole[gone] = masked[gone];
      assertThat(masked).isEqualTo(whole);
    }
  }

  @Test
  void withoutBatchNormalisationThereIsNoPassToMake() throws Diverged {
    try (Network network =
            Network.of(
                new Mlp(List.of(8)),
                Trained.SHAPES.train().shape(),
                Trained.SHAPES.normalisation(),
                Trained.SHAPES.train().classes(),
                KEY);
        Trainer trainer = trainer(network, AVERAGE, 32, BATCH)) {
      trainer.epoch(0, () -> {});
      trainer.epoch(1, () -> {});
      assertThat(network.passes()).isEqualTo(PGD.passes().times(64));
      assertThat(shown(network, trainer)).isEqualTo(network.parameters());
    }
  }

  /** Cross-entropy and two teachers: one forward pass each on every example. */
  @Test
  void itCostsAPassOfEachTeacherAndOnePassOverTheImagesAnEpochAveraged() {
    assertThat(new KdSwa().passes()).isEqualTo(new Passes(13, 10, 1));
    assertThat(new KdSwa().passes(54, 100, 10)).isEqualTo(new Passes(1300, 1000, 100));
    assertThat(new KdSwa().passes(55, 100, 10)).isEqualTo(new Passes(1400, 1000, 100));
    assertThat(AVERAGE.passes()).isEqualTo(PGD.passes());
  }

  @Test
  void teachersOfNoWeightAreNotTrained() {
    assertThat(new KdSwa().teachers())
        .containsExactly(
            new Teacher(new Standard(), Checkpoint.FINAL),
            new Teacher(new PgdAt(), Checkpoint.BEST));
    assertThat(new KdSwa(PGD, 1, 0, 0.5, 2, KdSwa.Averaging.OFF, 0).teachers())
        .containsExactly(new Teacher(PGD, Checkpoint.BEST));
    assertThat(AVERAGE.teachers()).isEmpty();
  }

  @Test
  void whatCannotBeIsRefusedInWords() {
    assertThatThrownBy(() -> new KdSwa(new Trades(), 1, 0, 0, 2, KdSwa.Averaging.OFF, 0))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage(
            "base must be pgd-at, not trades: examples use cross-entropy, and only the loss on them"
                + " differs");
    assertThatThrownBy(() -> new KdSwa(PGD, 1, -0.1, 0, 2, KdSwa.Averaging.OFF, 0))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("standard-teacher must be a weight of at least 0, not -0.1");
    assertThatThrownBy(() -> new KdSwa(PGD, 0, 0, 0, 2, KdSwa.Averaging.OFF, 0))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("hard must be above 0 if both teachers have weight 0, not 0.0");
    assertThatThrownBy(() -> new KdSwa(PGD, 1, 0, 0, 0, KdSwa.Averaging.OFF, 0))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("temperature must be above 0, not 0.0");
    assertThatThrownBy(() -> new KdSwa().check(RecipeRuns.plan(new KdSwa(), 55)))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage(
            "recipe kd-swa averages after 55 epochs, but training ends after 55: set average-after"
                + " below it, or averaging to off");
    new KdSwa().check(RecipeRuns.plan(new KdSwa(), 56));
    try (Network network = Trained.network()) {
      assertThatThrownBy(() -> RecipeRuns.begin(new KdSwa(), network))
          .isInstanceOf(IllegalArgumentException.class)
          .hasMessage("Cannot distil: there are 0 teachers, not 2");
    }
  }
}
