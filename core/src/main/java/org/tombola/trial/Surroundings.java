package org.tombola.trial;

import java.nio.file.Path;
import org.jspecify.annotations.Nullable;
import org.tombola.data.Download;
import org.tombola.network.Engine;

/**
 * What a run needs that its result does not depend on, but for rounding, which differs by engine.
 *
 * @param engine that computes the passes of its networks
 * @param data folder to look for data sets in first; null to look in the usual places only
 * @param artifacts where results and checkpoints are kept
 * @param checkpoints when a training saves where it stands
 * @param watcher told how far it is
 */
public record Surroundings(
    Engine engine,
    @Nullable Path data,
    Artifacts artifacts,
    Checkpoints checkpoints,
    Watcher watcher) {

  /** With the standard engine. */
  public Surroundings(
      @Nullable Path data, Artifacts artifacts, Checkpoints checkpoints, Watcher watcher) {
    this(Engine.STANDARD, data, artifacts, checkpoints, watcher);
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
    default void fetching(Download progress) {}
  }
}
