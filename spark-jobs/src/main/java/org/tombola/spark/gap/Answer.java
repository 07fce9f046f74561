package org.tombola.spark.gap;

import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
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

  /** What the paired difference to dense says of a gap. */
  enum Says {
    /** Its interval lies below 0. */
    SMALLER,
    /** Its interval lies above 0. */
    LARGER,
    /** Its interval covers 0, or there are too few seeds for one. */
    INCONCLUSIVE;

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
                        .add(name(report.rates(), extras, group)));
      }
    }
    return new Answer(groups);
  }

  /** The difference to dense, where there is a dense trial of the same seed. */
  static Optional<PairedDifference> difference(GapReport report, Group group) {
    return report.dense(group).map(group::gapOver).filter(difference -> difference.pairs() > 0);
  }

  static String name(GapReport.Rates rates, List<String> extras, Group group) {
    Map<String, String> shown = new TreeMap<>();
    extras.forEach(path -> shown.put(path, group.setting(path)));
    // the best rate is in the table; to tell groups apart it is needed only where all are shown
    if (rates == GapReport.Rates.BEST) {
      shown.remove(Specs.RATE);
    }
    StringBuilder name = new StringBuilder(group.ticket());
    name.append(' ').append(group.setting(Specs.SPARSITY));
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
