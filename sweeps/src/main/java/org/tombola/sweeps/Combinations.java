package org.tombola.sweeps;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.tombola.data.Source;
import org.tombola.data.Split;
import org.tombola.method.Family;
import org.tombola.method.Problem;
import org.tombola.network.Architecture;
import org.tombola.network.Channels;
import org.tombola.network.Footprint;
import org.tombola.ticket.TicketMethod;
import org.tombola.trial.Need;
import org.tombola.trial.TrialSpec;

/** Whether the parts of trials go together. Each pair of parts is looked at once. */
final class Combinations {
  private record Reading(Architecture network, Source data) {}

  private record Drawing(TicketMethod ticket, Reading reading) {}

  private record Cutting(Source data, Split split) {}

  private final Map<Record, String> refusals = new HashMap<>();
  private final Map<Reading, Channels> channels = new HashMap<>();
  private final Map<Reading, Footprint> footprints = new HashMap<>();

  /** What keeps a trial from being run; empty where nothing does. */
  List<Problem> problems(TrialSpec spec) {
    Source data = spec.training().data();
    List<Problem> problems = new ArrayList<>();
    Reading reading = new Reading(spec.training().network(), data);
    String network =
        refusals.computeIfAbsent(
            reading,
            pair ->
                refusal(
                    () ->
                        footprints.put(
                            reading,
                            spec.training()
                                .network()
                                .check(data.shape(), data.normalisation(), data.classes()))));
    if (!network.isEmpty()) {
      String reader = Family.of(Architecture.class).of(spec.training().network()).name();
      String read = Family.of(Source.class).of(data).name();
      problems.add(new Problem("network", reader + " cannot read " + read + ": " + network, null));
    } else {
      String ticket =
          refusals.computeIfAbsent(
              new Drawing(spec.training().ticket(), reading),
              pair -> refusal(() -> spec.training().ticket().check(channels(reading))));
      if (!ticket.isEmpty()) {
        String drawn = Family.of(TicketMethod.class).of(spec.training().ticket()).name();
        String drawnFor = Family.of(Architecture.class).of(spec.training().network()).name();
        problems.add(
            new Problem(
                "ticket", drawn + " cannot be used with " + drawnFor + ": " + ticket, null));
      }
      Footprint size = Objects.requireNonNull(footprints.get(reading));
      String large = refusal(() -> Need.of(spec, size).check());
      if (!large.isEmpty()) {
        problems.add(new Problem("network", large, null));
      }
    }
    String split =
        refusals.computeIfAbsent(
            new Cutting(data, spec.training().split()),
            pair -> refusal(() -> data.check(spec.training().split())));
    if (!split.isEmpty()) {
      problems.add(new Problem("split", split, null));
    }
    return problems;
  }

  private Channels channels(Reading reading) {
    return channels.computeIfAbsent(
        reading,
        pair ->
            Channels.of(
                pair.network(),
                pair.data().shape(),
                pair.data().normalisation(),
                pair.data().classes()));
  }

  private static String refusal(Runnable check) {
    try {
      check.run();
      return "";
    } catch (IllegalArgumentException e) {
      return String.valueOf(e.getMessage());
    }
  }
}
