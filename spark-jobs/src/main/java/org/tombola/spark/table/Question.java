package org.tombola.spark.table;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import org.apache.hadoop.fs.FileStatus;
import org.apache.hadoop.fs.Path;
import org.tombola.method.FileTrouble;

/**
 * What a sweep that wrote into a store was to answer, in {@code _sweeps/NAME.json}.
 *
 * @param sweep its name
 * @param text the question
 * @param paper whose numbers stand beside the answer; empty for none
 * @param file the sweep file, as it was when it was run last
 */
public record Question(String sweep, String text, String paper, String file) {
  private static final String FOLDER = "_sweeps";
  private static final String JSON = ".json";
  private static final ObjectMapper MAPPER = new ObjectMapper();

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
                      .put("file", file));
      store
          .files()
          .write(new Path(new Path(store.folder(), FOLDER), sweep + JSON), out -> out.write(json));
    } catch (IOException e) {
      throw new FileTrouble("Cannot keep the sweep file in " + store.folder(), e);
    }
  }

  /** Those of a store, by name; none where an older Tombola wrote it. */
  public static List<Question> all(Store store) {
    List<Question> all = new ArrayList<>();
    try {
      WholeFiles files = store.files();
      for (FileStatus file : files.list(new Path(store.folder(), FOLDER))) {
        String name = file.getPath().getName();
        if (name.endsWith(JSON) && !WholeFiles.unfinished(name)) {
          JsonNode json = MAPPER.readTree(files.read(file.getPath()));
          all.add(
              new Question(
                  json.path("sweep").asText(),
                  json.path("question").asText(),
                  json.path("paper").asText(),
                  json.path("file").asText()));
        }
      }
      return all;
    } catch (IOException e) {
      throw new FileTrouble("Cannot read the questions of " + store.folder(), e);
    }
  }
}
