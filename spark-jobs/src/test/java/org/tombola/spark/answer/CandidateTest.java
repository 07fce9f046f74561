package org.tombola.spark.answer;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.tombola.spark.schema.Settings;
import org.tombola.sweeps.published.Measure;
import org.tombola.sweeps.published.Paper;

class CandidateTest {
  private static Candidate candidate(
      String setting, String parameters, double sparsity, double share, double ra, int seeds) {
    List<String> trials = new ArrayList<>();
    for (int seed = 1; seed <= seeds; seed++) {
      trials.add(setting + seed);
    }
    return new Candidate(
        setting,
        "boosting-ticket",
        Settings.of(parameters).tree(),
        sparsity,
        share,
        List.of(0.5, 0.75),
        ra,
        trials);
  }

  private static Paper.Printed number(
      Map<String, String> with, @Nullable Double epochs, @Nullable Double sparsity) {
    return new Paper.Printed(
        0,
        new Paper.Line("boosting-ticket", with, epochs, null, List.of()),
        sparsity,
        Measure.TEST_RA_BEST,
        0.5);
  }

  private static List<@Nullable String> beside(
      List<Paper.Printed> numbers, Candidate... candidates) {
    Map<Paper.Printed, Candidate> found = Candidate.beside(numbers, List.of(candidates));
    List<@Nullable String> settings = new ArrayList<>();
    for (Paper.Printed number : numbers) {
      Candidate candidate = found.get(number);
      settings.add(candidate == null ? null : candidate.setting());
    }
    return settings;
  }

  @Test
  void theNearestSparsityStandsBesideItsNearestNumberOnly() {
    List<Paper.Printed> numbers =
        List.of(
            number(Map.of(), null, 0.5), number(Map.of(), null, 0.8), number(Map.of(), null, 0.99));
    assertThat(beside(numbers, candidate("a", "{}", 0.85, 1, 0.5, 3)))
        .containsExactly(null, "a", null);
    assertThat(
            beside(
                numbers,
                candidate("a", "{}", 0.85, 1, 0.5, 3),
                candidate("b", "{}", 0.6, 1, 0.5, 3)))
        .containsExactly("b", "a", null);
  }

  @Test
  void trainingsAreMatchedByTheirShareOfTheEpochs() {
    List<Paper.Printed> numbers =
        List.of(
            number(Map.of(), 0.4, 0.8), number(Map.of(), 0.7, 0.8), number(Map.of(), null, 0.8));
    assertThat(
            beside(
                numbers,
                candidate("a", "{}", 0.8, 1, 0.5, 3),
                candidate("b", "{}", 0.8, 0.4, 0.5, 3)))
        .containsExactly("b", null, "a");
  }

  @Test
  void aLearningRateThatFallsWhereThePapersDoesComesFirst() {
    Paper.Line line =
        new Paper.Line("boosting-ticket", Map.of(), null, List.of(0.25, 0.75), List.of());
    List<Paper.Printed> numbers =
        List.of(new Paper.Printed(0, line, 0.8, Measure.TEST_RA_BEST, 0.5));
    Candidate late = candidate("a", "{}", 0.8, 1, 0.9, 5);
    Candidate early =
        new Candidate(
            "b", late.ticket(), late.parameters(), 0.8, 1, List.of(0.25, 0.75), 0.4, List.of("b1"));
    assertThat(beside(numbers, late, early)).containsExactly("b");
    assertThat(beside(numbers, late)).as("else the other stands there").containsExactly("a");
  }

  @Test
  void ofEqualsTheOneWithTheMostSeedsThenTheMostRobustIsTaken() {
    List<Paper.Printed> numbers = List.of(number(Map.of(), null, null));
    Candidate lucky = candidate("a", "{}", 0.8, 1, 0.9, 1);
    Candidate weak = candidate("b", "{}", 0.8, 1, 0.4, 3);
    Candidate strong = candidate("c", "{}", 0.8, 1, 0.5, 3);
    assertThat(beside(numbers, lucky, weak, strong)).containsExactly("c");
  }

  @Test
  void parametersAreValuesOrNamesOfMethods() {
    Candidate fgsm =
        candidate("a", "{\"mask\":{\"fgsm-at\":{\"epsilon\":\"0.1\"}}}", 0.8, 1, 0.5, 3);
    Candidate redrawn =
        candidate("b", "{\"mask\":{\"standard\":{}},\"weights\":\"redrawn\"}", 0.8, 1, 0.5, 3);
    assertThat(
            beside(
                List.of(
                    number(Map.of("mask", "fgsm-at"), null, 0.8),
                    number(Map.of("weights", "redrawn"), null, 0.8),
                    number(Map.of("mask", "pgd-at"), null, 0.8)),
                fgsm,
                redrawn))
        .containsExactly("a", "b", null);
  }
}
