package org.tombola.spark.cli;

import java.util.LinkedHashMap;
import java.util.Map;
import org.apache.hadoop.conf.Configuration;
import org.apache.spark.SparkConf;
import org.tombola.spark.dispatch.HadoopSettings;
import picocli.CommandLine.Option;

/** Settings of Spark's given on the command line; those of its file systems are among them. */
final class SparkSettings {
  @Option(
      names = "--conf",
      paramLabel = "KEY=VALUE",
      description =
          "A Spark setting, such as spark.executor.memory=4g or spark.hadoop.fs.s3a.endpoint=...;"
              + " may be repeated.")
  private Map<String, String> given = new LinkedHashMap<>();

  /** As given. */
  Map<String, String> all() {
    return given;
  }

  /** The file systems' settings: Hadoop's own files, spark-submit's, then those given here. */
  Configuration hadoop() {
    SparkConf conf = new SparkConf();
    given.forEach(conf::set);
    return HadoopSettings.of(conf);
  }
}
