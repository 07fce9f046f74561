package org.tombola.spark.sql;

import java.util.List;
import java.util.stream.Collectors;
import org.tombola.method.Resources;

/**
 * A view made of the tables, as its file among the resources describes it.
 *
 * @param name of the view
 * @param sql a comment that says what a row is, then a query; none where the rows are computed in
 *     Java
 */
public record View(String name, String sql) {
  /** Every one. */
  public static final List<View> ALL =
      List.of(
          of("gaps"),
          of("overfitting"),
          of("paired_differences"),
          of("methods"),
          of("pareto"),
          of("worst_case"),
          of("same_examples"),
          of("published"));

  private static View of(String name) {
    return new View(name, Resources.text(View.class, name + ".sql"));
  }

  /** Whether its rows are computed by {@link AnswerViews}, not by SQL. */
  boolean ofTheAnswer() {
    return sql.lines().allMatch(line -> line.startsWith("--"));
  }

  /** What a row of it is. */
  public String about() {
    return sql.lines()
        .takeWhile(line -> line.startsWith("--"))
        .map(line -> line.substring(2).strip())
        .collect(Collectors.joining(" "));
  }

  /** All of them as Markdown. */
  public static String markdown() {
    return ALL.stream()
        .map(view -> "| `" + view.name() + "` | " + view.about() + " |\n")
        .collect(
            Collectors.joining(
                "",
                "### Views\nMade of the tables, for `query` only;"
                    + " `query DIR \"describe gaps\"` lists the columns of one.\n\n"
                    + "| view | what it tells |\n|---|---|\n",
                ""));
  }
}
