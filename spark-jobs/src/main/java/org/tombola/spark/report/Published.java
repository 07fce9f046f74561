package org.tombola.spark.report;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.BiFunction;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.tombola.spark.answer.Answer;
import org.tombola.spark.answer.Decimals;
import org.tombola.spark.answer.Estimate;
import org.tombola.spark.answer.PublishedNumber;
import org.tombola.spark.store.SavedSweep;
import org.tombola.sweeps.published.Measure;
import org.tombola.sweeps.published.Paper;
import org.tombola.sweeps.published.Papers;

/** What the papers that a store's sweeps name report, beside what the store found. */
final class Published {
  /** A paper, as {@code published.html} shows it. */
  record Section(
      String name,
      String title,
      String cite,
      String arxiv,
      List<Paper.Claim> says,
      List<Table> tables,
      List<String> differences) {}

  /** One of its tables. */
  record Table(Paper.Source source, List<Part> measures) {}

  /** The lines of one measure. */
  record Part(String title, List<Line> lines) {}

  /** A line: the paper's numbers, and ours in words. */
  record Line(
      String name,
      String more,
      String printed,
      String printedMinusDense,
      String ours,
      String half,
      String where,
      String minusDense,
      String halfMinusDense) {}

  private Published() {}

  /** A section for each paper; empty where no sweep names one. */
  static String html(List<PublishedNumber> numbers, Answer gaps, List<SavedSweep> questions) {
    Map<String, List<String>> sweeps =
        questions.stream()
            .filter(question -> !question.paper().isEmpty())
            .collect(
                Collectors.groupingBy(
                    SavedSweep::paper,
                    LinkedHashMap::new,
                    Collectors.mapping(SavedSweep::sweep, Collectors.toList())));
    Set<String> data =
        gaps.methods().stream()
            .map(method -> method.first().text("data"))
            .collect(Collectors.toSet());
    List<Section> sections = new ArrayList<>();
    sweeps.forEach(
        (name, names) ->
            // a store may be of a newer Tombola, which knows more papers
            Papers.find(name)
                .ifPresent(paper -> sections.add(section(paper, names, numbers, data))));
    return Page.fill("published.html", Map.of("papers", sections));
  }

  private static Section section(
      Paper paper, List<String> sweeps, List<PublishedNumber> numbers, Set<String> data) {
    Map<Integer, List<PublishedNumber>> parts =
        numbers.stream()
            .filter(each -> each.paper().name().equals(paper.name()))
            .collect(
                Collectors.groupingBy(
                    each -> each.number().table(), TreeMap::new, Collectors.toList()));
    Set<List<Object>> seen = new HashSet<>();
    parts.values().stream()
        .filter(part -> data.contains(part.get(0).table().data()))
        .forEach(part -> seen.add(kind(part)));
    List<String> differences = new ArrayList<>();
    if (sweeps.stream().noneMatch(paper.differences()::containsKey)) {
      differences.add("This sweep is not one of those shipped: compare its file with the paper.");
    }
    differences.addAll(paper.differences(sweeps));
    return new Section(
        paper.name(),
        paper.title(),
        paper.cite(),
        paper.arxiv(),
        paper.says(),
        parts.values().stream()
            // one of the data sets that a table is of: the store's, else the paper's first
            .filter(part -> data.contains(part.get(0).table().data()) || seen.add(kind(part)))
            .map(part -> table(paper, part))
            .filter(table -> !table.measures().isEmpty())
            .toList(),
        differences);
  }

  private static List<Object> kind(List<PublishedNumber> part) {
    return List.of(part.get(0).table().where(), part.get(0).table().attack());
  }

  /** One table of the paper, a group of lines for each measure. */
  private static Table table(Paper paper, List<PublishedNumber> part) {
    Map<Measure, List<Line>> measures =
        part.stream()
            .filter(each -> each.printed() != null || each.values() != null)
            .collect(
                Collectors.groupingBy(
                    each -> each.number().measure(),
                    LinkedHashMap::new,
                    Collectors.mapping(Published::line, Collectors.toList())));
    List<Part> parts = new ArrayList<>();
    measures.forEach(
        (measure, lines) ->
            parts.add(
                new Part(
                    measure == paper.asks().measure()
                        ? measure.title() + ". " + paper.asks().question()
                        : measure.title(),
                    lines)));
    return new Table(part.get(0).table(), parts);
  }

  private static Line line(PublishedNumber each) {
    Measure measure = each.number().measure();
    Paper.Line line = each.number().line();
    Double sparsity = each.number().sparsity();
    Estimate values = each.values();
    Estimate minus = each.minusDense();
    return new Line(
        sparsity == null || sparsity == 0 ? line.ticket() : line.ticket() + " " + plain(sparsity),
        line.share() == 1
            ? line.words()
            : line.words() + ", " + plain(line.share()) + " of the epochs",
        number(each.printed(), measure, Decimals::of),
        number(each.printedMinusDense(), measure, Decimals::signed),
        number(values == null ? null : values.mean(), measure, Decimals::of),
        half(values, measure),
        where(each),
        number(minus == null ? null : minus.mean(), measure, Decimals::signed),
        half(minus, measure) + verdict(minus));
  }

  private static String number(
      @Nullable Double value, Measure measure, BiFunction<Double, Integer, String> shown) {
    if (value == null) {
      return "–";
    }
    return measure.percent() ? shown.apply(100 * value, 1) : shown.apply(value, 3);
  }

  private static String half(@Nullable Estimate estimate, Measure measure) {
    if (estimate == null) {
      return "";
    }
    return measure.percent()
        ? Decimals.half(estimate.interval(), 100, 1)
        : Decimals.half(estimate.interval(), 1, 3);
  }

  private static String verdict(@Nullable Estimate minus) {
    return minus != null && minus.interval().known() && minus.interval().contains(0)
        ? " inconclusive"
        : "";
  }

  /** Of which sparsity and how many seeds ours is. */
  private static String where(PublishedNumber each) {
    Estimate values = each.values();
    if (each.ours() == null || values == null) {
      return "";
    }
    double sparsity = each.ours().sparsity();
    return (sparsity == 0 ? "" : "at " + plain(sparsity) + ", ")
        + (values.seeds() == 1 ? "1 seed" : values.seeds() + " seeds");
  }

  private static String plain(double value) {
    double rounded = Math.round(1e4 * value) / 1e4;
    // 1 is not said of what is nearly 1
    return Page.digits(rounded == Math.rint(rounded) ? value : rounded);
  }
}
