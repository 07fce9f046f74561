package org.tombola.spark.dispatch;

import java.util.Locale;
import org.apache.spark.SparkConf;
import org.tombola.method.Refused;

/**
 * What an executor's process may use, in bytes. Networks and their activations are arrays of ND4J's
 * and live outside Java's heap; data sets, Spark and all else live in it.
 *
 * <pre>
 *   limit    = heap (spark.executor.memory) + overhead (spark.executor.memoryOverhead)
 *   resident = limit - limit / 10     JavaCPP's maxphysicalbytes: the whole process
 *   natives  = overhead - 384 MiB     JavaCPP's maxbytes; the rest is the JVM's own
 * </pre>
 *
 * <p>YARN and Kubernetes kill a process above its limit. JavaCPP looks at the resident bytes with
 * every small array it makes and throws an OutOfMemoryError above the bound, so that Java says
 * which stage had too little before the process is killed; the tenth is for what comes between two
 * looks. Its other bound counts none of ND4J's arrays, which ND4J allocates itself. With 2 GiB of
 * heap and 4 GiB of overhead: 6 GiB, Java refuses at 5.4 GiB, which leaves arrays 3 GiB beside a
 * full heap.
 *
 * @param heap of Java
 * @param overhead all the rest
 */
record Memory(long heap, long overhead) {
  static final String OVERHEAD = "spark.executor.memoryOverhead";
  private static final String FACTOR = "spark.executor.memoryOverheadFactor";
  private static final long MEBI = 1L << 20;

  /** Code, classes, threads, the collector's tables, network buffers. */
  private static final long JVM = 384 * MEBI;

  /** A PreActResNet18 at batch 128 takes half of it. */
  private static final String STANDARD = "3g";

  Memory {
    if (overhead < JVM + 128 * MEBI) {
      throw new Refused(
          String.format(
              Locale.ROOT,
              "Cannot run with %s=%dm: arrays outside Java's heap need at least 512m",
              OVERHEAD,
              overhead / MEBI));
    }
  }

  /** As set, with Spark's own default of 1 GiB of heap. */
  static Memory of(SparkConf conf) {
    return new Memory(heap(conf), conf.getSizeAsMb(OVERHEAD, standardOverhead(conf)) * MEBI);
  }

  /** The overhead where none is set: Tombola's, or a share of the heap where one is set. */
  static String standardOverhead(SparkConf conf) {
    return conf.contains(FACTOR)
        ? Math.round(conf.getDouble(FACTOR, 0) * heap(conf) / MEBI) + "m"
        : STANDARD;
  }

  private static long heap(SparkConf conf) {
    return conf.getSizeAsMb("spark.executor.memory", "1g") * MEBI;
  }

  /** Bytes the whole process may have before the cluster ends it. */
  long limit() {
    return heap + overhead;
  }

  /** Bytes that JavaCPP itself may allocate. */
  long natives() {
    return overhead - JVM;
  }

  /** Bytes resident above which Java refuses another array. */
  long resident() {
    return limit() - limit() / 10;
  }
}
