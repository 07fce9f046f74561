package org.tombola.method;

import org.jspecify.annotations.Nullable;

/** What was asked for cannot be done; the message says why, in a sentence for the user. */
public class Refused extends IllegalArgumentException implements Told {
  private static final long serialVersionUID = 1;

  private final String sentence;

  /** Refuses, as "Cannot compute gaps: there is no folder /results". */
  public Refused(String sentence) {
    this(sentence, null);
  }

  /** The same, with the error that led to it for the log. */
  public Refused(String sentence, @Nullable Throwable cause) {
    super(sentence, cause);
    this.sentence = sentence;
  }

  @Override
  public final String getMessage() {
    return sentence;
  }
}
