package org.tombola.spark.dispatch;

import org.apache.spark.SparkConf;
import org.apache.spark.api.java.JavaSparkContext;
import org.tombola.method.Refused;

/** What executors need that are processes of their own, each for one stage at a time. */
final class Cluster {
  private static final String CPUS = "spark.task.cpus";
  private static final String EXECUTOR_GPUS = "spark.executor.resource.gpu.amount";
  private static final String TASK_GPUS = "spark.task.resource.gpu.amount";
  private static final String OPTIONS = "spark.executor.extraJavaOptions";

  private Cluster() {}

  /**
   * Completes what the user has set.
   *
   * @param threads native threads of a stage, unless spark.task.cpus says otherwise
   */
  static void complete(SparkConf conf, int threads) {
    if (!conf.contains("spark.jars")) {
      conf.setJars(JavaSparkContext.jarOfClass(Session.class));
    }
    conf.setIfMissing(CPUS, Integer.toString(threads));
    // one stage an executor: what one breaks or leaks is its own
    conf.setIfMissing("spark.executor.cores", conf.get(CPUS));
    gpus(conf);
    // native threads are fixed before the process starts
    conf.setIfMissing("spark.executorEnv.OMP_NUM_THREADS", conf.get(CPUS));
    // glibc's many arenas never shrink: with one, resident memory stays flat over a training
    conf.setIfMissing("spark.executorEnv.MALLOC_ARENA_MAX", "1");
    // letters in paths, and the system's reasons in the language they are known by
    conf.setIfMissing("spark.executorEnv.LC_ALL", "C.UTF-8");
    // YARN and Kubernetes end a whole application over few lost executors, however long it runs
    conf.setIfMissing("spark.executor.failuresValidityInterval", "1h");
    conf.setIfMissing("spark.executor.maxNumFailures", "100");
    conf.setIfMissing(Memory.OVERHEAD, Memory.standardOverhead(conf));
    options(conf, Memory.of(conf));
  }

  private static void gpus(SparkConf conf) {
    if (!conf.contains(EXECUTOR_GPUS)) {
      return;
    }
    conf.setIfMissing(TASK_GPUS, "1");
    one(conf, EXECUTOR_GPUS, "each executor has one GPU; start more executors for more GPUs");
    one(conf, TASK_GPUS, "each stage has a GPU of its own");
  }

  private static void one(SparkConf conf, String setting, String reason) {
    String amount = conf.get(setting);
    if (!amount.strip().matches("1(\\.0+)?")) {
      throw new Refused(
          "Cannot run with " + setting + "=" + amount + ": it must be 1, since " + reason);
    }
  }

  /** Ours first: of an option given twice Java takes the last. */
  private static void options(SparkConf conf, Memory memory) {
    String users = conf.get(OPTIONS, "");
    conf.set(
        OPTIONS,
        (Natives.OPTION
                + " -Dorg.bytedeco.javacpp.maxbytes="
                + memory.natives()
                + " -Dorg.bytedeco.javacpp.maxphysicalbytes="
                + memory.resident()
                + " -Dfile.encoding=UTF-8 "
                + users)
            .strip());
  }
}
