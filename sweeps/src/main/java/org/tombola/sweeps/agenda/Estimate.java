package org.tombola.sweeps.agenda;

import java.util.LinkedHashSet;
import java.util.Locale;
import java.util.Map;
import java.util.OptionalDouble;
import java.util.Set;
import org.tombola.data.Source;
import org.tombola.method.Family;
import org.tombola.method.Refused;
import org.tombola.network.Architecture;

/**
 * How long a sweep will keep devices busy, all of them together, however many there are.
 *
 * @param hours of one device; of those stages only that can be estimated
 * @param unknown settings of which no stage has run here, in words
 * @param known whether the numbers of images are: else it may be any multiple
 */
public record Estimate(double hours, Set<String> unknown, boolean known) {
  private static final double HOUR = 3600;

  /** Keeps its own copy. */
  public Estimate {
    unknown = Set.copyOf(unknown);
  }

  /** What work takes at the rates of the past. */
  public static Estimate of(Workload work, Rates rates) {
    double seconds = 0;
    Set<String> unknown = new LinkedHashSet<>();
    for (Map.Entry<Workload.PassKind, Double> part : work.passes().entrySet()) {
      OptionalDouble rate = rates.seconds(part.getKey());
      if (rate.isPresent()) {
        seconds += rate.getAsDouble() * part.getValue();
      } else {
        unknown.add(words(part.getKey()));
      }
    }
    return new Estimate(seconds / HOUR, unknown, work.known());
  }

  private static String words(Workload.PassKind setting) {
    return Family.of(Architecture.class).of(setting.network()).name()
        + " on "
        + Family.of(Source.class).of(setting.data()).name()
        + " at batch "
        + setting.batch();
  }

  /**
   * Refuses what takes more than it may, or nobody knows how long.
   *
   * @param limit in hours of one device
   * @throws IllegalArgumentException if it does
   */
  public void allow(double limit) {
    if (!unknown.isEmpty()) {
      throw new Refused(
          "Cannot run: the sweep's duration is "
              + this
              + "; run a small sweep of it into the same folder first, or omit --max-gpu-hours");
    }
    if (hours > limit) {
      throw new Refused(
          "Cannot run: the sweep is estimated at %s, but --max-gpu-hours allows %s"
              .formatted(this, number(limit)));
    }
  }

  /** In words, as 31.5 GPU hours. */
  @Override
  public String toString() {
    return unknown.isEmpty()
        ? number(hours) + " GPU hours"
        : "unknown until a stage of "
            + String.join(", and of ", unknown.stream().sorted().toList())
            + " has run here";
  }

  private static String number(double hours) {
    return hours >= 100 || hours == Math.rint(hours)
        ? String.format(Locale.ROOT, "%.0f", hours)
        : String.format(Locale.ROOT, hours < 0.1 ? "%.3f" : "%.1f", hours);
  }
}
