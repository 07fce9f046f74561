package org.tombola.sweeps.published;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.tombola.method.Canonical;
import org.tombola.sweeps.Sweep;
import org.tombola.sweeps.SweepFile;
import org.tombola.trial.Catalogue;
import org.tombola.trial.TrialSpec;

class PapersTest {
  static List<Paper> papers() {
    return Papers.all();
  }

  private static List<Sweep> sweeps(Paper paper) throws Exception {
    return List.of(sweep(paper.name()), sweep(paper.name() + "-small"));
  }

  private static Sweep sweep(String name) throws Exception {
    return SweepFile.read(Path.of("papers", name + ".yaml"));
  }

  @ParameterizedTest
  @MethodSource("papers")
  void everyNumberSaysWhereItStandsAndWhatItIsOf(Paper paper) {
    assertThat(paper.arxiv()).matches("\\d{4}\\.\\d{5}");
    assertThat(List.of(paper.title(), paper.cite(), paper.asks().question()))
        .noneMatch(String::isBlank);
    assertThat(paper.says()).isNotEmpty().noneMatch(claim -> claim.where().isBlank());
    List<String> tickets = Catalogue.find("ticket").orElseThrow().names();
    for (Paper.Source table : paper.tables()) {
      assertThat(List.of(table.where(), table.data(), table.network(), table.attack()))
          .noneMatch(String::isBlank);
      assertThat(table.columns().get(0)).isEqualTo("sparsity");
      for (Paper.Line line : table.lines()) {
        assertThat(tickets).contains(line.ticket());
        assertThat(line.rows()).isNotEmpty().allMatch(row -> row.size() == table.columns().size());
      }
    }
    assertThat(paper.numbers())
        .extracting(Paper.Printed::measure)
        .as("answers what the paper asks")
        .contains(paper.asks().measure());
  }

  @ParameterizedTest
  @MethodSource("papers")
  void numbersUnderOneAttackAreOfOneDenseNetwork(Paper paper) {
    for (Paper.Source table : paper.tables()) {
      assertThat(table.lines().stream().filter(Paper.Line::dense)).hasSizeLessThanOrEqualTo(1);
      assertThat(table.cost() != null)
          .as("costs have a unit")
          .isEqualTo(table.columns().stream().anyMatch(name -> name.endsWith("_ratio")));
    }
  }

  @ParameterizedTest
  @MethodSource("papers")
  void everyTicketIsInAShippedSweepOfThePaper(Paper paper) throws Exception {
    List<JsonNode> tickets = new ArrayList<>();
    for (Sweep sweep : sweeps(paper)) {
      sweep.written().forEach(trial -> tickets.add(Canonical.tree(trial).path("ticket")));
    }
    for (Paper.Source table : paper.tables()) {
      for (Paper.Line line : table.lines()) {
        assertThat(tickets).as(line.toString()).anyMatch(ticket -> fits(line, ticket));
      }
    }
  }

  private static boolean fits(Paper.Line line, JsonNode ticket) {
    JsonNode settings = ticket.path(line.ticket());
    return ticket.has(line.ticket())
        && line.parameters().entrySet().stream()
            .allMatch(
                setting -> {
                  JsonNode value = settings.path(setting.getKey());
                  return value.has(setting.getValue()) || value.asText().equals(setting.getValue());
                });
  }

  @ParameterizedTest
  @MethodSource("papers")
  void theShippedSweepsNameThePaperAndTellTheirDifferences(Paper paper) throws Exception {
    for (Sweep sweep : sweeps(paper)) {
      assertThat(sweep.paper()).isEqualTo(paper.name());
      assertThat(paper.differences()).containsKey(sweep.name());
      String words = String.join(" ", paper.differences(List.of(sweep.name())));
      List<TrialSpec> trials = sweep.written();
      assertThat(words)
          .contains(
              trials.stream().mapToInt(trial -> trial.training().epochs()).max().orElseThrow()
                  + " epochs")
          .contains(
              trials.stream().map(trial -> trial.training().seed()).distinct().count() + " seeds");
      if (sweep.name().endsWith("-small")) {
        int images = trials.get(0).training().split().train();
        assertThat(words).contains(String.format(Locale.ROOT, "%,d train images", images));
      }
    }
  }

  /** Their code of these two judges the last point; that of robust scratch tickets stops there. */
  @Test
  void theDifferencesSayWhoseAttackJudgesOtherPointsThanOurs() {
    assertThat(words("sparsity-winning-twice"))
        .contains("the last point", "no point on the way")
        .doesNotContain("attacks are the released code's");
    assertThat(words("boosting-tickets")).contains("the last point", "no point on the way");
    assertThat(words("robust-scratch-tickets"))
        .contains("attacks are the released code's")
        .doesNotContain("point of its path", "on the way");
  }

  @Test
  void theDifferencesSayWhichMaskTheFlopsAreOf() {
    assertThat(words("sparsity-winning-twice"))
        .contains(
            "In both, the FLOPs of Flying Bird+ assume its last mask for the whole training.");
  }

  private static String words(String paper) {
    return String.join(" ", Papers.find(paper).orElseThrow().differences(List.of(paper)));
  }

  @Test
  void percentAreFractionsAndCostsStayInTheirUnit() {
    Paper paper = Papers.find("sparsity-winning-twice").orElseThrow();
    List<Paper.Printed> bird =
        paper.numbers().stream()
            .filter(each -> each.table() == 0 && each.line().ticket().equals("flying-bird-plus"))
            .filter(each -> Double.valueOf(0.8).equals(each.sparsity()))
            .toList();
    assertThat(bird)
        .extracting(Paper.Printed::measure)
        .containsExactly(
            Measure.ROBUST_GAP,
            Measure.TEST_RA_BEST,
            Measure.TEST_RA_FINAL,
            Measure.OVERFITTING,
            Measure.TEST_SA_BEST,
            Measure.TEST_SA_FINAL,
            Measure.FLOPS_RATIO);
    assertThat(bird)
        .extracting(Paper.Printed::value)
        .containsExactly(0.2389, 0.5170, 0.4751, 0.0419, 0.8074, 0.8316, 120.04);
  }

  @Test
  void differencesOfASweepComeBeforeThoseOfAny() {
    Paper paper = Papers.find("boosting-tickets").orElseThrow();
    assertThat(paper.differences(List.of("boosting-tickets-small")))
        .startsWith(paper.differences().get("boosting-tickets-small").get(0))
        .containsSubsequence(paper.differences().get("always"));
    assertThat(paper.differences(List.of("my-own"))).isEqualTo(paper.differences().get("always"));
  }
}
