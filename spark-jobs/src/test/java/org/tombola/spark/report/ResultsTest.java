package org.tombola.spark.report;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.apache.hadoop.conf.Configuration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.tombola.spark.answer.Answer;
import org.tombola.spark.answer.Answer.Rates;
import org.tombola.spark.store.SavedSweep;
import org.tombola.spark.store.Store;

/** The tables kept in {@code sweeps/results}: this build reads them, and the pages quote them. */
class ResultsTest {
  private static final Path ROOT = Path.of("..");
  private static final Path SWEEPS = ROOT.resolve("sweeps");

  /** Columns of the gap table that README.md has no room for. */
  private static final Set<Integer> LEFT_OUT = Set.of(3, 5, 10);

  static List<String> kept() throws IOException {
    try (Stream<Path> folders = Files.list(SWEEPS.resolve("results"))) {
      return folders.map(folder -> folder.getFileName().toString()).sorted().toList();
    }
  }

  private static Store store(String name) {
    return Store.at(SWEEPS.resolve("results").resolve(name).toString(), new Configuration());
  }

  @Test
  void everySmallSweepOfAPaperHasSome() throws IOException {
    try (Stream<Path> papers = Files.list(SWEEPS.resolve("papers"))) {
      assertThat(kept())
          .contains("quickstart")
          .containsAll(
              papers
                  .map(file -> file.getFileName().toString().replace(".yaml", ""))
                  .filter(name -> name.endsWith("-small"))
                  .toList());
    }
  }

  static List<String> papers() throws IOException {
    return kept().stream().filter(name -> name.endsWith("-small")).toList();
  }

  @ParameterizedTest
  @MethodSource("papers")
  void theirPageGivesTheirAnswer(String name) throws IOException {
    Answer report = Answer.of(store(name), Rates.BEST);
    assertThat(report.outcomes()).isNotEmpty().containsOnly("completed");
    String prose =
        Files.readAllLines(SWEEPS.resolve("papers").resolve("README.md")).stream()
            .map(line -> line.replaceFirst("^> ", ""))
            .collect(Collectors.joining(" "));
    assertThat(prose).contains(report.answer().replace("\n", " "));
  }

  @Test
  void theReadmeHasTheGapTableOfTheQuickStart() throws IOException {
    List<String> text = Answer.of(store("quickstart"), Rates.BEST).text().lines().toList();
    List<String> table = text.stream().filter(line -> line.matches("[|+].*")).toList();
    List<String> answer = text.subList(table.size(), text.indexOf(""));
    String readme = Files.readString(ROOT.resolve("README.md"));
    assertThat(table.get(1)).contains("test SA", "over-");
    assertThat(readme)
        .contains(
            table.stream().map(line -> "    " + narrow(line)).collect(Collectors.joining("\n")));
    assertThat(readme.replaceAll("\\s+", " "))
        .contains(String.join(" ", answer).replaceAll("\\s+", " "));
  }

  /** A line of a table without some of its cells. */
  private static String narrow(String line) {
    String edge = line.substring(0, 1);
    String[] cells = line.substring(1).split(Pattern.quote(edge));
    return IntStream.range(0, cells.length)
        .filter(cell -> !LEFT_OUT.contains(cell))
        .mapToObj(cell -> cells[cell])
        .collect(Collectors.joining(edge, edge, edge));
  }

  @Test
  void thePageOfTheTablesHasTheLegend() throws IOException {
    assertThat(Files.readString(ROOT.resolve("spark-jobs").resolve("README.md")))
        .contains(
            Answer.of(store("quickstart"), Rates.BEST).legend().stream()
                .map(line -> "    " + line + "\n")
                .collect(Collectors.joining()));
  }

  /** The one sweep whose network has no convolutions, and so no FLOPs by the paper's rule. */
  @Test
  void aNetworkWithoutConvolutionsHasAReport() {
    Store store = store("adversarial-winning-tickets-small");
    assertThat(SavedSweep.all(store)).hasSize(1);
    assertThat(Report.html(store, Map.of()))
        .contains("What the paper reports", "kernel distance to dense, before training");
  }
}
