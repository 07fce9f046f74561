package org.tombola.sweeps;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.tombola.attack.Fgsm;
import org.tombola.attack.Pgd;
import org.tombola.method.Canonical;
import org.tombola.sweeps.halving.Halving;
import org.tombola.ticket.Dense;
import org.tombola.trial.TrialId;
import org.tombola.trial.TrialSpec;

class SweepFileTest {
  static final String HEAD =
      """
      name: try
      question: Does it overfit less?
      evaluate: [pgd]
      base:
        data: fashion-mnist
        augment: none
        network: small-cnn
        ticket: dense
        recipe: pgd-at
        schedule: constant
        epochs: 2
        batch: 64
        seed: 1
      """;

  @TempDir Path folder;

  private Sweep read(String text) throws Exception {
    return SweepFile.read(write(text));
  }

  private Path write(String text) throws IOException {
    return Files.writeString(folder.resolve("try.yaml"), text);
  }

  @Test
  void aBaseAloneIsOneTrial() throws Exception {
    Sweep sweep = read(HEAD);
    assertThat(sweep.name()).isEqualTo("try");
    assertThat(sweep.question()).isEqualTo("Does it overfit less?");
    assertThat(sweep.dataFolder()).isNull();
    assertThat(sweep.written()).hasSize(1);
    assertThat(sweep.written().get(0).training().epochs()).isEqualTo(2);
  }

  @Test
  void attacksMayBeAnAxis() throws Exception {
    Sweep sweep = read(HEAD + "grid:\n  evaluate: [[pgd], [fgsm, pgd]]\n");
    assertThat(sweep.written())
        .extracting(TrialSpec::evaluate)
        .containsExactly(List.of(new Pgd()), List.of(new Fgsm(), new Pgd()));
  }

  @Test
  void earlyStoppingIsReadWithItsDefaults() throws Exception {
    String rates = "grid:\n  optimizer.learning-rate: [0.1, 0.2]\n";
    String over = "early-stopping:\n  over: [optimizer.learning-rate]\n";
    assertThat(read(HEAD + over + "  first-epoch: 1\n  reduction: 2\n" + rates).halving())
        .isEqualTo(new Halving(List.of("optimizer.learning-rate"), 2, 1));
    String decaying = HEAD.replace("constant", "step").replace("epochs: 2", "epochs: 4");
    assertThat(read(decaying + over + rates).halving())
        .isEqualTo(new Halving(List.of("optimizer.learning-rate"), 3, 0));
    assertThat(read(HEAD).halving()).isNull();
  }

  @Test
  void theLastAxisTurnsFastest() throws Exception {
    Sweep sweep =
        read(HEAD + "grid:\n  optimizer.learning-rate: [0.1, 0.02]\n  seed: {from: 1, to: 2}\n");
    assertThat(sweep.written())
        .extracting(
            spec -> spec.training().optimizer().learningRate() + "/" + spec.training().seed())
        .containsExactly("0.1/1", "0.1/2", "0.02/1", "0.02/2");
  }

  @Test
  void denseAtTwoSparsitiesIsOneTrial() throws Exception {
    Plan plan =
        read(HEAD + "grid:\n  ticket.sparsity: [0.8, 0.9]\n  ticket: [dense, flying-bird]\n")
            .plan();
    assertThat(plan.written()).isEqualTo(4);
    assertThat(plan.trials().size()).isEqualTo(3);
    assertThat(plan.repeated()).isEqualTo(1);
    assertThat(plan.trials())
        .extracting(
            trial ->
                trial.spec().training().ticket() instanceof Dense
                    ? 0
                    : trial.spec().training().ticket().sparsity())
        .containsExactly(0.0, 0.8, 0.9);
  }

  @Test
  void aPathWithAMethodsNameIsThatMethodsAlone() throws Exception {
    Sweep sweep =
        read(
            HEAD
                + "grid:\n  ticket: [random, flying-bird]\n  ticket.sparsity: [0.5]\n"
                + "  ticket.flying-bird.sparsity: [0.8, 0.9]\n");
    assertThat(sweep.plan().trials())
        .extracting(trial -> trial.spec().training().ticket().sparsity())
        .containsExactly(0.5, 0.8, 0.9);
  }

  @Test
  void aPathMayGoThroughNestedMethods() throws Exception {
    Sweep sweep =
        read(HEAD + "grid:\n  monitor.attack.steps: [3, 5]\n  recipe.epsilon: [8/255, 0.1]\n");
    assertThat(sweep.written()).hasSize(4);
    assertThat(sweep.written().get(3).training().monitor().attack().toString()).contains("steps=5");
    assertThat(sweep.written().get(2).training().recipe().toString()).contains("8/255");
  }

  @Test
  void extraTrialsAreTheBaseWithTheirOwnSettings() throws Exception {
    Sweep sweep =
        read(
            HEAD
                + """
                grid:
                  seed: [1, 2, 3]
                also:
                  - optimizer: {momentum: 0.5}
                    ticket: {flying-bird: {sparsity: 0.95}}
                  - optimizer.learning-rate: 0.3
                    grid: {seed: [7, 8]}
                """);
    assertThat(sweep.written()).hasSize(6);
    TrialSpec first = sweep.written().get(3);
    assertThat(first.training().optimizer().momentum()).isEqualTo(0.5);
    assertThat(first.training().optimizer().learningRate()).isEqualTo(0.1);
    assertThat(first.training().seed()).isEqualTo(1);
    assertThat(sweep.written().subList(4, 6))
        .extracting(trial -> trial.training().seed())
        .containsExactly(7L, 8L);
    assertThat(sweep.written().get(5).training().optimizer().learningRate()).isEqualTo(0.3);
  }

  @Test
  void rangesOfDecimalsHoldBothEnds() throws Exception {
    Sweep sweep = read(HEAD + "grid:\n  optimizer.momentum: {from: 0.1, to: 0.9, by: 0.2}\n");
    assertThat(sweep.written())
        .extracting(spec -> spec.training().optimizer().momentum())
        .containsExactly(0.1, 0.3, 0.5, 0.7, 0.9);
  }

  @Test
  void theSameNumberWrittenTwoWaysIsOneTrial() throws Exception {
    Plan plan = read(HEAD + "grid:\n  recipe.epsilon: [0.1, 0.10, 1e-1, \"0.1\"]\n").plan();
    assertThat(plan.written()).isEqualTo(4);
    assertThat(plan.trials().size()).isEqualTo(1);
  }

  @Test
  void plannedTrialsCrossTheWireAsJson() throws Exception {
    PlannedTrial trial = read(HEAD).plan().trials().get(0);
    assertThat(Canonical.read(trial.json(), TrialSpec.class)).isEqualTo(trial.spec());
    assertThat(trial.id()).isEqualTo(TrialId.of(trial.spec())).hasSize(16);
  }

  @Test
  void theDataFolderIsReadFromTheFilesOwnFolderAndIsNoPartOfATrial() throws Exception {
    Sweep sweep = read(HEAD + "data-folder: images\n");
    assertThat(sweep.dataFolder()).isEqualTo(folder.toAbsolutePath().resolve("images"));
    assertThat(sweep.plan()).isEqualTo(read(HEAD).plan());
  }

  @Test
  void thePaperIsNoPartOfATrial() throws Exception {
    Sweep sweep = read(HEAD + "paper: boosting-tickets\n");
    assertThat(sweep.paper()).isEqualTo("boosting-tickets");
    assertThat(read(HEAD).paper()).isNull();
    assertThat(sweep.plan()).isEqualTo(read(HEAD).plan());
  }

  @Test
  void aThousandTrialsArePlannedInSeconds() throws Exception {
    double start = Processor.seconds();
    Plan plan =
        read(HEAD + "grid:\n  ticket: [random, flying-bird]\n  seed: {from: 1, to: 500}\n").plan();
    double seconds = Processor.seconds() - start;
    assertThat(plan.trials().size()).isEqualTo(1000);
    assertThat(seconds).isLessThan(5);
  }

  @Test
  void everyTrialIsPlannedOnceInTheFilesOrder() throws Exception {
    Plan plan = read(HEAD + "grid:\n  seed: [2, 1, 2]\n").plan();
    assertThat(plan.trials())
        .extracting(trial -> trial.spec().training().seed())
        .containsExactly(2L, 1L);
  }
}
