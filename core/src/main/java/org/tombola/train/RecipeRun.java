package org.tombola.train;

import java.util.Map;
import java.util.Optional;
import org.tombola.attack.Attack.Targets;
import org.tombola.mask.Mask;
import org.tombola.random.Key;

/** A recipe at work in one training, with what it remembers from step to step. */
@FunctionalInterface
public interface RecipeRun extends AutoCloseable {
  /**
   * The step under way.
   *
   * @param epoch from 0
   * @param replay from 0 to {@link Recipe#replays} - 1
   * @param first whether the batch is the first of its epoch
   * @param mask in force
   */
  record Position(int epoch, int replay, boolean first, Mask mask) {}

  /**
   * Makes a batch's examples, their loss and its gradient by the parameters.
   *
   * @param clean the augmented images; valid during the call
   * @param key of the epoch's attack noise
   */
  Recipe.Made make(Targets clean, Position at, Key key);

  /**
   * An epoch was trained.
   *
   * @param epoch from 1
   * @param mask in force
   * @param key of the epoch's draws
   */
  default After after(int epoch, Mask mask, Key key) {
    return After.FINE;
  }

  /** Whether {@link #after} may answer {@link Then#GO_BACK}: what that takes is kept only then. */
  default boolean mayGoBack() {
    return false;
  }

  /**
   * What a recipe found after an epoch.
   *
   * @param alarm what is wrong, in words; empty where nothing is
   * @param then what follows
   */
  record After(String alarm, Then then) {
    /** Nothing is wrong. */
    public static final After FINE = new After("", Then.GO_ON);
  }

  /** How training goes on. */
  enum Then {
    /** As if nothing were wrong. */
    GO_ON,
    /** It ends, where it was before the epoch: the alarm is the reason. */
    GO_BACK
  }

  /**
   * Parameters to measure and keep in place of those trained, flat; empty where those trained are.
   *
   * @param mask in force
   */
  default Optional<float[]> shown(Mask mask) {
    return Optional.empty();
  }

  /** What {@link #resume} needs to go on from here: float[] or byte[] by name. */
  default Map<String, Object> state() {
    return Map.of();
  }

  /** Goes on from a state of its own. */
  default void resume(Map<String, Object> state) {}

  @Override
  default void close() {}
}
