package org.tombola.spark.audit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assertions.assertTimeoutPreemptively;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;
import java.util.function.Predicate;
import java.util.regex.Pattern;
import org.apache.commons.io.FileUtils;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.FilterFileSystem;
import org.apache.hadoop.fs.RawLocalFileSystem;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.tombola.spark.Made;
import org.tombola.spark.cli.Rehearsal;
import org.tombola.spark.cluster.Rows;
import org.tombola.spark.cluster.Tiny;
import org.tombola.spark.files.DamageStream;
import org.tombola.spark.files.StageFiles;
import org.tombola.spark.files.WholeFiles;
import org.tombola.spark.schema.TrialRow;
import org.tombola.spark.store.SavedSweep;
import org.tombola.spark.store.Store;
import org.tombola.sweeps.PlannedTrial;
import org.tombola.sweeps.SweepFile;
import org.tombola.sweeps.SweepProblems;
import org.tombola.trial.Bundle;
import org.tombola.trial.Checkpoints;
import org.tombola.trial.Stage;
import org.tombola.trial.StageRunner;
import org.tombola.trial.Surroundings;
import org.tombola.trial.Training;

/**
 * What a file system does wrong is not taken for what files are; and of a store whose files are
 * damaged in any way no command shows more than sentences, hangs, or takes what is left for whole.
 */
class DamageTest {
  private static final long SEED = 1;

  /** Damages of each store: all there are take minutes. */
  private static final int MOST = 25;

  /** Damages of each store that SQL and the page are asked about: each starts Spark twice. */
  private static final int MOST_SPARKS = 3;

  /** Reads every table. */
  private static final String ALL =
      "select t.trial_id, t.ticket, e.*, v.*, l.* from trials t join epochs e using (trial_id)"
          + " join evaluations v using (trial_id) join layers l using (trial_id)"
          + " order by all";

  /** What no user is shown. */
  private static final Pattern RAW =
      Pattern.compile("Exception|Error:|Cannot invoke|\tat |java\\.|[Ss]ource: \\(|[(]through ref");

  @TempDir static Path shared;
  @TempDir Path folder;

  private static Path sweep;
  private static Path sound;
  private static Path merged;

  /** Two trials that trained for real, a training that is half done, and the same compacted. */
  @BeforeAll
  static void make() throws IOException, SweepProblems {
    sweep = Tiny.file(shared, 2, "ticket: [dense, {random: {sparsity: 0.9}}]", "seed: [1]");
    sound = shared.resolve("sound");
    Store store = store(sound);
    Surroundings surroundings =
        new Surroundings(
            null,
            store.stages(),
            new Checkpoints(1, Duration.ofDays(1)),
            Surroundings.Watcher.NOBODY);
    for (PlannedTrial trial : SweepFile.read(sweep).plan().trials()) {
      store.write(new TrialRow("tiny", trial.json(), Made.run(trial.spec(), surroundings)));
    }
    Path other = Tiny.file(shared, 2, "ticket: [dense]", "seed: [2]");
    Training half = SweepFile.read(other).plan().trials().get(0).spec().training();
    StageRunner.run(new Stage.Train(half, 1), surroundings);
    sweep = Tiny.file(shared, 2, "ticket: [dense, {random: {sparsity: 0.9}}]", "seed: [1]");
    new SavedSweep("tiny", "Is it?", "", Files.readString(sweep), "").keep(store);
    merged = shared.resolve("merged");
    FileUtils.copyDirectory(sound.toFile(), merged.toFile());
    store(merged).compact();
  }

  private static Store store(Path path) {
    return Store.at(path.toString(), new Configuration());
  }

  /** What a command says of a store, that no user be shown what is not for users. */
  private static String told(Path path, String... words) {
    List<String> command = new ArrayList<>(List.of(words));
    command.add(1, path.toString());
    String told =
        assertTimeoutPreemptively(
            Duration.ofMinutes(5), () -> Rehearsal.call(command.toArray(String[]::new)));
    assertThat(told).as(words[0]).doesNotContainPattern(RAW).contains("exit code");
    return told.replace(path.toString(), "STORE");
  }

  /** What is wrong with how the commands take a damage; empty where nothing is. */
  private String wrong(Path of, Damages.Damage damage) {
    return wrong(
        of,
        damage,
        path -> {
          String verify = told(path, "verify");
          boolean named = verify.endsWith("exit code 1");
          // neither of them reads what stages left
          if (named && damage.file().endsWith(".zip")) {
            return "";
          }
          String gap = told(path, "gap");
          told(path, "status");
          boolean same = named || (gap.equals(told(of, "gap")) && rows(path).equals(rows(of)));
          return same ? "" : damage + ": nobody says so\n" + verify + "\n" + gap;
        });
  }

  /**
   * What is wrong with a damaged copy.
   *
   * @param look says what is wrong with it; nothing where nothing is
   */
  private String wrong(Path of, Damages.Damage damage, Function<Path, String> look) {
    Path path = folder.resolve("damaged");
    try {
      FileUtils.copyDirectory(of.toFile(), path.toFile());
      damage.to().accept(path.resolve(damage.file()));
      return look.apply(path);
    } catch (AssertionError | RuntimeException e) {
      return damage + ": " + e.getMessage();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } finally {
      FileUtils.deleteQuietly(path.toFile());
    }
  }

  private static List<String> rows(Path path) {
    return Rows.of(store(path), Set.of());
  }

  @Test
  void everyDamageIsNamedByVerifyOrChangesNothing() throws IOException {
    // compacting leaves what is no table as it is
    Map<Path, Predicate<Path>> stores =
        Map.of(sound, any -> true, merged, file -> file.toString().endsWith(".parquet"));
    List<String> wrong = new ArrayList<>();
    for (Map.Entry<Path, Predicate<Path>> of : stores.entrySet()) {
      assertThat(told(of.getKey(), "verify"))
          .isEqualTo("verified 2 trials, 5 stages: no problem\nexit code 0");
      for (Damages.Damage damage : Damages.of(of.getKey(), SEED, of.getValue(), MOST)) {
        wrong.add(wrong(of.getKey(), damage));
      }
    }
    assertThat(wrong).hasSizeGreaterThan(MOST);
    wrong.removeIf(String::isEmpty);
    assertThat(wrong).isEmpty();
  }

  /** What is wrong with how SQL and the page take a damage; empty where nothing is. */
  private String wrongOfAll(Path of, Damages.Damage damage, String answer) {
    return wrong(
        of,
        damage,
        path -> {
          boolean named = told(path, "verify").endsWith("exit code 1");
          String query = told(path, "query", ALL);
          told(path, "report", "--to", path.resolve("page.html").toString());
          return named || query.equals(answer) ? "" : damage + ": nobody says so\n" + query;
        });
  }

  @Test
  void sqlAndThePageSayWhatIsDamagedOrAnswerAsBefore() throws IOException {
    List<String> wrong = new ArrayList<>();
    String answer = told(sound, "query", ALL);
    assertThat(answer).contains("random").endsWith("exit code 0");
    // neither of them reads what stages left
    Predicate<Path> read = file -> !file.toString().endsWith(".zip");
    for (Damages.Damage damage : Damages.of(sound, SEED, read, MOST_SPARKS)) {
      wrong.add(wrongOfAll(sound, damage, answer));
    }
    assertThat(wrong).hasSize(MOST_SPARKS);
    wrong.removeIf(String::isEmpty);
    assertThat(wrong).isEmpty();
  }

  private static void write(Path file, String text) throws IOException {
    assertThat(file).exists();
    Files.writeString(file, text);
  }

  @Test
  void aRunMakesAgainWhatCannotBeUsed() throws IOException, SweepProblems {
    Path path = folder.resolve("damaged");
    FileUtils.copyDirectory(sound.toFile(), path.toFile());
    PlannedTrial trial = SweepFile.read(sweep).plan().trials().get(1);
    StageFiles stages = store(path).stages();
    Stage train = new Stage.Train(trial.spec().training());
    Stage evaluate = Stage.of(trial.spec()).get(1);
    Bundle whole = stages.find(train).orElseThrow();
    Map<String, Object> arrays = new LinkedHashMap<>(whole.arrays());
    arrays.put("parameters", new float[10]);
    stages.damaged(train.fingerprint(), "it is to be another");
    stages.keep(train.fingerprint(), new Bundle(whole.json(), arrays));
    stages.damaged(evaluate.fingerprint(), "it is to be another");
    stages.keep(evaluate.fingerprint(), new Bundle("null"));
    Files.delete(path.resolve("trials").resolve(trial.id() + ".parquet"));
    write(path.resolve("_sweeps/tiny.json"), "{");
    assertThat(told(path, "verify"))
        .contains(train.fingerprint() + ".zip: is damaged: parameters has 10 weights")
        .contains(evaluate.fingerprint() + ".zip: is damaged: it lacks its stage")
        .contains("tiny.json: is damaged: ");
    String[] run = {"run", sweep.toString(), "--out", path.toString(), "--slots", "1"};
    assertThat(Rehearsal.call(run)).doesNotContainPattern(RAW).endsWith("exit code 0");
    assertThat(Rows.of(store(path))).isEqualTo(Rows.of(store(sound)));
    assertThat(told(path, "verify"))
        .contains(train.fingerprint() + ".zip.damaged: was found damaged and moved aside")
        .doesNotContain(": is damaged: ");
  }

  @Test
  void aQuestionThatIsDamagedHidesNoOther() throws IOException {
    Path path = folder.resolve("asked");
    Store store = store(path);
    for (String name : List.of("a", "b", "c", "d", "e")) {
      new SavedSweep(name, "Is it " + name + "?", "", "", "").keep(store);
    }
    write(path.resolve("_sweeps/a.json"), "null");
    write(path.resolve("_sweeps/b.json"), "");
    write(path.resolve("_sweeps/c.json"), "{\"sweep\": [], \"question\": 1}");
    new SavedSweep("f", "Is it f?", "", "", "").keep(store);
    write(path.resolve("_sweeps/f.json"), "{\"sweep\": \"f\", ");
    Files.copy(
        path.resolve("_sweeps/d.json"),
        path.resolve("_sweeps/e.json"),
        StandardCopyOption.REPLACE_EXISTING);
    assertThat(SavedSweep.all(store)).extracting(SavedSweep::sweep).containsExactly("d");
    assertThat(Audit.of(store).problems())
        .extracting(problem -> problem.path().getName() + " " + problem.what())
        .containsExactly(
            "a.json is damaged: it lacks its sweep",
            "b.json is damaged: it lacks its sweep",
            "c.json is damaged: it lacks its sweep",
            "e.json is damaged: it belongs to the sweep d",
            "f.json is damaged: it is truncated or not JSON");
  }

  @Test
  void anUncheckedFailureOfTheFileSystemIsNoDamage() {
    InputStream broken =
        new InputStream() {
          @Override
          public int read() {
            throw new IllegalStateException("Connection pool shut down");
          }
        };
    // the first byte and the later ones come by different methods
    assertThatThrownBy(() -> new DamageStream(broken).reading(InputStream::read))
        .isInstanceOf(IOException.class)
        .isNotInstanceOf(DamageStream.Damage.class)
        .hasMessageEndingWith("Connection pool shut down");
    assertThatThrownBy(() -> new DamageStream(broken).reading(InputStream::readAllBytes))
        .isInstanceOf(IOException.class)
        .isNotInstanceOf(DamageStream.Damage.class)
        .hasMessageEndingWith("Connection pool shut down");
  }

  @Test
  void whatTheReaderCannotMakeSenseOfIsDamage() {
    assertThatThrownBy(
            () ->
                new DamageStream(InputStream.nullInputStream())
                    .reading(
                        in -> {
                          throw new IllegalStateException("no such thing");
                        }))
        .isInstanceOf(DamageStream.Damage.class)
        .hasMessage("no such thing");
  }

  /** A file system that refuses to rename. */
  private static final class Stubborn extends FilterFileSystem {
    Stubborn() throws IOException {
      super(new RawLocalFileSystem());
      initialize(java.net.URI.create("file:///"), new Configuration());
    }

    @Override
    public boolean rename(org.apache.hadoop.fs.Path from, org.apache.hadoop.fs.Path to) {
      return false;
    }
  }

  @Test
  void aFileThatCannotBeRenamedIsNotTakenForOneThatIsThere() throws IOException {
    WholeFiles files = new WholeFiles(new Stubborn(), new Configuration());
    var place = new org.apache.hadoop.fs.Path(folder.resolve("a").toString());
    assertThatThrownBy(() -> files.create(place, out -> out.write(1)))
        .isInstanceOf(IOException.class)
        .hasMessageStartingWith("cannot rename ")
        .hasMessageEndingWith("a");
    assertThat(folder).isEmptyDirectory();
  }
}
