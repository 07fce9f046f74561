package org.tombola.spark.dispatch;

import com.sun.jna.Library;
import com.sun.jna.Native;

/** The environment as native code in this process sees it. Java's own view never changes. */
final class Environment {
  private Environment() {}

  /** The C library. */
  interface C extends Library {
    /** Overwrites a variable unless {@code overwrite} is 0; returns 0 or -1. */
    int setenv(String name, String value, int overwrite);
  }

  /** Sets a variable. */
  static void set(String name, String value) {
    if (Native.load("c", C.class).setenv(name, value, 1) != 0) {
      throw new IllegalStateException("Cannot set " + name + "=" + value + " in this process");
    }
  }
}
