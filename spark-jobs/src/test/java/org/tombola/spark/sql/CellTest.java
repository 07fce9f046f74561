package org.tombola.spark.sql;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.math.BigDecimal;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.Period;
import java.util.List;
import java.util.Map;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.catalyst.expressions.GenericRowWithSchema;
import org.apache.spark.sql.types.StructType;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import scala.jdk.javaapi.CollectionConverters;

class CellTest {
  @ParameterizedTest
  @CsvSource({
    "0.9999999, 0.9999999",
    "0.99999951, 0.9999995",
    "0.9999994, 0.999999",
    "1, 1",
    "1.0000001, 1.0000001",
    "-0.9999999, -0.9999999",
    "40, 40",
    "-0.0, 0",
    "1234567, 1234567",
    "55610880, 55610880",
    "123456.7, 123456.7",
    "1234567.89, 1234567.9",
    "1e15, 1E+15",
    "1.23456789e300, 1.23457E+300",
    "0.3333333333333333, 0.333333",
    "0.1, 0.1",
    "1e-10, 1E-10",
    "1.2345678e-7, 1.23457E-7",
    "NaN, NaN",
    "-Infinity, -Infinity"
  })
  void aTableNeverSaysAWholeNumberOfWhatIsNone(double number, String brief) {
    assertThat(Cell.brief(number)).isEqualTo(brief);
  }

  @Test
  void csvTellsNothingFromAnEmptyText() {
    assertThat(new Cell(null).csv()).isEmpty();
    assertThat(new Cell("").csv()).isEqualTo("\"\"");
    assertThat(new Cell("a \"b\", c\n").csv()).isEqualTo("\"a \"\"b\"\", c\n\"");
  }

  @Test
  void machinesGetAllDigits() {
    for (double number : new double[] {0.1 + 0.2, 1 / 3.0, 0.9999999, 2e-308, 1.7e308, 1e22}) {
      assertThat(Double.parseDouble(new Cell(number).csv())).isEqualTo(number);
      assertThat(Double.parseDouble(Cell.json(List.of(number)).replaceAll("[\\[\\]]", "")))
          .isEqualTo(number);
    }
    assertThat(Float.parseFloat(new Cell(0.1f).csv())).isEqualTo(0.1f);
    assertThat(new Cell(new BigDecimal("0E-18")).csv()).isEqualTo("0.000000000000000000");
    assertThat(Cell.json(List.of(new BigDecimal("4E+1")))).isEqualTo("[40]");
  }

  @Test
  void jsonHasNullForNumbersItLacks() {
    for (Object number : List.of(Double.NaN, Double.POSITIVE_INFINITY, Float.NaN)) {
      assertThat(new Cell(number).json()).isNull();
      assertThat(new Cell(CollectionConverters.asScala(List.of(number, 1)).toSeq()).csv())
          .isEqualTo("\"[null,1]\"");
    }
    assertThat(new Cell(Double.NaN).csv()).isEqualTo("NaN");
    assertThat(new Cell(Double.NEGATIVE_INFINITY).csv()).isEqualTo("-Infinity");
  }

  @Test
  void whatIsNoNumberAndNoTextHasOneFormEverywhere() {
    assertThat(new Cell(new byte[] {0, (byte) 0xff}).csv()).isEqualTo("00FF");
    assertThat(new Cell(new byte[] {0x7f}).brief()).isEqualTo("7F");
    assertThat(new Cell(new byte[] {1}).json()).isEqualTo("01");
    assertThat(new Cell(Instant.ofEpochSecond(0)).csv()).isEqualTo("1970-01-01T00:00:00Z");
    assertThat(new Cell(LocalDate.of(2024, 2, 29)).csv()).isEqualTo("2024-02-29");
    assertThat(new Cell(Duration.ofHours(36)).csv()).isEqualTo("PT36H");
    assertThat(new Cell(Period.ofMonths(14)).csv()).isEqualTo("P14M");
    assertThat(new Cell(true).json()).isEqualTo(true);
  }

  @Test
  void whatIsNestedIsJson() {
    StructType type = StructType.fromDDL("a binary, b array<double>");
    Row row =
        new GenericRowWithSchema(
            new Object[] {
              new byte[] {10}, CollectionConverters.asScala(List.of(0.5, Double.NaN)).toSeq()
            },
            type);
    assertThat(new Cell(row).brief()).isEqualTo("{\"a\":\"0A\",\"b\":[0.5,null]}");
    assertThat(
            new Cell(CollectionConverters.asScala(Map.<Object, Object>of(new byte[] {1}, row)))
                .csv())
        .isEqualTo("\"{\"\"01\"\":{\"\"a\"\":\"\"0A\"\",\"\"b\"\":[0.5,null]}}\"");
  }

  @Test
  void twoColumnsOfOneNameAreNotOne() {
    Row row =
        new GenericRowWithSchema(
            new Object[] {1, 2}, new StructType().add("a", "int").add("a", "int"));
    assertThatThrownBy(() -> Cell.object(row))
        .hasMessage(
            "Cannot query: two columns are named a, and JSON has room for one; name them by AS");
  }
}
