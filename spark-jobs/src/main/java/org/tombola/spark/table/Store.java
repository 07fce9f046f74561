package org.tombola.spark.table;

import java.io.FileNotFoundException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.NoSuchFileException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.FileStatus;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.Path;
import org.apache.parquet.example.data.Group;
import org.apache.parquet.hadoop.ParquetFileWriter;
import org.apache.parquet.hadoop.ParquetReader;
import org.apache.parquet.hadoop.ParquetWriter;
import org.apache.parquet.hadoop.example.ExampleParquetWriter;
import org.apache.parquet.hadoop.example.GroupReadSupport;
import org.apache.parquet.hadoop.metadata.CompressionCodecName;
import org.apache.parquet.hadoop.util.HadoopOutputFile;

/**
 * The folder a sweep's tables lie in: one folder a table, in it one file a trial.
 *
 * <p>A file is written under a name that readers ignore and then renamed; the file in {@code
 * trials} is written last, so a trial counts once all its rows are there. Files are called by the
 * trial's id: writing a trial again replaces it.
 *
 * @param folder of the tables
 * @param conf of the file system
 */
public record Store(Path folder, Configuration conf) {

  /** The store in a folder given as a path or a URI. */
  public static Store at(String folder, Configuration conf) {
    return new Store(new Path(folder), conf);
  }

  /** Whether there is such a folder. */
  public boolean exists() {
    try {
      return files().exists(folder);
    } catch (IOException e) {
      throw new UncheckedIOException("Cannot read " + folder + ": " + e.getMessage(), e);
    }
  }

  /** Writes a trial's rows into all tables. */
  public void write(TrialRow trial) {
    String id = trial.record().id();
    try {
      // an older row must not vouch for the rows written now
      files().delete(file(Tables.TRIALS, id), false);
      for (Table<?> table : Tables.ALL) {
        write(table, trial, id);
      }
    } catch (IOException e) {
      throw new UncheckedIOException(
          "Cannot write trial " + id + " to " + folder + ": " + e.getMessage(), e);
    }
  }

  private <R> void write(Table<R> table, TrialRow trial, String id) throws IOException {
    Path done = file(table, id);
    Path begun = new Path(done.getParent(), "_" + id + ".writing");
    try (ParquetWriter<Group> writer =
        ExampleParquetWriter.builder(HadoopOutputFile.fromPath(begun, conf))
            .withConf(conf)
            .withType(table.schema())
            .withCompressionCodec(CompressionCodecName.GZIP)
            .withWriteMode(ParquetFileWriter.Mode.OVERWRITE)
            .build()) {
      for (Group group : table.groups(trial)) {
        writer.write(group);
      }
    }
    files().delete(done, false);
    if (!files().rename(begun, done)) {
      throw new IOException("cannot rename " + begun + " to " + done);
    }
  }

  /** All rows of a table written so far, by file name; none where there is no such table. */
  public List<Row> read(Table<?> table) {
    List<Row> rows = new ArrayList<>();
    try {
      Path tables = new Path(folder, table.name());
      if (!files().exists(tables)) {
        return rows;
      }
      FileStatus[] found =
          files().listStatus(tables, path -> path.getName().matches("[^_.].*\\.parquet"));
      Arrays.sort(found, Comparator.comparing(FileStatus::getPath));
      for (FileStatus file : found) {
        read(file.getPath(), rows);
      }
      return rows;
    } catch (IOException e) {
      throw new UncheckedIOException(
          "Cannot read the table " + table.name() + " in " + folder + ": " + e.getMessage(), e);
    }
  }

  private void read(Path file, List<Row> into) throws IOException {
    try (ParquetReader<Group> reader =
        ParquetReader.builder(new GroupReadSupport(), file).withConf(conf).build()) {
      for (Group row = reader.read(); row != null; row = reader.read()) {
        into.add(Row.of(row));
      }
    } catch (NoSuchFileException | FileNotFoundException e) {
      // replaced while the folder was being read: the trial is running again
    } catch (RuntimeException e) {
      throw new IOException(file.getName() + " is no table of Tombola: " + e.getMessage(), e);
    }
  }

  private Path file(Table<?> table, String id) {
    return new Path(new Path(folder, table.name()), id + ".parquet");
  }

  private FileSystem files() throws IOException {
    return folder.getFileSystem(conf);
  }
}
