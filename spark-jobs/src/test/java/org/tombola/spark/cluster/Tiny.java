package org.tombola.spark.cluster;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** Sweep files of trials that train for real in a second or two each. */
public final class Tiny {
  private static final String TEXT =
      """
      name: tiny
      question: Is a run always the same run?
      evaluate: [{pgd: {steps: 2}}]
      base:
        data: {shapes: {train: 240, test: 40}}
        split: {train: 200, validation: 40, test: 40}
        augment: none
        network: {small-cnn: {width: 4}}
        recipe: {pgd-at: {steps: 1}}
        schedule: step
        epochs: EPOCHS
        batch: 50
        monitor: {attack: {pgd: {steps: 1}}, train: 40, validation: 40, test: 40}
      grid:
      """;

  private Tiny() {}

  /**
   * Writes a sweep file.
   *
   * @param grid lines of the grid
   */
  public static Path file(Path folder, int epochs, String... grid) {
    try {
      return Files.writeString(
          folder.resolve("tiny.yaml"),
          TEXT.replace("EPOCHS", epochs + "") + "  " + String.join("\n  ", grid) + "\n");
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
