package org.tombola.spark.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;
import java.util.zip.ZipEntry;
import java.util.zip.ZipFile;
import org.apache.hadoop.conf.Configuration;
import org.deeplearning4j.util.ModelSerializer;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.tombola.attack.Fgsm;
import org.tombola.data.Mnist;
import org.tombola.data.None;
import org.tombola.data.Shapes;
import org.tombola.data.Split;
import org.tombola.measure.Monitor;
import org.tombola.network.SmallCnn;
import org.tombola.spark.Made;
import org.tombola.spark.schema.Tables;
import org.tombola.spark.store.SavedSweep;
import org.tombola.spark.store.Store;
import org.tombola.ticket.RandomTicket;
import org.tombola.train.Constant;
import org.tombola.train.PgdAt;
import org.tombola.train.Sgd;
import org.tombola.trial.Checkpoints;
import org.tombola.trial.Kernels;
import org.tombola.trial.Outcome;
import org.tombola.trial.Stage;
import org.tombola.trial.Surroundings;
import org.tombola.trial.Training;
import org.tombola.trial.TrialId;
import org.tombola.trial.TrialSpec;

/** One trial trained for real, others made up, and what the command makes of them. */
class ExportTest {
  private static final TrialSpec SPEC =
      new TrialSpec(
          new Training(
              new Shapes(),
              new Split(96, 32, 32, Split.Order.FILE, 10),
              new None(),
              new SmallCnn(4),
              new RandomTicket(),
              new PgdAt(),
              new Sgd(0.05, 0.9, 5e-4),
              new Constant(),
              2,
              16,
              new Monitor(new Fgsm(), 32, 32, 0),
              3),
          List.of(new Fgsm()),
          new Kernels(),
          false);
  private static final String ID = TrialId.of(SPEC);

  @TempDir static Path tables;
  private static Store store;

  @TempDir Path folder;

  @BeforeAll
  static void train() {
    store = Store.at(tables.toString(), new Configuration());
    Surroundings surroundings =
        new Surroundings(null, store.stages(), Checkpoints.NEVER, Surroundings.Watcher.NOBODY);
    store.write(Made.row(Made.run(SPEC, surroundings)));
  }

  private String export(String trial, String... more) {
    return export(store, trial, more);
  }

  private static String export(Store from, String trial, String... more) {
    List<String> command =
        Stream.concat(
                Stream.of("export", from.folder().toString(), "--trial", trial), Stream.of(more))
            .toList();
    return Rehearsal.call(command.toArray(String[]::new));
  }

  @Test
  void theFirstDigitsOfAnIdAreEnoughForArrays() throws IOException {
    Path file = folder.resolve("network.npz");
    assertThat(
            export(ID.substring(0, 4), "--as", "npz", "--images", "test", "--to", file.toString()))
        .isEqualTo(
            "%s: final network (epoch 2) of trial %s (random), 1,866 of 9,316 weights kept\nexit code 0"
                .formatted(file, ID));
    try (ZipFile zip = new ZipFile(file.toFile())) {
      assertThat(zip.stream().map(ZipEntry::getName))
          .startsWith(
              "architecture.npy",
              "spec.npy",
              "provenance.npy",
              "normalise.mean.npy",
              "normalise.var.npy",
              "normalise.std.npy",
              "stage1/conv.W.npy",
              "stage1/conv.W.mask.npy",
              "stage1/bn.gamma.npy")
          .endsWith(
              "output.W.npy",
              "output.W.mask.npy",
              "output.b.npy",
              "images.npy",
              "labels.npy",
              "logits.npy");
    }
    try (Stream<Path> left = Files.list(folder)) {
      assertThat(left).containsExactly(file);
    }
  }

  @Test
  void plainDl4jLoadsTheBestNetwork() throws IOException {
    Path file = folder.resolve("network.zip");
    assertThat(export(ID, "--as", "dl4j", "--checkpoint", "best", "--to", file.toString()))
        .startsWith(file + ": best network (epoch ")
        .endsWith("exit code 0");
    assertThat(
            ModelSerializer.restoreComputationGraph(file.toFile(), false)
                .getConfiguration()
                .getNetworkOutputs())
        .containsExactly("output");
  }

  @Test
  void aFileThatIsThereIsLeftAloneUnlessAsked() throws IOException {
    Path file = Files.writeString(folder.resolve("network.npz"), "mine");
    assertThat(export(ID, "--as", "npz", "--to", file.toString()))
        .isEqualTo(
            "Cannot export to %s: it already exists; --overwrite replaces it\nexit code 2"
                .formatted(file));
    assertThat(file).hasContent("mine");
    assertThat(export(ID, "--as", "npz", "--overwrite", "--to", file.toString()))
        .endsWith("exit code 0");
    assertThat(Files.size(file)).isGreaterThan(10_000);
  }

  @Test
  void whatCannotBeAskedForIsRefused() {
    assertThat(export(ID, "--as", "dl4j", "--images", "test"))
        .isEqualTo("Cannot export images as dl4j: --images needs --as npz\nexit code 2");
    assertThat(export(ID, "--as", "npz", "--to", folder + "/no/network.npz"))
        .isEqualTo(
            "Cannot export to %s/no/network.npz: there is no folder %s/no\nexit code 2"
                .formatted(folder, folder));
    assertThat(export(ID, "--as", "npz", "--to", folder.toString()))
        .isEqualTo("Cannot export to %s: it is a folder\nexit code 2".formatted(folder));
  }

  @Test
  void aMisspeltWordIsRefusedWithThoseThereAre() {
    String file = folder.resolve("network.npz").toString();
    assertThat(export(ID, "--as", "npz", "--images", "tets", "--to", file))
        .isEqualTo(
            "Cannot go on: --images takes train, validation or test, not \"tets\";"
                + " see tombola export --help\nexit code 2");
    assertThat(export(ID, "--as", "npz", "--checkpoint", "last", "--to", file))
        .isEqualTo(
            "Cannot go on: --checkpoint takes best or final, not \"last\";"
                + " see tombola export --help\nexit code 2");
    assertThat(export(ID, "--as", "zip", "--to", file))
        .isEqualTo(
            "Cannot go on: --as takes npz, dl4j, robustbench or pruning-benchmark, not \"zip\";"
                + " see tombola export --help\nexit code 2");
    assertThat(folder).isEmptyDirectory();
  }

  @Test
  void anIdThatIsNoTrialsIsToldWithThoseThereAre() {
    String there = "finished trials are\n  " + ID + "  random, completed\nexit code 2";
    assertThat(export(ID.substring(0, 3), "--as", "npz"))
        .isEqualTo(
            "Cannot export trial %s: an id has at least 4 hexadecimal digits; "
                    .formatted(ID.substring(0, 3))
                + there);
    String other = (ID.startsWith("0") ? "1" : "0") + ID.substring(1);
    assertThat(export(other, "--as", "npz"))
        .isEqualTo("Cannot export trial %s: no trial has this id; ".formatted(other) + there);
    assertThat(export(Store.at(folder + "/none", store.conf()), ID, "--as", "npz"))
        .isEqualTo(
            "Cannot export trial %s: there is no folder %s/none\nexit code 2"
                .formatted(ID, folder));
  }

  @Test
  void digitsThatSeveralTrialsShareAreNotGuessedFrom() {
    Map<String, TrialSpec> seen = new HashMap<>();
    TrialSpec one = null;
    TrialSpec two = null;
    for (int seed = 1; one == null; seed++) {
      two = Made.spec(Made.DENSE, 0.1, seed);
      one = seen.put(TrialId.of(two).substring(0, 4), two);
    }
    Store made = Store.at(folder.toString(), new Configuration());
    made.write(Made.row(Made.record(one, 700, 500, 450)));
    made.write(Made.row(Made.record(two, 700, 500, 450)));
    assertThat(export(made, TrialId.of(one).substring(0, 4), "--as", "npz"))
        .startsWith(
            "Cannot export trial %s: several trials have this id; finished trials are\n  "
                .formatted(TrialId.of(one).substring(0, 4)))
        .contains(TrialId.of(one) + "  dense, seed " + one.training().seed() + ", completed")
        .contains(TrialId.of(two) + "  dense, seed " + two.training().seed() + ", completed");
  }

  @Test
  void aTrialWithoutANetworkIsRefusedWithTheReason() {
    assertThat(ended(1, new Outcome.Diverged(7, Double.NaN)))
        .endsWith(": it ended as diverged: the loss was not finite\nexit code 2");
    assertThat(ended(2, new Outcome.Stopped(1)))
        .endsWith(
            ": it ended as stopped: early stopping: others of the sweep did better after epoch"
                + " 1\nexit code 2");
    assertThat(ended(3, new Outcome.Failed(Outcome.Kind.RESOURCE, "no room", "train", 3, "a host")))
        .endsWith(": it ended as failed: no room\nexit code 2");
    TrialSpec lost = Made.spec(Made.DENSE, 0.1, 4);
    Store made = Store.at(folder.toString(), new Configuration());
    made.write(Made.row(Made.record(lost, 700, 500, 450)));
    assertThat(export(made, TrialId.of(lost), "--as", "npz"))
        .matches(
            "Cannot export trial [0-9a-f]{16}: the result of its training, stage [0-9a-f]{20}, is"
                + " missing or damaged\nexit code 2");
  }

  private String ended(long seed, Outcome outcome) {
    TrialSpec spec = Made.spec(Made.DENSE, 0.1, seed);
    Store made = Store.at(folder.toString(), new Configuration());
    made.write(Made.row(Made.ended(spec, outcome)));
    Path file = folder.resolve("network.npz");
    String told = export(made, TrialId.of(spec), "--as", "npz", "--to", file.toString());
    assertThat(told).startsWith("Cannot export trial " + TrialId.of(spec) + ": ");
    assertThat(file).doesNotExist();
    return told;
  }

  @Test
  void imagesAreLookedForWhereTheSweepLooked() throws IOException {
    Path data = Files.createDirectories(folder.resolve("data").resolve("mnist"));
    // not what was published, so reading it fails, and tells that it was found
    Path found = Files.writeString(data.resolve("train-labels-idx1-ubyte"), "none");
    TrialSpec spec =
        new TrialSpec(
            new Training(
                new Mnist(),
                new Split(),
                new None(),
                new SmallCnn(4),
                new RandomTicket(),
                new PgdAt(),
                new Sgd(0.05, 0.9, 5e-4),
                new Constant(),
                2,
                16,
                new Monitor(),
                3),
            List.of(new Fgsm()),
            new Kernels(),
            false);
    Store other = Store.at(folder.resolve("mnist-store").toString(), new Configuration());
    trained(spec, other);
    other.write(Made.row(Made.record(spec, 700, 500, 450)));
    String sweep = other.read(Tables.TRIALS).get(0).text("sweep").orElseThrow();
    new SavedSweep(sweep, "Does it?", "", "", data.getParent().toString()).keep(other);
    String[] images = {"--as", "npz", "--images", "test"};
    assertThat(export(other, TrialId.of(spec), images)).contains(found.toString());

    new SavedSweep(sweep, "Does it?", "", "", folder.resolve("gone").toString()).keep(other);
    assertThat(SavedSweep.data(other, Set.of(sweep))).isEmpty();
    assertThat(SavedSweep.data(other, Set.of("another"))).isEmpty();
    assertThat(
            export(
                other,
                TrialId.of(spec),
                Stream.concat(
                        Stream.of(images), Stream.of("--data-folder", data.getParent().toString()))
                    .toArray(String[]::new)))
        .contains(found.toString());
    new SavedSweep(sweep, "Does it?", "", "", data.toString()).keep(other);
    new SavedSweep("second", "Does it?", "", "", folder.toString()).keep(other);
    assertThatThrownBy(() -> SavedSweep.data(other, Set.of(sweep, "second")))
        .hasMessageStartingWith("Cannot find the data sets: the sweeps in ")
        .hasMessageContainingAll(data.toString(), " and ", "; choose with --data-folder");
  }

  /** As if a network of other data had been trained. */
  private static void trained(TrialSpec spec, Store other) {
    Made.keep(new Stage.Train(spec.training()), other);
  }
}
