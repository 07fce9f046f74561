package org.tombola.spark.store;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.apache.hadoop.fs.FileStatus;
import org.apache.hadoop.fs.Path;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.tombola.method.FileTrouble;
import org.tombola.method.Json;
import org.tombola.method.Refused;
import org.tombola.spark.files.DamageStream;
import org.tombola.spark.files.WholeFiles;

/**
 * What a sweep that wrote into a store was to answer, in {@code _sweeps/NAME.json}.
 *
 * @param sweep its name
 * @param text the question
 * @param paper whose numbers stand beside the answer; empty for none
 * @param file the sweep file, as it was when it was run last
 * @param data folder where its data sets are looked for first; empty for none
 */
public record SavedSweep(String sweep, String text, String paper, String file, String data) {
  private static final Logger LOG = LoggerFactory.getLogger(SavedSweep.class);
  private static final String FOLDER = "_sweeps";
  private static final String JSON = ".json";

  /**
   * The folder that sweeps of a store look for data sets in first, where it is on this machine.
   *
   * @param sweeps their names
   * @throws Refused if they name several that are here
   */
  public static Optional<String> data(Store store, Set<String> sweeps) {
    List<String> folders =
        all(store).stream()
            .filter(question -> sweeps.contains(question.sweep))
            .map(SavedSweep::data)
            .filter(folder -> !folder.isEmpty() && Files.isDirectory(java.nio.file.Path.of(folder)))
            .distinct()
            .toList();
    if (folders.size() > 1) {
      throw new Refused(
          "Cannot find the data sets: the sweeps in %s name %s; choose with --data-folder"
              .formatted(store.folder(), String.join(" and ", folders)));
    }
    return folders.stream().findFirst();
  }

  /** Keeps it in a store, in place of an earlier one of the same sweep. */
  public void keep(Store store) {
    try {
      byte[] json =
          Json.MAPPER
              .writerWithDefaultPrettyPrinter()
              .writeValueAsBytes(
                  Json.MAPPER
                      .createObjectNode()
                      .put("sweep", sweep)
                      .put("question", text)
                      .put("paper", paper)
                      .put("file", file)
                      .put("data-folder", data));
      store.files().write(new Path(folder(store), sweep + JSON), out -> out.write(json));
    } catch (IOException e) {
      throw new FileTrouble("Cannot save the sweep file in " + store.folder(), e);
    }
  }

  /** Where those of a store lie. */
  public static Path folder(Store store) {
    return new Path(store.folder(), FOLDER);
  }

  /** Whether a file in that folder is to be one. */
  public static boolean told(FileStatus file) {
    return file.isFile() && file.getPath().getName().endsWith(JSON);
  }

  /**
   * Reads one.
   *
   * @throws DamageStream.Damage if it is none, or of another name than its file
   */
  public static SavedSweep read(Path file, WholeFiles files) throws IOException {
    byte[] bytes = files.read(file);
    return new DamageStream(new ByteArrayInputStream(bytes))
        .reading(
            in -> {
              JsonNode json = Json.MAPPER.readTree(in);
              for (String key : List.of("sweep", "question", "paper", "file")) {
                if (!json.path(key).isTextual()) {
                  throw new IllegalStateException("it lacks its " + key);
                }
              }
              SavedSweep read =
                  new SavedSweep(
                      json.path("sweep").asText(),
                      json.path("question").asText(),
                      json.path("paper").asText(),
                      json.path("file").asText(),
                      json.path("data-folder").asText());
              if (!file.getName().equals(read.sweep() + JSON)) {
                throw new IllegalStateException("it belongs to the sweep " + read.sweep());
              }
              return read;
            });
  }

  /** Those of a store, by name; none where an older Tombola wrote it, and no damaged ones. */
  public static List<SavedSweep> all(Store store) {
    List<SavedSweep> all = new ArrayList<>();
    try {
      WholeFiles files = store.files();
      for (FileStatus file : files.list(folder(store))) {
        if (told(file)) {
          try {
            all.add(read(file.getPath(), files));
          } catch (DamageStream.Damage e) {
            // the numbers are what they are without it
            LOG.warn("Skipping {}: it is damaged: {}", file.getPath(), e.getMessage());
          }
        }
      }
      return all;
    } catch (IOException e) {
      throw new FileTrouble("Cannot read the questions of " + store.folder(), e);
    }
  }
}
