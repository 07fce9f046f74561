package org.tombola.threat;

/**
 * A length in pixel space [0,1], kept as the text it was written with.
 *
 * <p>Papers write 8/255; the text is what identifies a trial and what tables show, the value is
 * what attacks compute with.
 *
 * @param text "8/255" or "0.1"
 */
public record Epsilon(String text) {

  /** Checks the text. */
  public Epsilon {
    if (!(valueOf(text) >= 0 && valueOf(text) < Double.POSITIVE_INFINITY)) {
      throw new IllegalArgumentException(
          "a length must be a finite number of at least 0, not " + text);
    }
  }

  /** Reads "8/255" or "0.1". */
  public static Epsilon parse(String text) {
    return new Epsilon(text.strip());
  }

  /** The length as a number. */
  public double value() {
    return valueOf(text);
  }

  private static double valueOf(String text) {
    try {
      int slash = text.indexOf('/');
      return slash < 0
          ? Double.parseDouble(text)
          : Double.parseDouble(text.substring(0, slash))
              / Double.parseDouble(text.substring(slash + 1));
    } catch (NumberFormatException e) {
      throw new IllegalArgumentException(
          "a length must be a number or a fraction such as 8/255, not \"" + text + "\"", e);
    }
  }

  @Override
  public String toString() {
    return text;
  }
}
