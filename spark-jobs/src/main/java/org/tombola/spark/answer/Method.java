package org.tombola.spark.answer;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.BiConsumer;
import java.util.stream.Collectors;
import org.tombola.spark.schema.Specs;
import org.tombola.spark.schema.Tables;
import org.tombola.stats.Interval;
import org.tombola.stats.PairedDifference;
import org.tombola.sweeps.published.Measure;

/**
 * Completed trials that differ in their seed only.
 *
 * @param spec what they share
 * @param trials by seed
 */
public record Method(Map<String, String> spec, List<Trial> trials) {
  static List<Method> of(List<Trial> trials) {
    Map<Map<String, String>, List<Trial>> methods =
        trials.stream()
            .filter(Trial::completed)
            .sorted(Comparator.comparingLong(Trial::seed))
            .collect(
                Collectors.groupingBy(
                    trial -> Specs.without(trial.spec(), Specs.SEED),
                    LinkedHashMap::new,
                    Collectors.toList()));
    return methods.entrySet().stream()
        .map(entry -> new Method(entry.getKey(), entry.getValue()))
        .sorted(order())
        .toList();
  }

  private static Comparator<Method> order() {
    // dense first: the others are compared with it
    return Comparator.<Method, Boolean>comparing(method -> !method.dense())
        .thenComparing(Method::ticket)
        .thenComparingDouble(method -> number(method.setting(Specs.SPARSITY)))
        .thenComparingDouble(method -> number(method.setting(Specs.RATE)))
        .thenComparing(method -> method.spec().toString());
  }

  /**
   * Of methods that differ in their learning rate only, the one most robust on validation images,
   * among those with the most seeds completed; the smaller rate of equals.
   */
  static List<Method> bestRates(List<Method> methods) {
    Comparator<Method> better =
        Comparator.<Method>comparingInt(Method::seeds)
            .thenComparingDouble(g -> g.mean(Trial.CHOSEN_ON));
    Collection<Method> best =
        methods.stream()
            .collect(
                Collectors.toMap(
                    method -> Specs.without(method.spec(), Specs.RATE),
                    method -> method,
                    (one, other) -> better.compare(other, one) > 0 ? other : one,
                    LinkedHashMap::new))
            .values();
    return List.copyOf(best);
  }

  /** Whether it is what the others are compared with. */
  public boolean dense() {
    return ticket().equals("dense");
  }

  /** The ticket's name. */
  public String ticket() {
    return setting(Specs.TICKET);
  }

  /** A setting they share; empty where they have none. */
  public String setting(String path) {
    return spec.getOrDefault(path, "");
  }

  /** Its first trial, which has all that they share. */
  public Trial first() {
    return trials.get(0);
  }

  /** Trials, of a seed each. */
  public int seeds() {
    return trials.size();
  }

  /** The mean of a measure over seeds; NaN where a trial lacks it. */
  public double mean(Measure measure) {
    return mean(measure.stored());
  }

  /** Where the mean lies: Student's interval over the seeds; unknown where a trial lacks one. */
  public Interval interval(Measure measure) {
    String column = measure.stored();
    return known(column) ? Interval.student(values(column), Tables.CONFIDENCE) : Interval.UNKNOWN;
  }

  private double[] values(String column) {
    return trials.stream().mapToDouble(trial -> trial.number(column)).toArray();
  }

  /** The mean of a column of {@code trials} over seeds; NaN where a trial lacks the number. */
  public double mean(String column) {
    return known(column) ? Interval.mean(values(column)) : Double.NaN;
  }

  private boolean known(String column) {
    // a network without convolutions costs nothing by the paper's rule: its ratio is no number
    return Arrays.stream(values(column)).allMatch(Double::isFinite);
  }

  /**
   * Processor time of training as a share of another method's, the mean over the seeds that both
   * ran by one engine on one processor; NaN where there is none.
   */
  public double timeOver(Method other) {
    List<Double> shares = new ArrayList<>();
    paired(other, (trial, theirs) -> shares.add(trial.timeOver(theirs)));
    shares.removeIf(share -> !Double.isFinite(share));
    return shares.isEmpty() ? Double.NaN : Interval.mean(numbers(shares));
  }

  /** Takes the trials of both that have the same seed, by seed. */
  public void paired(Method other, BiConsumer<Trial, Trial> each) {
    Map<Long, Trial> theirs = new HashMap<>();
    other.trials.forEach(trial -> theirs.put(trial.seed(), trial));
    for (Trial trial : trials) {
      Trial twin = theirs.get(trial.seed());
      if (twin != null) {
        each.accept(trial, twin);
      }
    }
  }

  /** Processor time of training and of what came before, the mean; NaN where a trial lacks it. */
  public double cpuSeconds() {
    double[] seconds = trials.stream().mapToDouble(Trial::cpuSeconds).toArray();
    return Arrays.stream(seconds).allMatch(Double::isFinite) ? Interval.mean(seconds) : Double.NaN;
  }

  /** How much higher a measure is than another method's, on the seeds of which both have it. */
  PairedDifference over(Method other, Measure measure) {
    List<Double> own = new ArrayList<>();
    List<Double> theirs = new ArrayList<>();
    paired(
        other,
        (trial, twin) -> {
          if (Double.isFinite(trial.number(measure)) && Double.isFinite(twin.number(measure))) {
            own.add(trial.number(measure));
            theirs.add(twin.number(measure));
          }
        });
    return PairedDifference.of(numbers(own), numbers(theirs), Tables.CONFIDENCE);
  }

  private static double[] numbers(List<Double> values) {
    return values.stream().mapToDouble(Double::doubleValue).toArray();
  }

  private static double number(String text) {
    try {
      return text.isEmpty() ? 0 : Double.parseDouble(text);
    } catch (NumberFormatException e) {
      return 0;
    }
  }
}
