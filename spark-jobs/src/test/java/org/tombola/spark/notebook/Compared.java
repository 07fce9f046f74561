package org.tombola.spark.notebook;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.tombola.method.Canonical;
import org.tombola.network.Checkpoint;
import org.tombola.network.SplitName;
import org.tombola.spark.Made;
import org.tombola.spark.store.Store;
import org.tombola.stats.PairedCounts;
import org.tombola.ticket.RandomTicket;
import org.tombola.ticket.TicketMethod;
import org.tombola.trial.Measurements;
import org.tombola.trial.Outcome;
import org.tombola.trial.PredictionRecord;
import org.tombola.trial.TrialRecord;
import org.tombola.trial.TrialSpec;

/**
 * Made-up trials with predictions, and what comparing them image by image comes to.
 *
 * @param row ticket, sparsity, learning rate and seed, images both got wrong, only the first and
 *     only the second
 * @param right the same as a table of what they got right
 */
record Compared(List<Object> row, PairedCounts right) {
  private static final int IMAGES = 60;
  private static final int SEEDS = 3;
  private static final double[] RATES = {0.02, 0.1};
  private static final List<TicketMethod> TICKETS =
      List.of(Made.DENSE, Made.RANDOM, new RandomTicket(0.9, new RandomTicket().densities()));

  static void fill(Store store) {
    for (double rate : RATES) {
      for (int seed = 1; seed <= SEEDS; seed++) {
        for (int ticket = 0; ticket < TICKETS.size(); ticket++) {
          TrialSpec spec = Made.spec(TICKETS.get(ticket), rate, seed);
          int test = 400 + 9 * seed - 20 * ticket + (int) Math.round(50 * rate);
          int train = 600 + 31 * (seed % 2) - (40 - 5 * seed) * ticket + (int) (100 * rate) * seed;
          store.write(
              Made.row(with(Made.record(spec, train, test + 5, test), predictions(ticket, spec))));
        }
      }
    }
    // of none of these may a notebook tell
    store.write(Made.row(Made.ended(Made.spec(Made.RANDOM, 0.5, 1), new Outcome.Diverged(9, 1))));
    store.write(
        Made.row(Made.byScience(Made.record(Made.spec(Made.DENSE, 0.1, 9), 900, 800, 100), 0)));
  }

  private static TrialRecord with(TrialRecord made, List<PredictionRecord> predictions) {
    Measurements measured =
        Made.measured(made.measured().evaluations(), made.measured().kernels(), predictions);
    return Made.with(made, made.trained(), measured, made.provenance());
  }

  private static List<PredictionRecord> predictions(int ticket, TrialSpec spec) {
    String headline = Canonical.json(spec.evaluate().get(0));
    List<PredictionRecord> all = new ArrayList<>();
    for (int image = 0; image < IMAGES; image++) {
      boolean broken =
          broken(
              ticket,
              spec.training().optimizer().learningRate(),
              (int) spec.training().seed(),
              image);
      all.add(prediction(Checkpoint.FINAL, SplitName.TEST, headline, image, broken));
      all.add(prediction(Checkpoint.BEST, SplitName.TEST, headline, image, image % 2 == 0));
      all.add(prediction(Checkpoint.FINAL, SplitName.TRAIN, headline, image, image % 3 == 0));
      all.add(prediction(Checkpoint.FINAL, SplitName.TEST, "{\"other\":{}}", image, !broken));
    }
    return all;
  }

  private static PredictionRecord prediction(
      Checkpoint checkpoint, SplitName split, String settings, int image, boolean broken) {
    String by = !broken ? "" : image % 4 == 0 ? "clean" : "pgd";
    return new PredictionRecord(
        checkpoint,
        split,
        "pgd",
        settings,
        image,
        3,
        by.equals("clean") ? 5 : 3,
        1,
        broken ? 5 : 3,
        -1,
        by);
  }

  /** Any pattern that leaves some images to each. */
  private static boolean broken(int ticket, double rate, int seed, int image) {
    return (31 * image + 17 * seed * (image % 7) + 13 * ticket * (image % 5)) % 100
        < 40 + 12 * ticket + 50 * rate;
  }

  /** Every other trial beside the dense one of its seed, in the notebooks' order. */
  static List<Compared> withDense() {
    List<Compared> all = new ArrayList<>();
    for (int ticket = 1; ticket < TICKETS.size(); ticket++) {
      for (double rate : RATES) {
        for (int seed = 1; seed <= SEEDS; seed++) {
          all.add(of(ticket, rate, seed, seed, 0));
        }
      }
    }
    return all;
  }

  private static Compared of(int ticket, double rate, int seed, int otherSeed, int other) {
    int[] counts = new int[4];
    for (int image = 0; image < IMAGES; image++) {
      boolean first = !broken(ticket, rate, seed, image);
      boolean second = !broken(other, rate, otherSeed, image);
      counts[(first ? 0 : 2) + (second ? 0 : 1)]++;
    }
    PairedCounts right = new PairedCounts(counts[0], counts[1], counts[2], counts[3]);
    return new Compared(
        List.of(
            ticket == 0 ? "dense" : "random",
            TICKETS.get(ticket).sparsity(),
            rate,
            seed,
            right.neither(),
            right.onlySecond(),
            right.onlyFirst()),
        right);
  }

  /** The share of images one alone got wrong, in percent: beside dense, and dense beside itself. */
  static List<List<Object>> differ() {
    List<List<Object>> rows = new ArrayList<>();
    for (int ticket = 0; ticket < TICKETS.size(); ticket++) {
      for (double rate : RATES) {
        List<Compared> all = new ArrayList<>();
        for (int seed = 1; seed <= SEEDS; seed++) {
          for (int other = 1; other <= SEEDS; other++) {
            if (ticket == 0 ? other > seed : other == seed) {
              all.add(of(ticket, rate, seed, other, 0));
            }
          }
        }
        double differ =
            all.stream().mapToInt(each -> each.right().discordant()).average().orElse(0);
        rows.add(
            List.of(
                all.get(0).row().get(0),
                TICKETS.get(ticket).sparsity(),
                rate,
                all.size(),
                100 * differ / IMAGES));
      }
    }
    return rows;
  }

  /** A row to compare, numbers to nine digits. */
  static String text(List<? extends @Nullable Object> cells) {
    return cells.stream()
        .map(
            cell ->
                cell instanceof Number number && Double.isFinite(number.doubleValue())
                    ? String.format(Locale.ROOT, "%.9g", number.doubleValue())
                    : cell instanceof Number || cell == null ? "none" : cell.toString())
        .collect(Collectors.joining(" "));
  }
}
