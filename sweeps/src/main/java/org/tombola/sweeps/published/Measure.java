package org.tombola.sweeps.published;

import java.util.Locale;

/** What is measured of trained networks: in a gap table, and by the papers. */
public enum Measure {
  /** Train minus test robust accuracy of the final network. */
  ROBUST_GAP("robust gap"),
  /** Test robust accuracy of the best network. */
  TEST_RA_BEST("test RA, best network"),
  /** Test robust accuracy of the final network. */
  TEST_RA_FINAL("test RA, final network"),
  /** Test robust accuracy, best minus final network. */
  OVERFITTING("robust overfitting"),
  /** Test standard accuracy of the best network. */
  TEST_SA_BEST("test SA, best network"),
  /** Test standard accuracy of the final network. */
  TEST_SA_FINAL("test SA, final network"),
  /** Robust accuracy of the final network on training images. */
  TRAIN_RA_FINAL("train RA, final network"),
  /** Test accuracy of a switch's best networks on examples crafted on the ticket that judges. */
  TRANSFER_SAME("test accuracy, examples crafted on the same ticket"),
  /** The same on examples crafted on another of its tickets, mean over the pairs. */
  TRANSFER_OTHER("test accuracy, examples crafted on another ticket"),
  /** Distance of the tangent kernel to the dense twin's before training, relative to its norm. */
  KERNEL_DISTANCE("kernel distance to dense, before training"),
  /** Training FLOPs as a share of the dense network's; printed in any unit. */
  FLOPS_RATIO("training cost as a share of dense"),
  /** Cost of training and of what comes before as a share of dense; printed in any unit. */
  PASSES_RATIO("training cost as a share of dense, search included");

  private final String title;

  Measure(String title) {
    this.title = title;
  }

  /** What readers call it. */
  public String title() {
    return title;
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
