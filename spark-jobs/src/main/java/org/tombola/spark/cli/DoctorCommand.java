package org.tombola.spark.cli;

import java.util.concurrent.Callable;
import org.apache.spark.api.java.JavaSparkContext;
import org.jspecify.annotations.Nullable;
import org.tombola.spark.dispatch.Session;
import org.tombola.spark.dispatch.Slots;
import org.tombola.spark.doctor.Doctor;
import org.tombola.spark.doctor.Verdict;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** Looks over every executor. */
@Command(
    name = "doctor",
    description = {
      "Checks this machine, or every executor of a cluster, in one job.",
      "Checks GPU, memory, native code, gradients and repeatability. Exit code 0 if all are fit,"
          + " else 1."
    },
    mixinStandardHelpOptions = true)
final class DoctorCommand implements Callable<Integer> {
  @Option(
      names = "--master",
      paramLabel = "URL",
      description = "Spark master, such as spark://host:7077; default: this machine only.")
  private @Nullable String master;

  @Option(
      names = "--threads",
      paramLabel = "N",
      defaultValue = "1",
      description = "Native threads per stage; default: ${DEFAULT-VALUE}.")
  private int threads = 1;

  @CommandLine.Mixin private EngineOption engine = new EngineOption();

  @CommandLine.Mixin private SparkSettings settings = new SparkSettings();

  @CommandLine.Spec
  private CommandLine.Model.CommandSpec spec = CommandLine.Model.CommandSpec.create();

  @Override
  public Integer call() {
    String known = engine.name();
    try (JavaSparkContext spark =
        Session.start("doctor", master, new Slots(1, threads), settings.all(), null)) {
      Verdict verdict = Doctor.check(spark, known);
      spec.commandLine().getOut().println(verdict.text());
      spec.commandLine().getOut().flush();
      return verdict.problems().isEmpty() ? 0 : 1;
    }
  }
}
