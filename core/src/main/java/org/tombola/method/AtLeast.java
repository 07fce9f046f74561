package org.tombola.method;

/** Checks of counts that records of settings share: from below, and against slips of the pen. */
public final class AtLeast {
  /** No count is sensibly higher, and sums and products of such counts fit a long. */
  public static final int MOST = 1_000_000;

  private AtLeast() {}

  /**
   * Refuses a count below 1 or above {@link #MOST}.
   *
   * @param name of the setting, as in files
   * @throws Refusal if it is
   */
  public static void one(String name, int count) {
    number(name, 1, count, MOST);
  }

  /**
   * Refuses a count outside its bounds.
   *
   * @param name of the setting, as in files
   * @throws Refusal with the bound and the count
   */
  public static void number(String name, int least, int count, int most) {
    Refusal.unless(count >= least, name, "must be at least " + least + ", not " + count);
    most(name, count, most);
  }

  /**
   * Refuses a number of images below 0; 0 is all of them.
   *
   * @param name of the setting, as in files
   * @throws Refusal if it is
   */
  public static void images(String name, int count) {
    if (count < 0) {
      throw Refusal.saying(name, "a number of images must be at least 0 (0 for all), not " + count);
    }
  }

  /**
   * Refuses a count above a bound, for those who have words of their own for one that is too small.
   *
   * @param name of the setting, as in files
   * @throws Refusal with the bound and the count
   */
  public static void most(String name, int count, int most) {
    Refusal.unless(count <= most, name, "must be at most " + most + ", not " + count);
  }
}
