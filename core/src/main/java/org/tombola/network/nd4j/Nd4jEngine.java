package org.tombola.network.nd4j;

import org.bytedeco.javacpp.Pointer;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.factory.Nd4j;
import org.nd4j.nativeblas.NativeOpsHolder;
import org.tombola.network.Design;
import org.tombola.network.Engine;
import org.tombola.network.Network;

/** What others may ask of this engine. */
public final class Nd4jEngine {
  private Nd4jEngine() {}

  /**
   * A network whose parameters are all zero.
   *
   * @throws IllegalArgumentException naming the layer, if one is not supported
   */
  public static Network blank(Design design) {
    return new Nd4jNetwork(design, DataType.FLOAT);
  }

  /** Whether the backend that was found here computes on GPUs. */
  public static boolean onGpu() {
    return !running().backend().equals("CpuBackend");
  }

  /** Whether the caller's thread does all the work: no other, and no GPU. */
  static boolean alone() {
    return !onGpu() && running().threads() == 1;
  }

  /** The backend that was found here. */
  public static Engine.Running running() {
    return new Engine.Running(
        Nd4j.getBackend().getClass().getSimpleName(),
        NativeOpsHolder.getInstance().getDeviceNativeOps().ompGetMaxThreads(),
        Pointer.maxPhysicalBytes());
  }
}
