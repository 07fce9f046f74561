package org.tombola.trial;

import java.nio.file.Path;
import org.jspecify.annotations.Nullable;
import org.tombola.data.Progress;

/**
 * What a run needs that its result does not depend on.
 *
 * @param data folder to look for data sets in first; null to look in the usual places only
 * @param artifacts where results and checkpoints are kept
 * @param checkpoints when a training saves where it stands
 * @param watcher told how far it is
 */
public record Surroundings(
    @Nullable Path data, Artifacts artifacts, Checkpoints checkpoints, Watcher watcher) {

  /** Keeps nothing beyond this object's life. */
  public Surroundings(@Nullable Path data, Watcher watcher) {
    this(data, Artifacts.inMemory(), Checkpoints.NEVER, watcher);
  }

  /** Told how far a stage is. */
  @FunctionalInterface
  public interface Watcher {
    /** Nobody looks. */
    Watcher NOBODY = epoch -> {};

    /** An epoch was trained and measured. */
    void epoch(EpochRecord epoch);

    /** A batch was trained on or evaluated; called often. */
    default void stepped() {}

    /** An evaluation has come so far; called often. */
    default void evaluating(double share, String where) {
      stepped();
    }

    /** A download of the data set has come so far; called often. */
    default void fetching(Progress progress) {}
  }
}
