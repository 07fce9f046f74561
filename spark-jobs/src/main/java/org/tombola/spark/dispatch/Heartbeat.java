package org.tombola.spark.dispatch;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.FSError;
import org.apache.hadoop.fs.FileStatus;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.LocalFileSystem;
import org.apache.hadoop.fs.Path;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.tombola.method.Json;
import org.tombola.spark.store.Store;

/**
 * How far a running stage is. Executors leave it as a small file beside the tables, where the
 * driver and anyone else finds it whether they are one process or far apart. Losing one harms
 * nothing but what is shown; a stage that cannot leave any for as long as the watchdog waits is
 * taken to hang.
 *
 * @param id fingerprint of the stage
 * @param kind of the stage: "draw", "train", "kernel" or "evaluate"
 * @param name what a reader calls it
 * @param attempt from 1
 * @param epoch finished, from 1; 0 before the first is
 * @param epochs the stage trains up to; 0 of an evaluation
 * @param robustAccuracy on the test images looked at, a fraction; NaN before the first epoch
 * @param steps batches trained on or evaluated in this attempt
 * @param share of an evaluation's passes made, at most those it foretold; 0 of other stages
 * @param where of an evaluation: checkpoint and split; empty of other stages
 * @param fetching how far a download of the data set is; empty where there is none
 * @param host that runs it
 * @param executor Spark's id of the executor
 * @param gpu address of its GPU; empty where it has none
 * @param started when this attempt began, milliseconds of the executor's clock
 * @param beat when this was left, by the same clock
 */
public record Heartbeat(
    String id,
    String kind,
    String name,
    int attempt,
    int epoch,
    int epochs,
    double robustAccuracy,
    long steps,
    double share,
    String where,
    String fetching,
    String host,
    String executor,
    String gpu,
    long started,
    long beat) {
  private static final Logger LOG = LoggerFactory.getLogger(Heartbeat.class);

  /** How much of it is done, as far as it tells. */
  double done() {
    return epochs > 0 ? (double) epoch / epochs : share;
  }

  /** How far it is, in words. */
  public String words() {
    if (!fetching.isEmpty()) {
      return "fetching " + fetching;
    }
    if (epochs == 0) {
      return where == null || where.isEmpty()
          ? steps + " batches"
          : String.format(Locale.ROOT, "%s, at most %.0f %% left", where, 100 * (1 - share));
    }
    return String.format(Locale.ROOT, "epoch %d/%d", epoch, epochs)
        + (Double.isNaN(robustAccuracy)
            ? ""
            : String.format(Locale.ROOT, ", robust accuracy %.1f %%", 100 * robustAccuracy));
  }

  /** Leaves the heartbeat. */
  public void leave(String out, Configuration conf) {
    Path place = place(out, id);
    try {
      FileSystem files = files(place, conf);
      // short enough to be written at once; half of one reads as none
      try (OutputStream stream = files.create(place, true)) {
        Json.MAPPER.writeValue(stream, this);
      }
    } catch (IOException | FSError e) {
      // Hadoop's local file system throws an Error where the disk is full
      LOG.warn("Cannot write the heartbeat of {}: {}", id, e.getMessage());
    }
  }

  /** The last heartbeat of a stage, if it left one. */
  public static Optional<Heartbeat> of(String out, String id, Configuration conf) {
    return read(place(out, id), conf);
  }

  /** The last heartbeats of all stages that run, or were running when their driver died. */
  public static List<Heartbeat> all(String out, Configuration conf) {
    List<Heartbeat> beats = new ArrayList<>();
    Path folder = place(out, "any").getParent();
    try {
      FileSystem files = files(folder, conf);
      if (files.exists(folder)) {
        for (FileStatus file :
            files.listStatus(folder, path -> path.getName().endsWith(Store.HEARTBEAT))) {
          read(file.getPath(), conf).ifPresent(beats::add);
        }
      }
    } catch (IOException e) {
      LOG.warn("Cannot list the heartbeats in {}: {}", folder, e.getMessage());
    }
    return beats;
  }

  private static Optional<Heartbeat> read(Path place, Configuration conf) {
    try (InputStream stream = files(place, conf).open(place)) {
      byte[] bytes = stream.readAllBytes();
      return bytes.length == 0
          ? Optional.empty()
          : Optional.of(Json.MAPPER.readValue(bytes, Heartbeat.class));
    } catch (IOException e) {
      return Optional.empty(); // none yet, just being replaced, or its stage ended
    }
  }

  /** Removes the heartbeat of a stage that ended. */
  public static void remove(String out, String id, Configuration conf) {
    Path place = place(out, id);
    try {
      files(place, conf).delete(place, false);
    } catch (IOException e) {
      LOG.warn("Cannot remove the heartbeat of {}: {}", id, e.getMessage());
    }
  }

  /** The local file system without its checksum files, which lag behind a file often replaced. */
  private static FileSystem files(Path place, Configuration conf) throws IOException {
    FileSystem files = place.getFileSystem(conf);
    return files instanceof LocalFileSystem local ? local.getRawFileSystem() : files;
  }

  private static Path place(String out, String id) {
    return new Path(new Path(out, Store.RUNNING), id + Store.HEARTBEAT);
  }
}
