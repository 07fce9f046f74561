package org.tombola.network;

import com.fasterxml.jackson.annotation.JsonValue;
import org.tombola.method.Names;

/** Which images of a trial. */
public enum SplitName {
  /** Those that train. */
  TRAIN,
  /** Those that choose the best epoch. */
  VALIDATION,
  /** Those nobody has seen. */
  TEST;

  /** Its word in files, tables and messages. */
  @Override
  @JsonValue
  public String toString() {
    return Names.kebab(this);
  }
}
