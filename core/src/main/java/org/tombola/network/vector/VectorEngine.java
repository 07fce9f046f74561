package org.tombola.network.vector;

import com.sun.management.HotSpotDiagnosticMXBean;
import java.lang.management.ManagementFactory;
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

  /**
   * The registers that were found here, and the threads it takes.
   *
   * @param residentBytes bound on the memory of the whole process; 0 for none
   */
  public static Engine.Running running(long residentBytes) {
    return new Engine.Running(
        "vectors of " + Lanes.WIDTH * Float.SIZE + " bits", Workers.asked(), residentBytes);
  }

  /** Why it would be slow in this process; empty where it is not. */
  public static Optional<String> slow() {
    // compiled by another than HotSpot's second compiler, each operation makes an object
    HotSpotDiagnosticMXBean java =
        ManagementFactory.getPlatformMXBean(HotSpotDiagnosticMXBean.class);
    return java != null && java.getVMOption("TieredStopAtLevel").getValue().equals("4")
        ? Optional.empty()
        : Optional.of("this Java runs without HotSpot's second compiler");
  }

  /** Why it cannot run in this process; empty where it can. Loads nothing of it. */
  public static Optional<String> lacks() {
    return ModuleLayer.boot().findModule(MODULE).isPresent()
        ? Optional.empty()
        : Optional.of("Java was started without --add-modules " + MODULE);
  }
}
