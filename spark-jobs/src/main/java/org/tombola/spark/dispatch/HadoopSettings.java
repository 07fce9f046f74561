package org.tombola.spark.dispatch;

import org.apache.hadoop.conf.Configuration;
import org.apache.spark.SparkConf;

/** The file systems' settings, as Spark passes them on. */
public final class HadoopSettings {
  private static final String PREFIX = "spark.hadoop.";

  private HadoopSettings() {}

  /** Hadoop's own files, then those of Spark's settings that are Hadoop's. */
  public static Configuration of(SparkConf spark) {
    Configuration hadoop = new Configuration();
    for (var setting : spark.getAllWithPrefix(PREFIX)) {
      hadoop.set(setting._1(), setting._2());
    }
    return hadoop;
  }
}
