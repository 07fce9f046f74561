package org.tombola.spark.dispatch;

import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.apache.spark.TaskContext;
import org.apache.spark.resource.ResourceInformation;
import org.apache.spark.util.TaskCompletionListener;
import org.jspecify.annotations.Nullable;
import org.tombola.method.Refused;

/**
 * The GPU an executor works on: the one whose address Spark hands its tasks, and no other. ND4J
 * takes all devices it sees when it is first used, so a lease comes before that and lasts as long
 * as the process. An executor without a GPU takes a lease of none.
 *
 * <p>Has been run with made-up addresses only, never with a GPU that ND4J's CUDA code supports.
 */
public final class Lease {
  /** System property that holds the address of this process' GPU; not set where there is none. */
  public static final String PROPERTY = "tombola.gpu";

  private static final Lease OF_THIS_PROCESS =
      new Lease(System.getenv(), Path.of("/proc/self/maps"));

  private final Map<String, String> environment;
  private final Path maps;
  private @Nullable String address;
  private @Nullable Long holder;

  Lease(Map<String, String> environment, Path maps) {
    this.environment = environment;
    this.maps = maps;
  }

  /**
   * Makes the task's GPU the only one this process sees; call it before anything of ND4J's. It is
   * given back when the task ends.
   *
   * @return the GPU's address; empty where the task has none
   * @throws Refused if Spark hands two, another one than before, or one that another task works on;
   *     or if ND4J has been used already
   */
  public static Optional<String> take(TaskContext task) {
    Natives.tidyAtExit();
    ResourceInformation gpu = task.resourcesJMap().get("gpu");
    if (gpu == null) {
      return Optional.empty();
    }
    long attempt = task.taskAttemptId();
    String address = OF_THIS_PROCESS.take(List.of(gpu.addresses()), attempt);
    TaskCompletionListener release = ended -> OF_THIS_PROCESS.release(attempt);
    task.addTaskCompletionListener(release);
    System.setProperty(PROPERTY, address);
    return Optional.of(address);
  }

  synchronized String take(List<String> addresses, long task) {
    if (addresses.size() != 1) {
      throw refused(
          "Spark gives this task GPUs " + addresses + ", but a stage uses one",
          "set spark.executor.resource.gpu.amount and spark.task.resource.gpu.amount to 1");
    }
    String wanted = addresses.get(0);
    if (holder != null && holder != task) {
      throw refused(
          "another stage uses GPU " + wanted + " in this executor",
          "set spark.executor.cores to spark.task.cpus");
    }
    if (address == null) {
      if (Gpu.nativeCodeIn(maps)) {
        throw refused(
            "ND4J was used in this executor before it had GPU " + wanted,
            "it keeps every GPU it saw then, so the executor must be restarted");
      }
      Gpu.showOnly(wanted, environment);
      address = wanted;
    } else if (!address.equals(wanted)) {
      throw refused(
          "Spark gives this executor GPU " + wanted + ", but it uses GPU " + address,
          "set spark.executor.resource.gpu.amount to 1");
    }
    holder = task;
    return wanted;
  }

  synchronized void release(long task) {
    if (holder != null && holder == task) {
      holder = null;
    }
  }

  private static Refused refused(String reason, String remedy) {
    return new Refused("Cannot take a GPU: " + reason + "; " + remedy);
  }
}
