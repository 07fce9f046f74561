package org.tombola.spark.cli;

import java.io.PrintWriter;
import java.util.concurrent.Callable;
import org.tombola.spark.sql.Rows;
import org.tombola.spark.sql.StoreSql;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Answers a question in SQL from the tables of a store. */
@Command(
    name = "query",
    description = {
      "Runs a Spark SQL query on the tables of a store, during or after a run.",
      "tombola tables lists the tables and views. student_mean, student_low and student_high of an"
          + " array are the mean over seeds and its 95 %% interval. spark-jobs/README.md explains student_p,"
          + " seeds_to_settle, holm, mcnemar_p, tango_low and tango_high.",
      "A query only reads: it is one SELECT, DESCRIBE, SHOW COLUMNS or EXPLAIN."
    },
    mixinStandardHelpOptions = true)
final class QueryCommand implements Callable<Integer> {
  @CommandLine.Mixin private StoreFolder folder = new StoreFolder();

  @Parameters(
      index = "1",
      paramLabel = "SQL",
      description = "The query: \"select ticket, sparsity, robust_gap from methods\".")
  private String sql = "";

  @Option(
      names = "--as",
      paramLabel = "FORMAT",
      defaultValue = "table",
      description = {
        "table, csv or json; default: ${DEFAULT-VALUE}.",
        "In csv a missing value is an empty cell, an empty text is \"\"; in json NaN and infinities"
            + " are null. Binary values are hexadecimal."
      })
  private Rows.As as = Rows.As.TABLE;

  @CommandLine.Spec
  private CommandLine.Model.CommandSpec spec = CommandLine.Model.CommandSpec.create();

  @Override
  public Integer call() {
    try (StoreSql store = StoreSql.open(folder.begun(), folder.spark())) {
      PrintWriter out = spec.commandLine().getOut();
      new Rows(store.ask(sql)).write(as, out);
      out.flush();
    }
    return 0;
  }
}
