package org.tombola.bench;

import java.util.ArrayList;
import java.util.List;
import org.apache.hadoop.conf.Configuration;
import org.tombola.spark.Made;
import org.tombola.spark.store.Store;
import org.tombola.ticket.Dense;
import org.tombola.ticket.ErdosRenyiKernel;
import org.tombola.ticket.RandomTicket;
import org.tombola.ticket.TicketMethod;
import org.tombola.trial.EpochRecord;
import org.tombola.trial.LayerRecord;
import org.tombola.trial.TrialRecord;
import org.tombola.trial.TrialSpec;

/**
 * Writes a store of simulated trials to try readers on: dense and random tickets of nine
 * sparsities, five learning rates, and as many seeds as come to the trials asked for.
 */
public final class LargeStore {
  private static final int TICKETS = 10;
  private static final double[] RATES = {0.01, 0.02, 0.05, 0.1, 0.2};
  private static final int LAYERS = 4;

  private LargeStore() {}

  /** Takes a folder, a number of trials and one of epochs. */
  public static void main(String[] arguments) {
    Store store = Store.at(arguments[0], new Configuration());
    int epochs = Integer.parseInt(arguments[2]);
    for (int trial = 0; trial < Integer.parseInt(arguments[1]); trial++) {
      int ticket = trial % TICKETS;
      TicketMethod method =
          ticket == 0 ? new Dense() : new RandomTicket(ticket / 10.0, new ErdosRenyiKernel());
      double rate = RATES[trial / TICKETS % RATES.length];
      long seed = 1 + trial / (TICKETS * RATES.length);
      store.write(Made.row(record(Made.spec(method, rate, seed), ticket, rate, seed, epochs)));
    }
  }

  private static TrialRecord record(
      TrialSpec spec, int ticket, double rate, long seed, int epochs) {
    int test = 500 - 8 * ticket - (int) (500 * Math.abs(rate - 0.05)) + wave(seed, ticket);
    int gap = 200 - 10 * ticket + wave(seed + 7, ticket);
    TrialRecord made = Made.record(spec, test + gap, test + 20, test);
    List<EpochRecord> course = new ArrayList<>();
    List<LayerRecord> layers = new ArrayList<>();
    for (int epoch = 1; epoch <= epochs; epoch++) {
      double done = (double) epoch / epochs;
      int now = (int) (test * Math.min(1, 2 * done)) + wave(seed * epoch, ticket) / 4;
      course.add(epoch(Made.epoch(epoch, now + (int) (gap * done), now), done));
      for (int layer = 0; layer < LAYERS; layer++) {
        int kept = (int) (1000 * (1 - ticket / 10.0 * (0.7 + 0.1 * layer)));
        layers.add(new LayerRecord(epoch, "conv" + layer, layer, 1000, kept, kept));
      }
    }
    return Made.with(
        made,
        Made.trained(course, layers, epochs / 2, made.trained().sparsity()),
        Made.measured(made.measured().evaluations(), List.of(), List.of()),
        made.provenance());
  }

  private static EpochRecord epoch(EpochRecord made, double done) {

    return new EpochRecord(
        made.epoch(),
        0.1,
        2 - done,
        made.runningCorrect(),
        made.runningImages(),
        made.train(),
        made.validation(),
        made.test(),
        made.sparsity(),
        0.05 * (1 - done),
        made.trainSeconds(),
        made.trainCpuSeconds(),
        made.measureSeconds(),
        made.trainPasses(),
        made.measurePasses(),
        "");
  }

  /** Numbers from -20 to 20 that look drawn. */
  private static int wave(long seed, int ticket) {
    return (int) Math.round(20 * Math.sin(12.9898 * seed + 78.233 * ticket));
  }
}
