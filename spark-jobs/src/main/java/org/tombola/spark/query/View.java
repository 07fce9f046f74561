package org.tombola.spark.query;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.stream.Collectors;
import org.apache.spark.sql.catalyst.parser.CatalystSqlParser$;
import org.tombola.method.FileTrouble;
import org.tombola.trial.Science;

/**
 * A view made of the tables, as its file among the resources defines it.
 *
 * @param name of the view
 * @param sql a query, after a comment that says what a row is
 */
public record View(String name, String sql) {
  /** Every one, those first that others are made of. */
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
    // the views know the science whose rows they tell of
    String science = Integer.toString(Science.VERSION);
    return new View(
        name, resource(name + ".sql").replace("${since}", since()).replace("${science}", science));
  }

  /** The version of the science since which a trial's numbers hold; see {@link Science}. */
  private static String since() {
    StringBuilder sql = new StringBuilder("greatest(0, " + Science.OLDEST);
    Science.changes()
        .forEach(
            (method, since) ->
                sql.append(", if(contains(spec, '\"%s\"'), %d, 0)".formatted(method, since)));
    return sql.append(")").toString();
  }

  /** A text that is packed with this class. */
  static String resource(String file) {
    try (InputStream in = View.class.getResourceAsStream(file)) {
      return new String(Objects.requireNonNull(in, file).readAllBytes(), StandardCharsets.UTF_8);
    } catch (IOException e) {
      throw new FileTrouble("Cannot read " + file, e);
    }
  }

  /** The queries of all views that read something, one after the other. */
  static String sqlOf(String read) {
    return ALL.stream()
        .map(View::sql)
        .filter(sql -> sql.contains(read))
        .collect(Collectors.joining("\n"));
  }

  /** Whether another view is made of it, so that it is worked out once. */
  boolean shared() {
    return Named.BY_VIEWS.contains(name);
  }

  /** Told once, and only to those who ask: the queries are parsed for it. */
  private static final class Named {
    static final Set<String> BY_VIEWS =
        ALL.stream()
            .map(view -> ReadOnly.query(view.sql, CatalystSqlParser$.MODULE$))
            .flatMap(query -> query.relations().stream())
            .collect(Collectors.toUnmodifiableSet());
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
