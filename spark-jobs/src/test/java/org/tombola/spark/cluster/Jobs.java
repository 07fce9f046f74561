package org.tombola.spark.cluster;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.List;
import org.apache.spark.scheduler.SparkListener;
import org.apache.spark.scheduler.SparkListenerJobStart;

/** Listens in a driver and writes the group of every Spark job into a file. */
public final class Jobs extends SparkListener {
  /** System property of the driver: the file. */
  static final String FILE = "tombola.test.jobs";

  @Override
  public void onJobStart(SparkListenerJobStart job) {
    try {
      Files.writeString(
          Path.of(System.getProperty(FILE)),
          job.properties().getProperty("spark.jobGroup.id") + "\n",
          StandardOpenOption.CREATE,
          StandardOpenOption.APPEND);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Groups of all jobs started, in order. */
  static List<String> read(Path file) throws IOException {
    return Files.readAllLines(file);
  }
}
