package org.tombola.network;

import java.util.stream.Stream;

/** The engines that can run in this build and process. */
public final class Engines {
  private Engines() {}

  /** All of them; a source of tests' arguments. */
  public static Stream<Engine> here() {
    return Stream.of(Engine.values()).filter(engine -> engine.lacks().isEmpty());
  }
}
