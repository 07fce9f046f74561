package org.tombola.sweeps.published;

import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * What a paper reports, as its file among the resources has it.
 *
 * @param name that sweep files call it by
 * @param title printed
 * @param cite authors, place and year
 * @param arxiv its number there
 * @param says what it claims in words
 * @param asks what its numbers are to answer
 * @param tables its numbers
 * @param differences between its protocol and a sweep's in plain words, by the sweep's name; under
 *     {@code always} those of any sweep
 */
public record Paper(
    String name,
    String title,
    String cite,
    String arxiv,
    List<Claim> says,
    Asked asks,
    List<Source> tables,
    Map<String, List<String>> differences) {
  /** Where the differences stand that any sweep has. */
  private static final String ALWAYS = "always";

  /**
   * A claim in words.
   *
   * @param where it stands
   */
  public record Claim(String where, String what) {}

  /** The question, and the measure that answers it. */
  public record Asked(Measure measure, String question) {}

  /**
   * Numbers under one protocol.
   *
   * @param where they stand: table, figure or section; for numbers that are missing, why they are
   * @param data as Tombola names it
   * @param network in the paper's words
   * @param attack in the paper's words
   * @param cost the unit of costs, in words; null where there are none
   * @param by which attack of ours is meant: {@code attack}, its name, and settings; null for the
   *     first of each trial
   * @param columns sparsity, then the measures, in order
   */
  public record Source(
      String where,
      String data,
      String network,
      String attack,
      @Nullable String cost,
      @Nullable Map<String, String> by,
      List<String> columns,
      List<Line> lines) {
    /** Which attack of ours is meant; empty for the first of each trial. */
    public Map<String, String> ours() {
      return Objects.requireNonNullElse(by, Map.of());
    }
  }

  /**
   * The numbers of one method.
   *
   * @param ticket as Tombola names it
   * @param with those of its parameters that tell it apart; null for none
   * @param epochs trained for, as a fraction of the table's longest training; null for all
   * @param falls fractions of the training at which the learning rate falls, where lines of the
   *     table differ in them; null else
   * @param rows by column; no sparsity means any, no number that none is printed
   */
  public record Line(
      String ticket,
      @Nullable Map<String, String> with,
      @Nullable Double epochs,
      @Nullable List<Double> falls,
      List<List<@Nullable Double>> rows) {
    /** Parameters that tell the ticket apart. */
    public Map<String, String> parameters() {
      return Objects.requireNonNullElse(with, Map.of());
    }

    /** The same as a reader says them: "mask fgsm-at, epochs 8". */
    public String words() {
      return new TreeMap<>(parameters())
          .entrySet().stream()
              .map(each -> each.getKey() + " " + each.getValue())
              .collect(Collectors.joining(", "));
    }

    /** Epochs as a fraction of the table's longest training. */
    public double share() {
      return Objects.requireNonNullElse(epochs, 1.0);
    }

    /** Whether a learning rate that falls at these fractions of the training falls as here. */
    public boolean falls(List<Double> at) {
      return falls == null || falls.equals(at);
    }

    /** Whether it is what others are compared with. */
    public boolean dense() {
      return ticket.equals("dense");
    }

    /** Whether it is another row of the same method. */
    public boolean sameMethod(Line other) {
      return ticket.equals(other.ticket) && parameters().equals(other.parameters());
    }
  }

  /**
   * One number.
   *
   * @param table its place in the paper's tables, from 0
   * @param sparsity of the ticket; null for any
   * @param value as a fraction; a cost in the table's unit; null where none is printed
   */
  public record Printed(
      int table, Line line, @Nullable Double sparsity, Measure measure, @Nullable Double value) {}

  /** All numbers, table by table, measure by measure. */
  public List<Printed> numbers() {
    List<Printed> numbers = new ArrayList<>();
    for (int table = 0; table < tables.size(); table++) {
      List<String> columns = tables.get(table).columns();
      for (int column = 1; column < columns.size(); column++) {
        Measure measure = Papers.measure(columns.get(column));
        for (Line line : tables.get(table).lines()) {
          for (List<@Nullable Double> row : line.rows()) {
            numbers.add(
                new Printed(table, line, row.get(0), measure, value(row.get(column), measure)));
          }
        }
      }
    }
    return numbers;
  }

  private static @Nullable Double value(@Nullable Double printed, Measure measure) {
    return printed == null || !measure.percent()
        ? printed
        : Double.valueOf(BigDecimal.valueOf(printed).movePointLeft(2).doubleValue());
  }

  /** How the paper's protocol differs from that of some sweeps, by their names. */
  public List<String> differences(List<String> sweeps) {
    List<String> all = new ArrayList<>();
    sweeps.forEach(sweep -> all.addAll(differences.getOrDefault(sweep, List.of())));
    all.addAll(differences.getOrDefault(ALWAYS, List.of()));
    return all;
  }
}
