package org.tombola.attack;

import java.util.List;
import org.tombola.network.Checkpoint;
import org.tombola.network.SplitName;

/**
 * What of a trial an attack looks at.
 *
 * @param splits of the images
 * @param checkpoints networks
 * @param images of a split, drawn; 0 is all
 */
public record Extent(List<SplitName> splits, List<Checkpoint> checkpoints, int images) {
  /** Everything. */
  public static final Extent ALL =
      new Extent(List.of(SplitName.values()), List.of(Checkpoint.values()), 0);
}
