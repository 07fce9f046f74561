package org.tombola.network;

import org.tombola.network.nd4j.Nd4jEngine;

/** What computes a network's passes. */
public enum Engine {
  /** ND4J's native operations, on CPUs and on CUDA GPUs. */
  ND4J {
    @Override
    public Network blank(Design design) {
      return Nd4jEngine.blank(design);
    }

    @Override
    public Running running() {
      return Nd4jEngine.running();
    }
  };

  /**
   * An engine as it runs in this process.
   *
   * @param backend what it runs on: its name, without a version
   * @param threads native threads it computes with
   * @param residentBytes its bound on the memory of the whole process; 0 for none
   */
  public record Running(String backend, int threads, long residentBytes) {}

  /**
   * A network whose parameters are all zero.
   *
   * @throws IllegalArgumentException naming the layer, if one is not supported
   */
  public abstract Network blank(Design design);

  /** What it runs on here. */
  public abstract Running running();
}
