package org.tombola.spark.cli;

import com.github.freva.asciitable.AsciiTable;
import com.github.freva.asciitable.Column;
import com.github.freva.asciitable.HorizontalAlign;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.function.ToIntFunction;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.tombola.data.ContactSheet;
import org.tombola.data.Overview;
import org.tombola.data.Places;
import org.tombola.data.Source;
import org.tombola.data.Split;
import org.tombola.data.Splits;
import org.tombola.method.Family;
import org.tombola.method.Refused;
import org.tombola.sweeps.Sweep;
import org.tombola.sweeps.SweepFile;
import org.tombola.sweeps.SweepProblems;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Looks a sweep's data sets over before it is run. */
@Command(
    name = "data",
    description = {
      "Reads the data sets of a sweep, checks every image and trains nothing.",
      "Shows images per class, mean and deviation, and images that are in two parts."
    },
    mixinStandardHelpOptions = true)
final class DataCommand implements Callable<Integer> {
  /** Classes that are listed one by one. */
  private static final int LISTED = 30;

  private record Cut(Source source, Split split) {}

  @Parameters(paramLabel = "FILE", description = "The sweep file.")
  private Path file = Path.of("");

  @Option(
      names = "--picture",
      paramLabel = "FILE",
      description = "Also writes the first training images of each class into a PNG file.")
  private @Nullable Path picture;

  @Option(names = "--overwrite", description = "Replaces an existing picture.")
  private boolean overwrite;

  @CommandLine.Spec
  private CommandLine.Model.CommandSpec spec = CommandLine.Model.CommandSpec.create();

  @Override
  public Integer call() throws SweepProblems, IOException {
    Sweep sweep = SweepFile.read(file);
    List<Cut> cuts =
        sweep.plan().trials().stream()
            .map(trial -> trial.spec().training())
            .map(training -> new Cut(training.data(), training.split()))
            .distinct()
            .toList();
    NewFile sheet = picture == null ? null : new NewFile(picture, overwrite);
    if (sheet != null) {
      Optional<String> problem = sheet.problem();
      if (problem.isPresent()) {
        throw new Refused(problem.get());
      }
      if (cuts.size() > 1) {
        throw new Refused(
            "Cannot write a picture: the sweep has "
                + cuts.size()
                + " data sets, and it shows one");
      }
    }
    PrintWriter out = spec.commandLine().getOut();
    Places places = Places.ofThisMachine(sweep.dataFolder(), progress -> {});
    for (Cut cut : cuts) {
      Splits splits = cut.source().load(cut.split(), places);
      out.println(words(Family.of(Source.class).of(cut.source()).name(), Overview.of(splits)));
      out.flush();
      if (sheet != null) {
        sheet.write(path -> ContactSheet.write(splits.train(), path));
      }
    }
    return 0;
  }

  private static String words(String name, Overview seen) {
    int classes = seen.names().size();
    StringBuilder text = new StringBuilder();
    text.append("%s: images of %s, %d classes%n%n".formatted(name, seen.shape(), classes));
    text.append(classes > LISTED ? parts(seen) : perClass(seen)).append(System.lineSeparator());
    text.append(
        "mean %s, deviation %s (training images, per channel)%n"
            .formatted(numbers(seen.mean()), numbers(seen.deviation())));
    text.append("digest ").append(seen.digest()).append(System.lineSeparator());
    seen.repeated()
        .forEach(
            (part, count) -> {
              if (count > 0) {
                text.append(
                    "Warning: %d %s images are training images as well; results on them say nothing"
                            .formatted(count, part)
                        + " about unseen images%n".formatted());
              }
            });
    return text.toString();
  }

  private static String perClass(Overview seen) {
    List<Column> columns = new ArrayList<>();
    columns.add(new Column().header("class").dataAlign(HorizontalAlign.LEFT));
    seen.images().keySet().forEach(part -> columns.add(new Column().header(part)));
    List<Object[]> rows = new ArrayList<>();
    for (int label = 0; label < seen.names().size(); label++) {
      int place = label;
      rows.add(row(seen, seen.names().get(label), counts -> counts[place]));
    }
    rows.add(row(seen, "all", counts -> Arrays.stream(counts).sum()));
    return AsciiTable.getTable(columns.toArray(Column[]::new), rows.toArray(Object[][]::new));
  }

  private static Object[] row(Overview seen, String head, ToIntFunction<int[]> number) {
    return Stream.concat(
            Stream.of(head),
            seen.images().values().stream().map(counts -> number.applyAsInt(counts)))
        .toArray();
  }

  private static String parts(Overview seen) {
    List<Column> columns =
        List.of(
            new Column().header("part").dataAlign(HorizontalAlign.LEFT),
            new Column().header("images"),
            new Column().header("smallest class"),
            new Column().header("largest class"));
    Object[][] rows =
        seen.images().entrySet().stream()
            .map(
                part ->
                    new Object[] {
                      part.getKey(),
                      Arrays.stream(part.getValue()).sum(),
                      Arrays.stream(part.getValue()).min().orElse(0),
                      Arrays.stream(part.getValue()).max().orElse(0)
                    })
            .toArray(Object[][]::new);
    return AsciiTable.getTable(columns.toArray(Column[]::new), rows);
  }

  private static String numbers(List<Double> values) {
    return values.stream()
        .map(value -> String.format(Locale.ROOT, "%.4f", value))
        .collect(Collectors.joining(", ", "[", "]"));
  }
}
