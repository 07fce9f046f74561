package org.tombola.train;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.tombola.train.RecipeRuns.EPSILON;
import static org.tombola.train.RecipeRuns.KEY;
import static org.tombola.train.RecipeRuns.STEP;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.tombola.mask.Mask;
import org.tombola.network.Mode;
import org.tombola.network.Network;
import org.tombola.network.Passes;
import org.tombola.threat.Epsilon;
import org.tombola.ticket.FlyingBird;
import org.tombola.ticket.Uniform;

class FastAtTest {
  /** Nobody is robust to that. */
  private static final Epsilon WIDE = Epsilon.parse("0.5");

  private static FastAt fast(Epsilon epsilon, Alarm.Then then) {
    return new FastAt(epsilon, STEP, Mode.TRAIN, new Alarm(then, WIDE, 2, 0.2));
  }

  /** A moving ticket, so that what was before the epoch is more than weights. */
  private static Trainer trainer(Network network, Recipe recipe) {
    FlyingBird bird =
        new FlyingBird(0.6, new Uniform(), 0.5, 0.005, 1, 1, 0.5, FlyingBird.Growth.RANDOM);
    Mask mask = bird.draw(network.layout(), KEY);
    return new Trainer(
        network,
        RecipeRuns.images(2 * RecipeRuns.BATCH),
        RecipeRuns.plan(recipe, 9),
        new Trainer.Setup(mask, bird.motion(), Watch.NOTHING, List.of()),
        KEY);
  }

  /** Goes on from itself, but for the accuracy the alarm remembers. */
  private static void remember(Trainer trainer, Network network, float robust) {
    Trainer.State state = trainer.state();
    Map<String, Object> arrays = new LinkedHashMap<>(state.arrays());
    arrays.put("recipe-robust", new float[] {robust});
    trainer.resume(
        new Trainer.State(state.step(), state.keptSum(), state.mask(), arrays), List.of());
  }

  @Test
  void aFallOfRobustAccuracyEndsTrainingWhereItWasBeforeTheEpoch() throws Diverged {
    try (Network network = Trained.network();
        Trainer trainer = trainer(network, fast(WIDE, Alarm.Then.STOP))) {
      Trainer.Epoch first = trainer.epoch(0, () -> {});
      // there is nothing to fall from yet
      assertThat(first.alarm()).isEmpty();
      assertThat(first.end()).isEmpty();
      remember(trainer, network, 0.9f);
      float[] parameters = network.parameters();
      Mask mask = trainer.mask();
      float[] velocity = (float[]) trainer.state().arrays().get("velocity");
      Trainer.Epoch second = trainer.epoch(1, () -> {});
      assertThat(second.alarm())
          .matches(
              "catastrophic overfitting: PGD-2 accuracy on a training batch fell from 0\\.900 to"
                  + " 0\\.[0-6]\\d\\d");
      assertThat(second.end()).hasValue(second.alarm());
      assertThat(network.parameters()).isEqualTo(parameters);
      assertThat(trainer.mask()).isEqualTo(mask);
      assertThat(trainer.state().arrays().get("velocity")).isEqualTo(velocity);
      assertThat(trainer.state().step()).isEqualTo(4);
    }
  }

  @Test
  void aWarningIsToldAndTrainingGoesOn() throws Diverged {
    try (Network network = Trained.network();
        Network other = Trained.network();
        Trainer warned = trainer(network, fast(WIDE, Alarm.Then.WARN));
        Trainer alone = trainer(other, fast(WIDE, Alarm.Then.OFF))) {
      remember(warned, network, 0.9f);
      Trainer.Epoch epoch = warned.epoch(0, () -> {});
      assertThat(epoch.alarm()).startsWith("catastrophic overfitting: ");
      assertThat(epoch.end()).isEmpty();
      // the fall was told: the next epoch is compared with where it fell to
      assertThat(warned.epoch(1, () -> {}).alarm()).isEmpty();
      // looking changes nothing
      alone.epoch(0, () -> {});
      assertThat(alone.epoch(1, () -> {}).alarm()).isEmpty();
      assertThat(network.parameters()).isEqualTo(other.parameters());
    }
  }

  /** 0.2 is the fall that is borne. */
  @Test
  void aFallIsMoreThanWhatIsBorne() throws Diverged {
    try (Network network = Trained.network();
        Network other = Trained.network();
        Trainer trainer = trainer(network, fast(EPSILON, Alarm.Then.STOP));
        Trainer again = trainer(other, fast(EPSILON, Alarm.Then.STOP))) {
      trainer.epoch(0, () -> {});
      float robust = ((float[]) trainer.state().arrays().get("recipe-robust"))[0];
      remember(again, other, robust + 0.1999f);
      assertThat(again.epoch(0, () -> {}).end()).isEmpty();
    }
    try (Network network = Trained.network();
        Network other = Trained.network();
        Trainer trainer = trainer(network, fast(EPSILON, Alarm.Then.STOP));
        Trainer again = trainer(other, fast(EPSILON, Alarm.Then.STOP))) {
      trainer.epoch(0, () -> {});
      float robust = ((float[]) trainer.state().arrays().get("recipe-robust"))[0];
      remember(again, other, robust + 0.2001f);
      assertThat(again.epoch(0, () -> {}).end()).isPresent();
    }
  }

  /** PGD-5 on one batch of 128, and a last look at it, beside two passes an image. */
  @Test
  void theAlarmCostsAnAttackOnOneBatchAnEpoch() {
    assertThat(new FastAt().passes(0, 1000, 128))
        .isEqualTo(new Passes(2000 + 6 * 128, 1000 + 5 * 128, 1000));
    // where there are fewer images than a batch
    assertThat(new FastAt().passes(0, 100, 128)).isEqualTo(new Passes(200 + 600, 100 + 500, 100));
    assertThat(fast(EPSILON, Alarm.Then.OFF).passes(0, 1000, 128))
        .isEqualTo(new Passes(2000, 1000, 1000));
  }

  @Test
  void alarmsThatCannotSoundAreRefused() {
    assertThatThrownBy(() -> new Alarm(Alarm.Then.WARN, STEP, 0, 0.2))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("steps must be at least 1, not 0");
    assertThatThrownBy(() -> new Alarm(Alarm.Then.WARN, STEP, 5, 20))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("fall must be in (0, 1), not 20.0");
    assertThatThrownBy(() -> new FreeAt(EPSILON, 0))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("replays must be at least 1, not 0");
  }
}
