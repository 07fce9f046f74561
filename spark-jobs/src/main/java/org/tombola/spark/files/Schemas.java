package org.tombola.spark.files;

import java.util.Map;
import org.apache.hadoop.fs.Path;
import org.tombola.method.Refused;

/** Whether this build can read what another has written. */
public final class Schemas {
  /** Key of the schema's number in the metadata of a Parquet file. */
  public static final String KEY = "tombola.schema";

  /**
   * Moves when tables change so that an older build would misread them; a new column is no such
   * change. Files without a number are of schema 1.
   */
  static final int TABLES = 1;

  private Schemas() {}

  /** A file of a schema this build does not know. */
  public static final class Newer extends Refused {
    private static final long serialVersionUID = 1;

    private Newer(Path file, int schema, int known) {
      super(
          "Cannot read "
              + file
              + ": it was written by a newer Tombola (schema "
              + schema
              + ", this one knows "
              + known
              + ")");
    }
  }

  /**
   * Checks a file's schema.
   *
   * @throws Newer if it is newer than the one known
   */
  public static void check(Path file, int schema, int known) {
    if (schema > known) {
      throw new Newer(file, schema, known);
    }
  }

  /** Checks the schema of a Parquet file by its metadata. */
  static void check(Path file, Map<String, String> metadata) {
    check(file, Integer.parseInt(metadata.getOrDefault(KEY, "1")), TABLES);
  }
}
