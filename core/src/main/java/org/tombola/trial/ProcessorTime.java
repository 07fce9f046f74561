package org.tombola.trial;

import java.lang.management.ManagementFactory;
import org.tombola.network.Network;

/** Processor time as a cost: other work on the machine does not change it, as it does a clock. */
final class ProcessorTime {
  private ProcessorTime() {}

  /**
   * Seconds that this thread and the network's helpers have worked, from some moment on; NaN where
   * the engine cannot tell.
   */
  static double of(Network network) {
    return ManagementFactory.getThreadMXBean().getCurrentThreadCpuTime() / 1e9
        + network.helperSeconds();
  }
}
