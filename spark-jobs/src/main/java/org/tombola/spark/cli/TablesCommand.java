package org.tombola.spark.cli;

import java.util.concurrent.Callable;
import org.tombola.spark.schema.Tables;
import org.tombola.spark.sql.View;
import picocli.CommandLine;
import picocli.CommandLine.Command;

/** Prints the columns of the Parquet tables. */
@Command(
    name = "tables",
    description = "Prints the columns of the Parquet tables, and the views for query, as Markdown.",
    mixinStandardHelpOptions = true)
final class TablesCommand implements Callable<Integer> {
  @CommandLine.Spec
  private CommandLine.Model.CommandSpec spec = CommandLine.Model.CommandSpec.create();

  @Override
  public Integer call() {
    spec.commandLine().getOut().println(Tables.markdown() + "\n" + View.markdown());
    spec.commandLine().getOut().flush();
    return 0;
  }
}
