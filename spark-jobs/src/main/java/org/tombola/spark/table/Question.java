package org.tombola.spark.table;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.apache.hadoop.fs.FileStatus;

/**
 * What a sweep that wrote into a store was to answer, in {@code _sweeps/NAME.json}.
 *
 * @param sweep its name
 * @param text the question
 * @param paper whose numbers stand beside the answer; empty for none
 * @param file the sweep file, as it was when it was run last
 * @param data folder where its data sets are looked for first; empty for none
 */
public record Question(String sweep, String text, String paper, String file, String data) {
  private static final String FOLDER = "_sweeps";
  private static final String JSON = ".json";
  private static final ObjectMapper MAPPER = new ObjectMapper();

  /** Of a sweep that names no folder of data sets. */
  public Question(String sweep, String text, String paper, String file) {
    this(sweep, text, paper, file, "");
  }

  /**
   * The folder that sweeps of a store look for data sets in first, where it is on this machine.
   *
   * @param sweeps their names
   * @throws IllegalArgumentException if they name several that are here
   */
  public static Optional<String> data(Store store, Set<String> sweeps) {
    List<String> folders =
        all(store).stream()
            .filter(question -> sweeps.contains(question.sweep))
            .map(Question::data)
            .filter(folder -> !folder.isEmpty() && Files.isDirectory(Path.of(folder)))
            .distinct()
            .toList();
    if (folders.size() > 1) {
      throw new IllegalArgumentException(
          "Cannot tell where data sets are: the sweeps in %s name %s; choose by --data-folder"
              .formatted(store.folder(), String.join(" and ", folders)));
    }
    return folders.stream().findFirst();
  }

  /** Keeps it in a store, in place of an earlier one of the same sweep. */
  public void keep(Store store) {
    try {
      byte[] json =
          MAPPER
              .writerWithDefaultPrettyPrinter()
              .writeValueAsBytes(
                  MAPPER
                      .createObjectNode()
                      .put("sweep", sweep)
                      .put("question", text)
                      .put("paper", paper)
                      .put("file", file)
                      .put("data-folder", data));
      store
          .files()
          .write(
              new org.apache.hadoop.fs.Path(
                  new org.apache.hadoop.fs.Path(store.folder(), FOLDER), sweep + JSON),
              out -> out.write(json));
    } catch (IOException e) {
      throw new UncheckedIOException(
          "Cannot keep the sweep file in " + store.folder() + ": " + e.getMessage(), e);
    }
  }

  /** Those of a store, by name; none where an older Tombola wrote it. */
  public static List<Question> all(Store store) {
    List<Question> all = new ArrayList<>();
    try {
      WholeFiles files = store.files();
      for (FileStatus file : files.list(new org.apache.hadoop.fs.Path(store.folder(), FOLDER))) {
        String name = file.getPath().getName();
        if (name.endsWith(JSON) && !WholeFiles.unfinished(name)) {
          JsonNode json = MAPPER.readTree(files.read(file.getPath()));
          all.add(
              new Question(
                  json.path("sweep").asText(),
                  json.path("question").asText(),
                  json.path("paper").asText(),
                  json.path("file").asText(),
                  json.path("data-folder").asText()));
        }
      }
      return all;
    } catch (IOException e) {
      throw new UncheckedIOException(
          "Cannot read the questions of " + store.folder() + ": " + e.getMessage(), e);
    }
  }
}
