package org.tombola.spark.cli;

import java.io.OutputStream;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.slf4j.LoggerFactory;
import org.tombola.method.Told;
import org.tombola.spark.dispatch.Reasons;
import org.tombola.spark.dispatch.Work;
import org.tombola.spark.terminal.Terminal;
import org.tombola.trial.Build;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.OptionSpec;

/** The command line: 0 done, 1 something failed, 2 the user's error. */
@Command(
    name = "tombola",
    description = "Sweeps of adversarially trained sparse networks.",
    subcommands = {
      RunCommand.class,
      PlanCommand.class,
      DataCommand.class,
      EvaluateCommand.class,
      GapCommand.class,
      ExportCommand.class,
      QueryCommand.class,
      ReportCommand.class,
      MethodsCommand.class,
      TablesCommand.class,
      StatusCommand.class,
      DoctorCommand.class,
      CompactCommand.class,
      VerifyCommand.class,
      NotebookCommand.class
    },
    mixinStandardHelpOptions = true,
    versionProvider = TombolaCommand.Version.class,
    synopsisSubcommandLabel = "COMMAND",
    footer = {
      "",
      "Exit codes: 0 done; 1 some trials failed, a store has a problem, an executor is",
      "not fit, disk or memory is full, or Tombola failed; 2 the request cannot be",
      "carried out; 130 interrupted; 143 ended by SIGTERM."
    })
public final class TombolaCommand implements Runnable {
  @CommandLine.Spec
  private CommandLine.Model.CommandSpec spec = CommandLine.Model.CommandSpec.create();

  /** Runs a command and ends the process. */
  public static void main(String[] args) {
    Logs.quiet();
    Output output = Output.standard();
    PrintWriter out = writer(output);
    PrintWriter err = writer(System.err);
    int code = execute(args, out, err);
    out.flush();
    System.exit(output.problem().map(problem -> untold(problem, err)).orElse(code));
  }

  private static int untold(String problem, PrintWriter err) {
    err.println(problem);
    return CommandLine.ExitCode.SOFTWARE;
  }

  /** In UTF-8 whatever the locale says: tables have a ± in them. */
  private static PrintWriter writer(OutputStream stream) {
    return new PrintWriter(stream, true, StandardCharsets.UTF_8);
  }

  /** Runs a command and returns its exit code. */
  static int execute(String[] args, PrintWriter out, PrintWriter err) {
    return execute(args, out, err, Work.SCIENCE);
  }

  /** The same with other work done on the executors. */
  static int execute(String[] args, PrintWriter out, PrintWriter err, Work work) {
    CommandLine tombola = new CommandLine(new TombolaCommand(), new Commands(work));
    PrintWriter shown = new Terminal(err);
    tombola
        .setOut(new Terminal(out))
        .setErr(shown)
        // its help would steer the terminal
        .setColorScheme(CommandLine.Help.defaultColorScheme(CommandLine.Help.Ansi.OFF))
        // SQL that begins with a comment looks like an option
        .setUnmatchedOptionsArePositionalParams(
            Stream.of(args).anyMatch(word -> word.startsWith("--") && word.contains("\n")))
        .setExpandAtFiles(false)
        .setCaseInsensitiveEnumValuesAllowed(true)
        .setExecutionExceptionHandler((error, command, parsed) -> tell(error, shown))
        .setParameterExceptionHandler(TombolaCommand::refuse);
    try {
      return tombola.execute(args);
    } catch (Error error) {
      // a lack of memory, or native code that is not there
      return tell(error, shown);
    }
  }

  @Override
  public void run() {
    throw new CommandLine.ParameterException(spec.commandLine(), "no command");
  }

  private static int refuse(CommandLine.ParameterException error, String[] ignored) {
    String message = misspelt(error).orElse(String.valueOf(error.getMessage()));
    CommandLine command = error.getCommandLine();
    command
        .getErr()
        .printf(
            "%s; see %s --help%n",
            Told.of(error)
                .map(Told::getMessage)
                .orElseGet(
                    () ->
                        "Cannot go on: "
                            + message.substring(0, 1).toLowerCase(Locale.ROOT)
                            + message.substring(1)),
            command.getCommandSpec().qualifiedName());
    command.getErr().flush();
    return CommandLine.ExitCode.USAGE;
  }

  /** Of an option that takes one of several words: which these are. */
  private static Optional<String> misspelt(CommandLine.ParameterException error) {
    if (error.getValue() == null
        || !(error.getArgSpec() instanceof OptionSpec option)
        || !option.type().isEnum()) {
      return Optional.empty();
    }
    String words =
        Stream.of(option.type().getEnumConstants())
            .map(String::valueOf)
            .collect(Collectors.joining(", "))
            .replaceFirst(", (?=[^,]*$)", " or ");
    return Optional.of(
        "%s takes %s, not \"%s\"".formatted(option.longestName(), words, error.getValue()));
  }

  /** One sentence; whose turn it is then is told by the exit code. */
  static int tell(Throwable error, PrintWriter err) {
    LoggerFactory.getLogger(TombolaCommand.class).error("The command failed", error);
    Optional<Told> told = Told.of(error);
    err.println(
        told.map(Told::getMessage)
            .orElseGet(
                () ->
                    "Cannot go on: "
                        + Reasons.of(error)
                            .orElseGet(
                                () ->
                                    "an internal error of Tombola; its details, for a bug report,"
                                        + " are in "
                                        + Logs.details(error))));
    err.flush();
    return told.isEmpty() || Reasons.shortage(error)
        ? CommandLine.ExitCode.SOFTWARE
        : CommandLine.ExitCode.USAGE;
  }

  /** Makes the commands: two run stages by what they are given. */
  private record Commands(Work work) implements CommandLine.IFactory {
    @Override
    public <K> K create(Class<K> type) throws Exception {
      if (type == RunCommand.class) {
        return type.cast(new RunCommand(work));
      }
      return type == EvaluateCommand.class
          ? type.cast(new EvaluateCommand(work))
          : CommandLine.defaultFactory().create(type);
    }
  }

  /** The product's version and the commit it was built from. */
  static final class Version implements CommandLine.IVersionProvider {
    @Override
    public String[] getVersion() {
      Build build = Build.current();
      return new String[] {"tombola " + build.version() + " (" + build.commit() + ")"};
    }
  }
}
