package org.tombola.spark.cli;

import java.io.PrintWriter;
import java.util.List;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import org.tombola.method.Family;
import org.tombola.method.Method;
import org.tombola.method.Names;
import org.tombola.method.Parameter;
import org.tombola.method.Refused;
import org.tombola.trial.Catalogue;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

/** Lists every method with its parameters, defaults and card. */
@Command(
    name = "methods",
    description = "Lists every method with its parameters, defaults and a one-line description.",
    mixinStandardHelpOptions = true)
final class MethodsCommand implements Callable<Integer> {
  @Parameters(
      paramLabel = "FAMILY",
      arity = "0..1",
      description = "Only this family, such as ticket or attack.")
  private @Nullable String family;

  @CommandLine.Spec
  private CommandLine.Model.CommandSpec spec = CommandLine.Model.CommandSpec.create();

  @Override
  public Integer call() {
    PrintWriter out = spec.commandLine().getOut();
    families().forEach(each -> print(each, out));
    out.flush();
    return 0;
  }

  private List<? extends Family<?>> families() {
    String asked = family;
    if (asked == null) {
      return Catalogue.families();
    }
    List<String> names = Catalogue.families().stream().map(Family::name).toList();
    return List.of(
        Catalogue.find(asked)
            .orElseThrow(
                () ->
                    new Refused(
                        "Cannot list the methods of \""
                            + asked
                            + "\": the families are "
                            + String.join(", ", names)
                            + Names.nearest(asked, names)
                                .map(near -> "; did you mean " + near + "?")
                                .orElse(""))));
  }

  private static void print(Family<?> family, PrintWriter out) {
    out.println(family.name());
    for (Method<?> method : family.methods()) {
      out.printf("  %-20s %s%n", method.name(), method.card());
      for (Parameter parameter : method.parameters()) {
        out.printf(
            "    %-18s %-28s %s%n",
            parameter.name(),
            parameter.standard() == null ? "required" : parameter.standard(),
            parameter.type());
      }
    }
    out.println();
  }
}
