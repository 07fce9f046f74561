package org.tombola.network.vector;

import java.lang.management.ManagementFactory;
import java.lang.management.ThreadMXBean;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.LongAdder;

/** Threads that share out the parts of a step; which takes which part changes no bit. */
final class Workers {
  private static final ExecutorService POOL =
      Executors.newCachedThreadPool(
          work -> {
            Thread thread = new Thread(work, "tombola-vector");
            thread.setDaemon(true);
            return thread;
          });

  private final int threads;
  private final float[][] scratch;
  private final LongAdder helped;

  /** One part of a step. */
  interface Work {
    /**
     * Does it.
     *
     * @param worker who does it, below the number of threads
     */
    void part(int part, int worker);
  }

  /**
   * Some threads, the caller's among them.
   *
   * @param helped takes the nanoseconds that the others' processors work
   */
  Workers(int threads, LongAdder helped) {
    this.threads = threads;
    this.helped = helped;
    this.scratch = new float[threads][0];
  }

  /** As many threads as native libraries take: OMP_NUM_THREADS says so, and 1 where it does not. */
  static int asked() {
    String value = System.getenv("OMP_NUM_THREADS");
    return value != null && value.matches("[1-9]\\d{0,3}") ? Integer.parseInt(value) : 1;
  }

  /** Does all parts, and returns when the last is done. */
  void each(int parts, Work work) {
    AtomicInteger next = new AtomicInteger();
    List<Future<?>> others = new ArrayList<>();
    for (int w = 1; w < Math.min(threads, parts); w++) {
      int worker = w;
      others.add(POOL.submit(() -> help(next, parts, worker, work)));
    }
    try {
      take(next, parts, 0, work);
    } finally {
      others.forEach(Workers::await);
    }
  }

  private void help(AtomicInteger next, int parts, int worker, Work work) {
    ThreadMXBean clock = ManagementFactory.getThreadMXBean();
    long before = clock.getCurrentThreadCpuTime();
    try {
      take(next, parts, worker, work);
    } finally {
      helped.add(clock.getCurrentThreadCpuTime() - before);
    }
  }

  private static void take(AtomicInteger next, int parts, int worker, Work work) {
    for (int part = next.getAndIncrement(); part < parts; part = next.getAndIncrement()) {
      work.part(part, worker);
    }
  }

  private static void await(Future<?> other) {
    boolean interrupted = false;
    while (true) {
      try {
        other.get();
        break;
      } catch (InterruptedException e) {
        // the arrays are in use until it is done
        interrupted = true;
      } catch (ExecutionException e) {
        throw new IllegalStateException("Cannot compute: " + e.getCause(), e);
      }
    }
    if (interrupted) {
      Thread.currentThread().interrupt();
    }
  }

  /** A worker's own array of at least that length, with what it left there. */
  float[] scratch(int worker, int length) {
    if (scratch[worker].length < length) {
      scratch[worker] = new float[length];
    }
    return scratch[worker];
  }
}
