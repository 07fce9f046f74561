package org.tombola.sweeps.published;

import java.util.List;
import java.util.Locale;

/** What is measured of trained networks: in a gap table, and by the papers. */
public enum Measure {
  /** Train minus test robust accuracy of the final network. */
  ROBUST_GAP("robust gap", "robust\ngap", "robust_gap_final"),
  /** Test robust accuracy of the best network. */
  TEST_RA_BEST("test RA, best network", "test RA\nbest", "best_test_robust_accuracy"),
  /** Test robust accuracy of the final network. */
  TEST_RA_FINAL("test RA, final network", "test RA\nfinal", "final_test_robust_accuracy"),
  /** Test robust accuracy, best minus final network. */
  OVERFITTING("robust overfitting", "over-\nfitting", "robust_overfitting"),
  /** Test standard accuracy of the best network. */
  TEST_SA_BEST("test SA, best network", "test SA\nbest", "best_test_standard_accuracy"),
  /** Test standard accuracy of the final network. */
  TEST_SA_FINAL("test SA, final network", "test SA\nfinal", "final_test_standard_accuracy"),
  /** Robust accuracy of the final network on training images. */
  TRAIN_RA_FINAL("train RA, final network", "train RA\nfinal", "final_train_robust_accuracy"),
  /** Test accuracy of a switch's best networks on examples crafted on the ticket that judges. */
  TRANSFER_SAME("test accuracy, examples crafted on the same ticket"),
  /** The same on examples crafted on another of its tickets, mean over the pairs. */
  TRANSFER_OTHER("test accuracy, examples crafted on another ticket"),
  /** Distance of the tangent kernel to the dense twin's before training, relative to its norm. */
  KERNEL_DISTANCE("kernel distance to dense, before training"),
  /** Training FLOPs as a share of the dense network's; printed in any unit. */
  FLOPS_RATIO("training cost as a share of dense", "FLOPs", "flops_paper_ratio"),
  /** Cost of training and of what comes before as a share of dense; printed in any unit. */
  PASSES_RATIO("training cost as a share of dense, search included");

  /** Those of a gap table, in its order. */
  public static final List<Measure> TABLE =
      List.of(
          TEST_SA_BEST,
          TEST_SA_FINAL,
          TEST_RA_BEST,
          TEST_RA_FINAL,
          TRAIN_RA_FINAL,
          ROBUST_GAP,
          OVERFITTING);

  private final String title;
  private final String heading;
  private final String stored;

  Measure(String title) {
    this(title, title, "");
  }

  Measure(String title, String heading, String stored) {
    this.title = title;
    this.heading = heading;
    this.stored = stored;
  }

  /** What readers call it. */
  public String title() {
    return title;
  }

  /** Its heading in a gap table, in two lines. */
  public String heading() {
    return heading;
  }

  /** The column of the table {@code trials} that holds it; empty where none does. */
  public String stored() {
    return stored;
  }

  /** Its name in SQL. */
  public String column() {
    return name().toLowerCase(Locale.ROOT);
  }

  /** Whether papers print it in percent. */
  public boolean percent() {
    return !cost() && this != KERNEL_DISTANCE;
  }

  /** Whether it is told as a share of the dense network's. */
  public boolean cost() {
    return this == FLOPS_RATIO || this == PASSES_RATIO;
  }
}
