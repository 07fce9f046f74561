package org.tombola.network.vector;

import java.util.Optional;
import org.tombola.network.Design;
import org.tombola.network.Engine;
import org.tombola.network.Network;

/** What others may ask of this engine. */
public final class VectorEngine {
  private static final String MODULE = "jdk.incubator.vector";

  private VectorEngine() {}

  /**
   * A network whose parameters are all zero.
   *
   * @throws IllegalArgumentException naming the layer, if one is not supported
   */
  public static Network blank(Design design) {
    return new VectorNetwork(design, Workers.asked());
  }

  /** The registers that were found here, and the threads it takes. */
  public static Engine.Running running() {
    return new Engine.Running(
        "vectors of " + Lanes.WIDTH * Float.SIZE + " bits", Workers.asked(), 0);
  }

  /** Why it cannot run in this process; empty where it can. Loads nothing of it. */
  public static Optional<String> lacks() {
    return ModuleLayer.boot().findModule(MODULE).isPresent()
        ? Optional.empty()
        : Optional.of("Java was started without --add-modules " + MODULE);
  }
}
