package org.tombola.spark.cli;

import java.io.PrintWriter;
import java.util.concurrent.Callable;
import org.tombola.method.Refused;
import org.tombola.spark.claim.Claim;
import org.tombola.spark.store.Store;
import picocli.CommandLine;
import picocli.CommandLine.Command;

/** Merges the small files of a sweep's tables. */
@Command(
    name = "compact",
    description = {
      "Merges the files of finished trials into one file per table; removes leftovers of a crash.",
      "An interruption loses nothing; run the same command again to finish."
    },
    mixinStandardHelpOptions = true)
final class CompactCommand implements Callable<Integer> {
  @CommandLine.Mixin private StoreFolder folder = new StoreFolder();

  @CommandLine.Spec
  private CommandLine.Model.CommandSpec spec = CommandLine.Model.CommandSpec.create();

  @Override
  public Integer call() {
    Store store = folder.begun();
    PrintWriter out = spec.commandLine().getOut();
    if (!store.exists()) {
      throw new Refused("Cannot compact " + store.folder() + ": there is no such folder");
    }
    try (Claim claim = Claim.take(store, Claim.Purpose.COMPACT, out::println)) {
      Store.Compacted done = store.compact();
      out.printf(
          "trials merged: %d; files: %d before, %d after%n",
          done.trials(), done.before(), done.after());
    }
    out.flush();
    return 0;
  }
}
