package org.tombola.spark.dispatch;

import java.io.IOException;
import java.util.Set;
import org.apache.hadoop.fs.Path;
import org.apache.spark.SparkConf;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.tombola.method.FileTrouble;

/** Spark's event log, which Spark's history server shows when the run is over. */
final class EventLog {
  private static final Logger LOG = LoggerFactory.getLogger(EventLog.class);
  private static final String ENABLED = "spark.eventLog.enabled";
  private static final String FOLDER = "spark.eventLog.dir";

  /** File systems where what is flushed can be read. */
  private static final Set<String> FLUSHED = Set.of("file", "hdfs", "viewfs");

  private EventLog() {}

  /**
   * Turns the log on, unless the user has set it or its folder. On an object store it stays off: a
   * file appears there only when it is closed, so a killed driver would leave none.
   *
   * @param folder or URI, made where it is missing
   * @throws FileTrouble if it cannot be made
   */
  static void into(String folder, SparkConf conf) {
    if (conf.contains(ENABLED) || conf.contains(FOLDER)) {
      conf.setIfMissing(ENABLED, "true");
      return;
    }
    try {
      var files = new Path(folder).getFileSystem(HadoopSettings.of(conf));
      Path whole = files.makeQualified(new Path(folder));
      if (!FLUSHED.contains(files.getScheme())) {
        LOG.info(
            "No event log in {}: on {} a file appears only when it is closed; set {} to have one"
                + " elsewhere",
            whole,
            files.getScheme(),
            FOLDER);
        return;
      }
      if (!files.mkdirs(whole)) {
        throw new IOException("it cannot be created");
      }
      conf.set(ENABLED, "true").set(FOLDER, whole.toUri().toString());
    } catch (IOException e) {
      throw new FileTrouble("Cannot write Spark's event log to " + folder, e);
    }
  }
}
