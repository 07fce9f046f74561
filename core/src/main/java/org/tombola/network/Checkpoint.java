package org.tombola.network;

import com.fasterxml.jackson.annotation.JsonValue;
import org.tombola.method.Names;

/** Which network of a training. */
public enum Checkpoint {
  /** After the epoch most robust on validation images. */
  BEST,
  /** After the last epoch. */
  FINAL;

  /** Its word in files, tables and messages. */
  @Override
  @JsonValue
  public String toString() {
    return Names.kebab(this);
  }
}
