package org.tombola.spark.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.tombola.spark.cli.JobCount.JOBS;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;
import org.apache.commons.io.FileUtils;
import org.apache.spark.SparkContext$;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.tombola.spark.Made;
import org.tombola.spark.claim.Claim;
import org.tombola.spark.schema.Tables;
import org.tombola.spark.schema.TrialRow;
import org.tombola.spark.store.SavedSweep;
import org.tombola.sweeps.PlannedTrial;
import org.tombola.sweeps.SweepFile;
import org.tombola.trial.Outcome;
import org.tombola.trial.Stage;
import org.tombola.trial.StageResult;
import org.tombola.trial.StageRunner;
import org.tombola.trial.Surroundings;
import org.tombola.trial.TrialId;
import org.tombola.trial.TrialSpec;

/** Further attacks on networks that were trained for real. */
class EvaluateTest {
  @TempDir static Path folder;
  private static TinySweep sweep;
  private static String file;

  @BeforeAll
  static void train() throws Exception {
    JobCount.begin();
    sweep = new TinySweep(folder);
    file = sweep.file("[1, 2]");
    sweep.run(file, "trained", 2);
    String both = Files.readString(Path.of(file)).replace("steps: 3}}]", "steps: 3}}, fgsm]");
    sweep.run(Files.writeString(folder.resolve("both.yaml"), both).toString(), "asked", 2);
  }

  @AfterAll
  static void forget() {
    JobCount.end();
  }

  /** A store of its own with the trained networks. */
  private static String store(String name) throws IOException {
    FileUtils.copyDirectory(sweep.out("trained").toFile(), sweep.out(name).toFile());
    JOBS.set(0);
    return sweep.out(name).toString();
  }

  private static String evaluate(String store, String... more) {
    List<String> words = new ArrayList<>(List.of("evaluate", store, "--slots", "2"));
    words.addAll(List.of(more));
    return Rehearsal.call(words.toArray(String[]::new));
  }

  private static void isSound(String store) {
    assertThat(Rehearsal.call("verify", store)).contains(": no problem\n").endsWith("exit code 0");
  }

  private static List<String> asked(String run) {
    return sweep.byTicketAndSeed(run, Tables.EVALUATIONS);
  }

  @Test
  void onlyWhatIsMissingRunsAndGivesTheRowsOfASweepThatAskedForIt() throws IOException {
    String store = store("grown");
    List<String> trials = sweep.byTicketAndSeed("grown", Tables.TRIALS);
    assertThat(evaluate(store, "--attack", "fgsm", "--where", "seed = 1 and ticket <> 'none'"))
        .contains("2 completed trials, 0 evaluated already, 2 to evaluate; store in " + store)
        .endsWith("exit code 0");
    assertThat(JOBS).as("an evaluation and an addition each").hasValue(2 * 2);
    assertThat(evaluate(store, "--attack", "fgsm"))
        .contains("4 completed trials, 2 evaluated already, 2 to evaluate")
        .endsWith("exit code 0");
    assertThat(JOBS).hasValue(4 * 2);
    assertThat(asked("grown")).isEqualTo(asked("asked"));
    assertThat(sweep.byTicketAndSeed("grown", Tables.TRIALS)).isEqualTo(trials);
    isSound(store);

    JOBS.set(0);
    assertThat(evaluate(store, "--attack", "fgsm", "--attack", "pgd: {steps: 3}"))
        .contains("4 completed trials, 4 evaluated already, 0 to evaluate")
        .endsWith("exit code 0");
    assertThat(evaluate(store, "--attack", "fgsm", "--where", "seed = 1")).contains(", 0 to ");
    assertThat(sweep.run(file, "grown", 1)).contains("4 trials, 4 done already, 0 to run");
    assertThat(Rehearsal.call("gap", store, "--attack", "fgsm"))
        .contains("| random ", "RA: robust accuracy under fgsm linf 8/255.")
        .endsWith("exit code 0");
    assertThat(JOBS).hasValue(0);
  }

  @Test
  void dataSetsAreLookedForWhereTheSweepLooked() throws Exception {
    Path data = Files.createDirectories(folder.resolve("images").resolve("mnist"));
    // not what was published, so reading it fails, and tells that it was found
    Path found = Files.writeString(data.resolve("train-labels-idx1-ubyte"), "none");
    String text =
        Files.readString(Path.of(file))
            .replace("name: tiny", "name: tiny\ndata-folder: images")
            .replaceAll("\\{shapes: .*", "mnist")
            .replaceAll("ticket: .*", "ticket: [dense]");
    Path mnist = Files.writeString(folder.resolve("mnist.yaml"), text);
    String out = sweep.out("looked").toString();
    assertThat(Rehearsal.call("run", mnist.toString(), "--out", out, "--slots", "1"))
        .contains(found.toString())
        .endsWith("exit code 1");
    assertThat(SavedSweep.data(sweep.tables("looked"), Set.of("tiny")))
        .contains(folder.resolve("images").toString());

    // as if they had been trained
    for (PlannedTrial trial : SweepFile.read(mnist).plan().trials()) {
      Made.keep(new Stage.Train(trial.spec().training()), sweep.tables("looked"));
      sweep
          .tables("looked")
          .write(new TrialRow("tiny", trial.json(), Made.record(trial.spec(), 700, 500, 450)));
    }
    assertThat(evaluate(out, "--attack", "fgsm")).contains(found.toString());
    Path elsewhere = Files.createDirectories(folder.resolve("elsewhere").resolve("mnist"));
    Path other = Files.writeString(elsewhere.resolve("train-labels-idx1-ubyte"), "none");
    assertThat(evaluate(out, "--attack", "fgsm", "--data-folder", elsewhere.getParent().toString()))
        .contains(other.toString())
        .doesNotContain(found.toString());
  }

  @Test
  void aCompactedStoreGrowsToo() throws IOException {
    String store = store("compacted");
    assertThat(Rehearsal.call("compact", store)).contains("trials merged: 4");
    assertThat(evaluate(store, "--attack", "fgsm")).endsWith("exit code 0");
    assertThat(asked("compacted")).isEqualTo(asked("asked"));
    isSound(store);
    assertThat(Rehearsal.call("compact", store))
        .contains("trials merged: 0; files: 8 before, 4 after");
    assertThat(asked("compacted")).isEqualTo(asked("asked"));
    isSound(store);
    JOBS.set(0);
    assertThat(evaluate(store, "--attack", "fgsm")).contains(", 0 to evaluate");
    assertThat(sweep.run(file, "compacted", 1)).contains("0 to run");
    assertThat(JOBS).hasValue(0);
    assertThat(evaluate(store, "--attack", "{pgd: {steps: 2}}", "--where", "seed = 2"))
        .endsWith("exit code 0");
    assertThat(asked("compacted")).hasSize(4 * 12 + 2 * 6).containsAll(asked("asked"));
    isSound(store);
  }

  @Test
  void whatIsKilledHalfWayGoesOn() throws Exception {
    String store = store("killed");
    Process process = sweep.start("killed", "evaluate", store, "--attack", "{pgd: {steps: 100}}");
    Instant until = Instant.now().plus(Duration.ofMinutes(2));
    while (added(store) == 0) {
      assertThat(process.isAlive()).as(sweep.printed("killed")).isTrue();
      assertThat(Instant.now()).isBefore(until);
      Thread.sleep(20);
    }
    process.destroyForcibly();
    assertThat(process.waitFor()).isEqualTo(128 + 9);
    long before = added(store);
    assertThat(before).isBetween(1L, TinySweep.TRIALS - 1L);
    assertThat(sweep.done("killed")).isEqualTo(TinySweep.TRIALS);
    assertThat(evaluate(store, "--attack", "{pgd: {steps: 100}}"))
        .contains("4 completed trials, " + before + " evaluated already, ")
        .endsWith("exit code 0");
    assertThat(asked("killed")).hasSize(4 * 12).doesNotHaveDuplicates();
    isSound(store);
  }

  private static long added(String store) throws IOException {
    try (Stream<Path> files = Files.list(Path.of(store, "evaluations"))) {
      return files.filter(file -> file.toString().matches(".*/[0-9a-f]+[.]added.*")).count();
    }
  }

  @Test
  void networksThatAreGoneAreToldAndNothingIsTrained() throws Exception {
    String store = store("gone");
    TrialSpec gone = SweepFile.read(Path.of(file)).plan().trials().get(0).spec();
    String training = new Stage.Train(gone.training()).fingerprint();
    Files.delete(Path.of(store, "_stages", training + ".zip"));
    String id = TrialId.of(gone);
    String told = evaluate(store, "--attack", "fgsm");
    assertThat(told)
        .startsWith(
            "Cannot evaluate 1 of 4 trials: their trained networks are no longer in "
                + store
                + "/_stages, and evaluate trains nothing:\n    dense, seed 1 ("
                + id
                + ")\n")
        .endsWith("exit code 2");
    assertThat(JOBS).hasValue(0);
    String rest = told.replaceAll("(?s).*--where \"(.*)\" excludes.*", "$1");
    assertThat(evaluate(store, "--attack", "fgsm", "--where", rest))
        .contains("3 completed trials, 0 evaluated already, 3 to evaluate")
        .endsWith("exit code 0");
    assertThat(JOBS).hasValue(3 * 2);
    isSound(store);
  }

  /** Cannot evaluate the networks of seed 2. */
  private static StageResult failing(Stage stage, Surroundings surroundings) {
    assertThat(stage.kind()).isEqualTo("evaluate");
    if (((Stage.OfTraining) stage).training().seed() == 2) {
      throw new IllegalStateException("Cannot evaluate: broken");
    }
    return StageRunner.run(stage, surroundings);
  }

  @Test
  void aTrialThatCannotBeEvaluatedStaysAsItIs() throws IOException {
    String store = store("failing");
    assertThat(Rehearsal.call(EvaluateTest::failing, "evaluate", store, "--attack", "fgsm"))
        .contains("2 trials could not be evaluated and are unchanged; last failure: ")
        .endsWith("exit code 1");
    assertThat(sweep.tables("failing").read(Tables.TRIALS))
        .hasSize(4)
        .allSatisfy(row -> assertThat(row.text("outcome")).contains("completed"));
    assertThat(asked("failing")).hasSize(4 * 6 + 2 * 6);
    isSound(store);
  }

  @Test
  void whatCannotBeDoneIsToldBeforeAnyWork() throws IOException {
    String store = store("refusals");
    assertThat(evaluate(store, "--attack", "fgsn", "--attack", "pgd: {steps: none}"))
        .contains("Cannot attack with \"fgsn\": unknown attack", "did you mean \"fgsm\"?")
        .contains("Cannot attack with \"pgd: {steps: none}\": pgd.steps: ")
        .endsWith("exit code 2");
    try (Claim claim = Claim.take(sweep.tables("refusals"), Claim.Purpose.COMPACT, told -> {})) {
      assertThat(evaluate(store, "--attack", "fgsm"))
          .startsWith("Cannot evaluate: another run is working on " + store)
          .contains("; wait for it or stop it");
      assertThat(claim.held()).isTrue();
    }
    assertThat(evaluate(store + "/nowhere", "--attack", "fgsm"))
        .startsWith("Cannot evaluate " + store + "/nowhere: there is no such folder")
        .endsWith("exit code 2");
    assertThat(evaluate(folder.toString(), "--attack", "fgsm"))
        .startsWith("Cannot read a store: there is no Tombola store in " + folder);
    assertThat(evaluate(store, "--attack", "fgsm", "--where", "sed = 1"))
        .startsWith("Cannot select trials where sed = 1: ")
        .contains("`sed`", "`seed`")
        .endsWith("exit code 2");
    assertThat(evaluate(store, "--attack", "fgsm", "--where", "seed = = 1"))
        .startsWith("Cannot select trials where seed = = 1: ")
        .hasLineCount(2);
    assertThat(evaluate(store, "--attack", "fgsm", "--where", "seed"))
        .startsWith("Cannot select trials where seed: ");
    assertThat(evaluate(store, "--attack", "fgsm", "--where", "seed > 7"))
        .startsWith("Cannot evaluate: none of 4 trials in " + store + " matches seed > 7")
        .endsWith("exit code 2");
    assertThat(SparkContext$.MODULE$.getActive().isEmpty()).as("no session is left").isTrue();
    assertThat(JOBS).hasValue(0);
    assertThat(asked("refusals")).hasSize(4 * 6);
  }

  @Test
  void trialsThatWereNotCompletedArePassedOver() {
    var store = sweep.tables("aside");
    store.write(
        Made.row(Made.ended(Made.spec(Made.RANDOM, 0.1, 1), new Outcome.Diverged(3, Double.NaN))));
    store.write(Made.row(Made.ended(Made.spec(Made.RANDOM, 0.1, 2), new Outcome.Stopped(1))));
    assertThat(evaluate(store.folder().toString(), "--attack", "fgsm"))
        .contains(
            "0 completed trials, 0 evaluated already, 0 to evaluate, skipped: 1 diverged, 1"
                + " stopped; store in ")
        .endsWith("exit code 0");
  }
}
