package org.tombola.spark.doctor;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Collectors;
import org.tombola.method.Refused;

/**
 * What was found of all executors.
 *
 * @param findings one an executor
 * @param problems of each and between them, in words; empty where all is well
 */
public record Verdict(List<Findings> findings, List<String> problems) {
  /** Keeps its own copies. */
  public Verdict {
    findings = List.copyOf(findings);
    problems = List.copyOf(problems);
  }

  /**
   * Puts reports together.
   *
   * @param reports any number an executor
   * @param expected ids of the executors there are
   */
  static Verdict of(List<Findings> reports, List<String> expected) {
    Map<String, Findings> found = new LinkedHashMap<>();
    List<String> problems = new ArrayList<>();
    for (Findings report : reports) {
      found.putIfAbsent(report.executor(), report);
      String who = "executor " + report.executor() + " on " + report.host() + ": ";
      report.problems().stream()
          .map(problem -> who + problem)
          .filter(problem -> !problems.contains(problem))
          .forEach(problems::add);
    }
    for (String executor : expected) {
      if (!found.containsKey(executor)) {
        problems.add("executor " + executor + ": Cannot be reached: no answer");
      }
    }
    shared(found.values(), problems);
    return new Verdict(List.copyOf(found.values()), problems);
  }

  private static void shared(Iterable<Findings> findings, List<String> problems) {
    Map<String, String> folders = new LinkedHashMap<>();
    Map<String, String> devices = new LinkedHashMap<>();
    for (Findings found : findings) {
      String other = folders.put(found.host() + " " + found.natives(), found.executor());
      if (other != null) {
        problems.add(
            "executors %s and %s on %s: Cannot both unpack native code into %s; do not set %s"
                .formatted(
                    other,
                    found.executor(),
                    found.host(),
                    found.natives(),
                    "org.bytedeco.javacpp.cachedir"));
      }
      Device device = found.device();
      String holder =
          device == null || found.gpu() == null
              ? null
              : devices.put(device.uuid(), found.executor());
      if (device != null && holder != null) {
        problems.add(
            "executors %s and %s: Cannot both use %s %s of %s; offer each GPU to one worker only"
                .formatted(holder, found.executor(), device.name(), device.index(), found.host()));
      }
    }
  }

  /**
   * Goes on where all is well.
   *
   * @throws Refused naming every problem, if there is one
   */
  public void require() {
    if (!problems.isEmpty()) {
      throw new Refused(
          "Cannot run on these executors:"
              + problems.stream()
                  .map(problem -> System.lineSeparator() + "  " + problem)
                  .collect(Collectors.joining()));
    }
  }

  /** Which engines compute, on how many executors, and why they; a line for the terminal. */
  public String engines() {
    Map<String, Long> executors =
        findings.stream()
            .map(Findings::check)
            .filter(Objects::nonNull)
            .collect(
                Collectors.groupingBy(
                    check -> check.engine() + ": " + check.why(),
                    LinkedHashMap::new,
                    Collectors.counting()));
    return "engine "
        + executors.entrySet().stream()
            .map(
                each ->
                    executors.size() == 1
                        ? each.getKey()
                        : each.getKey()
                            + " ("
                            + each.getValue()
                            + (each.getValue() == 1 ? " executor)" : " executors)"))
            .collect(Collectors.joining("; "));
  }

  /** The table, then the problems; ready for the terminal. */
  public String text() {
    List<String> parts = new ArrayList<>();
    if (!findings.isEmpty()) {
      parts.add(Chart.of(findings));
    }
    if (problems.isEmpty()) {
      parts.add(
          findings.size() + (findings.size() == 1 ? " executor, fit" : " executors, all fit"));
    } else {
      parts.add(problems.size() + (problems.size() == 1 ? " problem:" : " problems:"));
      problems.forEach(problem -> parts.add("  " + problem));
    }
    return String.join(System.lineSeparator(), parts);
  }
}
