package org.tombola.spark.sql;

import java.io.FileNotFoundException;
import java.util.List;
import org.apache.spark.SparkThrowable;
import org.tombola.method.Names;
import org.tombola.method.Refused;

/** Says why a question cannot be answered, in one line of Spark's where Spark knows. */
final class Refusal extends Refused {
  private static final long serialVersionUID = 1;
  private static final String CODE = "^\\[[A-Z_0-9.]+] ";
  private static final String UNREADABLE = "FAILED_READ_FILE";
  private static final String PLACE = "[.]? (line \\d+,? pos \\d+);?$";
  private static final String STATE = " *SQLSTATE: \\w+;?";

  private final String why;

  Refusal(String why) {
    super("Cannot query: " + why);
    this.why = why;
  }

  private Refusal(String why, Throwable cause) {
    super("Cannot query: " + why, cause);
    this.why = why;
  }

  /** The reason alone. */
  String why() {
    return why;
  }

  /** The same where it is one; else what Spark says in one line. */
  static Refusal of(Throwable error) {
    if (error instanceof Refusal refusal) {
      return refusal;
    }
    Throwable cause = error;
    String file = "";
    while (cause.getCause() != null && cause.getCause() != cause) {
      if (cause instanceof SparkThrowable spark
          && String.valueOf(spark.getCondition()).startsWith(UNREADABLE)) {
        file = spark.getMessageParameters().getOrDefault("path", "");
      }
      cause = cause.getCause();
    }
    return new Refusal(
        file.isEmpty() || cause instanceof FileNotFoundException
            ? reason(cause)
            : file + " cannot be read; tombola verify says what is wrong with it, and what to do",
        error);
  }

  private static String reason(Throwable cause) {
    if (cause instanceof FileNotFoundException) {
      return "files were replaced meanwhile, by a trial that ran again or a compaction; ask again";
    }
    if (cause instanceof StackOverflowError) {
      return "it is nested too deeply";
    }
    if (cause instanceof SparkThrowable spark
        && "UNRESOLVED_ROUTINE".equals(spark.getCondition())) {
      return "there is no function " + spark.getMessageParameters().get("routineName");
    }
    String message = cause.getMessage() == null ? cause.toString() : cause.getMessage();
    return message
        .strip()
        .lines()
        .findFirst()
        .orElse("")
        .replaceFirst(CODE, "")
        .replaceAll(STATE, "")
        .replaceFirst(PLACE, " ($1)")
        .replaceFirst("[.;]$", "");
  }

  /** Of a name that no relation has. */
  static Refusal unknown(String name) {
    List<String> names = StoreSql.names();
    // words are told apart by hyphens where names are compared
    return new Refusal(
        "there is no table or view "
            + name
            + Names.nearest(name, names.stream().map(known -> known.replace('_', '-')).toList())
                .map(near -> "; did you mean " + near.replace('-', '_') + "?")
                .orElse("; there are " + String.join(", ", names)));
  }
}
