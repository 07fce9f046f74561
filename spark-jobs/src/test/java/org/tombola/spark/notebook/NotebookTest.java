package org.tombola.spark.notebook;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.fasterxml.jackson.core.json.JsonReadFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.apache.hadoop.conf.Configuration;
import org.apache.spark.sql.Row;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;
import org.tombola.spark.sql.StoreSql;
import org.tombola.spark.store.Store;
import org.tombola.stats.Holm;
import org.tombola.stats.McNemar;

/** Each notebook answers as the views do, on a store with predictions. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class NotebookTest {
  private static final JsonMapper MAPPER =
      JsonMapper.builder().enable(JsonReadFeature.ALLOW_NON_NUMERIC_NUMBERS).build();

  /** A cell after the last that prints what a notebook found. */
  private static final String PYTHON_ANSWERS =
      """
      import json
      print(json.dumps({
          "methods": methods[["ticket", "sparsity", "learning_rate", "gap", "gap_low", "gap_high",
              "minus_dense", "minus_dense_low", "minus_dense_high", "test_ra", "flops_ratio", "macs"]]
              .to_numpy().tolist(),
          "dominated": worth[["ticket", "sparsity", "learning_rate", "dominated", "dominated_by_macs"]]
              .to_numpy().tolist(),
          "pairs": pairs[["ticket", "sparsity", "learning_rate", "seed", "both", "only_this",
              "only_dense", "p", "holm"]].to_numpy().tolist(),
          "differ": differ[["ticket", "sparsity", "learning_rate", "pairs", "differ"]]
              .to_numpy().tolist()}, default=float))
      """;

  private static final String JAVA_ANSWERS =
      """
      var found = new ArrayList<Object>();
      for (int i = 0; i < p.length; i++) {
        Row row = compared.get(i).row();
        PairedCounts right = compared.get(i).right();
        found.add(List.<Object>of(row.get(row.fieldIndex("ticket")),
            row.get(row.fieldIndex("sparsity")), row.get(row.fieldIndex("learning_rate")),
            row.get(row.fieldIndex("seed")), right.neither(), right.onlySecond(), right.onlyFirst(), p[i], holm[i]));
      }
      System.out.println(new com.fasterxml.jackson.databind.ObjectMapper().writeValueAsString(
          Map.of("pairs", found, "differ",
              new Rows(sql.ask("select ticket, sparsity, learning_rate, pairs, differ from differ"))
                  .cells())));
      """;

  private Path folder = Path.of("");
  private Path stored = Path.of("");
  private StoreSql sql;

  @BeforeAll
  void make(@TempDir Path made) {
    folder = made;
    stored = made.resolve("store");
    Store store = Store.at(stored.toString(), new Configuration());
    Compared.fill(store);
    sql = StoreSql.open(store, Map.of());
  }

  @AfterAll
  void close() {
    sql.close();
  }

  private Jupyter jupyter(String name) throws IOException {
    Optional<Jupyter> jupyter = Jupyter.installed(Files.createDirectory(folder.resolve(name)));
    assumeTrue(jupyter.isPresent(), "there is no jupyter-nbconvert");
    return jupyter.orElseThrow();
  }

  private Jupyter python(String name) throws IOException {
    Jupyter jupyter = jupyter(name);
    Optional<String> python = Jupyter.python();
    assumeTrue(python.isPresent(), "no Python here has ipykernel, pandas, pyarrow and scipy");
    jupyter.pythonKernel(python.orElseThrow());
    return jupyter;
  }

  @Test
  void inJava() throws Exception {
    Jupyter jupyter = jupyter("java");
    jupyter.javaKernel();
    JsonNode answers = answers(jupyter, "gap-java", "tombola-java", JAVA_ANSWERS, Map.of());
    assertThat(rows(answers.get("pairs"))).isEqualTo(pairs());
    assertThat(rows(answers.get("differ")))
        .containsExactlyInAnyOrderElementsOf(
            Compared.differ().stream().map(Compared::text).toList());
    String gaps = jupyter.printed("gap-java").get(1);
    for (Row row :
        sql.ask("select cast(100 * gap_minus_dense as decimal(6, 1)) from methods")
            .collectAsList()) {
      assertThat(gaps).contains(row.isNullAt(0) ? "dense" : " " + row.get(0) + " |");
    }
    assertThat(gaps).contains("6 rows");
  }

  @Test
  void inPythonWithAParquetReader() throws Exception {
    Jupyter jupyter = python("parquet");
    agree(answers(jupyter, "gap-parquet", "tombola-python", PYTHON_ANSWERS, Map.of()));
  }

  @Test
  void inPythonWithSparkOnceItsSqlIsAnsweredByTheJvm() throws Exception {
    Jupyter jupyter = python("pyspark");
    Path pyspark = Path.of("src/test/resources/org/tombola/spark/notebook").toAbsolutePath();
    try (SqlServer server = new SqlServer(sql.spark().newSession())) {
      agree(
          answers(
              jupyter,
              "gap-pyspark",
              "tombola-python",
              PYTHON_ANSWERS,
              Map.of("PYTHONPATH", pyspark.toString(), "SPARK_OF_THE_TEST", server.address())));
    }
  }

  @Test
  void areCommittedWithoutOutputs() throws IOException {
    try (Stream<Path> files = Files.list(Jupyter.NOTEBOOKS)) {
      List<Path> notebooks = files.filter(file -> file.toString().endsWith(".ipynb")).toList();
      assertThat(notebooks).hasSize(3);
      for (Path notebook : notebooks) {
        for (JsonNode cell : MAPPER.readTree(notebook.toFile()).get("cells")) {
          assertThat(cell.path("outputs")).as(notebook.toString()).isEmpty();
        }
      }
    }
  }

  private JsonNode answers(
      Jupyter jupyter, String notebook, String kernel, String cell, Map<String, String> more)
      throws Exception {
    Map<String, String> environment = new HashMap<>(more);
    environment.put("TOMBOLA_STORE", stored.toString());
    return MAPPER.readTree(jupyter.run(notebook, kernel, cell, environment));
  }

  private void agree(JsonNode answers) {
    assertThat(rows(answers.get("methods")))
        .containsExactlyInAnyOrderElementsOf(
            asked(
                "select ticket, sparsity, learning_rate, robust_gap, robust_gap_low,"
                    + " robust_gap_high, gap_minus_dense, gap_minus_dense_low,"
                    + " gap_minus_dense_high, test_ra_final, flops_paper_ratio, training_macs"
                    + " from methods"));
    assertThat(rows(answers.get("dominated")))
        .containsExactlyInAnyOrderElementsOf(
            asked(
                "select ticket, sparsity, learning_rate, dominated, dominated_by_macs from"
                    + " pareto"));
    assertThat(rows(answers.get("pairs"))).isEqualTo(pairs());
    assertThat(rows(answers.get("differ")))
        .containsExactlyInAnyOrderElementsOf(
            Compared.differ().stream().map(Compared::text).toList());
  }

  private List<String> asked(String question) {
    List<String> rows = new ArrayList<>();
    for (Row row : sql.ask(question).collectAsList()) {
      List<Object> cells = new ArrayList<>();
      for (int i = 0; i < row.size(); i++) {
        cells.add(row.get(i));
      }
      rows.add(Compared.text(cells));
    }
    return rows;
  }

  /** Worked out from what was written, by the tests of core. */
  private static List<String> pairs() {
    List<Compared> all = Compared.withDense();
    double[] p = all.stream().mapToDouble(each -> McNemar.exact(each.right())).toArray();
    double[] holm = Holm.adjusted(p);
    List<String> rows = new ArrayList<>();
    for (int i = 0; i < p.length; i++) {
      List<Object> row = new ArrayList<>(all.get(i).row());
      row.add(p[i]);
      row.add(holm[i]);
      rows.add(Compared.text(row));
    }
    return rows;
  }

  private static List<String> rows(JsonNode rows) {
    List<String> texts = new ArrayList<>();
    rows.forEach(
        row -> {
          List<Object> cells = new ArrayList<>();
          row.forEach(
              cell ->
                  cells.add(
                      cell.isNumber()
                          ? (Object) cell.asDouble()
                          : cell.isBoolean() ? (Object) cell.asBoolean() : cell.asText()));
          texts.add(Compared.text(cells));
        });
    return texts;
  }
}
