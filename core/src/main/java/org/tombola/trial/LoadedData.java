package org.tombola.trial;

import java.lang.ref.SoftReference;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Consumer;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.tombola.data.Download;
import org.tombola.data.Places;
import org.tombola.data.Source;
import org.tombola.data.Split;
import org.tombola.data.Splits;
import org.tombola.method.Refused;

/** Data sets read once a JVM: trials of a sweep mostly share theirs. */
final class LoadedData {
  private static final Map<Object, SoftReference<Splits>> LOADED = new HashMap<>();
  private static final ReentrantLock READING = new ReentrantLock();

  private static final Download NOTHING = new Download("data set", 0, -1);

  /** How far whoever reads now is with fetching. */
  private static volatile Download reached = NOTHING;

  private LoadedData() {}

  private record Wanted(Source source, Split split, @Nullable Path folder) {}

  static Splits of(Source source, Split split, @Nullable Path folder, Consumer<Download> fetching) {
    return of(
        new Wanted(source, split, folder),
        watcher -> source.load(split, Places.ofThisMachine(folder, watcher)),
        fetching);
  }

  /**
   * One thread reads, the others wait: reading twice at once would only take twice the memory.
   * Those that wait say so every second, for whoever is silent is taken to hang.
   *
   * @throws Refused if interrupted while waiting
   */
  static Splits of(
      Object wanted, Function<Consumer<Download>, Splits> read, Consumer<Download> fetching) {
    try {
      while (!READING.tryLock(1, TimeUnit.SECONDS)) {
        fetching.accept(reached);
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new Refused("Cannot read the data set: interrupted", e);
    }
    try {
      SoftReference<Splits> reference = LOADED.get(wanted);
      Splits splits = reference == null ? null : reference.get();
      if (splits == null) {
        reached = NOTHING;
        splits =
            read.apply(
                progress -> {
                  reached = progress;
                  fetching.accept(progress);
                });
        LOADED.put(wanted, new SoftReference<>(splits));
      }
      return splits;
    } finally {
      READING.unlock();
    }
  }
}
