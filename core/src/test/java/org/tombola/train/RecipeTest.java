package org.tombola.train;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Arrays;
import java.util.BitSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.tombola.data.CropFlip;
import org.tombola.data.ImageData;
import org.tombola.mask.Mask;
import org.tombola.mask.MaskDynamics;
import org.tombola.network.Mode;
import org.tombola.network.Network;
import org.tombola.network.ParameterLayout.Slice;
import org.tombola.network.Passes;
import org.tombola.threat.Epsilon;
import org.tombola.threat.Norm;
import org.tombola.ticket.RandomTicket;
import org.tombola.ticket.Uniform;

/** What every recipe keeps to. */
class RecipeTest {
  private static final Epsilon EPSILON = Epsilon.parse("0.05");
  private static final Epsilon STEP = Epsilon.parse("0.03");

  /** Three batches: 20, 20 and 8 images. */
  private static final ImageData IMAGES = Trained.SHAPES.train().select(places(48));

  private static final int BATCH = 20;
  private static final int EPOCHS = 3;
  private static final PgdAt PGD = new PgdAt(Norm.LINF, EPSILON, STEP, 2, Mode.TRAIN);
  private static final Trades TRADES = new Trades(Norm.LINF, EPSILON, STEP, 2, Mode.EVAL, 6);

  static Stream<Recipe> recipes() {
    return Stream.of(
        new Standard(),
        PGD,
        new FgsmAt(Norm.LINF, EPSILON, Mode.EVAL),
        TRADES,
        new Trades(Norm.L2, EPSILON, STEP, 2, Mode.BATCH, 1),
        new Mart(Norm.LINF, EPSILON, STEP, 2, Mode.EVAL, 5),
        fast(Alarm.Then.STOP),
        fast(Alarm.Then.WARN),
        new FreeAt(EPSILON, 3),
        new Awp(PGD, 0.01, 1),
        new Awp(TRADES, 0.005, 0),
        new KdSwa(PGD, 0.3, 0.1, 0.6, 2, KdSwa.Averaging.EPOCHS, 1),
        new KdSwa(PGD, 0, 0, 1, 4, KdSwa.Averaging.OFF, 0));
  }

  // no fall is as deep as that
  private static FastAt fast(Alarm.Then then) {
    return new FastAt(EPSILON, STEP, Mode.TRAIN, new Alarm(then, STEP, 2, 0.99));
  }

  private static int[] places(int count) {
    int[] places = new int[count];
    Arrays.setAll(places, i -> i);
    return places;
  }

  private static Trainer trainer(Network network, Recipe recipe, Mask mask) {
    List<float[]> teachers =
        recipe.teachers().stream()
            .map(
                teacher -> {
                  try (Network other = Trained.network()) {
                    return other.parameters();
                  }
                })
            .toList();
    return new Trainer(
        network,
        IMAGES,
        new Trainer.Plan(
            recipe, new Sgd(0.05, 0.9, 5e-4), new Constant(), EPOCHS, BATCH, new CropFlip()),
        new Trainer.Setup(mask, new Motion.Weights(MaskDynamics.STATIC), Watch.NOTHING, teachers),
        Trained.SEED);
  }

  private static Mask mask(Network network, double sparsity) {
    return sparsity == 0
        ? Mask.dense(network.layout())
        : new RandomTicket(sparsity, new Uniform()).draw(network.layout(), Trained.SEED);
  }

  @Test
  void everyRecipeIsHere() {
    assertThat(recipes().<Class<?>>map(Object::getClass).distinct())
        .containsExactlyInAnyOrder(Recipe.class.getPermittedSubclasses());
  }

  @ParameterizedTest
  @MethodSource("recipes")
  void trainsUnderAMaskInThePassesItTells(Recipe recipe) throws Diverged {
    for (double sparsity : new double[] {0, 0.7}) {
      try (Network network = Trained.network();
          Trainer trainer = trainer(network, recipe, mask(network, sparsity))) {
        Passes told = Passes.NONE;
        float[] before = network.parameters();
        for (int epoch = 0; epoch < EPOCHS; epoch++) {
          Trainer.Epoch trained = trainer.epoch(epoch, () -> {});
          told = told.plus(recipe.passes(epoch, IMAGES.count(), BATCH));
          assertThat(network.passes()).isEqualTo(told);
          assertThat(trained.loss()).isFinite();
          assertThat(trained.images()).isEqualTo(48L * recipe.replays());
          assertThat(trained.right()).isBetween(0L, trained.images());
          assertThat(trained.alarm()).isEmpty();
          assertThat(trained.end()).isEmpty();
          assertZeroWhereMasked(trainer.mask(), network.parameters());
          trainer.shown(
              () -> {
                assertZeroWhereMasked(trainer.mask(), network.parameters());
                return "";
              });
        }
        assertThat(trainer.mask()).isEqualTo(mask(network, sparsity));
        assertThat(network.parameters()).isNotEqualTo(before);
      }
    }
  }

  private static void assertZeroWhereMasked(Mask mask, float[] values) {
    BitSet kept = mask.places();
    int masked = 0;
    int nonzero = 0;
    for (Slice slice : mask.layout().prunable()) {
      for (int i = slice.offset(); i < slice.offset() + slice.length(); i++) {
        masked += kept.get(i) ? 0 : 1;
        nonzero += !kept.get(i) && values[i] != 0 ? 1 : 0;
      }
    }
    assertThat(masked).isEqualTo(mask.prunable() - mask.kept());
    assertThat(nonzero).isZero();
  }

  /** What a training has come to, for comparison by bits. */
  private static Map<String, Object> result(Network network, Trainer trainer) {
    Map<String, Object> result = new LinkedHashMap<>(trainer.state().arrays());
    result.put("parameters", network.parameters());
    result.put("shown", trainer.shown(() -> network.parameters()));
    result.put("step", new double[] {trainer.state().step()});
    return result;
  }

  private static void assertSame(Map<String, Object> one, Map<String, Object> other) {
    assertThat(one.keySet()).isEqualTo(other.keySet());
    one.forEach((name, array) -> assertThat(array).as(name).isEqualTo(other.get(name)));
  }

  @ParameterizedTest
  @MethodSource("recipes")
  void aTrainingResumedIsTheTrainingUninterruptedToTheBit(Recipe recipe) throws Diverged {
    try (Network whole = Trained.network();
        Network first = Trained.network();
        Network second = Trained.network();
        Trainer uninterrupted = trainer(whole, recipe, mask(whole, 0.7));
        Trainer interrupted = trainer(first, recipe, mask(first, 0.7));
        Trainer resumed = trainer(second, recipe, mask(second, 0.7))) {
      for (int epoch = 0; epoch < EPOCHS; epoch++) {
        uninterrupted.epoch(epoch, () -> {});
      }
      interrupted.epoch(0, () -> {});
      interrupted.epoch(1, () -> {});
      second.assign(first.parameters());
      resumed.resume(interrupted.state(), List.of());
      assertSame(result(second, resumed), result(first, interrupted));
      resumed.epoch(2, () -> {});
      assertSame(result(second, resumed), result(whole, uninterrupted));
      // the same key gives the same bits to whoever goes on
      interrupted.epoch(2, () -> {});
      assertSame(result(first, interrupted), result(whole, uninterrupted));
    }
  }

  static Stream<Recipe> remembering() {
    return recipes()
        .filter(recipe -> recipe instanceof FastAt || recipe instanceof FreeAt || averages(recipe));
  }

  private static boolean averages(Recipe recipe) {
    return recipe instanceof KdSwa smooth && smooth.averaging() == KdSwa.Averaging.EPOCHS;
  }

  @ParameterizedTest
  @MethodSource("remembering")
  void aStateWithoutTheRecipesArraysIsRefused(Recipe recipe) {
    try (Network network = Trained.network();
        Trainer trainer = trainer(network, recipe, mask(network, 0))) {
      Trainer.State state = trainer.state();
      Map<String, Object> fewer = new LinkedHashMap<>(state.arrays());
      assertThat(fewer.keySet().removeIf(name -> name.startsWith("recipe-"))).isTrue();
      assertThatThrownBy(
              () ->
                  trainer.resume(
                      new Trainer.State(1, state.keptSum(), state.mask(), fewer), List.of()))
          .isInstanceOf(IllegalArgumentException.class)
          .hasMessageStartingWith("Cannot go on: the state is of another training than one with");
    }
  }
}
