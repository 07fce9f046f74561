package org.tombola.spark.crew;

import java.nio.file.Path;
import org.jspecify.annotations.Nullable;
import org.tombola.trial.EpochRecord;
import org.tombola.trial.Surroundings;
import org.tombola.trial.TrialRecord;
import org.tombola.trial.TrialRunner;
import org.tombola.trial.TrialSpec;

/** The real work: trains and measures in this JVM. */
public record Training() implements Work {
  @Override
  public TrialRecord run(TrialSpec spec, @Nullable Path data, Watcher watcher) {
    return TrialRunner.run(
        spec,
        new Surroundings(
            data,
            new Surroundings.Watcher() {
              @Override
              public void epoch(EpochRecord epoch) {
                watcher.epoch(epoch);
              }

              @Override
              public void fetching(org.tombola.data.Progress progress) {
                watcher.fetching(progress);
              }
            }));
  }
}
