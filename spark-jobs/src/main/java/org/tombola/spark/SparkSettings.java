package org.tombola.spark;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.apache.hadoop.conf.Configuration;
import org.apache.spark.SparkConf;
import picocli.CommandLine.Option;

/** Settings of Spark's given on the command line; those of its file systems are among them. */
final class SparkSettings {
  private static final String HADOOP = "spark.hadoop.";

  @Option(
      names = "--conf",
      paramLabel = "KEY=VALUE",
      description =
          "A setting of Spark's, as spark.executor.memory=4g or spark.hadoop.fs.s3a.endpoint=...;"
              + " may be repeated.")
  private Map<String, String> given = new LinkedHashMap<>();

  /** As given. */
  Map<String, String> all() {
    return given;
  }

  /** The file systems' settings: Hadoop's own files, spark-submit's, then those given here. */
  Configuration hadoop() {
    Configuration conf = new Configuration();
    List.of(new SparkConf().getAllWithPrefix(HADOOP))
        .forEach(setting -> conf.set(setting._1(), setting._2()));
    given.forEach(
        (key, value) -> {
          if (key.startsWith(HADOOP)) {
            conf.set(key.substring(HADOOP.length()), value);
          }
        });
    return conf;
  }
}
