package org.tombola.spark.answer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.apache.hadoop.conf.Configuration;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.tombola.attack.Attack;
import org.tombola.attack.Pgd;
import org.tombola.method.Canonical;
import org.tombola.spark.Made;
import org.tombola.spark.answer.Answer.Rates;
import org.tombola.spark.schema.Specs;
import org.tombola.spark.schema.Tables;
import org.tombola.spark.store.Store;
import org.tombola.stats.PairedDifference;
import org.tombola.sweeps.Attacks;
import org.tombola.sweeps.published.Measure;
import org.tombola.threat.Epsilon;
import org.tombola.threat.Norm;
import org.tombola.ticket.ErdosRenyiKernel;
import org.tombola.ticket.FlyingBird;
import org.tombola.ticket.RandomTicket;
import org.tombola.ticket.TicketMethod;
import org.tombola.trial.Outcome;
import org.tombola.trial.TrialRecord;

class AnswerTest {
  private static final Attack OTHER =
      new Pgd(Norm.LINF, Epsilon.parse("8/255"), Epsilon.parse("2/255"), 7, 2);

  @TempDir Path folder;
  private Store store;

  @BeforeEach
  void open() {
    store = Store.at(folder.toString(), new Configuration());
  }

  private void write(TicketMethod ticket, double rate, long seed, int train, int best, int last) {
    store.write(Made.row(Made.record(Made.spec(ticket, rate, seed), train, best, last)));
  }

  private Method method(Answer report, String ticket) {
    return report.methods().stream()
        .filter(each -> each.ticket().equals(ticket))
        .findFirst()
        .orElseThrow();
  }

  @Test
  void timeIsAShareOfDenseOfTheSameSeedEngineAndProcessor() {
    // training takes 3 s
    for (int seed = 1; seed <= 3; seed++) {
      write(Made.DENSE, 0.1, seed, 700, 450, 400);
    }
    TrialRecord first = Made.record(Made.spec(Made.RANDOM, 0.1, 1), 600, 450, 400);
    TrialRecord second = Made.record(Made.spec(Made.RANDOM, 0.1, 2), 600, 450, 400);
    TrialRecord third = Made.record(Made.spec(Made.RANDOM, 0.1, 3), 600, 450, 400);
    store.write(Made.row(Made.by("nd4j", 1.5, first)));
    store.write(Made.row(Made.by("nd4j", 3, second)));
    store.write(Made.row(Made.by("another", 300, third)));
    Answer report = Answer.of(store, Rates.BEST);
    Method dense = method(report, "dense");
    assertThat(dense.timeOver(dense)).isEqualTo(1);
    // 4.5 / 3 and 6 / 3
    assertThat(method(report, "random").timeOver(dense)).isCloseTo(1.75, within(1e-12));
    assertThat(report.text())
        .contains(" time |", " 1.750 |")
        .contains(
            "time: processor time of training and of what came before, as a share of the dense");

    // nobody can tell
    store.write(Made.row(Made.by("nd4j", Double.NaN, first)));
    store.write(Made.row(Made.by("another", Double.NaN, second)));
    report = Answer.of(store, Rates.BEST);
    assertThat(method(report, "random").timeOver(method(report, "dense"))).isNaN();
  }

  @Test
  void gapsAreMeansOverSeedsWithStudentsInterval() {
    // gaps 0.30 and 0.32 dense, 0.20 and 0.26 random
    write(Made.DENSE, 0.1, 1, 700, 450, 400);
    write(Made.DENSE, 0.1, 2, 730, 450, 410);
    write(Made.RANDOM, 0.1, 1, 600, 450, 400);
    write(Made.RANDOM, 0.1, 2, 670, 450, 410);
    Answer report = Answer.of(store, Rates.BEST);
    Method random = method(report, "random");
    assertThat(random.mean("robust_gap_final")).isCloseTo(0.23, within(1e-12));
    // half width: t(0.975, 1) = 12.7062 times the standard error 0.03
    assertThat(random.interval(Measure.ROBUST_GAP).high() - 0.23)
        .isCloseTo(12.7062 * 0.03, within(1e-4));
    PairedDifference difference =
        random.over(report.dense(random).orElseThrow(), Measure.ROBUST_GAP);
    // differences -0.10 and -0.06: mean -0.08, standard error 0.02
    assertThat(difference.mean()).isCloseTo(-0.08, within(1e-12));
    assertThat(difference.interval().high()).isCloseTo(-0.08 + 12.7062 * 0.02, within(1e-4));
    assertThat(report.text())
        .contains("-8.0 ±25.4", "inconclusive", "| dense", "| random", "0.8000", "0.500", "0.250")
        .contains("23.0", "±38.1")
        .contains("under pgd linf 8/255, 20 steps of 2/255.")
        .contains("Compared with dense, 2 seeds are not enough to tell for random at sparsity 0.8.")
        .contains("Test robust accuracy minus dense: inconclusive for random 0.8 ");
  }

  @Test
  void aClearDifferenceIsNotCalledInconclusive() {
    for (int seed = 1; seed <= 3; seed++) {
      write(Made.DENSE, 0.1, seed, 700 + seed, 450, 400);
      write(Made.RANDOM, 0.1, seed, 580 + seed, 450, 380);
    }
    Answer report = Answer.of(store, Rates.BEST);
    assertThat(report.answer())
        .startsWith(
            "Compared with dense, random at sparsity 0.8 narrows the robust gap by 10.0 points.")
        .contains("Gap minus dense, in points: random 0.8 -10.0 ±0.0.")
        .contains(", test robust accuracy 40.0 ±0.0 %, over 3 seeds.")
        .contains("Test robust accuracy minus dense: lower for random 0.8 -2.0 ±0.0.");
    assertThat(report.text())
        .contains("-10.0 ±0.0")
        .contains(
            "Compared with dense, random at sparsity 0.8 narrows the robust gap by 10.0 points.")
        .contains("Test robust accuracy minus dense: lower for random 0.8 -2.0 ±0.0.")
        .doesNotContain("| inconclusive");
  }

  /**
   * Differences of 0.8 have p = 0.036, twice that with two comparisons; those of 0.9 need 7 seeds.
   */
  @Test
  void whatManyComparisonsLeaveIsSaidAndWhatWouldSettleTheRest() {
    TicketMethod sparser = new RandomTicket(0.9, new ErdosRenyiKernel());
    int[] less = {70, 100, 140};
    int[] barely = {100, 0, 50};
    for (int seed = 1; seed <= 3; seed++) {
      write(Made.DENSE, 0.1, seed, 700, 450, 400);
      write(Made.RANDOM, 0.1, seed, 700 - less[seed - 1], 450, 400);
      write(sparser, 0.1, seed, 700 - barely[seed - 1], 450, 400);
    }
    Answer report = Answer.of(store, Rates.BEST);
    assertThat(report.text())
        .contains(
            "Compared with dense, random at sparsity 0.8 narrows the robust gap by 10.3 points;"
                + " 3 seeds are not enough to tell for random at sparsity 0.9.")
        .contains(
            "After Holm's correction for 2 comparisons, significant: none; not significant any"
                + " more: random 0.8.",
            "Estimated seeds needed: 7 for random 0.9.")
        .contains("n.s. after Holm |")
        .contains("n.s. after Holm: the interval excludes 0, but");
    assertThat(report.answer())
        .contains("significant: none; not significant any more: random 0.8.", "7 for random 0.9.");
  }

  @Test
  void attacksAreNamedInWords() {
    assertThat(
            Specs.attack(
                "{\"pgd\":{\"epsilon\":\"0.1\",\"norm\":\"l2\",\"restarts\":3,"
                    + "\"step\":\"0.025\",\"steps\":20}}"))
        .isEqualTo("pgd l2 0.1, 20 steps of 0.025, restarts 3");
    assertThat(Specs.attack("{\"fgsm\":{\"epsilon\":\"8/255\",\"norm\":\"linf\"}}"))
        .isEqualTo("fgsm linf 8/255");
    assertThat(
            Specs.attack(
                "{\"eot\":{\"attack\":{\"fgsm\":{\"epsilon\":\"8/255\",\"norm\":\"linf\"}},"
                    + "\"draws\":4}}"))
        .isEqualTo("eot, attack (fgsm linf 8/255), draws 4");
  }

  @Test
  void gapsCanUseAnotherAttackWhichSomeTrialsMayLack() {
    write(Made.DENSE, 0.1, 3, 700, 450, 400);
    write(Made.RANDOM, 0.1, 3, 600, 450, 400);
    write(Made.RANDOM, 0.1, 4, 600, 450, 400);
    Made.add(OTHER, Made.spec(Made.DENSE, 0.1, 3), store);
    Made.add(OTHER, Made.spec(Made.RANDOM, 0.1, 3), store);
    Answer report =
        Answer.by("pgd: {steps: 7, restarts: 2}", store, Rates.BEST, Answer.Suspects.LEFT_OUT);
    assertThat(report.methods()).extracting(Method::seeds).containsExactly(1, 1);
    Method random = method(report, "random");
    assertThat(random.mean("final_train_robust_accuracy")).isEqualTo(0.603);
    assertThat(random.mean("best_validation_robust_accuracy")).isEqualTo(0.403);
    assertThat(random.mean("robust_gap_final")).isCloseTo(0.2, within(1e-12));
    assertThat(random.mean("robust_overfitting")).isZero();
    assertThat(random.mean("final_test_standard_accuracy")).isEqualTo(0.8);
    assertThat(report.text())
        .contains("under pgd linf 8/255, 7 steps of 2/255, restarts 2.")
        .contains("1 not evaluated with this attack; tombola evaluate adds it:")
        .containsPattern("    random, seed 4 \\([0-9a-f]{16}\\)");
    assertThat(Answer.of(store, Rates.BEST).text()).contains("under pgd linf 8/255, 20 steps");
  }

  @Test
  void anAttackOnTestImagesOnlyGivesNoGap() {
    String json =
        Attacks.read(
                List.of(
                    "limited: {attack: {pgd: {steps: 7}}, splits: [test], checkpoints: [final]}"))
            .json()
            .get(0);
    Attack limited = Canonical.read(json, Attack.class);
    for (TicketMethod ticket : List.of(Made.DENSE, Made.RANDOM)) {
      write(ticket, 0.1, 1, 700, 450, 400);
      Made.add(limited, Made.spec(ticket, 0.1, 1), store);
    }
    Answer report = Answer.by(json, store, Rates.BEST, Answer.Suspects.LEFT_OUT);
    assertThat(report.text())
        .contains("The robust gap is not known: the attack was not run on training images.")
        .contains("Test robust accuracy minus dense: inconclusive for random 0.8 ");
  }

  @Test
  void whatIsNotThereYetIsNotMissed() {
    write(Made.DENSE, 0.1, 1, 700, 450, 400);
    assertThat(Answer.of(store, Rates.BEST).answer())
        .contains("No ticket has been completed yet to compare with dense.");
  }

  @Test
  void trialsOfAnotherScienceAreCounted() {
    TrialRecord record = Made.record(Made.spec(Made.DENSE, 0.1, 1), 700, 450, 400);
    store.write(Made.row(Made.byScience(record, 0)));
    assertThat(Answer.of(store, Rates.BEST).text())
        .contains("No trial was completed.")
        .contains("Left out: 1 that would have other numbers in science version ");
  }

  @Test
  void trialsOfAnOlderScienceHoldWhereTheirTicketHasNotChangedSince() {
    for (TicketMethod ticket : List.of(Made.DENSE, Made.RANDOM, new FlyingBird())) {
      TrialRecord record = Made.record(Made.spec(ticket, 0.1, 1), 700, 450, 400);
      store.write(Made.row(Made.byScience(record, 2)));
    }
    assertThat(Answer.of(store, Rates.BEST).text())
        .contains("| dense ", "| random ")
        .doesNotContain("flying-bird")
        .contains("Left out: 1 that would have other numbers in science version 3;");
  }

  @Test
  void anAttackThatIsNotThereOrThereTwiceIsRefusedWithThoseThatAre() {
    write(Made.DENSE, 0.1, 1, 700, 450, 400);
    String own = "    pgd linf 8/255, 20 steps of 2/255: --attack '{\"pgd\":{";
    assertThatThrownBy(() -> Answer.by("fgsm", store, Rates.BEST, Answer.Suspects.LEFT_OUT))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageStartingWith(
            "Cannot compute gaps under \"fgsm\": no trial was evaluated with it, but with\n" + own);
    assertThat(Answer.by("pgd", store, Rates.BEST, Answer.Suspects.LEFT_OUT).text())
        .contains("30.0");
    Made.add(OTHER, Made.spec(Made.DENSE, 0.1, 1), store);
    assertThatThrownBy(() -> Answer.by("pgd", store, Rates.BEST, Answer.Suspects.LEFT_OUT))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageStartingWith(
            "Cannot compute gaps under \"pgd\": trials were evaluated with 2 settings of it\n")
        .hasMessageContaining(own)
        .hasMessageContaining("    pgd linf 8/255, 7 steps of 2/255, restarts 2: --attack '");
    assertThatThrownBy(
            () -> Answer.by("pgd: {stps: 7}", store, Rates.BEST, Answer.Suspects.LEFT_OUT))
        .hasMessageStartingWith("Cannot attack with \"pgd: {stps: 7}\": ");
  }

  @Test
  void onlyCommonSeedsArePaired() {
    write(Made.DENSE, 0.1, 1, 700, 450, 400);
    write(Made.DENSE, 0.1, 2, 900, 450, 400);
    write(Made.RANDOM, 0.1, 1, 600, 450, 400);
    Answer report = Answer.of(store, Rates.BEST);
    Method random = method(report, "random");
    PairedDifference difference =
        random.over(report.dense(random).orElseThrow(), Measure.ROBUST_GAP);
    assertThat(difference.pairs()).isEqualTo(1);
    assertThat(difference.mean()).isCloseTo(-0.1, within(1e-12));
    assertThat(report.text()).contains("One seed has no interval.");
  }

  @Test
  void theBestRateIsChosenOnValidationAndSaid() {
    // on test images the larger rate would win
    store.write(Made.row(Made.record(Made.spec(Made.DENSE, 0.02, 1), 700, 400, 390, 480)));
    store.write(Made.row(Made.record(Made.spec(Made.DENSE, 0.1, 1), 700, 450, 440, 420)));
    Answer best = Answer.of(store, Rates.BEST);
    assertThat(best.methods()).extracting(g -> g.setting(Specs.RATE)).containsExactly("0.02");
    assertThat(best.text())
        .contains(
            "rate: for each ticket and sparsity, of the learning rates with the most seeds, ");
    Answer all = Answer.of(store, Rates.ALL);
    assertThat(all.methods()).extracting(g -> g.setting(Specs.RATE)).containsExactly("0.02", "0.1");
    assertThat(all.text())
        .doesNotContain(
            "rate: for each ticket and sparsity, of the learning rates with the most seeds, ");
  }

  @Test
  void withAllRatesATicketIsComparedWithDenseOfItsOwnRate() {
    write(Made.DENSE, 0.02, 1, 700, 450, 400);
    write(Made.DENSE, 0.1, 1, 500, 450, 400);
    write(Made.RANDOM, 0.1, 1, 600, 450, 400);
    Answer report = Answer.of(store, Rates.ALL);
    Method random = method(report, "random");
    assertThat(report.dense(random).orElseThrow().setting(Specs.RATE)).isEqualTo("0.1");
    assertThat(random.over(report.dense(random).orElseThrow(), Measure.ROBUST_GAP).mean())
        .isCloseTo(0.1, within(1e-12));
  }

  @Test
  void theTableFitsTheTerminal() {
    for (int seed = 1; seed <= 2; seed++) {
      for (double rate : new double[] {0.02, 0.1}) {
        write(Made.DENSE, rate, seed, 700 + 90 * seed, 450, 400);
        write(Made.RANDOM, rate, seed, 600, 450 + 50 * seed, 400);
      }
    }
    assertThat(Answer.of(store, Rates.ALL).text().lines())
        .isNotEmpty()
        .allSatisfy(line -> assertThat(line.length()).isLessThanOrEqualTo(150));
  }

  @Test
  void whyTrialsWereNotCompletedIsTold() {
    var spec = Made.spec(Made.DENSE, 0.1, 1);
    store.write(
        Made.row(
            Made.ended(
                spec,
                new Outcome.Failed(
                    Outcome.Kind.RESOURCE, "Cannot run: no room", "train", 3, "here"))));
    store.write(
        Made.row(Made.ended(Made.spec(Made.RANDOM, 0.1, 1), new Outcome.Diverged(9, Double.NaN))));
    assertThat(Answer.of(store, Rates.BEST).text())
        .contains("No trial was completed.")
        .contains("1 failed: Cannot run: no room")
        .contains("    dense (")
        .contains("1 diverged: the loss was not finite")
        .containsPattern("    random \\([0-9a-f]{16}\\) at step 9");
  }

  @Test
  void withoutDenseThereIsNothingToCompareWith() {
    write(Made.RANDOM, 0.1, 1, 600, 450, 400);
    Answer report = Answer.of(store, Rates.BEST);
    assertThat(report.text())
        .contains("There is no dense trial of the same seeds to compare with.");
    assertThat(report.answer())
        .isEqualTo(
            "Test robust accuracy: random 0.8 40.0 % (gap 20.0). There is no dense trial of the same"
                + " seeds to compare with.");
  }

  @Test
  void aFolderWithoutTrialsIsRefused() {
    assertThatThrownBy(() -> Answer.of(store, Rates.BEST))
        .hasMessage("Cannot compute gaps: there is no finished trial in " + folder);
    Store missing = Store.at(folder.resolve("missing").toString(), new Configuration());
    assertThatThrownBy(() -> Answer.of(missing, Rates.BEST))
        .hasMessage("Cannot compute gaps: there is no folder " + folder.resolve("missing"));
  }

  @Test
  void aFileThatIsCalledAsATrialsAndIsNoneIsRefusedAndAnyOtherPassedOver() throws IOException {
    Files.createDirectories(folder.resolve("trials"));
    Files.writeString(folder.resolve("trials/other.parquet"), "not Parquet at all");
    assertThatThrownBy(() -> Answer.of(store, Rates.BEST))
        .hasMessage("Cannot compute gaps: there is no finished trial in " + folder);
    String called = "0123456789abcdef.parquet";
    Files.writeString(folder.resolve("trials").resolve(called), "not Parquet at all");
    assertThatThrownBy(() -> Answer.of(store, Rates.BEST))
        .hasMessageStartingWith("Cannot read ")
        .hasMessageContaining(called + " is not a Tombola table");
  }

  @Test
  void whereEveryTicketIsSuspiciousThatIsSaidAndHowToTakeThemIn() {
    write(Made.DENSE, 0.1, 1, 700, 450, 400);
    store.write(
        Made.row(Made.suspected(Made.record(Made.spec(Made.RANDOM, 0.1, 1), 600, 450, 400))));
    Answer one = Answer.of(store, Rates.BEST);
    String said =
        "The one completed trial of tickets is left out as suspicious; tombola gap --suspicious"
            + " includes it.";
    assertThat(one.text()).contains(said).doesNotContain("No ticket has been completed");
    assertThat(one.answer()).contains(said);
    store.write(
        Made.row(Made.suspected(Made.record(Made.spec(Made.RANDOM, 0.1, 2), 600, 450, 400))));
    assertThat(Answer.of(store, Rates.BEST).text())
        .contains("All 2 completed trials of tickets are left out as suspicious; ")
        .contains("no gradient on 50.0 % of 800 images");
    assertThat(Answer.of(store, Rates.BEST, Answer.Suspects.KEPT).text())
        .contains("| random")
        .doesNotContain("uspicious");
  }

  @Test
  void whereEveryDenseTrialOrEveryTrialIsSuspiciousThatIsSaidToo() {
    store.write(
        Made.row(Made.suspected(Made.record(Made.spec(Made.DENSE, 0.1, 1), 700, 450, 400))));
    assertThat(Answer.of(store, Rates.BEST).answer())
        .isEqualTo(
            "The one completed trial is left out as suspicious; tombola gap --suspicious includes"
                + " it.");
    write(Made.RANDOM, 0.1, 1, 600, 450, 400);
    assertThat(Answer.of(store, Rates.BEST).text())
        .contains("The one completed trial of dense networks is left out as suspicious; ")
        .doesNotContain("There is no dense trial");
  }

  @Test
  void aLayerThatLostEveryWeightIsTold() {
    write(Made.DENSE, 0.1, 1, 700, 450, 400);
    store.write(Made.row(Made.emptied(Made.record(Made.spec(Made.RANDOM, 0.1, 1), 600, 450, 400))));
    Answer report = Answer.of(store, Rates.BEST);
    assertThat(report.text())
        .containsPattern("1 completed with no weight left in: conv2\\R    random");
    assertThat(report.emptied()).hasSize(1);
    assertThat(store.read(Tables.TRIALS).stream().map(row -> row.text("empty_layers").get()))
        .containsExactlyInAnyOrder("", "conv2");
  }
}
