package org.tombola.method;

/** Checks of counts that records of settings share. */
public final class AtLeast {
  private AtLeast() {}

  /**
   * Refuses a count below 1.
   *
   * @param name of the setting, as in files
   * @throws IllegalArgumentException if it is
   */
  public static void one(String name, int count) {
    if (count < 1) {
      throw new IllegalArgumentException(name + " is a number of at least 1, not " + count);
    }
  }
}
