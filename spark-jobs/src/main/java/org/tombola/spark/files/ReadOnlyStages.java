package org.tombola.spark.files;

import java.util.Optional;
import java.util.function.Function;
import org.tombola.trial.Artifacts;
import org.tombola.trial.Bundle;

/** Results for those who only look: what is damaged is not there, and stays where it is. */
record ReadOnlyStages(StageFiles stages) implements Artifacts {
  @Override
  public Optional<Bundle> find(String fingerprint, long most) {
    return stages.result(fingerprint, in -> Bundle.read(in, most), this);
  }

  @Override
  public void damaged(String fingerprint, String why) {
    // it is not there for whoever asked, and verify says why
  }

  @Override
  public Optional<String> describe(String fingerprint) {
    return stages.result(fingerprint, Bundle::describe, this);
  }

  @Override
  public void keep(String fingerprint, Bundle result) {
    throw new UnsupportedOperationException();
  }

  @Override
  public <T> Optional<T> checkpoint(
      String fingerprint, int until, long most, Function<Bundle, T> reader) {
    return stages.checkpoint(fingerprint, until, most, reader);
  }

  @Override
  public void save(String fingerprint, int epoch, Bundle checkpoint) {
    throw new UnsupportedOperationException();
  }

  @Override
  public void prune(String fingerprint) {
    throw new UnsupportedOperationException();
  }
}
