package org.tombola.spark.doctor;

import java.time.Duration;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.stream.IntStream;
import org.apache.spark.SparkContext;
import org.apache.spark.api.java.JavaFutureAction;
import org.apache.spark.api.java.JavaRDD;
import org.apache.spark.api.java.JavaSparkContext;
import org.apache.spark.rdd.RDD;
import org.slf4j.LoggerFactory;
import org.tombola.method.Refused;
import org.tombola.spark.dispatch.Reasons;
import org.tombola.spark.dispatch.Slots;
import scala.jdk.javaapi.CollectionConverters;
import scala.reflect.ClassTag;
import scala.reflect.ClassTag$;

/**
 * Looks every executor over in one job. Its tasks start together or not at all (Spark's barrier
 * mode), one a slot, so each executor has at least one.
 */
public final class Doctor {
  /** Looks at the executors, where one is lost meanwhile. */
  private static final int TRIES = 3;

  private static final Duration STEADY = Duration.ofSeconds(3);

  private Doctor() {}

  /** As below, with five minutes. */
  public static Verdict check(JavaSparkContext spark, String engine) {
    return check(spark, engine, Duration.ofMinutes(5));
  }

  /**
   * Looks over the executors that are there, once there are as many as spark.executor.instances
   * asks for, or no more have come for a while.
   *
   * @param engine asked for, as {@link org.tombola.network.Engine#choose} reads it
   * @param patience with executors that come late, and with those that do not answer
   */
  public static Verdict check(JavaSparkContext spark, String engine, Duration patience) {
    return check(spark, engine, patience, TRIES);
  }

  private static Verdict check(
      JavaSparkContext spark, String engine, Duration patience, int tries) {
    boolean alone = spark.isLocal();
    int threads = alone ? Slots.nativeThreads() : spark.getConf().getInt("spark.task.cpus", 1);
    if (!alone && !come(spark, patience)) {
      return unfit(
          "Cannot find an executor after "
              + patience.toSeconds()
              + " s: the cluster offers none; see its web page for free cores, memory and GPUs");
    }
    List<String> expected = alone ? List.of() : executors(spark.sc());
    int tasks = alone ? 1 : Slots.of(spark);
    if (tasks == 0) {
      return unfit(
          "Cannot use the executors: none has the resources of a task (spark.task.cpus,"
              + " spark.task.resource.*)");
    }
    return examined(spark, new Examination(threads, engine), tasks, expected, patience, tries);
  }

  private static Verdict examined(
      JavaSparkContext spark,
      Examination examination,
      int tasks,
      List<String> expected,
      Duration patience,
      int tries) {
    spark.setJobDescription("doctor");
    JavaFutureAction<List<String>> job = job(spark, examination, tasks).collectAsync();
    try {
      List<String> reports = job.get(patience.toMillis(), TimeUnit.MILLISECONDS);
      return Verdict.of(reports.stream().map(Findings::of).toList(), expected);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new Refused("Cannot go on: interrupted", e);
    } catch (ExecutionException e) {
      if (tries > 1 && String.valueOf(e.getCause()).contains("ExecutorLostFailure")) {
        // a machine that is lost meanwhile says nothing of the others
        return check(spark, examination.engine(), patience, tries - 1);
      }
      LoggerFactory.getLogger(Doctor.class).error("Executor check failed", e);
      return unfit(
          "Executor check failed: "
              + Reasons.of(e).orElse("Spark could not run the job; see tombola.log"));
    } catch (TimeoutException e) {
      job.cancel(true);
      return unfit(
          "Executor check failed: no answer from all "
              + tasks
              + " slots after "
              + patience.toSeconds()
              + " s");
    } finally {
      spark.setJobDescription(null);
    }
  }

  private static JavaRDD<String> job(JavaSparkContext spark, Examination examination, int tasks) {
    ClassTag<String> text = ClassTag$.MODULE$.apply(String.class);
    RDD<Integer> slots = spark.parallelize(IntStream.range(0, tasks).boxed().toList(), tasks).rdd();
    // executors that come and go cannot be held for a barrier: those that are free answer
    boolean barrier =
        !spark.isLocal() && !spark.getConf().getBoolean("spark.dynamicAllocation.enabled", false);
    return JavaRDD.fromRDD(
        barrier
            ? slots.barrier().mapPartitions(examination, false, text)
            : slots.mapPartitions(examination, false, text),
        text);
  }

  private static Verdict unfit(String problem) {
    return new Verdict(List.of(), List.of(problem));
  }

  private static boolean come(JavaSparkContext spark, Duration patience) {
    int wanted = spark.getConf().getInt("spark.executor.instances", 0);
    long start = System.nanoTime();
    long changed = start;
    int before = 0;
    while (System.nanoTime() - start < patience.toNanos()) {
      int now = executors(spark.sc()).size();
      if (now != before) {
        before = now;
        changed = System.nanoTime();
      }
      boolean steady = wanted == 0 && System.nanoTime() - changed > STEADY.toNanos();
      if (now > 0 && (steady || (wanted > 0 && now >= wanted))) {
        return true;
      }
      try {
        Thread.sleep(100);
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
        throw new Refused("Cannot go on: interrupted", e);
      }
    }
    return before > 0;
  }

  private static List<String> executors(SparkContext spark) {
    return List.copyOf(CollectionConverters.asJava(spark.getExecutorIds()));
  }
}
