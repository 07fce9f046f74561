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

  /**
   * The result of a stage, to be built on; empty where it has none yet, the file is damaged, or
   * what it holds cannot be the stage's result: then it is set aside.
   */
  default Optional<Bundle> find(Stage stage) {
    Contents contents = new Contents(stage);
    return sound(
        stage,
        find(stage.fingerprint(), contents.most()),
        bundle -> {
          contents.check(bundle);
          return bundle;
        });
  }

  /** What the result of a stage says of itself; its arrays are not looked at. */
  default Optional<StageResult> describe(Stage stage) {
    return sound(stage, describe(stage.fingerprint()), new Contents(stage)::described);
  }

  private <T, R> Optional<R> sound(Stage stage, Optional<T> found, Function<T, R> reader) {
    try {
      return found.map(reader);
    } catch (IllegalStateException e) {
      damaged(stage.fingerprint(), String.valueOf(e.getMessage()));
      return Optional.empty();
    }
  }

  /**
   * The file of a stage's result as it is; empty where there is none or it is damaged.
   *
   * @param most bytes its arrays may take: a file with more is damaged
   */
  Optional<Bundle> find(String fingerprint, long most);

  /** The description in that file, without its arrays. */
  default Optional<String> describe(String fingerprint) {
    return find(fingerprint, Long.MAX_VALUE).map(Bundle::json);
  }

  /** Sets a file aside that holds something else than the stage's result. */
  void damaged(String fingerprint, String why);

  /** Keeps the result of a stage. Where there is one already, that one stays. */
  void keep(String fingerprint, Bundle result);

  /**
   * The newest readable checkpoint of a training that is not past an epoch; damaged ones are passed
   * over.
   *
   * @param fingerprint of the whole training
   * @param most bytes its arrays may take: a file with more is damaged
   * @param reader makes of a checkpoint what is wanted; where it throws IllegalStateException the
   *     checkpoint is damaged too
   */
  <T> Optional<T> checkpoint(String fingerprint, int until, long most, Function<Bundle, T> reader);

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
      public Optional<Bundle> find(String fingerprint, long most) {
        return Optional.ofNullable(kept.get(fingerprint));
      }

      @Override
      public void damaged(String fingerprint, String why) {
        kept.remove(fingerprint);
      }

      @Override
      public void keep(String fingerprint, Bundle result) {
        kept.putIfAbsent(fingerprint, result);
      }

      @Override
      public <T> Optional<T> checkpoint(
          String fingerprint, int until, long most, Function<Bundle, T> reader) {
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
