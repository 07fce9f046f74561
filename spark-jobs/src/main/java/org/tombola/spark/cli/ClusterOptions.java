package org.tombola.spark.cli;

import java.time.Duration;
import org.jspecify.annotations.Nullable;
import org.tombola.method.Refused;
import org.tombola.spark.dispatch.Session;
import org.tombola.spark.dispatch.Slots;
import org.tombola.spark.dispatch.SweepDriver;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** Where stages run, how many at once, and what is done about trouble. */
final class ClusterOptions {
  /** More minutes or hours than anything takes. */
  private static final int MOST = 1_000_000;

  @Option(
      names = "--master",
      paramLabel = "URL",
      description = "Spark master, such as spark://host:7077; default: this machine only.")
  @Nullable String master;

  @Option(
      names = "--slots",
      paramLabel = "N",
      description =
          "Stages at once; default: CPUs / threads, or as many as a cluster has room for.")
  @Nullable Integer slots;

  @Option(
      names = "--threads",
      paramLabel = "N",
      defaultValue = "1",
      description = "Native threads per stage; default: ${DEFAULT-VALUE}.")
  int threads = 1;

  @Option(
      names = "--watchdog",
      paramLabel = "MINUTES",
      defaultValue = "30",
      description =
          "Minutes without a heartbeat after which a stage counts as hanging; default:"
              + " ${DEFAULT-VALUE}.")
  double watchdog = 30;

  @Option(
      names = "--recycle",
      paramLabel = "N",
      description =
          "Stages after which an executor is replaced, 0 for never; default: 50 on GPUs, never on"
              + " CPUs.")
  @Nullable Integer recycle;

  @Mixin EngineOption engine = new EngineOption();

  @Mixin SparkSettings settings = new SparkSettings();

  /** Stages at once on this machine, or those asked for. */
  Slots room() {
    Integer asked = slots;
    return asked == null ? Slots.filling(threads) : new Slots(asked, threads);
  }

  /** Checks the numbers and the engine's name, and that this process was started for them. */
  void check() {
    Slots unused = room();
    String known = engine.name();
    within("--watchdog", watchdog, 0.01);
    int started = Slots.nativeThreads();
    if (Session.alone(master) && started != threads) {
      throw new Refused(
          "Cannot run with "
              + threads
              + " threads per stage: OMP_NUM_THREADS is "
              + (started == 0 ? "not set" : started)
              + "; start through deploy/tombola, which sets it");
    }
  }

  /** Checks a number of minutes or hours. */
  static void within(String option, double value, double least) {
    if (!(value >= least && value <= MOST)) {
      throw new Refused(
          "Cannot run: %s must be from %s to %d, not %s".formatted(option, least, MOST, value));
    }
  }

  SweepDriver.Rules rules() {
    SweepDriver.Rules standard = new SweepDriver.Rules();
    return new SweepDriver.Rules(
        standard.tries(),
        standard.kills(),
        standard.pause(),
        Duration.ofMillis(Math.round(watchdog * 60_000)));
  }
}
