package org.tombola.spark.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.OutputStream;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.apache.hadoop.conf.Configuration;
import org.apache.spark.SparkContext$;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.tombola.method.FileTrouble;
import org.tombola.method.Refused;
import org.tombola.spark.Made;
import org.tombola.spark.store.Store;
import org.tombola.trial.Outcome;

class TombolaCommandTest {
  private static final String SWEEP =
      """
      name: made
      question: Does it plan?
      evaluate: [pgd]
      base:
        data: shapes
        augment: none
        network: small-cnn
        recipe: pgd-at
        schedule: step
        epochs: 2
        batch: 10
      grid:
        ticket: [dense, random]
        ticket.sparsity: [0.8, 0.9]
        seed: [1, 2]
      """;

  @TempDir Path folder;
  private final StringWriter out = new StringWriter();
  private final StringWriter err = new StringWriter();

  private int tombola(String... args) {
    return TombolaCommand.execute(args, new PrintWriter(out), new PrintWriter(err));
  }

  private String sweep(String text) throws IOException {
    return Files.writeString(folder.resolve("made.yaml"), text).toString();
  }

  @Test
  void planListsEachTrialOnce() throws IOException {
    assertThat(tombola("plan", sweep(SWEEP))).isZero();
    assertThat(out.toString())
        .contains("made: Does it plan?")
        .contains("6 trials, 12 epochs; 2 duplicates removed");
  }

  @Test
  void fiveMistakesInASweepFileAreToldAtOnceAndNothingStarts() throws IOException {
    String file =
        sweep(
            SWEEP
                .replace("data: shapes", "data: shaps")
                .replace("epochs: 2", "epochs: 0")
                .replace("batch: 10", "batch: ten")
                .replace("schedule: step", "schedule: step\n  monitr: {}")
                .replace("[0.8, 0.9]", "[0.8, 1.9]"));
    Path tables = folder.resolve("out");
    assertThat(tombola("run", file, "--out", tables.toString())).isEqualTo(2);
    assertThat(err.toString().strip().lines())
        .hasSize(5)
        .anyMatch(line -> line.contains("shaps") && line.contains("shapes"))
        .anyMatch(line -> line.contains("epochs"))
        .anyMatch(line -> line.contains("ten"))
        .anyMatch(line -> line.contains("monitr") && line.contains("monitor"))
        .anyMatch(line -> line.contains("1.9"))
        .allMatch(line -> line.matches(".*made[.]yaml:[0-9]+: .*"));
    assertThat(tables).doesNotExist();
    assertThat(SparkContext$.MODULE$.getActive().isEmpty()).as("no session").isTrue();
  }

  @Test
  void threadsTheProcessWasNotStartedWithAreRefused() throws IOException {
    assertThat(tombola("run", sweep(SWEEP), "--threads", "7")).isEqualTo(2);
    assertThat(err.toString())
        .startsWith("Cannot run with 7 threads per stage: OMP_NUM_THREADS is ");
  }

  @Test
  void slotsBelowOneAreRefused() throws IOException {
    assertThat(tombola("run", sweep(SWEEP), "--slots", "0")).isEqualTo(2);
    assertThat(err.toString().strip()).isEqualTo("Cannot run: --slots must be at least 1, not 0");
  }

  @Test
  void anEngineThatIsNoneIsRefused() throws IOException {
    assertThat(tombola("run", sweep(SWEEP), "--engine", "abacus")).isEqualTo(2);
    assertThat(err.toString().strip())
        .isEqualTo("Cannot compute with abacus: the engines are auto, nd4j, vector, torch");
  }

  @Test
  void tablesThatCannotBeWrittenAreRefused() throws IOException {
    String file = sweep(SWEEP);
    assertThat(tombola("run", file, "--out", file + "/tables")).isEqualTo(2);
    assertThat(err.toString()).startsWith("Cannot write tables to " + file + "/tables: ");
  }

  @Test
  void gapOfNothingIsRefused() {
    assertThat(tombola("gap", folder.resolve("none").toString())).isEqualTo(2);
    assertThat(err.toString().strip())
        .isEqualTo("Cannot compute gaps: there is no folder " + folder.resolve("none"));
  }

  @Test
  void methodsListsParametersDefaultsAndCards() {
    assertThat(tombola("methods", "attack")).isZero();
    assertThat(out.toString())
        .contains("pgd", "epsilon", "8/255", "projected gradient descent on cross-entropy")
        .doesNotContain("flying-bird");
  }

  @Test
  void aMisspeltFamilyIsRefusedWithASuggestion() {
    assertThat(tombola("methods", "tickt")).isEqualTo(2);
    assertThat(err.toString())
        .startsWith("Cannot list the methods of \"tickt\"")
        .contains("did you mean ticket?");
  }

  @Test
  void anUnknownOptionIsRefused() {
    assertThat(tombola("gap", "--fast", "dir")).isEqualTo(2);
    assertThat(err.toString().strip())
        .isEqualTo("Cannot go on: unknown option: '--fast'; see tombola gap --help");
  }

  @Test
  void everyCommandHasHelp() {
    for (String command :
        new String[] {
          "run",
          "plan",
          "evaluate",
          "gap",
          "query",
          "report",
          "export",
          "methods",
          "tables",
          "doctor",
          "notebook"
        }) {
      assertThat(tombola(command, "--help")).isZero();
      assertThat(out.toString()).contains("Usage: tombola " + command);
    }
    assertThat(tombola("--help")).isZero();
    assertThat(out.toString()).containsPattern("\n  notebook +Starts Jupyter on the notebooks, ");
    assertThat(tombola("--version")).isZero();
    assertThat(out.toString()).containsPattern("tombola \\d+\\.\\d+\\.\\d+\\S* \\(\\S+\\)");
  }

  @Test
  void compactMergesAndVerifyFindsNothingWrong() {
    String tables = folder.resolve("tables").toString();
    Store store = Store.at(tables, new Configuration());
    store.write(Made.row(Made.record(Made.spec(Made.RANDOM, 0.1, 1), 700, 500, 450)));
    store.write(Made.row(Made.record(Made.spec(Made.RANDOM, 0.1, 2), 700, 500, 450)));
    assertThat(tombola("compact", tables)).isZero();
    assertThat(out.toString())
        .isEqualToIgnoringNewLines("trials merged: 2; files: 10 before, 5 after");
    assertThat(tombola("verify", tables)).isZero();
    assertThat(out.toString()).endsWith("verified 2 trials, 0 stages: no problem\n");
  }

  @Test
  void verifyTellsEachProblemAndWhatToDo() throws IOException {
    Path stages = Files.createDirectories(folder.resolve("tables").resolve("_stages"));
    Files.writeString(stages.resolve("0123456789abcdef0123.zip"), "no zip");
    assertThat(tombola("verify", folder.resolve("tables").toString())).isEqualTo(1);
    assertThat(out.toString())
        .contains(
            "_stages/0123456789abcdef0123.zip: is damaged: it does not begin with stage.json;"
                + " delete it; a run creates it again if a trial without rows needs it\n")
        .endsWith("verified 0 trials, 1 stages: 1 problem\n");
    assertThat(err.toString()).isEmpty();
  }

  @Test
  void whatIsNotThereCanBeNeitherCompactedNorVerified() {
    Path nowhere = folder.resolve("nowhere");
    assertThat(tombola("compact", nowhere.toString())).isEqualTo(2);
    assertThat(tombola("verify", nowhere.toString())).isEqualTo(2);
    assertThat(err.toString())
        .isEqualToIgnoringNewLines(
            "Cannot compact %s: there is no such folder".formatted(nowhere)
                + "Cannot verify %s: there is no such folder".formatted(nowhere));
    assertThat(nowhere).doesNotExist();
  }

  @Test
  void anAnswerThatCannotBeWrittenWholeIsSaid() {
    for (String reason : new String[] {"No space left on device", "Broken pipe"}) {
      Output output =
          new Output(
              new OutputStream() {
                @Override
                public void write(int value) throws IOException {
                  throw new IOException(reason);
                }
              });
      assertThat(output.problem()).isEmpty();
      output.write('a');
      assertThat(output.problem())
          .isEqualTo(
              reason.startsWith("Broken") // as head does when it has enough
                  ? Optional.empty()
                  : Optional.of("Cannot write the output: no space is left on its disk"));
    }
  }

  @Test
  void aMistakeOfTheProgramIsOneSentenceAndItsDetailsAreInAFile() throws IOException {
    Throwable mistake = new NullPointerException("Cannot invoke \"x.y()\" because \"x\" is null");
    assertThat(TombolaCommand.tell(mistake, new PrintWriter(err))).isEqualTo(1);
    assertThat(err.toString().strip())
        .matches("Cannot go on: an internal error of Tombola; its details, .* are in \\S+[.]log");
    Path details = Path.of(err.toString().strip().replaceFirst(".* are in ", ""));
    assertThat(details).content().contains("Cannot invoke", "TombolaCommandTest");
    Files.delete(details);
  }

  @Test
  void theExitCodeSaysWhoseTurnItIs() {
    PrintWriter writer = new PrintWriter(err);
    IOException full = new IOException("No space left on device");
    assertThat(TombolaCommand.tell(new Refused("Cannot go: it rains"), writer)).isEqualTo(2);
    assertThat(TombolaCommand.tell(new FileTrouble("Cannot read /x", new IOException()), writer))
        .isEqualTo(2);
    assertThat(TombolaCommand.tell(new FileTrouble("Cannot write /x", full), writer)).isEqualTo(1);
    assertThat(TombolaCommand.tell(new IllegalStateException(full), writer)).isEqualTo(1);
    assertThat(TombolaCommand.tell(new OutOfMemoryError("Java heap space"), writer)).isEqualTo(1);
    assertThat(err.toString().lines())
        .hasSize(5)
        .allMatch(line -> line.startsWith("Cannot "))
        .last()
        .asString()
        .contains("TOMBOLA_HEAP");
  }

  @Test
  void readingAndWritingWhereThereIsNoFolderIsOneSentence() throws IOException {
    String file = sweep(SWEEP);
    for (String command : List.of("gap", "status", "query", "report", "compact", "verify")) {
      err.getBuffer().setLength(0);
      String[] args =
          command.equals("query")
              ? new String[] {command, file, "select 1"}
              : new String[] {command, file};
      assertThat(tombola(args)).as(command).isEqualTo(2);
      assertThat(err.toString().lines()).as(command).hasSize(1);
      assertThat(err.toString())
          .as(command)
          .startsWith("Cannot ")
          .contains(file)
          .doesNotContain("Exception");
    }
  }

  @Test
  void whatATextHoldsNeverSteersTheTerminal() throws IOException {
    String evil = "red \033[31m bell \007 back \b\r next \u0085 csi \u009b2J left \u202e end\u2028";
    String file =
        sweep(
            SWEEP.replace("Does it plan?", "\"red \\e[31m \\a \\r \\N \\u009b \\u202e \\u2028?\""));
    assertThat(tombola("plan", file)).isZero();
    assertThat(out.toString())
        .contains("made: red \\u001b[31m \\u0007 \\u000d \\u0085 \\u009b \\u202e \\u2028?");
    String tables = folder.resolve("tables").toString();
    Store store = Store.at(tables, new Configuration());
    store.write(Made.row(Made.record(Made.spec(Made.RANDOM, 0.1, 1), 700, 500, 450)));
    store.write(
        Made.row(
            Made.ended(
                Made.spec(Made.RANDOM, 0.5, 1),
                new Outcome.Failed(Outcome.Kind.INTERNAL, evil, "train", 1, evil))));
    assertThat(tombola("gap", tables)).isZero();
    assertThat(tombola("status", tables)).isZero();
    assertThat(tombola("methods", evil)).isEqualTo(2);
    assertThat(tombola("gap", evil)).isEqualTo(2);
    assertThat(tombola(evil)).isEqualTo(2);
    assertThat(tombola("gap", "--" + evil)).isEqualTo(2);
    assertThat(out + "" + err)
        .contains("red \\u001b[31m bell \\u0007 back \\u0008")
        .doesNotContainPattern("[\\p{Cc}\\p{Cf}\\u2028\\u2029&&[^\\n]]");
  }

  @Test
  void sqlMayBeginWithAComment() {
    String none = folder.resolve("none").toString();
    assertThat(tombola("query", none, "-- first\nselect 1", "--as", "csv")).isEqualTo(2);
    assertThat(tombola("query", none, "--as=json", "--first\nselect 1")).isEqualTo(2);
    assertThat(err.toString())
        .isEqualTo(("Cannot query: there is no folder " + none + "\n").repeat(2));
    assertThat(tombola("query", none, "--sa=csv", "select 1")).isEqualTo(2);
    assertThat(err.toString()).endsWith("unknown option: '--sa=csv'; see tombola query --help\n");
  }
}
