package org.tombola.spark;

import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.Locale;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import org.tombola.data.ImageData;
import org.tombola.spark.table.Chosen;
import org.tombola.spark.table.Store;
import org.tombola.trial.Export;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** Writes a trained network for other programs. */
@Command(
    name = "export",
    description = {
      "Writes the trained network of a trial for other programs: NumPy arrays with all that is"
          + " needed to rebuild it (npz), or DL4J's own file (dl4j).",
      "The file appears whole or not at all. One that is there is left alone unless --overwrite is"
          + " given. The store is only read."
    },
    mixinStandardHelpOptions = true)
final class ExportCommand implements Callable<Integer> {
  /** What other programs read. */
  private enum Form {
    NPZ,
    DL4J
  }

  private enum Part {
    TRAIN,
    VALIDATION,
    TEST
  }

  /** Writes a file that need not be there. */
  @FunctionalInterface
  private interface Content {
    void write(Path file) throws IOException;
  }

  @CommandLine.Mixin private StoreFolder folder = new StoreFolder();

  @Option(
      names = "--trial",
      required = true,
      paramLabel = "ID",
      description = "The trial's id, or its first digits: 4 or more, as many as tell it apart.")
  private String trial = "";

  @Option(names = "--as", required = true, paramLabel = "FORM", description = "npz or dl4j.")
  private Form form = Form.NPZ;

  @Option(
      names = "--checkpoint",
      paramLabel = "WHICH",
      defaultValue = "final",
      description =
          "best, the network most robust on validation images, or final, the last one;"
              + " ${DEFAULT-VALUE} unless given.")
  private Export.Checkpoint checkpoint = Export.Checkpoint.FINAL;

  @Option(
      names = "--to",
      paramLabel = "FILE",
      description =
          "File on this machine; ID-CHECKPOINT.npz or ID-CHECKPOINT.zip in the current folder unless"
              + " given.")
  private @Nullable Path to;

  @Option(names = "--overwrite", description = "Replaces the file where it is there.")
  private boolean overwrite;

  @Option(
      names = "--shrink",
      description =
          "Leaves out the channels that no weight reads: a smaller network, same function.")
  private boolean shrink;

  @Option(
      names = "--images",
      paramLabel = "SPLIT",
      description =
          "With npz: the images and labels of train, validation or test too, as the trial saw"
              + " them.")
  private @Nullable Part images;

  @CommandLine.Spec
  private CommandLine.Model.CommandSpec spec = CommandLine.Model.CommandSpec.create();

  @Override
  public Integer call() throws IOException {
    if (images != null && form != Form.NPZ) {
      throw new IllegalArgumentException(
          "Cannot export images as dl4j: --images goes with --as npz");
    }
    Store store = folder.begun();
    Chosen chosen = Chosen.of(store, trial);
    Path file = file(chosen);
    Export.Channels channels = shrink ? Export.Channels.READ : Export.Channels.ALL;
    try (Export export =
        Export.of(chosen.spec(), checkpoint, channels, store.stages().untouched())) {
      ImageData along = images == null ? null : export.images(word(images), null);
      write(
          file,
          form == Form.DL4J
              ? export::dl4j
              : begun -> {
                try (OutputStream out = new BufferedOutputStream(Files.newOutputStream(begun))) {
                  export.npz(out, along);
                }
              });
      PrintWriter terminal = spec.commandLine().getOut();
      terminal.printf(
          Locale.ROOT,
          "%s: %s network (epoch %d) of trial %s (%s), %,d of %,d weights kept%n",
          file,
          word(checkpoint),
          export.epoch(),
          chosen.id(),
          chosen.name(),
          export.kept(),
          export.prunable());
      terminal.flush();
    }
    return 0;
  }

  private static String word(Enum<?> choice) {
    return choice.name().toLowerCase(Locale.ROOT);
  }

  private Path file(Chosen chosen) {
    String name =
        "%s-%s.%s".formatted(chosen.id(), word(checkpoint), form == Form.NPZ ? "npz" : "zip");
    Path file = to == null ? Path.of(name) : to;
    Path parent = file.toAbsolutePath().getParent();
    if (Files.isDirectory(file) || parent == null) {
      throw new IllegalArgumentException("Cannot export to " + file + ": it is a folder");
    }
    if (!Files.isDirectory(parent)) {
      throw new IllegalArgumentException(
          "Cannot export to " + file + ": there is no folder " + parent);
    }
    if (Files.exists(file) && !overwrite) {
      throw new IllegalArgumentException(
          "Cannot export to " + file + ": it is there already; --overwrite replaces it");
    }
    return file;
  }

  /** Whole or not at all: what is begun gets its name when it is finished. */
  private static void write(Path file, Content content) throws IOException {
    Path begun = file.resolveSibling("_" + file.getFileName() + ".begun");
    try {
      content.write(begun);
      Files.move(begun, file, StandardCopyOption.REPLACE_EXISTING, StandardCopyOption.ATOMIC_MOVE);
    } catch (IOException e) {
      throw new IOException("Cannot export to " + file + ": " + e.getMessage(), e);
    } finally {
      Files.deleteIfExists(begun);
    }
  }
}
