package org.tombola.sweeps;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.List;
import org.tombola.method.Names;
import org.tombola.method.SettingPath;

/**
 * One axis of a grid: a path and the values it takes.
 *
 * @param path of the setting that varies
 * @param written the axis as it stands in the file
 * @param values in order; empty where the axis is wrong
 */
record Axis(SettingPath path, Located written, List<Located> values) {
  private static final List<String> RANGE = List.of("from", "to", "by");
  private static final int LONGEST = 10_000;

  /** Reads a list or a range. */
  static Axis read(String path, Located value, List<SweepProblem> problems) {
    List<Located> values = List.of();
    if (value.json().isArray()) {
      values = value.items();
      if (values.isEmpty()) {
        problems.add(value.problem(path, "an axis needs at least one value", null));
      }
    } else if (value.fields().containsKey("from") || value.fields().containsKey("to")) {
      values = range(path, value, problems);
    } else {
      problems.add(
          value.problem(
              path,
              "an axis must be a list [a, b] or a range {from: 1, to: 5}, not " + value.show(),
              null));
    }
    return new Axis(SettingPath.parse(path), value, values);
  }

  /** How deep the setting lies. */
  int depth() {
    return path.names().size();
  }

  private static List<Located> range(String path, Located value, List<SweepProblem> problems) {
    int before = problems.size();
    value
        .fields()
        .forEach(
            (name, part) -> {
              if (!RANGE.contains(name)) {
                String near = Names.nearest(name, RANGE).orElse(null);
                problems.add(part.problem(path + "." + name, "unknown part of a range", near));
              } else if (!part.json().isNumber() || !Double.isFinite(part.json().doubleValue())) {
                problems.add(
                    part.problem(path + "." + name, "must be a number, not " + part.show(), null));
              }
            });
    for (String name : RANGE.subList(0, 2)) {
      if (!value.fields().containsKey(name)) {
        problems.add(value.problem(path, "a range needs \"" + name + "\"", null));
      }
    }
    return problems.size() > before ? List.of() : steps(path, value, problems);
  }

  private static List<Located> steps(String path, Located value, List<SweepProblem> problems) {
    JsonNode from = value.json().get("from");
    JsonNode to = value.json().get("to");
    JsonNode by = value.json().get("by");
    boolean whole = from.isIntegralNumber() && (by == null || by.isIntegralNumber());
    if (by == null && !(whole && to.isIntegralNumber())) {
      problems.add(value.problem(path, "a range of numbers that are not whole needs \"by\"", null));
      return List.of();
    }
    // decimals, so that 0.1 + 2 * 0.2 is 0.5
    BigDecimal start = from.decimalValue();
    BigDecimal step = by == null ? BigDecimal.ONE : by.decimalValue();
    BigDecimal end = to.decimalValue();
    if (step.signum() <= 0 || start.compareTo(end) > 0) {
      problems.add(value.problem(path, "a range must ascend, not " + value.show(), null));
      return List.of();
    }
    if (end.subtract(start).doubleValue() / step.doubleValue() >= LONGEST) {
      problems.add(
          value.problem(path, "a range has at most " + LONGEST + " values: " + value.show(), null));
      return List.of();
    }
    List<Located> values = new ArrayList<>();
    for (BigDecimal x = start; x.compareTo(end) <= 0; x = x.add(step)) {
      values.add(
          Located.scalar(
              value.line(),
              whole
                  ? JsonNodeFactory.instance.numberNode(x.toBigInteger())
                  : JsonNodeFactory.withExactBigDecimals(true).numberNode(x)));
    }
    return values;
  }
}
