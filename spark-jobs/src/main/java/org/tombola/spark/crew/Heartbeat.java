package org.tombola.spark.crew;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.util.Optional;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.Path;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * How far a running trial is. Executors leave it as a small file beside the tables, where the
 * driver finds it whether both are one process or far apart. Losing one harms nothing but the
 * display.
 *
 * @param epoch finished, from 1; 0 before the first is
 * @param epochs of the whole training
 * @param robustAccuracy on the test images looked at, a fraction
 * @param fetching how far a download of the data set is; empty where there is none
 */
public record Heartbeat(int epoch, int epochs, double robustAccuracy, String fetching) {
  private static final Logger LOG = LoggerFactory.getLogger(Heartbeat.class);
  private static final ObjectMapper MAPPER = new ObjectMapper();

  /** Leaves the heartbeat of a trial. */
  public void leave(String out, String id, Configuration conf) {
    Path place = place(out, id);
    Path begun = place.suffix(".writing");
    try {
      FileSystem files = place.getFileSystem(conf);
      try (OutputStream stream = files.create(begun, true)) {
        MAPPER.writeValue(stream, this);
      }
      files.delete(place, false);
      files.rename(begun, place);
    } catch (IOException e) {
      LOG.warn("Cannot leave the heartbeat of {}: {}", id, e.getMessage());
    }
  }

  /** The last heartbeat of a trial, if it left one. */
  public static Optional<Heartbeat> of(String out, String id, Configuration conf) {
    Path place = place(out, id);
    try (var stream = place.getFileSystem(conf).open(place)) {
      JsonNode tree = MAPPER.readTree((InputStream) stream);
      return Optional.of(
          new Heartbeat(
              tree.path("epoch").asInt(),
              tree.path("epochs").asInt(),
              tree.path("robustAccuracy").asDouble(),
              tree.path("fetching").asText()));
    } catch (IOException e) {
      return Optional.empty(); // none yet, or just being replaced
    }
  }

  /** Removes the heartbeat of a trial that ended. */
  public static void remove(String out, String id, Configuration conf) {
    Path place = place(out, id);
    try {
      place.getFileSystem(conf).delete(place, false);
    } catch (IOException e) {
      LOG.warn("Cannot remove the heartbeat of {}: {}", id, e.getMessage());
    }
  }

  private static Path place(String out, String id) {
    return new Path(new Path(out, "_running"), id + ".json");
  }
}
