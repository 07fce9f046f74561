package org.tombola.spark.files;

import java.io.FileNotFoundException;
import java.io.IOException;
import java.util.Optional;
import java.util.function.Function;
import org.apache.hadoop.fs.Path;
import org.tombola.method.FileTrouble;
import org.tombola.trial.Artifacts;
import org.tombola.trial.Bundle;

/** Results for those who only look: what is damaged is not there, and stays where it is. */
record ReadOnlyStages(StageFiles stages) implements Artifacts {
  /** Reads as much of a file as is wanted. */
  @FunctionalInterface
  private interface Reader<T> {
    T read(Path file, WholeFiles files) throws IOException;
  }

  @Override
  public Optional<Bundle> find(String fingerprint, long most) {
    return read(fingerprint, (file, files) -> StageFiles.bundle(file, most, files));
  }

  @Override
  public void damaged(String fingerprint, String why) {
    // it is not there for whoever asked, and verify says why
  }

  @Override
  public Optional<String> describe(String fingerprint) {
    return read(fingerprint, StageFiles::description);
  }

  private <T> Optional<T> read(String fingerprint, Reader<T> reader) {
    Path file = stages.place(fingerprint);
    try {
      return Optional.of(reader.read(file, WholeFiles.of(file, stages.conf())));
    } catch (FileNotFoundException | DamageStream.Damage e) {
      return Optional.empty();
    } catch (IOException e) {
      throw new FileTrouble("Cannot read " + file, e);
    }
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
