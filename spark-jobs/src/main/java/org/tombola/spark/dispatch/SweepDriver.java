package org.tombola.spark.dispatch;

import java.time.Duration;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.function.IntSupplier;
import org.apache.spark.api.java.JavaSparkContext;
import org.jspecify.annotations.Nullable;
import org.tombola.spark.store.Store;
import org.tombola.sweeps.agenda.Agenda;
import org.tombola.trial.Outcome;

/**
 * The driver's side of a sweep: each piece of work on the agenda is a Spark job of one task, as
 * many at once as there are slots, so that one failure never takes others down and a freed slot is
 * filled at once.
 *
 * @param spark running
 * @param work that runs stages
 * @param tables trials are written to
 * @param slots pieces of work at once; asked again and again, since executors come and go
 * @param rules of trying again
 * @param answered told of every answer an executor gave
 */
public record SweepDriver(
    JavaSparkContext spark,
    Work work,
    Store tables,
    IntSupplier slots,
    Rules rules,
    Consumer<Report> answered) {

  /**
   * When to try again, and when to give up. Counts begin anew whenever a training has come further
   * than in any try before: what interrupts it then is not its own doing.
   *
   * @param tries of a stage that memory or the world outside fails
   * @param kills of executors by one stage before it is quarantined
   * @param pause before the second try; doubled before each further one
   * @param watchdog longest time without a heartbeat before a stage is taken to hang
   */
  public record Rules(int tries, int kills, Duration pause, Duration watchdog) {
    /** Three tries, two executors, a second, half an hour. */
    public Rules() {
      this(3, 2, Duration.ofSeconds(1), Duration.ofMinutes(30));
    }
  }

  /** Told of everything that starts or ends; called from many threads. */
  public interface Watch {
    /** Nobody looks. */
    Watch NOBODY = (item, name) -> {};

    /** A piece of work was handed to Spark. */
    void started(Agenda.Item item, String name);

    /** A piece of work is done. */
    default void done(Agenda.Item item, Report report) {}

    /** A try failed; it is tried again where there is no final failure. */
    default void failed(Agenda.Item item, String why, Outcome.@Nullable Failed last) {}
  }

  /** How a run ended. */
  public enum Ending {
    /** Nothing is left of the agenda. */
    DONE,
    /** Spark was stopped meanwhile: what was not done then left no row. */
    STOPPED
  }

  /**
   * Runs the agenda until nothing is left of it.
   *
   * @param names what a reader calls a piece of work
   * @throws IllegalStateException if it cannot go on, whatever the work
   */
  public Ending run(
      Agenda agenda, Order.Common common, Function<Agenda.Item, String> names, Watch watch) {
    return new Dispatcher(this, agenda, common, names, watch).toTheEnd();
  }
}
