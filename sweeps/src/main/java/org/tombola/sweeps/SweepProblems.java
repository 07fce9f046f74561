package org.tombola.sweeps;

import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Collectors;
import org.tombola.method.Told;

/**
 * Everything that is wrong with a sweep file, by line. The message is ready for the terminal: one
 * line a problem, {@code FILE:12: ticket.sparsty: unknown parameter; did you mean
 * "ticket.sparsity"?}.
 */
public final class SweepProblems extends Exception implements Told {
  private static final long serialVersionUID = 1;

  /** The first are mended first, and the terminal scrolls. */
  private static final int MOST_TOLD = 100;

  private final transient List<SweepProblem> problems;
  private final String lines;

  /** All problems of a file, in any order; equal ones are told once. */
  public SweepProblems(Path file, List<SweepProblem> problems) {
    this(file.toString(), sorted(problems));
  }

  private SweepProblems(String file, List<SweepProblem> problems) {
    this.problems = problems;
    this.lines =
        problems.stream()
                .limit(MOST_TOLD)
                .map(problem -> file + (problem.line() == 0 ? ": " : ":") + problem)
                .collect(Collectors.joining(System.lineSeparator()))
            + (problems.size() <= MOST_TOLD
                ? ""
                : System.lineSeparator()
                    + file
                    + ": and "
                    + (problems.size() - MOST_TOLD)
                    + " more problems");
  }

  @Override
  public String getMessage() {
    return lines;
  }

  /** The problems, by line. */
  public List<SweepProblem> problems() {
    return problems;
  }

  private static List<SweepProblem> sorted(List<SweepProblem> problems) {
    return problems.stream()
        .distinct()
        .sorted(Comparator.comparingInt(SweepProblem::line))
        .toList();
  }
}
