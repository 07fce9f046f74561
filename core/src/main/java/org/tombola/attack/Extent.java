package org.tombola.attack;

import java.util.List;

/**
 * What of a trial an attack looks at.
 *
 * @param splits of the images
 * @param checkpoints networks
 * @param images of a split, drawn; 0 is all
 */
public record Extent(List<Split> splits, List<Checkpoint> checkpoints, int images) {
  /** Everything. */
  public static final Extent ALL =
      new Extent(List.of(Split.values()), List.of(Checkpoint.values()), 0);

  /** A set of images. */
  public enum Split {
    /** Those that train. */
    TRAIN,
    /** Those that choose the best epoch. */
    VALIDATION,
    /** Those nobody has seen. */
    TEST
  }

  /** A network of a training. */
  public enum Checkpoint {
    /** After the epoch most robust on validation images. */
    BEST,
    /** After the last epoch. */
    FINAL
  }
}
