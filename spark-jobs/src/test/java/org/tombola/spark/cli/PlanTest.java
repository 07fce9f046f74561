package org.tombola.spark.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.apache.hadoop.conf.Configuration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.tombola.method.Canonical;
import org.tombola.network.Passes;
import org.tombola.spark.store.Store;
import org.tombola.sweeps.SweepFile;
import org.tombola.trial.Bundle;
import org.tombola.trial.Cost;
import org.tombola.trial.Found;
import org.tombola.trial.Provenance;
import org.tombola.trial.Stage;
import org.tombola.trial.StageResult;

/** What `plan` tells before and after something has run. */
class PlanTest {
  private static final Provenance PROVENANCE =
      new Provenance(1, "", "", "", "nd4j", "", "", 1, "", "", "", "");

  private static final String SWEEP =
      """
      name: made
      question: Does it plan?
      evaluate: [fgsm]
      base:
        data: shapes
        split: {train: 1000, validation: 100, test: 100}
        augment: none
        network: small-cnn
        recipe: standard
        schedule: step
        epochs: 10
        batch: 10
        monitor: {attack: fgsm, train: 100, validation: 100, test: 100}
        seed: 1
      grid:
        ticket: [dense, one-shot-magnitude]
        ticket.sparsity: [0.5, 0.8, 0.9]
      """;

  @TempDir Path folder;

  private List<String> plan(String sweep) throws Exception {
    StringWriter out = new StringWriter();
    StringWriter err = new StringWriter();
    int code =
        TombolaCommand.execute(
            new String[] {"plan", file(sweep), "--out", folder.resolve("out").toString()},
            new PrintWriter(out),
            new PrintWriter(err));
    assertThat(err.toString()).isEmpty();
    assertThat(code).isZero();
    List<String> lines = out.toString().lines().toList();
    return lines.subList(
        lines.indexOf(lines.stream().filter(it -> it.contains(" stages: ")).findFirst().get()),
        lines.size());
  }

  private String file(String sweep) throws Exception {
    return Files.writeString(folder.resolve("made.yaml"), sweep).toString();
  }

  private void ran(Stage stage, double seconds) {
    Store.at(folder.resolve("out").toString(), new Configuration())
        .stages()
        .keep(
            stage.fingerprint(),
            new Bundle(
                new StageResult(
                        stage.kind(),
                        Canonical.json(stage),
                        seconds,
                        new Passes(1, 1, 1),
                        PROVENANCE,
                        new Found.Kernel(List.of()))
                    .json()));
  }

  @Test
  void whatSharingSavesIsToldBeforeAnythingRuns() throws Exception {
    // a training: 10 epochs of 1000 images, 2 passes each, and 300 looked at, 4 each; an
    // evaluation: 1200 images, 4 passes, 2 networks, and 136 looks for suspicion at each of 6
    // networks and splits. Alone: 7 and 4 of them, planned: 4 and 4
    assertThat(plan(SWEEP))
        .containsExactly(
            "8 stages: 4 trainings and 4 evaluations; 11 without sharing",
            "at most 169,664 network passes; 265,664 without sharing: 36 % saved",
            // two trainings and an evaluation; arrays of 55,004 weights, 10 times 39,210
            // activations
            "a trial needs up to about 5.1 MiB of memory and up to 74,416 network passes",
            "done in " + folder.resolve("out") + ": 0 of 4 trials; 8 of 8 stages left",
            "time left: unknown until a stage of small-cnn on shapes at batch 10 has run here");
  }

  @Test
  void pastStagesTellTheTimeThatIsLeft() throws Exception {
    Stage dense =
        Stage.of(SweepFile.read(Path.of(file(SWEEP))).plan().trials().get(0).spec()).get(0);
    ran(dense, 100);
    // 100 s took 32,000 foretold passes; 137,664 are left
    assertThat(Cost.of(dense).passes().total()).isEqualTo(32_000);
    assertThat(plan(SWEEP).subList(3, 5))
        .containsExactly(
            "done in " + folder.resolve("out") + ": 0 of 4 trials; 7 of 8 stages left",
            "time left: about 7 minutes on one slot, estimated from 1 result there");
  }

  @Test
  void earlyStoppingIsCountedIn() throws Exception {
    String sweep =
        SWEEP.replace(
                "  ticket: [dense, one-shot-magnitude]\n  ticket.sparsity: [0.5, 0.8, 0.9]\n",
                "  ticket: [dense]\n  optimizer.learning-rate: [0.1, 0.2, 0.3]\n")
            + "early-stopping: {over: [optimizer.learning-rate]}\n";
    // three trainings of 6 of 10 epochs, one goes on: 22 of 30 epochs; one evaluation of three
    assertThat(plan(sweep).subList(0, 2))
        .containsExactly(
            "5 stages: 4 trainings and 1 evaluation",
            "at most 80,816 network passes; 127,248 without sharing or early stopping: 36 % saved");
  }

  @Test
  void settingsThatDifferAreATableAndAllOthersAreListedWhenAskedFor() throws Exception {
    StringWriter some = new StringWriter();
    StringWriter all = new StringWriter();
    String sweep = SWEEP.replace("epochs: 10", "epochs: 10\n  optimizer.learning-rate: 0.03");
    TombolaCommand.execute(
        new String[] {"plan", file(sweep)}, new PrintWriter(some), new PrintWriter(some));
    TombolaCommand.execute(
        new String[] {"plan", file(sweep), "--full"}, new PrintWriter(all), new PrintWriter(all));
    assertThat(some.toString()).contains("sparsity", "0.8").doesNotContain("0.03");
    assertThat(all.toString().lines())
        .contains(
            "the same in all trials:",
            "  optimizer.learning-rate: 0.03",
            "  batch: 10",
            "  monitor.attack: fgsm",
            "  ticket.scope (one-shot-magnitude): global",
            "  evaluate: fgsm linf 8/255");
  }

  @Test
  void attacksThatVaryAreToldInWords() throws Exception {
    StringWriter out = new StringWriter();
    String sweep =
        SWEEP.replace("evaluate: [fgsm]\n", "") + "  evaluate: [[fgsm], [{pgd: {steps: 3}}]]\n";
    TombolaCommand.execute(
        new String[] {"plan", file(sweep)}, new PrintWriter(out), new PrintWriter(out));
    assertThat(out.toString())
        .contains("fgsm linf 8/255", "pgd linf 8/255, 3 steps of 2/255")
        .doesNotContain("{");
  }
}
