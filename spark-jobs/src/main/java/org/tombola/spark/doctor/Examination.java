package org.tombola.spark.doctor;

import java.io.Serializable;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.apache.spark.SparkEnv;
import org.apache.spark.TaskContext;
import org.jspecify.annotations.Nullable;
import org.slf4j.LoggerFactory;
import org.tombola.method.Refused;
import org.tombola.network.Engine;
import org.tombola.spark.dispatch.Lease;
import org.tombola.spark.dispatch.Natives;
import org.tombola.spark.dispatch.Reasons;
import org.tombola.trial.SelfCheck;
import scala.Function1;
import scala.collection.Iterator;
import scala.jdk.javaapi.CollectionConverters;

/**
 * The executor's side: takes its GPU, looks around, computes a little, says what it found. What is
 * wrong is found, not thrown.
 *
 * @param threads native threads it should have; 0 where nobody said
 * @param engine asked for
 */
record Examination(int threads, String engine)
    implements Function1<Iterator<Integer>, Iterator<String>>, Serializable {
  private static final long ENOUGH_DISK = 1L << 30;

  @Override
  public Iterator<String> apply(Iterator<Integer> ignored) {
    return CollectionConverters.asScala(List.of(findings().json()).iterator());
  }

  private Findings findings() {
    List<String> problems = new ArrayList<>();
    String gpu = gpu(problems);
    Device device = Devices.told("nvidia-smi").worked(gpu).orElse(null);
    Backend backend = Backend.shipped();
    backend.refusal(device).ifPresent(problems::add);
    // where no code can run, or another process' GPU would be taken, none is loaded
    SelfCheck check = problems.isEmpty() ? computed(backend, device, problems) : null;
    Path natives = Natives.folder();
    long free = Machine.free(natives);
    if (free < ENOUGH_DISK) {
      problems.add("Cannot work in " + natives + ": less than 1 GiB is free there");
    }
    if (Files.exists(natives) && !Files.isWritable(natives)) {
      problems.add("Cannot unpack native code into " + natives + ": it is not writable");
    }
    long container = Machine.container();
    if (check != null) {
      look(check, container, problems);
    }
    return new Findings(
        Machine.host(),
        SparkEnv.get().executorId(),
        gpu,
        device,
        backend.word(),
        check,
        Runtime.getRuntime().maxMemory(),
        container,
        natives.toString(),
        free,
        problems);
  }

  private static @Nullable String gpu(List<String> problems) {
    try {
      return Lease.take(TaskContext.get()).orElse(null);
    } catch (Refused e) {
      problems.add(String.valueOf(e.getMessage()));
      return null;
    }
  }

  private @Nullable SelfCheck computed(
      Backend backend, @Nullable Device device, List<String> problems) {
    try {
      Engine.Choice choice = Engine.choose(engine);
      if (backend == Backend.CPU && device != null) {
        String lack = ", for this build has none for GPUs (" + Backend.build(device) + ")";
        choice = new Engine.Choice(choice.engine(), choice.why() + lack);
      }
      SelfCheck check = SelfCheck.run(choice);
      problems.addAll(check.problems());
      return check;
    } catch (Refused e) {
      problems.add(e.getMessage());
      return null;
    } catch (RuntimeException | LinkageError | OutOfMemoryError e) {
      LoggerFactory.getLogger(Examination.class).error("Cannot compute", e);
      problems.add(
          "Cannot compute: " + Reasons.of(e).orElse("it fails; see the log of this executor"));
      return null;
    }
  }

  private void look(SelfCheck check, long container, List<String> problems) {
    if (threads > 0 && check.threads() != threads) {
      problems.add(
          "Cannot compute with "
              + threads
              + " native threads: there are "
              + check.threads()
              + "; OMP_NUM_THREADS must be set before the process starts");
    }
    if (container > 0 && (check.residentBytes() == 0 || check.residentBytes() > container)) {
      problems.add(
          "Cannot report a lack of memory: the system kills this process at "
              + Chart.gibibytes(container)
              + " GiB, before it reaches Java's own limit: "
              + (check.residentBytes() == 0 ? "none" : Chart.gibibytes(check.residentBytes()))
              + " (org.bytedeco.javacpp.maxphysicalbytes)");
    }
  }
}
