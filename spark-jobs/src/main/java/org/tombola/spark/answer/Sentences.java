package org.tombola.spark.answer;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Function;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import org.apache.commons.lang3.StringUtils;
import org.apache.commons.text.WordUtils;
import org.tombola.spark.answer.Tested.Verdict;
import org.tombola.spark.schema.Specs;
import org.tombola.sweeps.published.Measure;

/**
 * The answer in sentences: which robust gaps are smaller or larger than the dense one's, and what
 * that costs in test robust accuracy.
 *
 * @param answer they are of
 * @param comparisons of the methods that have dense to compare with
 */
record Sentences(Answer answer, List<Comparison> comparisons) {
  /** A line's width at most. */
  private static final int WIDTH = 150;

  /** Methods named in a sentence. */
  private static final int MOST = 12;

  static Sentences of(Answer answer) {
    return new Sentences(answer, answer.comparisons());
  }

  /** For a page: the verdict, and in a second line all numbers. */
  String paragraphs() {
    List<String> parts = new ArrayList<>();
    if (comparisons.isEmpty()) {
      parts.addAll(dense());
      if (parts.isEmpty()) {
        parts.add(alone());
      }
      parts.add(nothingToCompare());
      return String.join(" ", parts);
    }
    List<String> first = new ArrayList<>(List.of(verdict()));
    first.addAll(holm("", Comparison::gap));
    parts.addAll(dense());
    parts.add("Gap minus dense, in points: " + few(tested(Comparison::gap), this::gap) + ".");
    parts.addAll(robustness());
    parts.addAll(seeds());
    parts.add("Differences are paired by seed; ± is half the 95 % interval.");
    return String.join(" ", first) + "\n" + String.join(" ", parts);
  }

  /** For a terminal, below the table that has the gaps. */
  String text() {
    if (comparisons.isEmpty()) {
      return nothingToCompare();
    }
    List<String> lines = new ArrayList<>();
    lines.add(verdict());
    lines.addAll(holm("", Comparison::gap));
    lines.addAll(seeds());
    lines.addAll(robustness());
    return lines.stream()
        .map(line -> WordUtils.wrap(line, WIDTH, System.lineSeparator() + "  ", false))
        .collect(Collectors.joining(System.lineSeparator()));
  }

  /** What a reader calls a method: "random 0.8", "boosting-ticket 0.8 (epochs 8)". */
  static String name(Answer answer, Method method, boolean withSparsity) {
    Map<String, String> settings = new TreeMap<>();
    answer.extras().forEach(path -> settings.put(path, method.setting(path)));
    // the best rate is in the table; to tell methods apart it is needed only where all are shown
    if (answer.rates() == Answer.Rates.BEST) {
      settings.remove(Specs.RATE);
    }
    String words =
        settings.entrySet().stream()
            .filter(setting -> !setting.getValue().isEmpty())
            .map(
                setting ->
                    Specs.brief(setting.getKey())
                        + " "
                        + Specs.shown(setting.getKey(), setting.getValue()))
            .collect(Collectors.joining(", "));
    String sparsity = withSparsity ? method.setting(Specs.SPARSITY) : "";
    return method.ticket()
        + (sparsity.isEmpty() ? "" : " " + sparsity)
        + (words.isEmpty() ? "" : " (" + words + ")");
  }

  private String name(Comparison each) {
    return name(answer, each.method(), true);
  }

  /** What the gaps say, in one sentence. */
  private String verdict() {
    List<Comparison> known = tested(Comparison::gap);
    if (known.isEmpty()) {
      return "The robust gap is not known: the attack was not run on training images.";
    }
    List<String> clauses = new ArrayList<>();
    for (Verdict verdict : List.of(Verdict.BELOW, Verdict.ABOVE)) {
      methods(known, each -> each.gap().verdict() == verdict)
          .forEach(
              (method, those) ->
                  clauses.add(
                      "%s %s the robust gap by %s points"
                          .formatted(
                              method + at(those),
                              verdict == Verdict.BELOW ? "narrows" : "widens",
                              listed(those, Sentences::size))));
    }
    known.stream()
        .filter(each -> each.gap().verdict() == Verdict.INCONCLUSIVE)
        .map(each -> each.gap().difference().pairs())
        .distinct()
        .sorted()
        .forEach(seeds -> clauses.add(undecided(known, seeds)));
    return "Compared with dense, "
        + clauses.stream().limit(MOST).collect(Collectors.joining("; "))
        + (clauses.size() > MOST ? "; and %d more".formatted(clauses.size() - MOST) : "")
        + ".";
  }

  /** The methods of some comparisons without their sparsity, in order. */
  private Map<String, List<Comparison>> methods(
      List<Comparison> those, Predicate<Comparison> which) {
    return those.stream()
        .filter(which)
        .collect(
            Collectors.groupingBy(
                each -> name(answer, each.method(), false),
                LinkedHashMap::new,
                Collectors.toList()));
  }

  /** What so many seeds do not tell. */
  private String undecided(List<Comparison> known, int seeds) {
    Map<String, List<Comparison>> methods =
        methods(
            known,
            each ->
                each.gap().verdict() == Verdict.INCONCLUSIVE
                    && each.gap().difference().pairs() == seeds);
    return "%s not enough to tell for %s"
        .formatted(
            seeds == 1 ? "one seed is" : seeds + " seeds are",
            few(
                List.copyOf(methods.entrySet()),
                method -> method.getKey() + at(method.getValue())));
  }

  private static String size(Comparison each) {
    return Decimals.of(100 * Math.abs(each.gap().difference().mean()), 1);
  }

  private static String at(List<Comparison> those) {
    List<Comparison> sparse =
        those.stream().filter(each -> !each.method().setting(Specs.SPARSITY).isEmpty()).toList();
    return sparse.isEmpty()
        ? ""
        : " at sparsity " + listed(sparse, each -> each.method().setting(Specs.SPARSITY));
  }

  /** "a", "a and b", "a, b and c". */
  private static String listed(List<Comparison> those, Function<Comparison, String> words) {
    List<String> all = those.stream().map(words).toList();
    int last = all.size() - 1;
    return last == 0
        ? all.get(0)
        : String.join(", ", all.subList(0, last)) + " and " + all.get(last);
  }

  /** The dense networks' own numbers. */
  private List<String> dense() {
    return answer.methods().stream()
        .filter(Method::dense)
        .map(
            method ->
                StringUtils.capitalize(name(answer, method, true))
                    + ": robust gap "
                    + GapTable.points(method, Measure.ROBUST_GAP)
                    + " points, test robust accuracy "
                    + GapTable.points(method, Measure.TEST_RA_FINAL)
                    + " %, over "
                    + (method.seeds() == 1 ? "one seed" : method.seeds() + " seeds")
                    + ".")
        .toList();
  }

  private String gap(Comparison each) {
    return name(each) + " " + GapTable.signed(each.gap().difference());
  }

  /** What the gaps are paid for with. */
  private List<String> robustness() {
    List<String> parts = new ArrayList<>();
    Map<Verdict, List<Comparison>> said =
        tested(Comparison::robustness).stream()
            .collect(
                Collectors.groupingBy(
                    each -> each.robustness().verdict(), TreeMap::new, Collectors.toList()));
    Map<Verdict, String> words =
        Map.of(
            Verdict.BELOW, "lower",
            Verdict.ABOVE, "higher",
            Verdict.INCONCLUSIVE, "inconclusive");
    parts.add(
        said.entrySet().stream()
            .map(
                entry ->
                    words.get(entry.getKey())
                        + " for "
                        + few(
                            entry.getValue(),
                            each ->
                                name(each) + " " + GapTable.signed(each.robustness().difference())))
            .collect(Collectors.joining("; ", "Test robust accuracy minus dense: ", ".")));
    parts.addAll(holm("of test robust accuracy", Comparison::robustness));
    return parts;
  }

  /** What the correction for many comparisons leaves of the significant differences. */
  private List<String> holm(String what, Function<Comparison, Tested> which) {
    List<Comparison> tested =
        comparisons.stream().filter(each -> which.apply(each).difference().pairs() > 1).toList();
    Predicate<Comparison> significant = each -> !which.apply(each).difference().inconclusive();
    List<Comparison> dropped = tested.stream().filter(each -> which.apply(each).dropped()).toList();
    List<Comparison> kept =
        tested.stream().filter(significant).filter(each -> !which.apply(each).dropped()).toList();
    if (tested.size() < 2 || kept.isEmpty() && dropped.isEmpty()) {
      return List.of();
    }
    boolean many = tested.stream().map(Comparison::family).distinct().count() > 1;
    return List.of(
        "After Holm's correction for "
            + (many
                ? "the comparisons " + spaced(what) + "under each data and attack"
                : tested.size() + " comparisons" + (what.isEmpty() ? "" : " " + what))
            + ", significant: "
            + (kept.isEmpty() ? "none" : few(kept, this::name))
            + (dropped.isEmpty()
                ? "."
                : "; not significant any more: " + few(dropped, this::name) + "."));
  }

  private static String spaced(String words) {
    return words.isEmpty() ? "" : words + " ";
  }

  /** How many seeds might settle what is open. */
  private List<String> seeds() {
    List<Comparison> open = comparisons.stream().filter(each -> each.gap().open()).toList();
    return open.isEmpty()
        ? List.of()
        : List.of(
            "Estimated seeds needed: "
                + few(open, each -> each.gap().seedsInWords() + " for " + name(each))
                + ".");
  }

  private List<Comparison> tested(Function<Comparison, Tested> which) {
    return comparisons.stream().filter(each -> which.apply(each).known()).toList();
  }

  /** Why there is no comparison. */
  private String nothingToCompare() {
    boolean onlyDense = answer.methods().stream().allMatch(Method::dense);
    Predicate<Trial> missing = trial -> trial.ticket().equals("dense") != onlyDense;
    if (answer.trials().stream().filter(answer::leftOut).anyMatch(missing)) {
      return answer.allSuspicious(onlyDense ? "of tickets " : "of dense networks ", missing);
    }
    return onlyDense
        ? "No ticket has been completed yet to compare with dense."
        : "There is no dense trial of the same seeds to compare with.";
  }

  /** The numbers of methods that have nothing to be compared with. */
  private String alone() {
    return "Test robust accuracy: "
        + few(
            answer.methods(),
            method ->
                "%s %s %% (gap %s)"
                    .formatted(
                        name(answer, method, true),
                        GapTable.points(method, Measure.TEST_RA_FINAL),
                        GapTable.points(method, Measure.ROBUST_GAP)))
        + ".";
  }

  private static <T> String few(List<T> those, Function<T, String> words) {
    return those.stream().limit(MOST).map(words).collect(Collectors.joining(", "))
        + (those.size() > MOST ? " and %d more".formatted(those.size() - MOST) : "");
  }
}
