package org.tombola.spark.cli;

import java.util.Map;
import org.tombola.spark.store.Store;
import picocli.CommandLine;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** The store a command looks at. */
final class StoreFolder {
  @Parameters(paramLabel = "DIR", description = "Folder or URI of the store.")
  private String folder = "";

  @Mixin private SparkSettings settings = new SparkSettings();

  @Spec(Spec.Target.MIXEE)
  private CommandLine.Model.CommandSpec command = CommandLine.Model.CommandSpec.create();

  /** Settings of Spark's as given. */
  Map<String, String> spark() {
    return settings.all();
  }

  /** As named, whatever is there; what is passed over in it is told. */
  Store named() {
    Store store = Folders.store(folder, settings.hadoop());
    Folders.tell(store, command.commandLine().getErr());
    return store;
  }

  /** As named; refused where a folder is there that holds no store. */
  Store begun() {
    Store store = whole();
    Folders.tell(store, command.commandLine().getErr());
    return store;
  }

  /** The same for those who tell themselves what is passed over. */
  Store whole() {
    return Folders.begun(folder, settings.hadoop());
  }
}
