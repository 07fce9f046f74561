package org.tombola.spark.schema;

import java.util.function.Function;
import java.util.function.ToDoubleFunction;
import java.util.function.ToLongFunction;
import org.apache.parquet.example.data.Group;
import org.apache.parquet.schema.LogicalTypeAnnotation;
import org.apache.parquet.schema.PrimitiveType.PrimitiveTypeName;
import org.apache.parquet.schema.Type;
import org.apache.parquet.schema.Types;
import org.jspecify.annotations.Nullable;

/**
 * One column of a table: what it is called, what it holds, and where its value comes from.
 *
 * <p>All columns are optional in Parquet; the description says where a value is missing.
 *
 * @param name in snake case
 * @param kind of its values
 * @param about one line, with the unit
 * @param value of a row; a String, a Long or Integer, or a Double by kind
 * @param <R> what a row is made from
 */
public record Column<R>(String name, Kind kind, String about, Function<R, @Nullable Object> value) {

  /** What a column holds. */
  public enum Kind {
    /** UTF-8 text. */
    TEXT("string"),
    /** A whole number of 64 bits. */
    WHOLE("int64"),
    /** A number in double precision. */
    REAL("double");

    private final String shown;

    Kind(String shown) {
      this.shown = shown;
    }

    @Override
    public String toString() {
      return shown;
    }
  }

  /** A column of text. */
  public static <R> Column<R> text(String name, String about, Function<R, @Nullable String> value) {
    return new Column<>(name, Kind.TEXT, about, value::apply);
  }

  /** A column of whole numbers. */
  public static <R> Column<R> whole(String name, String about, ToLongFunction<R> value) {
    return new Column<>(name, Kind.WHOLE, about, value::applyAsLong);
  }

  /** A column of numbers. */
  public static <R> Column<R> real(String name, String about, ToDoubleFunction<R> value) {
    return new Column<>(name, Kind.REAL, about, value::applyAsDouble);
  }

  /** The same column for rows that carry this one's rows within them. */
  public <S> Column<S> of(Function<S, @Nullable R> inner) {
    return new Column<>(
        name,
        kind,
        about,
        row -> {
          R part = inner.apply(row);
          return part == null ? null : value.apply(part);
        });
  }

  Type type() {
    return switch (kind) {
      case TEXT ->
          Types.optional(PrimitiveTypeName.BINARY)
              .as(LogicalTypeAnnotation.stringType())
              .named(name);
      case WHOLE -> Types.optional(PrimitiveTypeName.INT64).named(name);
      case REAL -> Types.optional(PrimitiveTypeName.DOUBLE).named(name);
    };
  }

  void write(R row, Group group) {
    Object cell = value.apply(row);
    if (cell == null) {
      return;
    }
    switch (kind) {
      case TEXT -> group.add(name, (String) cell);
      case WHOLE -> group.add(name, ((Number) cell).longValue());
      case REAL -> group.add(name, (double) (Double) cell);
    }
  }
}
