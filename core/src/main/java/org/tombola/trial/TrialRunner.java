package org.tombola.trial;

import java.nio.file.Path;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** Runs one trial, start to finish, in this JVM. */
public final class TrialRunner {
  private TrialRunner() {}

  /**
   * What a run needs that its result does not depend on.
   *
   * @param data folder to look for data sets in first; null to look in the usual places only
   * @param watcher told of every finished epoch
   */
  public record Surroundings(@Nullable Path data, Consumer<EpochRecord> watcher) {}

  /**
   * Trains and measures a network.
   *
   * @return what was measured; divergence and failures of Tombola's own are outcomes in it
   * @throws OutOfMemoryError and other errors of the JVM, and java.io.UncheckedIOException, which
   *     the caller may retry
   */
  public static TrialRecord run(TrialSpec spec, Surroundings surroundings) {
    throw new UnsupportedOperationException();
  }
}
