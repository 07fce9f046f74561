package org.tombola.train;

import java.util.ArrayDeque;
import java.util.BitSet;
import java.util.Deque;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import org.tombola.method.Refusal;

/**
 * Whether the masks of some epochs agree: the newest is compared with each of those before it (You
 * et al. 2020, arXiv 1909.11957, section 3.2; Sparsity Winning Twice, released code). Two masks are
 * as far apart as the fraction of all places, kept and dropped alike, in which they differ.
 */
public final class MaskDistance {
  private final int masks;
  private final double most;
  private final Deque<BitSet> last = new ArrayDeque<>();

  /**
   * With no mask seen.
   *
   * @param masks that are to agree, the newest included; at least 2
   * @param most distance at which two agree, from 0 to 1
   */
  public MaskDistance(int masks, double most) {
    require("masks", masks, most);
    this.masks = masks;
    this.most = most;
  }

  /**
   * Refuses settings of which no masks could agree.
   *
   * @param name of the number of masks, as in files
   * @param distance the setting of that name
   */
  public static void require(String name, int masks, double distance) {
    Refusal.unless(masks >= 2, name, "must be at least 2, not " + masks);
    Refusal.unless(
        distance >= 0 && distance <= 1, "distance", "must be in [0, 1], not " + distance);
  }

  /**
   * Takes in a mask.
   *
   * @param mask the newest
   * @param places the masks are over
   * @return how far it is from the farthest of those before it, where as many as are to agree have
   *     been seen and do; empty else
   */
  public Optional<String> agreed(BitSet mask, int places) {
    double farthest = 0;
    for (BitSet before : last) {
      BitSet differing = (BitSet) before.clone();
      differing.xor(mask);
      farthest = Math.max(farthest, (double) differing.cardinality() / places);
    }
    last.addLast((BitSet) mask.clone());
    boolean full = last.size() == masks;
    if (full) {
      last.removeFirst();
    }
    return full && farthest <= most
        ? Optional.of("the masks of %d epochs are within %.4f".formatted(masks, farthest))
        : Optional.empty();
  }

  /** What {@link #resume} needs: the masks, oldest first. */
  public Map<String, Object> state() {
    Map<String, Object> state = new LinkedHashMap<>();
    last.forEach(mask -> state.put("mask-" + state.size(), mask.toByteArray()));
    return state;
  }

  /** Goes on from a state. */
  public void resume(Map<String, Object> state) {
    last.clear();
    for (int i = 0; state.get("mask-" + i) instanceof byte[] mask; i++) {
      last.addLast(BitSet.valueOf(mask));
    }
  }
}
