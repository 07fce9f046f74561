package org.tombola.spark;

import java.util.Map;
import org.tombola.spark.table.Store;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;

/** The store a command looks at. */
final class StoreFolder {
  @Parameters(paramLabel = "DIR", description = "Folder or URI of the store.")
  private String folder = "";

  @Mixin private SparkSettings settings = new SparkSettings();

  /** Settings of Spark's as given. */
  Map<String, String> spark() {
    return settings.all();
  }

  /** As named, whatever is there. */
  Store named() {
    return Folders.store(folder, settings.hadoop());
  }

  /** As named; refused where a folder is there that holds no store. */
  Store begun() {
    return Folders.begun(folder, settings.hadoop());
  }
}
