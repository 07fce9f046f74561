package org.tombola.spark.cli;

import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.tombola.data.ImageData;
import org.tombola.method.Names;
import org.tombola.method.Refused;
import org.tombola.network.Checkpoint;
import org.tombola.network.SplitName;
import org.tombola.spark.leaderboard.AutoAttackResult;
import org.tombola.spark.leaderboard.Leaderboard;
import org.tombola.spark.leaderboard.PruningBenchmark;
import org.tombola.spark.leaderboard.RobustBench;
import org.tombola.spark.store.CompletedTrial;
import org.tombola.spark.store.SavedSweep;
import org.tombola.spark.store.Store;
import org.tombola.sweeps.Attacks;
import org.tombola.trial.Export;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** Writes a trained network for other programs, or as leaderboards list it. */
@Command(
    name = "export",
    description = {
      "Writes a trial's trained network for other programs: NumPy arrays with all that is needed to"
          + " rebuild it (npz), or a DL4J file (dl4j). Or writes its AutoAttack result for"
          + " leaderboards: RobustBench's JSON (robustbench), or the key and table row of the"
          + " adversarial pruning benchmark (pruning-benchmark).",
      "The file is written completely or not at all. An existing file is kept unless --overwrite is"
          + " given. The store is only read."
    },
    mixinStandardHelpOptions = true)
final class ExportCommand implements Callable<Integer> {
  /** What is written. */
  private enum Form {
    NPZ(".npz"),
    DL4J(".zip"),
    ROBUSTBENCH(".robustbench.json"),
    PRUNING_BENCHMARK(".pruning-benchmark.json");

    private final String ending;

    Form(String ending) {
      this.ending = ending;
    }

    @Override
    public String toString() {
      return Names.kebab(this);
    }
  }

  private static final Set<Form> NETWORKS = EnumSet.of(Form.NPZ, Form.DL4J);

  @CommandLine.Mixin private StoreFolder folder = new StoreFolder();

  @Option(
      names = "--trial",
      required = true,
      paramLabel = "ID",
      description = "The trial's id, or enough of its first digits (4 or more) to be unique.")
  private String trial = "";

  @Option(
      names = "--as",
      required = true,
      paramLabel = "FORM",
      description = "npz, dl4j, robustbench or pruning-benchmark.")
  private Form form = Form.NPZ;

  @Option(
      names = "--checkpoint",
      paramLabel = "WHICH",
      defaultValue = "final",
      description =
          "best (highest RA on validation images) or final (last epoch); default:"
              + " ${DEFAULT-VALUE}.")
  private Checkpoint checkpoint = Checkpoint.FINAL;

  @Option(
      names = "--to",
      paramLabel = "FILE",
      description =
          "File on this machine; default: ID-CHECKPOINT with .npz, .zip, .robustbench.json or"
              + " .pruning-benchmark.json in the current folder.")
  private @Nullable Path to;

  @Option(names = "--overwrite", description = "Replaces an existing file.")
  private boolean overwrite;

  @Option(
      names = "--shrink",
      description =
          "With npz and dl4j: leaves out channels that no weight reads; the smaller network"
              + " computes the same.")
  private boolean shrink;

  @Option(
      names = "--images",
      paramLabel = "SPLIT",
      description =
          "With npz: also writes images and labels of train, validation or test, as the trial saw"
              + " them.")
  private @Nullable SplitName images;

  @Option(
      names = "--data-folder",
      paramLabel = "PATH",
      description =
          "With --images: folder searched first for data sets; default: the data-folder of the"
              + " trial's sweep file, if it is on this machine.")
  private @Nullable Path data;

  @Option(
      names = "--attack",
      paramLabel = "ATTACK",
      description =
          "With robustbench and pruning-benchmark: which auto-attack, as in a sweep file, if the"
              + " trial has several.")
  private @Nullable String attack;

  @CommandLine.Spec
  private CommandLine.Model.CommandSpec spec = CommandLine.Model.CommandSpec.create();

  @Override
  public Integer call() throws IOException {
    List<String> problems = new ArrayList<>();
    require(images != null, "export images", "--images", EnumSet.of(Form.NPZ), problems);
    require(shrink, "shrink", "--shrink", NETWORKS, problems);
    require(
        attack != null,
        "choose an attack",
        "--attack",
        EnumSet.complementOf(EnumSet.copyOf(NETWORKS)),
        problems);
    if (to != null) {
      new NewFile(to, overwrite).problem().ifPresent(problems::add);
    }
    refuse(problems);
    Store store = folder.begun();
    CompletedTrial chosen = CompletedTrial.of(store, trial);
    NewFile file =
        new NewFile(
            to == null ? Path.of(chosen.id() + "-" + checkpoint + form.ending) : to, overwrite);
    file.problem().ifPresent(problems::add);
    refuse(problems);
    PrintWriter terminal = spec.commandLine().getOut();
    switch (form) {
      case NPZ, DL4J -> network(store, chosen, file, terminal);
      case ROBUSTBENCH -> listed(new RobustBench(attacked(store, chosen)), file, terminal);
      case PRUNING_BENCHMARK ->
          listed(new PruningBenchmark(attacked(store, chosen)), file, terminal);
    }
    terminal.flush();
    return 0;
  }

  private void require(
      boolean asked, String what, String option, Set<Form> forms, List<String> problems) {
    if (asked && !forms.contains(form)) {
      problems.add(
          "Cannot %s as %s: %s needs --as %s"
              .formatted(
                  what,
                  form,
                  option,
                  forms.stream().map(Form::toString).collect(Collectors.joining(" or "))));
    }
  }

  private static void refuse(List<String> problems) {
    if (!problems.isEmpty()) {
      throw new Refused(String.join(System.lineSeparator(), problems));
    }
  }

  private void network(Store store, CompletedTrial chosen, NewFile file, PrintWriter terminal)
      throws IOException {
    Export.Channels channels = shrink ? Export.Channels.READ : Export.Channels.ALL;
    try (Export export =
        Export.of(chosen.spec(), checkpoint, channels, store.stages().untouched())) {
      ImageData along = images == null ? null : export.images(images, data(store, chosen));
      file.write(
          form == Form.DL4J
              ? export::dl4j
              : begun -> {
                try (OutputStream out = new BufferedOutputStream(Files.newOutputStream(begun))) {
                  export.npz(out, along);
                }
              });
      terminal.printf(
          Locale.ROOT,
          "%s: %s network (epoch %d) of trial %s (%s), %,d of %,d weights kept%n",
          file.path(),
          checkpoint,
          export.epoch(),
          chosen.id(),
          chosen.name(),
          export.kept(),
          export.prunable());
    }
  }

  private @Nullable Path data(Store store, CompletedTrial chosen) {
    return data == null
        ? SavedSweep.data(store, Set.of(chosen.sweep())).map(Path::of).orElse(null)
        : data.toAbsolutePath();
  }

  private AutoAttackResult attacked(Store store, CompletedTrial chosen) {
    String json = attack == null ? null : Attacks.read(List.of(attack)).json().get(0);
    return AutoAttackResult.of(store, chosen, checkpoint, json, form.toString());
  }

  private static void listed(Leaderboard entry, NewFile file, PrintWriter terminal)
      throws IOException {
    file.write(begun -> Files.writeString(begun, entry.json()));
    AutoAttackResult network = entry.network();
    terminal.printf(
        Locale.ROOT,
        "%s: %s network (epoch %d) of trial %s (%s), SA %s %%, RA %s %% under auto-attack %s %s, on"
            + " %,d test images%n",
        file.path(),
        network.checkpoint(),
        network.epoch(),
        network.trial().id(),
        network.trial().name(),
        Leaderboard.percent(network.counts().standardAccuracy()),
        Leaderboard.percent(network.counts().robustAccuracy()),
        network.norm(),
        network.epsilon(),
        network.counts().images());
    if (!entry.differences().isEmpty()) {
      terminal.println("differs from other entries: " + String.join("; ", entry.differences()));
    }
    entry.words().forEach(terminal::println);
  }
}
