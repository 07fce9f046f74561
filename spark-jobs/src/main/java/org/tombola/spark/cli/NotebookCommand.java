package org.tombola.spark.cli;

import java.util.concurrent.Callable;
import org.tombola.method.Refused;
import picocli.CommandLine.Command;

/** Stands in the list of commands for what the launcher does itself. */
@Command(
    name = "notebook",
    customSynopsis = "tombola notebook [JUPYTER'S ARGUMENTS]",
    description = {
      "Starts Jupyter on the notebooks, with a Java kernel that has Spark and Tombola.",
      "deploy/tombola does this, and passes all arguments on to Jupyter."
    },
    mixinStandardHelpOptions = true)
final class NotebookCommand implements Callable<Integer> {
  @Override
  public Integer call() {
    throw new Refused("Cannot start Jupyter from here: run deploy/tombola notebook");
  }
}
