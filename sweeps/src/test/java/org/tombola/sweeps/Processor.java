package org.tombola.sweeps;

import java.lang.management.ManagementFactory;

/** Processor time of a thread: what else the machine does is no part of it. */
public final class Processor {
  private Processor() {}

  /** Seconds this thread has had so far. */
  public static double seconds() {
    return ManagementFactory.getThreadMXBean().getCurrentThreadCpuTime() / 1e9;
  }
}
