package org.tombola.spark;

import java.io.PrintWriter;
import java.util.concurrent.Callable;
import org.tombola.spark.query.Rows;
import org.tombola.spark.query.StoreSql;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Answers a question in SQL from the tables of a store. */
@Command(
    name = "query",
    description = {
      "Answers a question in Spark SQL from the tables of a store, while it runs or after.",
      "There are the tables and views that tombola tables lists, and student_mean, student_low and"
          + " student_high of an array: the mean over seeds and its 95 %% interval."
          + " spark-jobs/README.md says what student_p, seeds_to_settle, holm, mcnemar_p, tango_low"
          + " and tango_high are.",
      "A question only reads: it is one SELECT, or DESCRIBE, SHOW COLUMNS or EXPLAIN."
    },
    mixinStandardHelpOptions = true)
final class QueryCommand implements Callable<Integer> {
  @CommandLine.Mixin private StoreFolder folder = new StoreFolder();

  @Parameters(
      index = "1",
      paramLabel = "SQL",
      description = "As \"select ticket, sparsity, robust_gap from methods\".")
  private String sql = "";

  @Option(
      names = "--as",
      paramLabel = "FORMAT",
      defaultValue = "table",
      description = {
        "table, csv or json; ${DEFAULT-VALUE} unless given.",
        "In csv a cell without a value has nothing in it and an empty text is \"\"; in json NaN and"
            + " infinities are null. Binary values are hexadecimal."
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
