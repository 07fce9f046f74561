package org.tombola.network;

import java.util.Optional;

/**
 * An engine that only some builds have. A build that has it names the class that implements this in
 * {@code META-INF/services}; the class has a constructor without arguments, which loads no native
 * code.
 */
public interface AddedEngine {
  /**
   * A network whose parameters are all zero.
   *
   * @throws IllegalArgumentException naming the layer, if one is not supported
   */
  Network blank(Design design);

  /** What it runs on here. */
  Engine.Running running();

  /** Whether it computes on a GPU in this process. */
  boolean onGpu();

  /** What it lacks in this process, in a sentence; empty where it can run. */
  Optional<String> lacks();
}
