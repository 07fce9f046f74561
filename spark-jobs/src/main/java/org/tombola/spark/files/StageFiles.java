package org.tombola.spark.files;

import java.io.FileNotFoundException;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;
import java.util.function.Function;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.FileStatus;
import org.apache.hadoop.fs.Path;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.tombola.method.FileTrouble;
import org.tombola.method.Json;
import org.tombola.trial.Artifacts;
import org.tombola.trial.Bundle;

/**
 * Results and checkpoints of stages as files on any file system Hadoop knows: {@code
 * FINGERPRINT.zip}, and {@code EPOCH.zip} in {@code FINGERPRINT.checkpoints}.
 *
 * <p>A damaged result is moved aside, so that the stage is run again, and a damaged checkpoint
 * passed over; the log says so.
 *
 * @param folder the files lie in
 * @param conf of the file system
 */
public record StageFiles(Path folder, Configuration conf) implements Artifacts {
  /** Of what a description says; those without a number are of schema 1. */
  static final int SCHEMA = 1;

  /** How the names of results and checkpoints end. */
  public static final String ZIP = ".zip";

  /** How the name of a training's folder of checkpoints ends. */
  public static final String CHECKPOINTS = ".checkpoints";

  /** How the name of a damaged result ends that was moved aside. */
  public static final String DAMAGED = ".damaged";

  private static final Logger LOG = LoggerFactory.getLogger(StageFiles.class);
  private static final int CHECKPOINTS_KEPT = 2;

  /** How much of a bundle is read. */
  @FunctionalInterface
  interface Part<T> {
    T of(DamageStream in) throws IOException;
  }

  @Override
  public Optional<Bundle> find(String fingerprint, long most) {
    return result(fingerprint, in -> Bundle.read(in, most), this);
  }

  @Override
  public void damaged(String fingerprint, String why) {
    Path file = place(fingerprint);
    Path aside = file.suffix(DAMAGED);
    LOG.warn("Moving {} to {}: it is damaged: {}", file, aside.getName(), why);
    try {
      files().move(file, aside);
    } catch (IOException failure) {
      throw failed("move a damaged file aside: ", file, failure);
    }
  }

  @Override
  public Optional<String> describe(String fingerprint) {
    return result(fingerprint, Bundle::describe, this);
  }

  /**
   * The stages that have a result, by one listing; which of them are damaged only reading tells.
   */
  public Set<String> finished() {
    Set<String> finished = new HashSet<>();
    for (FileStatus file : list(folder)) {
      String name = file.getPath().getName();
      if (file.isFile() && name.matches("[0-9a-f]+\\.zip")) {
        finished.add(name.substring(0, name.length() - ZIP.length()));
      }
    }
    return finished;
  }

  @Override
  public void keep(String fingerprint, Bundle result) {
    Path file = place(fingerprint);
    try {
      files().create(file, result::write);
    } catch (IOException e) {
      throw failed("save the result of stage " + fingerprint + " in ", folder, e);
    }
  }

  @Override
  public <T> Optional<T> checkpoint(
      String fingerprint, int until, long most, Function<Bundle, T> reader) {
    for (Path file : checkpoints(fingerprint)) {
      if (epoch(file) <= until) {
        try {
          return Optional.of(read(file, in -> Bundle.read(in, most), files(), reader));
        } catch (FileNotFoundException e) {
          // pruned meanwhile
        } catch (DamageStream.Damage e) {
          LOG.warn("Skipping the checkpoint {}: it is damaged: {}", file, e.getMessage());
        } catch (IOException e) {
          throw failed("read the checkpoint ", file, e);
        }
      }
    }
    return Optional.empty();
  }

  @Override
  public void save(String fingerprint, int epoch, Bundle checkpoint) {
    Path file = new Path(checkpointsOf(fingerprint), epoch + ZIP);
    try {
      files().write(file, checkpoint::write);
      List<Path> older =
          checkpoints(fingerprint).stream().filter(other -> epoch(other) <= epoch).toList();
      for (Path old : older.subList(Math.min(CHECKPOINTS_KEPT, older.size()), older.size())) {
        files().delete(old);
      }
    } catch (IOException e) {
      throw failed("save the checkpoint ", file, e);
    }
  }

  @Override
  public void prune(String fingerprint) {
    Path checkpoints = checkpointsOf(fingerprint);
    try {
      files().system().delete(checkpoints, true);
    } catch (IOException e) {
      throw failed("remove the checkpoints ", checkpoints, e);
    }
  }

  /** The same for those who only look: what is damaged stays where it is. */
  public Artifacts untouched() {
    return new ReadOnlyStages(this);
  }

  /** Where the result of a stage is. */
  public Path place(String fingerprint) {
    return new Path(folder, fingerprint + ZIP);
  }

  /** Checkpoints of a training, the newest first. */
  public List<Path> checkpoints(String fingerprint) {
    List<Path> found = new ArrayList<>();
    for (FileStatus file : list(checkpointsOf(fingerprint))) {
      if (file.getPath().getName().matches("\\d{1,9}\\.zip")) {
        found.add(file.getPath());
      }
    }
    found.sort(Comparator.comparingInt(StageFiles::epoch).reversed());
    return found;
  }

  /**
   * Looks through a bundle that lies under a stage's fingerprint, and changes nothing.
   *
   * @param checker says what stage a description is of and looks through the arrays of a known one
   * @throws DamageStream.Damage if it is none
   */
  public static void audit(Path file, WholeFiles files, Function<String, Optional<Checked>> checker)
      throws IOException {
    String json = read(file, Bundle::describe, files, any -> any);
    DamageStream nothing = new DamageStream(InputStream.nullInputStream());
    Optional<Checked> checked = nothing.reading(any -> checker.apply(json));
    if (checked.isPresent()) {
      read(
          file,
          in -> Bundle.read(in, checked.get().most()),
          files,
          bundle -> {
            checked.get().check().accept(bundle);
            return true;
          });
    } else {
      try (DamageStream in = new DamageStream(files.system().open(file))) {
        in.reading(
            whole -> {
              Bundle.pass(whole);
              return true;
            });
      }
    }
  }

  /**
   * How a bundle is looked through.
   *
   * @param most bytes its arrays may take
   * @param check throws IllegalStateException where it is no such bundle
   */
  public record Checked(long most, Consumer<Bundle> check) {}

  /**
   * Reads a part of a stage's result.
   *
   * @param told if it is damaged
   */
  <T> Optional<T> result(String fingerprint, Part<T> part, Artifacts told) {
    Path file = place(fingerprint);
    try {
      return Optional.of(read(file, part, files(), any -> any));
    } catch (FileNotFoundException e) {
      return Optional.empty();
    } catch (DamageStream.Damage e) {
      told.damaged(fingerprint, String.valueOf(e.getMessage()));
      return Optional.empty();
    } catch (IOException e) {
      throw failed("read the result of a stage: ", file, e);
    }
  }

  private static <P, T> T read(Path file, Part<P> part, WholeFiles files, Function<P, T> reader)
      throws IOException {
    try (DamageStream in = new DamageStream(files.system().open(file))) {
      P found = in.reading(part::of);
      String json = found instanceof Bundle bundle ? bundle.json() : found.toString();
      Schemas.check(
          file, in.reading(any -> Json.MAPPER.readTree(json)).path("schema").asInt(1), SCHEMA);
      return in.reading(any -> reader.apply(found));
    }
  }

  private List<FileStatus> list(Path place) {
    try {
      return files().list(place);
    } catch (IOException e) {
      throw failed("read ", place, e);
    }
  }

  /** The epoch after which a checkpoint was saved, from 1. */
  public static int epoch(Path checkpoint) {
    String name = checkpoint.getName();
    return Integer.parseInt(name.substring(0, name.length() - ZIP.length()));
  }

  private Path checkpointsOf(String fingerprint) {
    return new Path(folder, fingerprint + CHECKPOINTS);
  }

  private WholeFiles files() throws IOException {
    return WholeFiles.of(folder, conf);
  }

  private static UncheckedIOException failed(String what, Path where, IOException cause) {
    return new FileTrouble("Cannot " + what + where, cause);
  }
}
