package org.tombola.spark.cli;

import org.tombola.network.Engine;
import picocli.CommandLine.Option;

/** What computes. */
final class EngineOption {
  @Option(
      names = "--engine",
      paramLabel = "NAME",
      defaultValue = Engine.AUTO,
      description =
          "Engine that runs the networks: nd4j, vector, torch, or ${DEFAULT-VALUE} (on GPUs nd4j"
              + " or torch, whichever the build has for them; vector on CPUs); default:"
              + " ${DEFAULT-VALUE}.")
  private String name = Engine.AUTO;

  /**
   * The name asked for, as {@link Engine#choose} reads it.
   *
   * @throws org.tombola.method.Refused if there is no such engine
   */
  String name() {
    Engine.require(name);
    return name;
  }
}
