package org.tombola.spark.schema;

import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.apache.parquet.example.data.Group;
import org.apache.parquet.example.data.simple.SimpleGroup;
import org.apache.parquet.schema.MessageType;

/**
 * One table: the only description of its columns, which files are written by and documents printed
 * from.
 *
 * @param name of the folder its files lie in
 * @param about one line: what a row is
 * @param columns in order
 * @param rows of a trial
 * @param <R> what a row is made from
 */
public record Table<R>(
    String name, String about, List<Column<R>> columns, Function<TrialRow, List<R>> rows) {
  /** The column of every table that says whose row it is. */
  public static final String ID = "trial_id";

  /** Keeps its own copy. */
  public Table {
    columns = List.copyOf(columns);
  }

  /** The Parquet schema. */
  public MessageType schema() {
    return new MessageType(name, columns.stream().map(Column::type).toList());
  }

  /** The Parquet schema of the trial's id and some other columns. */
  public MessageType schema(String... only) {
    Set<String> wanted = new HashSet<>(List.of(only));
    wanted.add(ID);
    return new MessageType(
        name, columns.stream().filter(c -> wanted.contains(c.name())).map(Column::type).toList());
  }

  /** A trial's rows in this table. */
  public List<Group> groups(TrialRow trial) {
    return groups(rows.apply(trial));
  }

  /** Rows as Parquet takes them. */
  public List<Group> groups(List<R> made) {
    MessageType schema = schema();
    return made.stream().map(row -> group(schema, row)).toList();
  }

  private Group group(MessageType schema, R row) {
    Group group = new SimpleGroup(schema);
    columns.forEach(column -> column.write(row, group));
    return group;
  }

  /** The columns as a Markdown table. */
  public String markdown() {
    return columns.stream()
        .map(c -> "| `" + c.name() + "` | " + c.kind() + " | " + c.about() + " |\n")
        .collect(
            Collectors.joining(
                "", "### " + name + "\n" + about + "\n\n| column | type | |\n|---|---|---|\n", ""));
  }
}
