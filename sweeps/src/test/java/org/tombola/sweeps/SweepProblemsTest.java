package org.tombola.sweeps;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.tombola.attack.Attack;
import org.tombola.method.Family;
import org.tombola.sweeps.published.Papers;

/** What a wrong sweep file is told; HEAD has 13 lines. */
class SweepProblemsTest {
  @TempDir Path folder;

  private List<String> problems(String text) throws IOException {
    Path file = Files.writeString(folder.resolve("try.yaml"), text);
    SweepProblems thrown = catchThrowableOfType(SweepProblems.class, () -> SweepFile.read(file));
    assertThat(thrown).as("problems of the file").isNotNull();
    assertThat(thrown.problems()).hasSize((int) thrown.getMessage().lines().count());
    assertThat(thrown.getMessage().lines()).allMatch(line -> line.startsWith(file.toString()));
    return thrown
        .getMessage()
        .lines()
        .map(line -> line.substring(file.toString().length()))
        .toList();
  }

  private List<String> after(String more) throws IOException {
    return problems(SweepFileTest.HEAD + more);
  }

  @Test
  void fiveMistakesGetFiveMessages() throws Exception {
    assertThat(
            problems(
                """
                name: try
                question: Does it overfit less?
                evaluate: [pgd]
                base:
                  data: fashion-mist
                  augment: none
                  network: small-cnn
                  ticket: {flying-bird: {sparsty: 0.9}}
                  recipe: pgd-at
                  schedule: constant
                  epochs: 0
                  batch: many
                  seed: 1
                grid:
                  optimiser.learning-rate: [0.1]
                """))
        .containsExactly(
            ":5: data: unknown source \"fashion-mist\" (one of cifar-10, cifar-100,"
                + " fashion-mnist, image-folder, mnist, npz, shapes, tiny-imagenet); did you mean"
                + " \"fashion-mnist\"?",
            ":8: ticket.flying-bird.sparsty: unknown parameter; did you mean \"sparsity\"?",
            ":11: epochs: must be at least 1, not 0",
            ":12: batch: must be a whole number, not \"many\"",
            ":15: optimiser.learning-rate: unknown parameter; did you mean"
                + " \"optimizer.learning-rate\"?");
  }

  @Test
  void anAxisThatFitsNoMethodIsATypo() throws Exception {
    assertThat(after("grid:\n  ticket: [dense, flying-bird]\n  ticket.sparsty: [0.8]\n"))
        .containsExactly(
            ":16: ticket.sparsty: unknown parameter; did you mean \"ticket.sparsity\"?");
    assertThat(after("grid:\n  ticket: [dense, flying-bird]\n  tikcet.sparsity: [0.8]\n"))
        .containsExactly(
            ":16: tikcet.sparsity: unknown parameter; did you mean \"ticket.sparsity\"?");
  }

  @Test
  void aWrongValueOfAnAxisIsToldOnceWithItsOwnLine() throws Exception {
    assertThat(
            after(
                """
                grid:
                  seed: [1, 2]
                  optimizer.learning-rate:
                    - 0.1
                    - -1
                """))
        .containsExactly(":18: optimizer.learning-rate: must be above 0, not -1.0");
  }

  @Test
  void axesThatAreNoneAreRefused() throws Exception {
    assertThat(
            after(
                """
                grid:
                  seed: 3
                  epochs: []
                  batch: {from: 5, to: 1}
                  optimizer.momentum: {from: 0.1, to: 0.9}
                  optimizer.learning-rate: {form: 0.1, to: .nan, by: 1}
                  ticket: {flying-bird: {sparsity: 0.5}}
                """))
        .containsExactly(
            ":15: seed: an axis must be a list [a, b] or a range {from: 1, to: 5}, not 3",
            ":16: epochs: an axis needs at least one value",
            ":17: batch: a range must ascend, not {from: 5, to: 1}",
            ":18: optimizer.momentum: a range of numbers that are not whole needs \"by\"",
            ":19: optimizer.learning-rate.form: unknown part of a range; did you mean \"from\"?",
            ":19: optimizer.learning-rate.to: must be a number, not NaN",
            ":19: optimizer.learning-rate: a range needs \"from\"",
            ":20: ticket: an axis must be a list [a, b] or a range {from: 1, to: 5}, not"
                + " {flying-bird: {sparsity: 0.5}}");
  }

  @Test
  void keysWrittenTwiceAreRefused() throws Exception {
    assertThat(after("name: again\n")).containsExactly(":14: name: already written in line 1");
  }

  @Test
  void unknownKeysOfTheFileAreRefused() throws Exception {
    assertThat(after("gird:\n  seed: [1, 2]\n"))
        .containsExactly(":14: gird: unknown key; did you mean \"grid\"?");
  }

  @Test
  void numbersThatAreNoneAreRefused() throws Exception {
    assertThat(after("also:\n  - optimizer.momentum: .nan\n  - recipe.epsilon: .inf\n"))
        .containsExactly(
            ":15: optimizer.momentum: must be a finite number, not NaN",
            ":16: recipe.epsilon: must be a number or a text such as \"8/255\", not Infinity");
  }

  @Test
  void aNetworkThatCannotReadTheImagesIsRefused() throws Exception {
    assertThat(
            after(
                "grid:\n  data: [{shapes: {side: 20}}, fashion-mnist]\n  network: [small-cnn, lenet]\n"))
        .hasSize(1)
        .allMatch(it -> it.startsWith(":16: network: lenet cannot read shapes: "));
  }

  @Test
  void aTicketThatDoesNotGoWithTheNetworkIsRefused() throws Exception {
    assertThat(
            after(
                """
                grid:
                  network: [{mlp: {sizes: [8, 4]}}, {resnet-18: {width: 4}}]
                  ticket: [filter-pruning, network-slimming, adversarial-pruning]
                """))
        .containsExactlyInAnyOrder(
            ":16: ticket: network-slimming cannot be used with mlp: Cannot rank channels by their"
                + " scales: this network has no batch normalisation where channels may be dropped",
            ":16: ticket: filter-pruning cannot be used with resnet-18: Cannot drop channels: those"
                + " of stem/conv, stage1/block1/conv2, stage1/block2/conv2 are added, which needs"
                + " equal channels; residual: leave keeps all channels that are added",
            ":16: ticket: network-slimming cannot be used with resnet-18: Cannot drop channels:"
                + " those of stem/conv, stage1/block1/conv2, stage1/block2/conv2 are added, which"
                + " needs equal channels; residual: leave keeps all channels that are added");
  }

  @Test
  void aNetworkWithoutAWidthHasNoNarrowerOneToInheritFrom() throws Exception {
    assertThat(
            after(
                """
                grid:
                  network: [lenet, small-cnn]
                  ticket: [{inverse-weights-inheritance: {from: narrow}}]
                """))
        .singleElement()
        .asString()
        .endsWith("Cannot inherit from a narrower network: lenet has no width that 2 divides");
  }

  @Test
  void aSplitThatAsksForMoreImagesThanThereAreIsRefused() throws Exception {
    assertThat(after("grid:\n  split.train: [100, 70000]\n"))
        .containsExactly(
            ":15: split.train: Cannot split Fashion-MNIST: 70000 training and 5000 validation"
                + " images requested, but there are 60000");
  }

  @Test
  void settingsThatStandForAllTrialsAreRefusedInOne() throws Exception {
    assertThat(after("also:\n  - evaluate: [fgsm]\n"))
        .containsExactly(
            ":15: evaluate: belongs at the top of the file, or in the grid as an axis of lists");
  }

  @Test
  void anAxisOfAttacksIsOneOfLists() throws Exception {
    assertThat(after("grid:\n  evaluate: [[fgsm], [pdg]]\n"))
        .containsExactly(
            ":15: evaluate[0]: unknown attack \"pdg\" (one of "
                + String.join(", ", Family.of(Attack.class).names())
                + ")");
    assertThat(after("grid:\n  evaluate.steps: [1, 2]\n"))
        .containsExactly(
            ":15: evaluate.steps: belongs at the top of the file, or in the grid as an axis of"
                + " lists");
  }

  @Test
  void attacksThatCannotBeAreRefusedWithTheirReason() throws Exception {
    assertThat(
            after("grid:\n  evaluate: [[{auto-attack: {epsilon: 0}}], [{apgd: {epsilon: 2}}]]\n"))
        .anyMatch(problem -> problem.endsWith("epsilon: must be above 0, not 0"))
        .anyMatch(
            problem ->
                problem.endsWith("epsilon: must be in pixel units, 0 to 1 (write 8/255), not 2"));
    assertThat(after("grid:\n  evaluate: [[{limited: {images: 20}}]]\n"))
        .containsExactly(
            ":15: evaluate: must begin with the attack used for the gaps, which cannot be limited;"
                + " limited ones come after it");
  }

  @Test
  void earlyStoppingThatIsWrittenWrongIsToldWithTheRest() throws Exception {
    assertThat(
            after(
                """
                early-stopping:
                  over: [optimizer.learning-rat, seed]
                  reduction: 1
                  first-epch: 3
                grid:
                  optimizer.learning-rate: [0.1, 0.2]
                """))
        .containsExactly(
            ":15: early-stopping.over: unknown setting optimizer.learning-rat; did you mean"
                + " \"optimizer.learning-rate\"?",
            ":15: early-stopping.over: seed never competes: a candidate is one setting at all its"
                + " seeds",
            ":16: early-stopping.reduction: must be a whole number of at least 2, not 1",
            ":17: early-stopping.first-epch: unknown key; did you mean \"first-epoch\"?");
    assertThat(after("early-stopping: {reduction: 3}\n"))
        .containsExactly(
            ":14: early-stopping.over: must be a list of settings whose values compete, such as"
                + " [optimizer.learning-rate]");
    assertThat(after("early-stopping: asha\n"))
        .containsExactly(
            ":14: early-stopping: must be a map of over, reduction, first-epoch, not \"asha\"");
  }

  @Test
  void earlyStoppingThatWouldNeverStopAnythingIsRefused() throws Exception {
    String rates =
        "  over: [optimizer.learning-rate]\ngrid:\n  optimizer.learning-rate: [0.1, 0.2]\n";
    String head = "early-stopping:\n";
    assertThat(after(head + rates))
        .containsExactly(
            ":14: early-stopping: would never stop anything: schedule constant never decays; give"
                + " first-epoch");
    assertThat(
            problems(
                SweepFileTest.HEAD.replace("schedule: constant", "schedule: step") + head + rates))
        .containsExactly(
            ":14: early-stopping: would never stop anything: schedule step first decays in epoch 2"
                + " of 2; give first-epoch");
    assertThat(after(head + "  first-epoch: 2\n" + rates))
        .containsExactly(
            ":15: early-stopping.first-epoch: must be below the epochs of the trials, 2, not 2");
    assertThat(after("early-stopping: {over: [batch], first-epoch: 1}\ngrid:\n  seed: [1, 2]\n"))
        .containsExactly(
            ":14: early-stopping: would never stop anything: no two trials differ in batch alone");
  }

  @Test
  void aPathOnAMethodThatOnlyTheGridChoosesIsToldToMoveThere() throws Exception {
    assertThat(
            problems(
                SweepFileTest.HEAD.replace("ticket: dense", "ticket.sparsity: 0.9")
                    + "grid:\n  ticket: [random]\n"))
        .containsExactly(
            ":8: ticket.sparsity: there is no ticket yet to set this on; write it in the grid");
  }

  @Test
  void aPaperThatIsNotKnownIsRefusedWithTheKnownOnes() throws Exception {
    assertThat(after("paper: sparsity-wining-twice\n"))
        .containsExactly(
            ":14: paper: unknown paper \"sparsity-wining-twice\" (one of "
                + String.join(", ", Papers.names())
                + "); did you mean \"sparsity-winning-twice\"?");
    assertThat(after("paper: 2\n")).containsExactly(":14: paper: must be a text, not 2");
  }

  @Test
  void whatIsMissingIsTold() throws Exception {
    assertThat(problems("base:\n  data: mnist\n  epochs: 3\n"))
        .containsExactly(
            ":1: name: missing",
            ":1: question: missing",
            ":1: augment: missing; it has no default",
            ":1: network: missing; it has no default",
            ":1: ticket: missing; it has no default",
            ":1: recipe: missing; it has no default",
            ":1: schedule: missing; it has no default",
            ":1: batch: missing; it has no default",
            ":1: seed: missing; it has no default",
            ":1: evaluate: missing; it has no default");
  }

  @Test
  void aNameIsFitForAFolder() throws Exception {
    assertThat(problems(SweepFileTest.HEAD.replace("name: try", "name: ../try")))
        .containsExactly(
            ":1: name: must consist of letters, digits, dots, hyphens and underscores, not ../try");
  }

  @Test
  void tooManyTrialsAreRefusedBeforeTheyAreMade() throws Exception {
    assertThat(
            after(
                "grid:\n  seed: {from: 1, to: 5000}\n  optimizer.momentum: [0, 0.1, 0.2, 0.3, 0.4]\n"))
        .containsExactly(":14: grid: a sweep has at most 20000 trials; this grid alone has 25000");
  }

  @Test
  void whatIsNoYamlIsRefusedWithItsLine() throws Exception {
    assertThat(problems("name: try\nbase: [1, 2\ngrid: {}\n"))
        .hasSize(1)
        .allMatch(line -> line.matches(":[23]: not YAML: .+"));
    assertThat(problems("")).containsExactly(": the file is empty");
    assertThat(problems("- a\n"))
        .containsExactly(
            ":1: a sweep file is a map of name, question, paper, data-folder, evaluate, early-stopping,"
                + " base, grid, also");
  }

  @Test
  void aValueThatContainsItselfIsRefused() throws Exception {
    assertThat(after("also: &all\n  - *all\n"))
        .contains(":14: also[0]: a value cannot contain itself");
  }

  @Test
  void aFileThatIsNotThereIsTold() {
    Path file = folder.resolve("none.yaml");
    SweepProblems thrown = catchThrowableOfType(SweepProblems.class, () -> SweepFile.read(file));
    assertThat(thrown).hasMessage(file + ": there is no such file");
  }

  @Test
  void oneParameterSpelledTwiceIsToldWithBothLines() throws Exception {
    String twice = "  optimizer: {learning-rate: 0.05}\n  optimizer.learning-rate: 0.5\n";
    assertThat(after(twice))
        .containsExactly(":15: optimizer.learning-rate: already written in line 14, as optimizer");
    assertThat(after("  monitor.attack.steps: 3\n  monitor: {attack: {pgd: {steps: 7}}}\n"))
        .containsExactly(":15: monitor: already written in line 14, as monitor.attack.steps");
    assertThat(
            after(
                """
                grid:
                  ticket: [{random: {sparsity: 0.5}}, flying-bird]
                  ticket.sparsity: [0.8]
                """))
        .containsExactly(":16: ticket.sparsity: already written in line 15, as ticket");
    assertThat(after("grid:\n  seed: [1]\n  ' seed': [2]\n"))
        .containsExactly(":16: seed: already written in line 15, as seed");
    assertThat(after("also:\n  - seed: 3\n    grid:\n      seed: [4, 5]\n"))
        .containsExactly(":17: seed: already written in line 15, as seed");
  }

  @Test
  void whatNoTrialHasIsToldWithTheLineThatTakesItAway() throws Exception {
    assertThat(
            problems(
                SweepFileTest.HEAD.replace("ticket: dense", "ticket: random")
                    + "  ticket.sparsity: 0.7\ngrid:\n  ticket: [random, flying-bird]\n"))
        .containsExactly(":14: ticket.sparsity: is in no trial, because line 16 sets ticket");
    assertThat(
            after(
                """
                grid:
                  ticket: [flying-bird]
                  ticket.sparsity: [0.5]
                  ticket.flying-bird.sparsity: [0.8]
                """))
        .containsExactly(
            ":16: ticket.sparsity: is in no trial, because line 17 sets"
                + " ticket.flying-bird.sparsity");
  }

  @ParameterizedTest
  @ValueSource(strings = {"ticket..sparsity", ".", "''", ".seed", "seed.", "' '"})
  void keysWithEmptyPartsAreRefusedWithTheirLine(String key) throws Exception {
    String message = "is not a path of a setting: its parts must be names, joined by single dots";
    for (String more : List.of("  %s: 1\n", "grid:\n  %s: [1, 2]\n", "also:\n  - %s: 1\n")) {
      List<String> told = after(more.formatted(key));
      assertThat(told).singleElement().asString().startsWith(":1").endsWith(message);
    }
    assertThat(after("early-stopping: {over: [%s]}\n".formatted(key)))
        .anyMatch(told -> told.startsWith(":14: early-stopping.over: " + message));
  }

  /** What an int or a long would wrap around, a loop would not end for, or no machine holds. */
  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "epochs | 2147483647 | must be at most 100000, not 2147483647",
        "batch | 2147483647 | must be at most 1000000, not 2147483647",
        "network | {small-cnn: {width: 100000000}} | must be at most 65536, not 100000000",
        "network | {wide-resnet: {depth: 2147483644}} | must be at most 1000, not 2147483644",
        "network | {resnet-18: {width: 60000}} | weights, and one array holds at most 2,147,483,647",
        "data | {shapes: {train: 2000000000}} | must fit into 2,147,483,647 bytes, not"
            + " 2,000,000,000 images of 28x28 pixels: 1,568,000,000,000 bytes",
        "data | {shapes: {side: 2147483647}} | must fit into 2,147,483,647 bytes, not",
        "data | {tiny-imagenet: {files: any, classes: 2147483647}} | at most 100000, not 2147483647",
        "split | {train: 2147483647} | must be at most 100000000, not 2147483647",
        "augment | {crop-flip: {pad: 1073741824}} | must be at most 1000, not 1073741824",
        "recipe | {pgd-at: {steps: 2147483647}} | must be at most 1000000, not 2147483647",
        "recipe | {free-at: {replays: 2147483647}} | must be at most 1000, not 2147483647",
        "ticket | {imp: {levels: 2147483647}} | must be at most 200, not 2147483647",
        "ticket | {syn-flow: {rounds: 2147483647}} | must be at most 1000000, not 2147483647",
        "ticket | {neural-tangent-transfer: {matching: {epochs: 2147483647}}} | at most 1000000",
        "monitor | {attack: {apgd: {restarts: 2147483647}}} | must be at most 1000, not",
        "kernels | {epochs: [0], points: 2147483647} | must be at most 100000, not 2147483647"
      })
  void absurdSizesAreRefusedWithTheirBound(String key, String value, String message)
      throws Exception {
    String file =
        SweepFileTest.HEAD
            .lines()
            .filter(line -> !line.startsWith("  " + key + ":"))
            .map(line -> line + "\n")
            .collect(Collectors.joining());
    assertThat(problems(file + "  " + key + ": " + value + "\n"))
        .anyMatch(told -> told.contains(message))
        .hasSizeLessThan(3);
  }

  @Test
  void whatNoMachineHoldsOrEndsIsRefusedWithItsBound() throws Exception {
    String large =
        SweepFileTest.HEAD
            .replace("small-cnn", "{wide-resnet: {width: 60}}")
            .replace("64", "50000");
    assertThat(problems(large.replace("fashion-mnist", "tiny-imagenet")))
        .singleElement()
        .asString()
        .matches(":7: network: a trial needs about \\d+ TiB of memory; at most 32 TiB is allowed");
    String endless = SweepFileTest.HEAD.replace("epochs: 2", "epochs: 100000");
    assertThat(problems(endless.replace("recipe: pgd-at", "recipe: {pgd-at: {steps: 1000000}}")))
        .singleElement()
        .asString()
        .endsWith("a trial takes 1.1e+16 network passes; at most 1.0e+15 are allowed");
  }

  @Test
  @Timeout(30)
  void aMaskThatNeverMovesInBillionsOfStepsIsToldAtOnce() throws Exception {
    assertThat(
            problems(
                SweepFileTest.HEAD
                        .replace("epochs: 2", "epochs: 100000")
                        .replace("batch: 64", "batch: 1")
                        .replace("recipe: pgd-at", "recipe: standard")
                        .replace("ticket: dense", "ticket: {set: {interval: 1, until: 1e-12}}")
                    + "  split: {train: 50000, validation: 100}\n"))
        .singleElement()
        .asString()
        .contains(
            "set would never change its mask: interval is 1 until 1.0E-12", "5000000000 steps");
  }

  @Test
  void aSmallFileThatSpellsOutMoreThanAnyMemoryHoldsIsRefused() throws Exception {
    StringBuilder laughs = new StringBuilder("a0: &a0 [x, x]\n");
    for (int i = 1; i < 40; i++) {
      laughs.append("a%d: &a%d [*a%d, *a%d]\n".formatted(i, i, i - 1, i - 1));
    }
    assertThat(problems(laughs.toString()))
        .singleElement()
        .asString()
        .endsWith("a file can have at most 20,000 values, including those behind aliases");
    assertThat(problems("name: try\nbase: " + "[".repeat(100_000)))
        .containsExactly(":2: lists and maps can be nested at most 50 deep");
    assertThat(problems("name: " + "x".repeat(1 << 20)))
        .containsExactly(": has 1,048,582 bytes; at most 1,048,576 are allowed");
    assertThat(after("---\nname: other\n"))
        .containsExactly(":14: a second document begins, but a sweep file is one document");
  }

  @Test
  void tagsSayWhatAValueIsOrAreRefused() throws Exception {
    assertThat(after("  predictions: !!bool yes\n"))
        .contains(":14: base.predictions: not true or false: \"yes\"");
    assertThat(after("  predictions: !mine true\n"))
        .contains(":14: base.predictions: a tag such as !mine does not fit here");
    assertThat(after("grid:\n  seed: {from: 1e-999999999, to: 1, by: 0.5}\n"))
        .contains(":15: grid.seed.from: not a number: \"1e-999999999\"");
  }

  @Test
  void aNameAndAQuestionOfAnyLengthAreNoneAndNoLetterMovesTheTerminal() throws Exception {
    assertThat(problems(SweepFileTest.HEAD.replace("name: try", "name: " + "n".repeat(300))))
        .containsExactly(":1: name: names a folder: it must have at most 100 letters, not 300");
    assertThat(problems(SweepFileTest.HEAD.replace("name: try", "name: \"a\\e[2J\\u202e\"")))
        .singleElement()
        .asString()
        .endsWith("underscores, not a\\u{1b}[2J\\u{202e}");
  }

  @Test
  void whatIsNotUtf8IsToldWithItsLineAndByte() throws Exception {
    Path file = folder.resolve("latin.yaml");
    Files.write(file, "name: try\nquestion: \u00fcber\n".getBytes(StandardCharsets.ISO_8859_1));
    assertThat(catchThrowableOfType(SweepProblems.class, () -> SweepFile.read(file)))
        .hasMessage(file + ":2: not UTF-8: byte 21 of the file is FC");
    assertThat(problems("name: try\nquestion: a\0b\n"))
        .containsExactly(":2: not YAML: it contains the control character U+0000");
  }

  @Test
  void foldersAndDevicesAreNoSweepFiles() {
    assertThat(catchThrowableOfType(SweepProblems.class, () -> SweepFile.read(folder)))
        .hasMessage(folder + ": is a folder, not a file");
    Path endless = Path.of("/dev/zero");
    assertThat(catchThrowableOfType(SweepProblems.class, () -> SweepFile.read(endless)))
        .hasMessage("/dev/zero: is a device or a pipe, not an ordinary file");
  }

  @Test
  void aNetworkFileThatNeverEndsOrIsNotThereIsRefused() throws Exception {
    String written = "network: {dl-4j-json: {file: %s, digest: \"" + "0".repeat(64) + "\"}}";
    for (String[] each :
        new String[][] {
          {"/dev/zero", "is a device or a pipe, not an ordinary file"},
          {folder.toString(), "is a folder, not a file"},
          {folder + "/none.json", "there is no such file"}
        }) {
      assertThat(
              problems(
                  SweepFileTest.HEAD.replace("network: small-cnn", written.formatted(each[0]))))
          .containsExactly(
              ":7: network: dl-4j-json cannot read fashion-mnist: Cannot use "
                  + each[0]
                  + ": "
                  + each[1]);
    }
  }

  @Test
  void anAttackThatWantsMoreClassesIsToldWithItsLineAndWhatToTakeInstead() throws Exception {
    assertThat(
            problems(
                SweepFileTest.HEAD
                    .replace("evaluate: [pgd]", "evaluate:\n  - pgd\n  - auto-attack")
                    .replace("fashion-mnist", "{tiny-imagenet: {files: any, classes: 2}}")))
        .containsExactly(
            ":5: evaluate[1]: cannot be: auto-attack uses ratios of logits, which need at least 4"
                + " classes, not 2; write {worst-of: {attacks: [apgd, {apgd: {loss: margin}},"
                + " square]}} instead");
  }
}
