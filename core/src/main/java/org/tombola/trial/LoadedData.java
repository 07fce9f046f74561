package org.tombola.trial;

import java.lang.ref.SoftReference;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.tombola.data.Places;
import org.tombola.data.Progress;
import org.tombola.data.Source;
import org.tombola.data.Split;
import org.tombola.data.Splits;

/** Data sets read once a JVM: trials of a sweep mostly share theirs. */
final class LoadedData {
  private static final Map<Wanted, SoftReference<Splits>> LOADED = new HashMap<>();

  private LoadedData() {}

  private record Wanted(Source source, Split split, @Nullable Path folder) {}

  /** One thread reads, the others wait: reading twice at once would only take twice the memory. */
  static synchronized Splits of(
      Source source, Split split, @Nullable Path folder, Consumer<Progress> fetching) {
    Wanted wanted = new Wanted(source, split, folder);
    SoftReference<Splits> reference = LOADED.get(wanted);
    Splits splits = reference == null ? null : reference.get();
    if (splits == null) {
      splits = source.load(split, Places.ofThisMachine(folder, fetching));
      LOADED.put(wanted, new SoftReference<>(splits));
    }
    return splits;
  }
}
