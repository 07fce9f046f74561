package org.tombola.spark.gap;

import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Function;
import java.util.function.Predicate;
import java.util.function.ToDoubleFunction;
import java.util.stream.Collectors;
import org.apache.commons.text.WordUtils;
import org.tombola.spark.table.Specs;
import org.tombola.stats.PairedDifference;

/**
 * Which robust gaps are smaller or larger than the dense one's, and what that costs in test robust
 * accuracy.
 *
 * @param report the lines
 * @param comparisons of those that have dense to compare with
 */
record Answer(GapReport report, List<Comparison> comparisons) {
  /** The table's width at most. */
  private static final int WIDTH = 150;

  /** Differences named in a paragraph. */
  private static final int MOST = 12;

  /** What the paired difference to dense says. */
  enum Says {
    /** Its interval lies below 0. */
    BELOW("smaller", "lower"),
    /** Its interval lies above 0. */
    ABOVE("larger", "higher"),
    /** Its interval covers 0, or there are too few seeds for one. */
    INCONCLUSIVE("inconclusive", "inconclusive");

    private final String gap;
    private final String accuracy;

    Says(String gap, String accuracy) {
      this.gap = gap;
      this.accuracy = accuracy;
    }

    static Says of(PairedDifference difference) {
      if (difference.inconclusive()) {
        return INCONCLUSIVE;
      }
      return difference.mean() < 0 ? BELOW : ABOVE;
    }
  }

  static Answer of(GapReport report) {
    return new Answer(report, Comparison.all(report));
  }

  /** What readers call a line, with its sparsity or without. */
  static String name(GapReport.Rates rates, List<String> extras, Group group, String sparsity) {
    Map<String, String> shown = new TreeMap<>();
    extras.forEach(path -> shown.put(path, group.setting(path)));
    // the best rate is in the table; to tell groups apart it is needed only where all are shown
    if (rates == GapReport.Rates.BEST) {
      shown.remove(Specs.RATE);
    }
    StringBuilder name = new StringBuilder(group.ticket());
    name.append(sparsity.isEmpty() ? "" : " ").append(sparsity);
    shown.forEach(
        (path, value) -> {
          if (!value.isEmpty()) {
            name.append(" at ")
                .append(Specs.brief(path))
                .append(' ')
                .append(Specs.shown(path, value));
          }
        });
    return name.toString().strip();
  }

  /** The answer with its numbers, in points: as many differences as a reader takes in. */
  String paragraph() {
    List<String> parts = new ArrayList<>();
    List<String> extras = report.extras();
    for (Group group : report.groups()) {
      if (group.dense()) {
        parts.add(
            "The robust gap of "
                + name(report.rates(), extras, group, "")
                + " is "
                + GapTable.points(group, Comparison.GAP)
                + " points over "
                + (group.seeds() == 1 ? "one seed" : group.seeds() + " seeds")
                + ", its test robust accuracy "
                + GapTable.points(group, Comparison.ROBUSTNESS)
                + " %.");
      }
    }
    if (comparisons.isEmpty()) {
      if (parts.isEmpty()) {
        parts.add(alone(extras));
      }
      parts.add(text());
      return String.join(" ", parts);
    }
    parts.add(
        sentence(
            "The gap is ",
            Comparison::difference,
            says -> says.gap,
            those -> few(those, each -> told(each, each.difference(), extras))));
    parts.addAll(furthermore(extras));
    parts.addAll(costs(extras));
    parts.add("Minus dense, in points, paired by seed, ± half the 95 % interval.");
    return String.join(" ", parts);
  }

  /** The answer in sentences. */
  String text() {
    if (comparisons.isEmpty()) {
      boolean onlyDense = report.groups().stream().allMatch(Group::dense);
      Predicate<Result> missing = result -> result.ticket().equals("dense") != onlyDense;
      if (report.results().stream().filter(report::leftOut).anyMatch(missing)) {
        return report.allSuspicious(onlyDense ? "of tickets " : "of dense networks ", missing);
      }
      return onlyDense
          ? "No ticket was completed yet to compare with dense."
          : "There is no dense trial of the same seeds to compare with.";
    }
    List<String> extras = report.extras();
    List<String> lines = new ArrayList<>();
    Function<List<Comparison>, String> names =
        those -> those.stream().map(each -> name(each, extras)).collect(Collectors.joining(", "));
    lines.add(
        sentence(
            "Against dense the robust gap is ", Comparison::difference, says -> says.gap, names));
    List<String> more = furthermore(extras);
    if (!more.isEmpty()) {
      lines.add(String.join(" ", more));
    }
    lines.add(String.join(" ", costs(extras)));
    return lines.stream()
        .map(line -> WordUtils.wrap(line, WIDTH, System.lineSeparator() + "  ", false))
        .collect(Collectors.joining(System.lineSeparator()));
  }

  /** What there is to tell of lines that have nothing to be compared with. */
  private String alone(List<String> extras) {
    List<Group> groups = report.groups();
    return groups.stream()
        .limit(MOST)
        .map(
            group ->
                "%s %s %% (gap %s)"
                    .formatted(
                        name(report.rates(), extras, group, group.setting(Specs.SPARSITY)),
                        GapTable.points(group, Comparison.ROBUSTNESS),
                        GapTable.points(group, Comparison.GAP)))
        .collect(
            Collectors.joining(
                ", ",
                "Test robust accuracy: ",
                groups.size() > MOST ? " and %d more.".formatted(groups.size() - MOST) : "."));
  }

  /** What is below dense, above, or neither. */
  private String sentence(
      String what,
      Function<Comparison, PairedDifference> which,
      Function<Says, String> word,
      Function<List<Comparison>, String> those) {
    Map<Says, List<Comparison>> said = said(which);
    if (said.isEmpty()) {
      return what + "not known: the attack was not run on all it takes.";
    }
    return said.entrySet().stream()
        .map(entry -> word.apply(entry.getKey()) + " for " + those.apply(entry.getValue()))
        .collect(Collectors.joining("; ", what, "."));
  }

  private Map<Says, List<Comparison>> said(Function<Comparison, PairedDifference> which) {
    return comparisons.stream()
        .filter(each -> which.apply(each).pairs() > 0)
        .collect(
            Collectors.groupingBy(
                each -> Says.of(which.apply(each)),
                () -> new EnumMap<>(Says.class),
                Collectors.toList()));
  }

  /** What many comparisons leave of the gaps told from 0, and what would settle the rest. */
  private List<String> furthermore(List<String> extras) {
    List<String> parts = holm(Comparison::difference, Comparison::holm, extras);
    List<Comparison> open = which(Comparison::open);
    if (!open.isEmpty()) {
      parts.add(
          "Seeds that would settle: "
              + few(open, each -> "about " + each.seeds() + " for " + name(each, extras))
              + ".");
    }
    return parts;
  }

  /** What the gaps are paid for with. */
  private List<String> costs(List<String> extras) {
    List<String> parts = new ArrayList<>();
    parts.add(
        sentence(
            "Test robust accuracy is ",
            Comparison::robustness,
            says -> says.accuracy,
            those -> few(those, each -> told(each, each.robustness(), extras))));
    parts.addAll(holm(Comparison::robustness, Comparison::robustnessHolm, extras));
    return parts;
  }

  /** What many comparisons leave of the differences that are told from 0. */
  private List<String> holm(
      Function<Comparison, PairedDifference> difference,
      ToDoubleFunction<Comparison> corrected,
      List<String> extras) {
    List<String> parts = new ArrayList<>();
    Function<Comparison, String> name = each -> name(each, extras);
    Predicate<Comparison> gone =
        each -> Comparison.dropped(difference.apply(each), corrected.applyAsDouble(each));
    List<Comparison> tested = which(each -> difference.apply(each).pairs() > 1);
    List<Comparison> dropped = which(gone);
    List<Comparison> kept =
        which(each -> !difference.apply(each).inconclusive() && !gone.test(each));
    if (tested.size() > 1 && kept.size() + dropped.size() > 0) {
      parts.add(
          "Holm's correction for "
              + (tested.stream().map(Comparison::family).distinct().count() > 1
                  ? "the comparisons under each data and attack"
                  : tested.size() + " comparisons")
              + " keeps "
              + (kept.isEmpty() ? "none" : few(kept, name))
              + (dropped.isEmpty() ? "." : " and drops " + few(dropped, name) + "."));
    }
    return parts;
  }

  private List<Comparison> which(Predicate<Comparison> wanted) {
    return comparisons.stream().filter(wanted).toList();
  }

  private String told(Comparison each, PairedDifference difference, List<String> extras) {
    return name(each, extras) + " (" + GapTable.signed(difference) + ")";
  }

  private String name(Comparison each, List<String> extras) {
    Group group = each.group();
    return name(report.rates(), extras, group, group.setting(Specs.SPARSITY));
  }

  private static String few(List<Comparison> those, Function<Comparison, String> words) {
    return those.stream().limit(MOST).map(words).collect(Collectors.joining(", "))
        + (those.size() > MOST ? " and %d more".formatted(those.size() - MOST) : "");
  }
}
