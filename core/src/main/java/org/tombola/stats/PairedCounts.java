package org.tombola.stats;

/**
 * Two networks judged on the same examples: the paired 2 x 2 table.
 *
 * <p>What is computed of it ({@link Tango}, {@link McNemar}) speaks of these two trained networks
 * on further examples like these. It says nothing about the methods that trained them: that another
 * seed would order them the same way, only {@link PairedDifference} over seeds can tell.
 *
 * @param both examples both got right
 * @param onlyFirst examples only the first got right
 * @param onlySecond examples only the second got right
 * @param neither examples none got right
 */
public record PairedCounts(int both, int onlyFirst, int onlySecond, int neither) {

  /** Checks that no count is negative. */
  public PairedCounts {
    if (both < 0 || onlyFirst < 0 || onlySecond < 0 || neither < 0) {
      throw new IllegalArgumentException(
          "Cannot count pairs: %d both right, %d only the first, %d only the second, %d neither"
              .formatted(both, onlyFirst, onlySecond, neither));
    }
  }

  /** Number of examples. */
  public int examples() {
    return both + onlyFirst + onlySecond + neither;
  }

  /** Examples the two differ on. */
  public int discordant() {
    return onlyFirst + onlySecond;
  }
}
