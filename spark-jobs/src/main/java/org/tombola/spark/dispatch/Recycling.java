package org.tombola.spark.dispatch;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Predicate;
import org.apache.spark.ExecutorAllocationClient;
import org.apache.spark.api.java.JavaSparkContext;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.tombola.method.Refused;
import scala.jdk.javaapi.CollectionConverters;

/**
 * Has executors replaced after a number of stages: ND4J leaks a little with each network a process
 * has held. An executor is replaced only while it is idle, so no stage is lost by it.
 */
public final class Recycling {
  /** The number of stages for executors with a GPU, where nobody says otherwise. */
  public static final int STAGES_ON_GPU = 50;

  private static final Logger LOG = LoggerFactory.getLogger(Recycling.class);

  private final int stages;
  private final Predicate<String> replace;
  private final Map<String, Integer> counts = new HashMap<>();

  Recycling(int stages, Predicate<String> replace) {
    if (stages < 0) {
      throw new Refused(
          "Cannot recycle: --recycle must be a number of stages, or 0 for never, not " + stages);
    }
    this.stages = stages;
    this.replace = replace;
  }

  /**
   * Of a running Spark. On one machine alone there is nothing to replace, and nothing is.
   *
   * @param stages after which an executor is replaced; 0 for never
   */
  public static Recycling after(int stages, JavaSparkContext spark) {
    return new Recycling(stages, executor -> replaceIfIdle(spark, executor));
  }

  /** As {@code after}, with the number that suits the executors: 50 with GPUs, never without. */
  public static Recycling standard(JavaSparkContext spark) {
    boolean gpus = spark.getConf().contains("spark.executor.resource.gpu.amount");
    return after(gpus ? STAGES_ON_GPU : 0, spark);
  }

  /**
   * A stage has ended on an executor. One that is due and busy again already is tried at its next
   * end.
   */
  public synchronized void ended(String executor) {
    int count = counts.merge(executor, 1, Integer::sum);
    if (stages > 0 && count >= stages && replace.test(executor)) {
      LOG.info("Replacing executor {} after {} stages", executor, count);
      counts.remove(executor);
    }
  }

  /** An executor answered: it is replaced where it is not fit, or due. */
  public void answered(Report report) {
    if (report.fitness() == Report.Fitness.UNFIT) {
      boolean replaced = replace.test(report.executor());
      LOG.warn(
          "Executor {} of {} is not fit and is {}replaced: {}",
          report.executor(),
          report.host(),
          replaced ? "" : "not ",
          report.why());
    } else {
      ended(report.executor());
    }
  }

  private static boolean replaceIfIdle(JavaSparkContext spark, String executor) {
    // SparkContext.killAndReplaceExecutor would also kill a busy one
    return spark.sc().schedulerBackend() instanceof ExecutorAllocationClient client
        && client
            .killExecutors(
                CollectionConverters.asScala(List.of(executor)).toSeq(), false, false, false)
            .nonEmpty();
  }
}
