package org.tombola.spark.gap;

import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.apache.commons.text.WordUtils;
import org.tombola.spark.table.Specs;
import org.tombola.stats.PairedDifference;

/**
 * Which robust gaps are smaller or larger than the dense one's.
 *
 * @param groups by what is said of them, each in the table's order
 */
record Answer(Map<Says, List<String>> groups) {
  /** The table's width at most. */
  private static final int WIDTH = 150;

  /** Differences named in a paragraph. */
  private static final int MOST = 12;

  private static final String GAP = "robust_gap_final";

  /** What the paired difference to dense says of a gap. */
  enum Says {
    /** Its interval lies below 0. */
    SMALLER("Smaller than dense"),
    /** Its interval lies above 0. */
    LARGER("Larger than dense"),
    /** Its interval covers 0, or there are too few seeds for one. */
    INCONCLUSIVE("Not settled by these seeds");

    private final String sentence;

    Says(String sentence) {
      this.sentence = sentence;
    }

    static Says of(PairedDifference difference) {
      if (difference.inconclusive()) {
        return INCONCLUSIVE;
      }
      return difference.mean() < 0 ? SMALLER : LARGER;
    }
  }

  static Answer of(GapReport report) {
    Map<Says, List<String>> groups = new EnumMap<>(Says.class);
    List<String> extras = report.extras();
    for (Group group : report.groups()) {
      if (!group.dense()) {
        difference(report, group)
            .ifPresent(
                difference ->
                    groups
                        .computeIfAbsent(Says.of(difference), says -> new ArrayList<>())
                        .add(name(report.rates(), extras, group, group.setting(Specs.SPARSITY))));
      }
    }
    return new Answer(groups);
  }

  /** The difference to dense, where there is a dense trial of the same seed. */
  static Optional<PairedDifference> difference(GapReport report, Group group) {
    return report.dense(group).map(group::gapOver).filter(difference -> difference.pairs() > 0);
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
  String paragraph(GapReport report) {
    List<String> extras = report.extras();
    StringBuilder text = new StringBuilder();
    for (Group group : report.groups()) {
      if (group.dense()) {
        text.append("The robust gap of ")
            .append(name(report.rates(), extras, group, ""))
            .append(" is ")
            .append(GapTable.points(group.mean(GAP), group.interval(GAP)))
            .append(" points over ")
            .append(group.seeds() == 1 ? "one seed. " : group.seeds() + " seeds. ");
      }
    }
    if (groups.isEmpty()) {
      return text + text();
    }
    groups.forEach(
        (says, names) -> {
          text.append(says.sentence).append(": ");
          text.append(
              report.groups().stream()
                  .filter(group -> !group.dense())
                  .flatMap(
                      group ->
                          difference(report, group)
                              .filter(difference -> Says.of(difference) == says)
                              .map(
                                  difference ->
                                      name(
                                              report.rates(),
                                              extras,
                                              group,
                                              group.setting(Specs.SPARSITY))
                                          + " ("
                                          + GapTable.signed(difference)
                                          + ")")
                              .stream())
                  .limit(MOST)
                  .collect(Collectors.joining(", ")));
          text.append(names.size() > MOST ? " and %d more. ".formatted(names.size() - MOST) : ". ");
        });
    return text.append("Differences to dense in points, paired by seed, ± half the 95 % interval.")
        .toString();
  }

  /** The answer as a sentence. */
  String text() {
    if (groups.isEmpty()) {
      return "There is no dense trial of the same seeds to compare robust gaps with.";
    }
    List<String> parts =
        groups.entrySet().stream()
            .map(
                entry ->
                    entry.getKey().name().toLowerCase(Locale.ROOT)
                        + " for "
                        + String.join(", ", entry.getValue()))
            .toList();
    return WordUtils.wrap(
        "Against dense the robust gap is " + String.join("; ", parts) + ".",
        WIDTH,
        System.lineSeparator() + "  ",
        false);
  }
}
