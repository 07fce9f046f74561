package org.tombola.method;

/** A record of settings refuses the value of one of its components. */
public final class Refusal extends IllegalArgumentException {
  private static final long serialVersionUID = 1;

  private final String component;
  private final String reason;

  /**
   * Refuses, as ("learning-rate", "must be above 0, not 0.0"); the message is both.
   *
   * @param component its name in files, or a path below it, as "evaluate[1]"
   */
  public Refusal(String component, String reason) {
    this(component, reason, component + " " + reason);
  }

  private Refusal(String component, String reason, String message) {
    super(message);
    this.component = component;
    this.reason = reason;
  }

  /**
   * Checks a value.
   *
   * @throws Refusal where what is asked of it does not hold
   */
  public static void unless(boolean holds, String component, String reason) {
    if (!holds) {
      throw new Refusal(component, reason);
    }
  }

  /** Refuses in a sentence of its own, which does not begin with the component's name. */
  public static Refusal saying(String component, String sentence) {
    return new Refusal(component, sentence, sentence);
  }

  /**
   * Checks by a rule that has another name for what it refuses.
   *
   * @throws Refusal of the component, in the rule's words
   */
  public static void about(String component, Runnable rule) {
    try {
      rule.run();
    } catch (Refusal refusal) {
      throw saying(component, String.valueOf(refusal.getMessage()));
    }
  }

  /** What is refused: a component's name in files, or a path below it. */
  public String component() {
    return component;
  }

  /** What is wrong, for where the component is named already. */
  public String reason() {
    return reason;
  }
}
