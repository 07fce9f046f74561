package org.tombola.sweeps;

import com.fasterxml.jackson.databind.JsonNode;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.tombola.attack.Limited;
import org.tombola.method.Bound;
import org.tombola.method.Names;
import org.tombola.method.Problem;
import org.tombola.method.SettingPath;
import org.tombola.sweeps.halving.Halving;
import org.tombola.sweeps.published.Papers;
import org.tombola.trial.TrialSpec;

/** Turns the value of a sweep file into a sweep. */
final class SweepReader {
  private static final String EVALUATE = "evaluate";
  private static final String PAPER = "paper";
  private static final List<String> KEYS =
      List.of(
          "name",
          "question",
          PAPER,
          "data-folder",
          EVALUATE,
          "early-stopping",
          "base",
          "grid",
          "also");
  private static final Pattern NAME = Pattern.compile("[A-Za-z0-9][A-Za-z0-9._-]*");

  /** With what stores add to it, file systems take it for a file's name. */
  private static final int LONGEST_NAME = 100;

  private static final int LONGEST_QUESTION = 10_000;

  /** More is a mistake in the grid, and would take longer to plan than to mend. */
  private static final int MOST_TRIALS = 20_000;

  private final Combinations combinations = new Combinations();
  private final Path file;
  private final Located root;
  private final List<SweepProblem> problems;
  private final List<TrialSpec> trials = new ArrayList<>();
  private final Ledger ledger = new Ledger();
  private double drafts;

  SweepReader(Path file, Located root, List<SweepProblem> problems) {
    this.file = file;
    this.root = root;
    this.problems = problems;
  }

  Sweep read() throws SweepProblems {
    if (!root.json().isObject()) {
      problems.add(root.problem("", "a sweep file is a map of " + String.join(", ", KEYS), null));
      throw new SweepProblems(file, problems);
    }
    root.fields()
        .forEach(
            (key, value) -> {
              if (!KEYS.contains(key)) {
                String near = Names.nearest(key, KEYS).orElse(null);
                problems.add(value.problem(key, "unknown key", near));
              }
            });
    String name = text("name");
    if (!name.isEmpty() && !NAME.matcher(name).matches()) {
      problem(
          "name", "must consist of letters, digits, dots, hyphens and underscores, not " + name);
    }
    if (name.length() > LONGEST_NAME) {
      String most = "names a folder: it must have at most %d letters, not %d";
      problem("name", most.formatted(LONGEST_NAME, name.length()));
    }
    String question = text("question");
    if (question.length() > LONGEST_QUESTION) {
      String many = "must have at most %d letters, not %d";
      problem("question", many.formatted(LONGEST_QUESTION, question.length()));
    }
    String paper = paper();
    Path folder = folder();
    trials();
    problems.addAll(ledger.problems());
    Located stopping = root.fields().get("early-stopping");
    Halving halving =
        stopping == null ? null : new HalvingReader(stopping, trials, problems).read();
    if (!problems.isEmpty()) {
      throw new SweepProblems(file, problems);
    }
    return new Sweep(name, question, paper, folder, halving, trials);
  }

  private void trials() {
    Draft base = new Draft(ledger);
    Located evaluate = root.fields().get(EVALUATE);
    if (evaluate != null) {
      base.put(Setting.of(EVALUATE, evaluate));
    }
    Located written = root.fields().get("base");
    if (written == null) {
      problems.add(
          new SweepProblem(1, "base", "", "missing: the trial all others start from", null));
      return;
    }
    if (!layer(base, "base", written, List.of())) {
      return;
    }
    cross(base.above(), root.fields().get("grid"), written.line());
    Located also = root.fields().get("also");
    if (also != null && !also.json().isArray()) {
      problem("also", "must be a list of trials, each a map of settings");
    } else if (also != null) {
      for (int i = 0; i < also.items().size(); i++) {
        Located item = also.items().get(i);
        Draft extra = base.above();
        if (layer(extra, "also[" + i + "]", item, List.of("grid"))) {
          cross(extra, item.fields().get("grid"), item.line());
        }
      }
    }
  }

  /** Puts a map of settings on a draft; says whether it is a map. */
  private boolean layer(Draft draft, String at, Located map, List<String> others) {
    if (!map.json().isObject()) {
      problems.add(map.problem(at, "must be a map of settings, not " + map.show(), null));
      return false;
    }
    map.fields().entrySet().stream()
        .filter(entry -> !others.contains(entry.getKey()))
        .filter(entry -> forTrials(entry.getKey(), entry.getValue()))
        .map(entry -> Setting.of(entry.getKey(), entry.getValue()))
        .sorted(Draft.ORDER)
        .forEach(setting -> put(draft, setting));
    return true;
  }

  private void put(Draft draft, Setting setting) {
    SettingPath.Result result = draft.put(setting);
    String path = setting.path().toString();
    switch (result.fate()) {
      case UNKNOWN -> {
        String near = setting.path().nearest(result.name(), result.known()).orElse(null);
        problems.add(setting.value().problem(path, "unknown parameter", near));
      }
      case NOTHING_THERE ->
          problems.add(
              setting
                  .value()
                  .problem(
                      path,
                      "there is no " + result.path() + " yet to set this on; write it in the grid",
                      null));
      default -> {}
    }
  }

  private void cross(Draft base, @Nullable Located grid, int line) {
    List<Axis> axes = new ArrayList<>();
    if (grid != null && !grid.json().isObject()) {
      problems.add(grid.problem("grid", "must be a map from paths to values", null));
      return;
    }
    if (grid != null) {
      for (Map.Entry<String, Located> entry : grid.fields().entrySet()) {
        // a whole list varies like any other value; a path into a list is none
        if (entry.getKey().equals(EVALUATE) || forTrials(entry.getKey(), entry.getValue())) {
          axes.add(Axis.read(entry.getKey(), entry.getValue(), problems));
        }
      }
    }
    // an axis that is wrong in itself stands aside, so that the others are still looked at
    List<Axis> right = axes.stream().filter(axis -> !axis.values().isEmpty()).toList();
    Crossing crossing = new Crossing(right);
    drafts += crossing.size();
    if (drafts > MOST_TRIALS) {
      String many = "a sweep has at most %d trials; this grid alone has %.0f";
      problems.add(
          (grid == null ? root : grid)
              .problem("grid", many.formatted(MOST_TRIALS, crossing.size()), null));
      return;
    }
    Set<String> aside =
        axes.stream()
            .filter(axis -> axis.values().isEmpty())
            .map(axis -> axis.path().toString())
            .collect(Collectors.toSet());
    crossing.over(base, draft -> bind(draft, line, aside));
    problems.addAll(crossing.unused());
  }

  private void bind(Draft draft, int line, Set<String> aside) {
    Bound<TrialSpec> bound = draft.bind();
    TrialSpec spec = bound.value();
    if (spec != null) {
      trials.add(spec);
      combinations.problems(spec).forEach(problem -> problems.add(draft.locate(problem, line)));
      if (spec.evaluate().get(0) instanceof Limited) {
        String why =
            "must begin with the attack used for the gaps, which cannot be limited; limited ones"
                + " come after it";
        problems.add(draft.locate(new Problem("evaluate", why, null), line));
      }
    }
    bound.problems().stream()
        .filter(problem -> !aside.contains(problem.path()))
        .forEach(problem -> problems.add(draft.locate(problem, line)));
  }

  private boolean forTrials(String path, Located value) {
    Optional<String> wrong = Setting.wrong(path);
    wrong.ifPresent(message -> problems.add(value.problem(path, message, null)));
    boolean shared = path.equals(EVALUATE) || path.startsWith(EVALUATE + ".");
    if (shared) {
      problems.add(
          value.problem(
              path, "belongs at the top of the file, or in the grid as an axis of lists", null));
    }
    return !shared && wrong.isEmpty();
  }

  private String text(String key) {
    Located value = root.fields().get(key);
    if (value == null) {
      problems.add(new SweepProblem(1, key, "", "missing", null));
      return "";
    }
    JsonNode json = value.json();
    if (!json.isTextual() || json.textValue().isBlank()) {
      problem(key, "must be a text, not " + value.show());
      return "";
    }
    return json.textValue().strip();
  }

  private @Nullable String paper() {
    Located value = root.fields().get(PAPER);
    if (value == null) {
      return null;
    }
    String name = text(PAPER);
    if (!name.isEmpty() && !Papers.names().contains(name)) {
      String known = String.join(", ", Papers.names());
      problems.add(
          value.problem(
              PAPER,
              "unknown paper \"" + name + "\" (one of " + known + ")",
              Names.nearest(name, Papers.names()).orElse(null)));
    }
    return name;
  }

  private @Nullable Path folder() {
    if (!root.fields().containsKey("data-folder")) {
      return null;
    }
    String text = text("data-folder");
    try {
      return file.toAbsolutePath().resolveSibling(text).normalize();
    } catch (InvalidPathException e) {
      problem("data-folder", "is not a path");
      return null;
    }
  }

  private void problem(String key, String message) {
    Located value = root.fields().get(key);
    problems.add((value == null ? root : value).problem(key, message, null));
  }
}
