package org.tombola.trial;

import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Function;

/**
 * Where stages leave their results, and running trainings their checkpoints. Everything is whole or
 * not there: a reader never sees part of a bundle.
 *
 * <p>Errors of the storage are {@link java.io.UncheckedIOException}.
 */
public interface Artifacts {

  /** The result of a stage; empty where it has none yet or the file is damaged. */
  Optional<Bundle> find(String fingerprint);

  /** The description in the result of a stage, without its arrays. */
  default Optional<String> describe(String fingerprint) {
    return find(fingerprint).map(Bundle::json);
  }

  /** Keeps the result of a stage. Where there is one already, that one stays. */
  void keep(String fingerprint, Bundle result);

  /**
   * The newest readable checkpoint of a training that is not past an epoch; damaged ones are passed
   * over.
   *
   * @param fingerprint of the whole training
   * @param reader makes of a checkpoint what is wanted; where it throws IllegalStateException the
   *     checkpoint is damaged too
   */
  <T> Optional<T> checkpoint(String fingerprint, int until, Function<Bundle, T> reader);

  /** Saves a checkpoint after an epoch and removes all older ones but the one before. */
  void save(String fingerprint, int epoch, Bundle checkpoint);

  /** Removes all checkpoints of a training: it is finished. */
  void prune(String fingerprint);

  /** Artifacts that live as long as this object. */
  static Artifacts inMemory() {
    Map<String, Bundle> kept = new ConcurrentHashMap<>();
    Map<String, Map.Entry<Integer, Bundle>> newest = new ConcurrentHashMap<>();
    return new Artifacts() {
      @Override
      public Optional<Bundle> find(String fingerprint) {
        return Optional.ofNullable(kept.get(fingerprint));
      }

      @Override
      public void keep(String fingerprint, Bundle result) {
        kept.putIfAbsent(fingerprint, result);
      }

      @Override
      public <T> Optional<T> checkpoint(String fingerprint, int until, Function<Bundle, T> reader) {
        return Optional.ofNullable(newest.get(fingerprint))
            .filter(saved -> saved.getKey() <= until)
            .map(saved -> reader.apply(saved.getValue()));
      }

      @Override
      public void save(String fingerprint, int epoch, Bundle checkpoint) {
        newest.put(fingerprint, Map.entry(epoch, checkpoint));
      }

      @Override
      public void prune(String fingerprint) {
        newest.remove(fingerprint);
      }
    };
  }
}
