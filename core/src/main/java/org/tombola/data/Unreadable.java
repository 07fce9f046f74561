package org.tombola.data;

import java.io.IOException;
import org.tombola.method.Told;

/** A data set's file that is not what it should be; the message says it whole, for the user. */
final class Unreadable extends IOException implements Told {
  private static final long serialVersionUID = 1;

  private final String sentence;

  /** As "Cannot read labels.gz: expected 10008 bytes unpacked, found 12". */
  Unreadable(String sentence) {
    super(sentence);
    this.sentence = sentence;
  }

  @Override
  public String getMessage() {
    return sentence;
  }
}
