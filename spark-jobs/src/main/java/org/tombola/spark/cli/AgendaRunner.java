package org.tombola.spark.cli;

import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.function.ToIntFunction;
import org.apache.spark.api.java.JavaSparkContext;
import org.tombola.spark.claim.Claim;
import org.tombola.spark.dispatch.Display;
import org.tombola.spark.dispatch.Heartbeat;
import org.tombola.spark.dispatch.Names;
import org.tombola.spark.dispatch.Order;
import org.tombola.spark.dispatch.Progress;
import org.tombola.spark.dispatch.Recycling;
import org.tombola.spark.dispatch.Session;
import org.tombola.spark.dispatch.Slots;
import org.tombola.spark.dispatch.Stop;
import org.tombola.spark.dispatch.SweepDriver;
import org.tombola.spark.dispatch.Work;
import org.tombola.spark.doctor.Doctor;
import org.tombola.spark.doctor.Verdict;
import org.tombola.spark.store.Store;
import org.tombola.sweeps.PlannedTrial;
import org.tombola.sweeps.agenda.Agenda;

/**
 * Runs what is on agendas, and says how far it is. The store is this process's alone meanwhile.
 *
 * @param name of the sweep, or of what else is done
 * @param folder of the store, as executors can reach it
 * @param store the same
 * @param options where and how
 * @param work that runs stages
 * @param out where the user looks
 */
record AgendaRunner(
    String name, String folder, Store store, ClusterOptions options, Work work, PrintWriter out) {

  /** Claims the store, tidies up what was left in it, and does something with it. */
  int claimed(Claim.Purpose purpose, ToIntFunction<Claim> todo) throws IOException {
    Path log = log();
    Logs.into(log);
    if (Folders.local(store).isEmpty()) {
      out.println("log in " + log);
    }
    try (Claim claim =
        Claim.take(
            store,
            purpose,
            why -> {
              out.println(why);
              out.flush();
            })) {
      store.recover();
      return todo.applyAsInt(claim);
    }
  }

  /**
   * Beside the tables; on this machine where they are elsewhere, since a log grows all the time.
   */
  private Path log() {
    Path here = Path.of("").toAbsolutePath();
    Path near = Files.isWritable(here) ? here : Path.of(System.getProperty("java.io.tmpdir"));
    return Folders.local(store)
        .map(local -> local.resolve("tombola.log"))
        .orElse(near.resolve("tombola-" + name + ".log"));
  }

  /** Spark, to be closed by the caller. */
  JavaSparkContext spark() {
    return Session.start(
        name, options.master, options.room(), options.settings.all(), folder + "/_spark-events");
  }

  /** How far an agenda is. */
  Progress progress(Agenda agenda, int failedBefore) {
    return new Progress(
        agenda::counts, failedBefore, Instant.now(), id -> Heartbeat.of(folder, id, store.conf()));
  }

  /**
   * Runs an agenda to its end, on executors that can do the work: nothing is spent on others.
   *
   * @param plan all trials, for their names
   */
  SweepDriver.Ending run(
      Agenda agenda,
      List<PlannedTrial> plan,
      JavaSparkContext spark,
      Order.Common common,
      Progress progress,
      Claim claim) {
    Verdict verdict = Doctor.check(spark, options.engine.name());
    verdict.require();
    out.println(verdict.engines());
    out.flush();
    Display.Mode mode = System.console() == null ? Display.Mode.PLAIN : Display.Mode.TERMINAL;
    Slots room = options.room();
    try (Display display = Display.of(progress, out, mode, () -> tell(claim, progress, spark));
        Stop stop = Stop.heard(() -> stopped(display, claim))) {
      Integer recycle = options.recycle;
      Recycling recycling =
          recycle == null ? Recycling.standard(spark) : Recycling.after(recycle, spark);
      SweepDriver driver =
          new SweepDriver(
              spark,
              work,
              store,
              spark.isLocal() || options.slots != null ? room::count : () -> Slots.of(spark),
              options.rules(),
              recycling::answered);
      SweepDriver.Ending ending = driver.run(agenda, common, Names.of(plan)::of, progress);
      if (ending == SweepDriver.Ending.STOPPED) {
        stop.tell();
      }
      return ending;
    }
  }

  /** Tells others how far it is; stops where the store has gone to another process meanwhile. */
  private static void tell(Claim claim, Progress progress, JavaSparkContext spark) {
    if (claim.held()) {
      claim.tell(progress.json(Instant.now()));
    } else {
      spark.close();
    }
  }

  private void stopped(Display display, Claim claim) {
    display.close();
    out.println(
        claim.held()
            ? "Stopped. Finished work is kept; run the same command to continue."
            : "Stopped: another process has taken over the store, because this one sent no"
                + " heartbeat for a minute. Finished work is kept.");
    out.flush();
  }
}
