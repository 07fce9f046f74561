package org.tombola.spark.sql;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.io.IOException;
import java.io.InputStream;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.apache.commons.io.FileUtils;
import org.apache.hadoop.conf.Configuration;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;
import org.apache.spark.sql.catalyst.analysis.FunctionRegistry;
import org.apache.spark.sql.catalyst.analysis.TableFunctionRegistry;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.tombola.attack.Fgsm;
import org.tombola.attack.Pgd;
import org.tombola.spark.Made;
import org.tombola.spark.schema.Table;
import org.tombola.spark.schema.Tables;
import org.tombola.spark.store.LiveFiles;
import org.tombola.spark.store.Store;
import org.tombola.ticket.FlyingBird;
import org.tombola.ticket.TicketMethod;
import org.tombola.trial.Outcome;
import org.tombola.trial.TrialRecord;
import scala.jdk.javaapi.CollectionConverters;

/** One Spark for all of these: starting it takes longer than they do. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class StoreSqlTest {
  private Store store;
  private StoreSql sql;

  @BeforeAll
  void open(@TempDir Path folder) throws IOException {
    // as a pattern its name is that of the store beside it
    Store beside = Store.at(folder.resolve("s1").toString(), new Configuration());
    beside.write(Made.row(record(Made.DENSE, 0.1, 9, 900, 800, 100)));
    Path place =
        folder.resolve("s[1]").resolve("k{x} a%20b").resolve("back\\slash").resolve("a:b*#ü");
    store = Store.at(place.toString(), new Configuration());
    // merged: a trial that runs again below, and one that does not
    write(Made.DENSE, 0.1, 1, 999, 1, 0);
    write(Made.DENSE, 0.1, 2, 730, 450, 410);
    store.compact();
    // the larger rate is better on validation; dense has two seeds of it and random three
    write(Made.DENSE, 0.1, 1, 700, 450, 400);
    write(Made.DENSE, 0.02, 1, 500, 440, 390);
    write(Made.DENSE, 0.02, 2, 520, 440, 391);
    write(Made.RANDOM, 0.1, 1, 600, 445, 405);
    write(Made.RANDOM, 0.1, 2, 670, 460, 410);
    // nothing of it has changed since that version, but Flying Bird has
    store.write(Made.row(Made.byScience(record(Made.RANDOM, 0.1, 3, 680, 470, 415), 2)));
    store.write(Made.row(Made.byScience(record(new FlyingBird(), 0.1, 1, 610, 460, 410), 2)));
    write(Made.RANDOM, 0.02, 1, 510, 480, 399);
    store.write(Made.row(Made.ended(Made.spec(Made.RANDOM, 0.5, 1), new Outcome.Diverged(9, 1))));
    store.write(Made.row(Made.byScience(record(Made.RANDOM, 0.1, 4, 900, 800, 100), 0)));
    Made.add(new Fgsm(), Made.spec(Made.DENSE, 0.1, 2), store);
    Made.add(new Fgsm(), Made.spec(Made.RANDOM, 0.1, 2), store);
    // once more what the trial itself asked for
    Made.add(new Pgd(), Made.spec(Made.RANDOM, 0.1, 2), store);
    // torn: all but the row that says it is whole
    TrialRecord torn = record(Made.RANDOM, 0.1, 5, 600, 500, 400);
    store.write(Made.row(torn));
    Files.delete(place.resolve("trials").resolve(torn.id() + ".parquet"));
    clutter(place);
    sql = StoreSql.open(store, Map.of(), LiveFiles.of(store), small());
  }

  /** Whether the tables are read into memory, and not by Spark's tasks. */
  boolean small() {
    return true;
  }

  /** An older generation, copies, and what systems leave: none of it changes an answer below. */
  private static void clutter(Path place) throws IOException {
    Store older = Store.at(place.resolveSibling("older").toString(), new Configuration());
    older.write(Made.row(record(Made.DENSE, 0.1, 2, 999, 1, 0)));
    older.compact();
    for (Table<?> table : Tables.ALL) {
      Path from = Path.of(older.folder().toString(), table.name());
      Path into = place.resolve(table.name());
      if (Files.exists(from)) {
        FileUtils.copyDirectory(from.toFile(), into.toFile());
      }
      if (Files.exists(into)) {
        String id = record(Made.DENSE, 0.02, 1, 500, 440, 390).id();
        Path own = into.resolve(id + ".parquet");
        Files.createDirectories(into.resolve("seed=1"));
        for (String name :
            List.of(id + " (1).parquet", "0123456789abcdef.parquet", "seed=1/" + id + ".parquet")) {
          Files.copy(own, into.resolve(name));
        }
        for (String name : List.of("._" + id + ".parquet", ".DS_Store", "_SUCCESS")) {
          Files.writeString(into.resolve(name), "whatever");
        }
      }
    }
  }

  @AfterAll
  void close() {
    sql.close();
  }

  private static TrialRecord record(
      TicketMethod ticket, double rate, long seed, int train, int best, int last) {
    return Made.record(Made.spec(ticket, rate, seed), train, best, last);
  }

  private void write(TicketMethod ticket, double rate, long seed, int train, int best, int last) {
    store.write(Made.row(record(ticket, rate, seed, train, best, last)));
  }

  private Row only(String question) {
    List<Row> rows = sql.ask(question).collectAsList();
    assertThat(rows).hasSize(1);
    return rows.get(0);
  }

  private String written(String question, Rows.As as) {
    StringWriter text = new StringWriter();
    new Rows(sql.ask(question)).write(as, new PrintWriter(text));
    return text.toString();
  }

  @Test
  void tablesHaveTheRowsOfWholeTrialsOnceEach() {
    assertThat(only("select count(*), count(distinct trial_id) from trials").mkString(" "))
        .isEqualTo("11 11");
    // two epochs a trial, none of the diverged one
    assertThat(only("select count(*), count(distinct trial_id) from epochs").mkString(" "))
        .isEqualTo("20 10");
    assertThat(only("select max(train_robust_accuracy) from epochs where epoch = 1").getDouble(0))
        .as("the superseded 0.999 is gone, the other science is there")
        .isEqualTo(0.9);
    assertThat(only("select count(*) from transfers").getLong(0)).isZero();
  }

  @Test
  void whatWasAddedCountsUnlessItIsThereAlready() {
    // fgsm was added to a merged trial and to one of its own; pgd is what each asked for itself
    assertThat(
            only("select count(*), count(distinct trial_id) from evaluations where settings like '%fgsm%'")
                .mkString(" "))
        .isEqualTo("12 2");
    assertThat(only("select count(*) from evaluations where settings like '%pgd%'").getLong(0))
        .isEqualTo(10 * 6);
  }

  @Test
  void gapsAreOfCompletedTrialsOfThisScience() {
    assertThat(only("select count(*) from gaps").getLong(0)).isEqualTo(8);
    assertThat(only("select count(*) from gaps where ticket = 'flying-bird'").getLong(0)).isZero();
    assertThat(only("select sum(int(best_rate)) from gaps where ticket = 'random'").getLong(0))
        .isEqualTo(3);
    Row gap = only("select * from gaps where ticket = 'random' and seed = 1 and best_rate");
    assertThat(gap.<Double>getAs("robust_gap_final")).isEqualTo(0.6 - 0.405);
    assertThat(gap.<Double>getAs("test_ra_best")).isEqualTo(0.445);
  }

  @Test
  void eachTrialIsPairedWithDenseOfItsSeed() {
    List<Row> pairs =
        sql.ask(
                "select seed, learning_rate, dense_learning_rate, same_rate, best_rates,"
                    + " round(gap_difference, 9) from paired_differences order by 2, 1")
            .collectAsList();
    assertThat(pairs)
        .extracting(Row::toString)
        .containsExactly(
            "[1,0.02,0.02,true,false,0.001]",
            "[1,0.1,0.1,true,true,-0.105]",
            "[2,0.1,0.1,true,true,-0.06]");
  }

  @Test
  void overfittingIsWhatTrainingOnCost() {
    Row row =
        only(
            "select round(robust_overfitting, 9), epochs_after_best from overfitting"
                + " where ticket = 'dense' and seed = 2 and learning_rate = 0.02");
    assertThat(row.toString()).isEqualTo("[0.049,1]");
  }

  @Test
  void worstCaseIsTheLowestOfAllAttacks() {
    Row row =
        only(
            "select worst_robust_accuracy, worst_attack, attacks, images from worst_case join gaps"
                + " using (trial_id) where checkpoint = 'final' and split = 'test' and seed = 3");
    assertThat(row.toString()).isEqualTo("[0.415,pgd,1,1000]");
  }

  @Test
  void aSettingIsDominatedByOneAsRobustForLess() {
    // all cost the same here: the most robust is alone
    assertThat(only("select ticket, test_ra_final from pareto where not dominated").toString())
        .isEqualTo("[random,0.41]");
  }

  @Test
  void viewsAreFoundWhereverAQuestionNamesThem() {
    assertThat(
            only("select count(*) from trials t, overfitting o where o.trial_id = t.trial_id")
                .getLong(0))
        .isEqualTo(8);
    assertThat(sql.ask("describe extended worst_case").count()).isPositive();
    assertThat(sql.ask("show columns in pareto").count()).isPositive();
  }

  @Test
  void functionsOfNothingAreNothing() {
    assertThat(only("select mcnemar_p(null, 1, 7, 12), bca_low(array(1)), tango_low(0, 0, 0, 0)"))
        .isEqualTo(RowFactory.create(null, null, null));
    assertThat(only("select mcnemar_mid_p(1, 1, 7, 12)").getDouble(0))
        .isCloseTo(10 / 256.0, within(1e-14));
  }

  @Test
  void theBootstrapsIntervalOfAMeanIsTheSameWhateverTheOrder() {
    Row row =
        only(
            "select bca_low(array(1, 2, 3, 4, 9)), bca_high(array(1, 2, 3, 4, 9)),"
                + " bca_low(array(9, 2, 4, 3, 1))");
    assertThat(row.getDouble(0)).isBetween(1.0, 3.8).isEqualTo(row.getDouble(2));
    assertThat(row.getDouble(1)).isBetween(3.8, 9.0);
  }

  @Test
  void answersCanBeReadByPeopleAndPrograms() {
    String question =
        "select 'a \"b\", c' as text, 1/3 as third, null as none, array(1, 2) as list";
    assertThat(written(question, Rows.As.TABLE)).contains("0.333333", "1 row");
    assertThat(written(question, Rows.As.CSV))
        .isEqualToNormalizingNewlines(
            "text,third,none,list\n\"a \"\"b\"\", c\",0.3333333333333333,,\"[1,2]\"\n");
    assertThat(written(question, Rows.As.JSON))
        .isEqualToNormalizingNewlines(
            "[\n{\"text\":\"a \\\"b\\\", c\",\"third\":0.3333333333333333,\"none\":null,\"list\":[1,2]}\n]\n");
    assertThat(written("select * from transfers", Rows.As.JSON))
        .isEqualToNormalizingNewlines("[]\n");
  }

  @Test
  void thePageTellsOfEveryView() throws IOException {
    assertThat(Files.readString(Path.of("TABLES.md"))).contains(View.markdown().strip());
  }

  @Test
  void whatCannotBeAskedIsToldInALine() {
    assertThatThrownBy(() -> sql.ask("select * from pareta"))
        .hasMessage("Cannot query: there is no table or view pareta; did you mean pareto?");
    assertThatThrownBy(() -> sql.ask("select tickets from trials"))
        .hasMessageStartingWith("Cannot query: A column")
        .hasMessageContaining("`tickets` cannot be resolved. Did you mean one of the following?")
        .hasMessageContaining("`ticket`");
    assertThatThrownBy(() -> sql.ask("select form gaps where"))
        .hasMessageStartingWith("Cannot query: Syntax error at or near")
        .satisfies(error -> assertThat(error.getMessage().lines()).hasSize(1));
    assertThatThrownBy(
            () ->
                new Rows(sql.ask("select 1/int(seed - seed) from gaps"))
                    .write(Rows.As.CSV, new PrintWriter(new StringWriter())))
        .hasMessageStartingWith("Cannot query: Division by zero");
  }

  /** Those of a folder, each with what shows a change. */
  private static Map<String, String> files(Path folder) throws IOException {
    Map<String, String> found = new TreeMap<>();
    try (Stream<Path> all = Files.walk(folder)) {
      for (Path each : all.toList()) {
        found.put(
            each.toString(),
            Files.isDirectory(each)
                ? ""
                : Files.getLastModifiedTime(each) + " " + Files.size(each));
      }
    }
    return found;
  }

  /** One a line; FILES is a folder, SECRET a file in it. */
  private static List<String> statements(String name) throws IOException {
    try (InputStream in = StoreSqlTest.class.getResourceAsStream(name)) {
      return new String(in.readAllBytes(), StandardCharsets.UTF_8)
          .lines()
          .filter(line -> !line.isBlank() && !line.startsWith("#"))
          .map(line -> line.replace("\\n", "\n"))
          .toList();
    }
  }

  private static List<String> refused() throws IOException {
    return statements("refused.txt");
  }

  private static List<String> permitted() throws IOException {
    return statements("permitted.txt");
  }

  @ParameterizedTest
  @MethodSource
  void refused(String statement, @TempDir Path folder) throws IOException {
    Path secret = Files.writeString(folder.resolve("secret.csv"), "open,sesame\n");
    Files.createDirectories(folder.resolve("full"));
    Files.writeString(folder.resolve("full").resolve("kept"), "kept");
    Map<String, String> mine = files(folder);
    Map<String, String> stored = files(Path.of(store.folder().toString()));
    String[] here = Path.of(".").toFile().list();
    String question =
        statement.replace("SECRET", secret.toString()).replace("FILES", folder.toString());
    assertThatThrownBy(
            () ->
                new Rows(sql.ask(question)).write(Rows.As.CSV, new PrintWriter(new StringWriter())))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageMatching("Cannot query: .{20,}")
        .message()
        .doesNotContain("Exception", "SQLSTATE", "org.apache", "sesame");
    assertThat(files(folder)).isEqualTo(mine);
    assertThat(files(Path.of(store.folder().toString()))).isEqualTo(stored);
    assertThat(Path.of(".").toFile().list()).isEqualTo(here);
    assertThat(System.getProperty("tombola.attacked")).as("code that ran").isNull();
  }

  @ParameterizedTest
  @MethodSource
  void permitted(String statement) throws IOException {
    Map<String, String> stored = files(Path.of(store.folder().toString()));
    assertThat(written(statement, Rows.As.CSV).lines()).hasSizeGreaterThan(1);
    assertThat(files(Path.of(store.folder().toString()))).isEqualTo(stored);
  }

  @Test
  void eachFunctionOfSparksThatMayDoMoreThanComputeWasLookedAt() throws IOException {
    Map<String, Set<String>> groups = new TreeMap<>();
    CollectionConverters.asJava(FunctionRegistry.expressions())
        .forEach(
            (name, made) ->
                groups.computeIfAbsent(made._1().getGroup(), group -> new TreeSet<>()).add(name));
    Set<String> functions = new TreeSet<>();
    groups.values().forEach(functions::addAll);
    assertThat(functions).containsAll(ReadOnly.FUNCTIONS.keySet());
    assertThat(TableFunctionRegistry.logicalPlans().keySet().size())
        .as(
            "those left out tell of the process or of its logs: collations, sql_keywords,"
                + " python_worker_logs")
        .isEqualTo(ReadOnly.TABLE_FUNCTIONS.size() + 3);
    // what a later Spark adds is in neither: look whether it reads, runs or waits
    assertThat(groups.get("misc_funcs"))
        .containsExactlyInAnyOrderElementsOf(statements("misc-functions.txt"));
    assertThat(groups.get("xml_funcs")).hasSize(12);
    assertThat(groups.keySet())
        .containsExactlyInAnyOrderElementsOf(statements("function-groups.txt"));
  }

  @Test
  void theEnvironmentIsNoPartOfAnAnswer() {
    assertThat(written("select '${env:PATH}' as a, '${system:user.home}' as b", Rows.As.CSV))
        .isEqualToNormalizingNewlines("a,b\n${env:PATH},${system:user.home}\n");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "trial_id in (select value from text.`/etc/passwd`)",
        "seed = (select max(seed) from trials)",
        "exists (select 1)",
        "reflect('java.lang.System', 'setProperty', 'tombola.attacked', 'yes') = ''",
        "xpath_int(ticket, 'a') = 1",
        "identifier('reflect')('java.lang.System', 'lineSeparator') = ''",
        "seed = 1; select 1",
        "sed = 1",
        "seed",
        ""
      })
  void aConditionOnlyLooksAtItsRow(String condition) {
    assertThatThrownBy(() -> new Condition(condition).of(store.read(Tables.TRIALS), sql.spark()))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageMatching("Cannot select trials where \\Q" + condition + "\\E: .{10,}");
    assertThat(System.getProperty("tombola.attacked")).isNull();
  }

  @Test
  void aConditionMayHaveAComment() {
    assertThat(
            new Condition("-- of one seed\nseed = 1 and ticket <> '${env:PATH}'")
                .of(store.read(Tables.TRIALS), sql.spark()))
        .hasSize(6);
  }
}
