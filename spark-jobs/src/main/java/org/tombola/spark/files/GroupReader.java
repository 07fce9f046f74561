package org.tombola.spark.files;

import java.util.Map;
import org.apache.hadoop.fs.Path;
import org.apache.parquet.hadoop.api.InitContext;
import org.apache.parquet.hadoop.example.GroupReadSupport;
import org.apache.parquet.schema.MessageType;
import org.jspecify.annotations.Nullable;

/** Reads rows under a schema of the reader's choice, from files of a schema this build knows. */
final class GroupReader extends GroupReadSupport {
  private final Path file;
  private final @Nullable MessageType as;

  GroupReader(Path file, @Nullable MessageType as) {
    this.file = file;
    this.as = as;
  }

  @Override
  public ReadContext init(InitContext context) {
    check(file, context.getMergedKeyValueMetaData());
    return new ReadContext(as == null ? context.getFileSchema() : as);
  }

  /** Checks the schema's number in a file's metadata. */
  static void check(Path file, Map<String, String> metadata) {
    String schema = metadata.getOrDefault(Schemas.KEY, "1");
    Schemas.check(file, Integer.parseInt(schema), Schemas.TABLES);
  }
}
