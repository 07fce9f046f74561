package org.tombola.spark.crew;

import com.sun.jna.Library;
import com.sun.jna.Native;
import org.jspecify.annotations.Nullable;

/** The environment as native code in this process sees it. Java's own view never changes. */
final class Environment {
  private Environment() {}

  /** The C library. */
  interface C extends Library {
    /** Overwrites a variable unless {@code overwrite} is 0; returns 0 or -1. */
    int setenv(String name, String value, int overwrite);

    /** The value of a variable. */
    @Nullable String getenv(String name);
  }

  private static C c() {
    return Native.load("c", C.class);
  }

  /** Sets a variable. */
  static void set(String name, String value) {
    if (c().setenv(name, value, 1) != 0) {
      throw new IllegalStateException("Cannot set " + name + "=" + value + " in this process");
    }
  }

  /** The value of a variable; null where it is not set. */
  static @Nullable String value(String name) {
    return c().getenv(name);
  }
}
