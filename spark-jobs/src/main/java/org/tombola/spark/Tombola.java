package org.tombola.spark;

import org.tombola.spark.cli.TombolaCommand;

/** The class that spark-submit starts. */
public final class Tombola {
  private Tombola() {}

  /** Runs a command and ends the process. */
  public static void main(String[] args) {
    TombolaCommand.main(args);
  }
}
