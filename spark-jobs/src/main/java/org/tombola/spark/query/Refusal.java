package org.tombola.spark.query;

import java.io.FileNotFoundException;
import java.util.List;
import org.apache.spark.SparkThrowable;
import org.tombola.method.Names;
import org.tombola.method.Refused;

/** Says why a question cannot be answered, in one line of Spark's where Spark knows. */
final class Refusal {
  private static final String CODE = "^\\[[A-Z_0-9.]+] ";
  private static final String UNREADABLE = "FAILED_READ_FILE";
  private static final String STATE = " *SQLSTATE: \\w+;?";

  private Refusal() {}

  static IllegalArgumentException of(Throwable error) {
    Throwable cause = error;
    String file = "";
    while (cause.getCause() != null && cause.getCause() != cause) {
      if (cause instanceof SparkThrowable spark
          && String.valueOf(spark.getCondition()).startsWith(UNREADABLE)) {
        file = spark.getMessageParameters().getOrDefault("path", "");
      }
      if (cause instanceof SparkThrowable spark
          && "TABLE_OR_VIEW_NOT_FOUND".equals(spark.getCondition())) {
        break;
      }
      cause = cause.getCause();
    }
    String why =
        file.isEmpty() || cause instanceof FileNotFoundException
            ? why(cause)
            : file + " cannot be read; tombola verify says what is wrong with it, and what to do";
    return new Refused("Cannot query: " + why, error);
  }

  private static String why(Throwable cause) {
    if (cause instanceof SparkThrowable spark
        && "TABLE_OR_VIEW_NOT_FOUND".equals(spark.getCondition())) {
      return unknown(
          spark.getMessageParameters().getOrDefault("relationName", "").replace("`", ""));
    }
    if (cause instanceof FileNotFoundException) {
      return "files were replaced meanwhile, by a trial that ran again or a compaction; ask again";
    }
    String message = cause.getMessage() == null ? cause.toString() : cause.getMessage();
    return message
        .strip()
        .lines()
        .findFirst()
        .orElse("")
        .replaceFirst(CODE, "")
        .replaceAll(STATE, "")
        .replaceFirst("[.;]$", "");
  }

  private static String unknown(String name) {
    List<String> names = StoreSql.names();
    // words are told apart by hyphens where names are compared
    return "there is no table or view "
        + name
        + Names.nearest(name, names.stream().map(known -> known.replace('_', '-')).toList())
            .map(near -> "; did you mean " + near.replace('-', '_') + "?")
            .orElse("; there are " + String.join(", ", names));
  }
}
