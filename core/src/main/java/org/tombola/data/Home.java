package org.tombola.data;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.tombola.method.FileTrouble;
import org.tombola.method.Told;

/**
 * What a data set's files are called, where they are looked for and where they come from.
 *
 * @param title of the data set, for messages
 * @param folders names of its own folder, the cache's first
 * @param marks files of which a folder that holds the data set has at least one, plain or gzipped;
 *     an empty name is the folder itself
 * @param origins where it is fetched from, first to last; none for the user's own files
 */
record Home(String title, List<String> folders, List<String> marks, List<Origin> origins) {
  /** One download at a time: two trials of one JVM want the same files. */
  private static final Object FETCHING = new Object();

  /** Reads the files in a folder. */
  interface Reader {
    Pool.Pair read(Path folder) throws IOException;
  }

  /** Finds, reads and cuts the data set. */
  Splits load(Source source, Split split, Places places, Reader reader) {
    try {
      return Cut.cut(title, split, reader.read(find(places)), source.normalisation());
    } catch (IOException e) {
      throw new FileTrouble("Cannot read " + title, e);
    }
  }

  /** The first folder that holds the data set, after fetching it where none does. */
  Path find(Places places) throws IOException {
    Path folder = places.folder();
    if (folder != null && !Files.isDirectory(folder)) {
      throw new Unreadable(
          "Cannot find " + title + ": " + folder + ", named as data-folder, is not a folder");
    }
    Path variable = places.variable();
    List<Path> candidates = new ArrayList<>();
    addBelow(folder, candidates);
    addBelow(variable, candidates);
    for (Path system : places.system()) {
      candidates.add(system.resolve(folders.get(0)));
    }
    Path cached = places.cache().resolve(folders.get(0));
    candidates.add(cached);
    for (Path candidate : candidates) {
      if (isAt(candidate)) {
        return candidate;
      }
    }
    synchronized (FETCHING) {
      return isAt(cached) ? cached : fetch(places, cached, candidates);
    }
  }

  private Path fetch(Places places, Path cached, List<Path> candidates) throws IOException {
    StringBuilder tried = new StringBuilder();
    for (Origin origin : origins) {
      try {
        Files.createDirectories(places.cache());
        Path unfinished = Files.createTempDirectory(places.cache(), ".unfinished-");
        try {
          origin.fill(unfinished, places);
          // whole or not at all: a reader never sees half a data set
          Files.move(unfinished, cached, StandardCopyOption.ATOMIC_MOVE);
          return cached;
        } finally {
          delete(unfinished);
        }
      } catch (IOException e) {
        if (isAt(cached)) {
          return cached; // another process was faster
        }
        tried.append("\n  ").append(origin.name()).append(": ").append(reason(e));
      }
    }
    throw new Unreadable(missing(places, candidates, tried.toString()));
  }

  private String missing(Places places, List<Path> candidates, String tried) {
    StringBuilder message =
        new StringBuilder(
            "Cannot find "
                + title
                + ": none of these folders "
                + (marks.contains("") ? "exists" : "has " + marks));
    if (places.folder() == null) {
      message.append("\n  (no data-folder is named)");
    }
    if (places.variable() == null) {
      message.append("\n  ($" + Places.VARIABLE + " is not set)");
    }
    candidates.stream().distinct().forEach(candidate -> message.append("\n  ").append(candidate));
    if (origins.isEmpty()) {
      return message
          .append("\nName the folder that holds ")
          .append(title)
          .append(" as data-folder")
          .toString();
    }
    message.append("\nand fetching failed:").append(tried);
    message.append(
        "\nPut the files into "
            + places.cache().resolve(folders.get(0))
            + ", or set $"
            + Places.VARIABLE
            + " to a folder that holds "
            + folders.get(0)
            + "/");
    return message.toString();
  }

  private void addBelow(@Nullable Path root, List<Path> candidates) {
    if (root != null) {
      folders.forEach(name -> candidates.add(root.resolve(name)));
      candidates.add(root);
    }
  }

  private boolean isAt(Path folder) {
    return marks.stream()
        .anyMatch(
            mark ->
                Files.exists(folder.resolve(mark)) || Files.exists(folder.resolve(mark + ".gz")));
  }

  private static void delete(Path folder) throws IOException {
    if (!Files.exists(folder)) {
      return;
    }
    try (Stream<Path> files = Files.walk(folder)) {
      for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
        Files.delete(file);
      }
    }
  }

  private static String reason(IOException e) {
    return Told.of(e).map(Told::getMessage).orElseGet(() -> FileTrouble.why(e));
  }
}
