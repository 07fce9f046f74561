package org.tombola.sweeps;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
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
                + " fashion-mnist, mnist, shapes, tiny-imagenet); did you mean \"fashion-mnist\"?",
            ":8: ticket.flying-bird.sparsty: unknown parameter; did you mean \"sparsity\"?",
            ":11: epochs: is a number of at least 1, not 0",
            ":12: batch: wants a whole number, not \"many\"",
            ":15: optimiser.learning-rate: unknown parameter; did you mean \"optimizer\"?");
  }

  @Test
  void anAxisThatFitsNoMethodIsATypo() throws Exception {
    assertThat(after("grid:\n  ticket: [dense, flying-bird]\n  ticket.sparsty: [0.8]\n"))
        .containsExactly(":16: ticket.sparsty: unknown parameter; did you mean \"sparsity\"?");
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
        .containsExactly(":18: optimizer.learning-rate: is a number above 0, not -1.0");
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
            ":15: seed: an axis is a list [a, b] or a range {from: 1, to: 5}, not 3",
            ":16: epochs: an axis needs at least one value",
            ":17: batch: a range goes up, from less to more, not {from: 5, to: 1}",
            ":18: optimizer.momentum: a range of numbers that are not whole needs \"by\"",
            ":19: optimizer.learning-rate.form: unknown part of a range; did you mean \"from\"?",
            ":19: optimizer.learning-rate.to: wants a number, not NaN",
            ":19: optimizer.learning-rate: a range needs \"from\"",
            ":20: ticket: an axis is a list [a, b] or a range {from: 1, to: 5}, not"
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
            ":15: optimizer.momentum: wants a finite number, not NaN",
            ":16: recipe.epsilon: wants a number or a text such as \"8/255\", not Infinity");
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
            ":16: ticket: network-slimming does not go with mlp: Cannot rank channels by their"
                + " scales: this network has no batch normalisation where channels may be dropped",
            ":16: ticket: filter-pruning does not go with resnet-18: Cannot drop channels: those"
                + " of stem/conv, stage1/block1/conv2, stage1/block2/conv2 are added, and sums of"
                + " unequal channels cannot be; residual: leave keeps all channels that are added",
            ":16: ticket: network-slimming does not go with resnet-18: Cannot drop channels: those"
                + " of stem/conv, stage1/block1/conv2, stage1/block2/conv2 are added, and sums of"
                + " unequal channels cannot be; residual: leave keeps all channels that are added");
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
                + " images are asked for, there are 60000");
  }

  @Test
  void settingsThatStandForAllTrialsAreRefusedInOne() throws Exception {
    assertThat(after("also:\n  - evaluate: [fgsm]\n"))
        .containsExactly(
            ":15: evaluate: stands at the top of the file, or in the grid as an axis of lists");
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
            ":15: evaluate.steps: stands at the top of the file, or in the grid as an axis of"
                + " lists");
  }

  @Test
  void attacksThatCannotBeAreRefusedWithTheirReason() throws Exception {
    assertThat(
            after("grid:\n  evaluate: [[{auto-attack: {epsilon: 0}}], [{apgd: {epsilon: 2}}]]\n"))
        .anyMatch(
            problem ->
                problem.endsWith(
                    "epsilon: is above 0: without room to move there is no attack, not 0"))
        .anyMatch(
            problem -> problem.endsWith("epsilon: is in pixel units, 0 to 1 (write 8/255), not 2"));
    assertThat(after("grid:\n  evaluate: [[{limited: {images: 20}}]]\n"))
        .containsExactly(
            ":15: evaluate: begins with the attack gaps are told by, which is not limited: those"
                + " come after");
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
                + " \"learning-rate\"?",
            ":15: early-stopping.over: seed never competes: a candidate is one setting at all its"
                + " seeds",
            ":16: early-stopping.reduction: is a whole number of at least 2, not 1",
            ":17: early-stopping.first-epch: unknown key; did you mean \"first-epoch\"?");
    assertThat(after("early-stopping: {reduction: 3}\n"))
        .containsExactly(
            ":14: early-stopping.over: wants a list of settings whose values compete, as"
                + " [optimizer.learning-rate]");
    assertThat(after("early-stopping: asha\n"))
        .containsExactly(
            ":14: early-stopping: wants a map of over, reduction, first-epoch, not \"asha\"");
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
            ":15: early-stopping.first-epoch: is below the epochs of the trials, 2, not 2");
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
    assertThat(after("paper: 2\n")).containsExactly(":14: paper: wants a text, not 2");
  }

  @Test
  void whatIsMissingIsTold() throws Exception {
    assertThat(problems("base:\n  data: mnist\n  epochs: 3\n"))
        .containsExactly(
            ":1: name: missing",
            ":1: question: missing",
            ":1: augment: missing, and has no default",
            ":1: network: missing, and has no default",
            ":1: ticket: missing, and has no default",
            ":1: recipe: missing, and has no default",
            ":1: schedule: missing, and has no default",
            ":1: batch: missing, and has no default",
            ":1: evaluate: missing, and has no default",
            ":1: seed: missing, and has no default");
  }

  @Test
  void aNameIsFitForAFolder() throws Exception {
    assertThat(problems(SweepFileTest.HEAD.replace("name: try", "name: ../try")))
        .containsExactly(
            ":1: name: is made of letters, digits, dots, hyphens and underscores, not ../try");
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
}
