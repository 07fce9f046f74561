package org.tombola.spark.files;

import java.io.FileNotFoundException;
import java.io.IOException;
import java.nio.file.NoSuchFileException;
import java.util.HashMap;
import java.util.Map;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.FSDataOutputStream;
import org.apache.hadoop.fs.FileStatus;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.Path;
import org.apache.parquet.column.ParquetProperties;
import org.apache.parquet.conf.HadoopParquetConfiguration;
import org.apache.parquet.example.data.Group;
import org.apache.parquet.hadoop.ParquetFileReader;
import org.apache.parquet.hadoop.ParquetReader;
import org.apache.parquet.hadoop.ParquetWriter;
import org.apache.parquet.hadoop.api.InitContext;
import org.apache.parquet.hadoop.api.ReadSupport;
import org.apache.parquet.hadoop.example.ExampleParquetWriter;
import org.apache.parquet.hadoop.example.GroupReadSupport;
import org.apache.parquet.hadoop.metadata.CompressionCodecName;
import org.apache.parquet.hadoop.metadata.FileMetaData;
import org.apache.parquet.hadoop.util.HadoopStreams;
import org.apache.parquet.io.InputFile;
import org.apache.parquet.io.OutputFile;
import org.apache.parquet.io.PositionOutputStream;
import org.apache.parquet.io.SeekableInputStream;
import org.apache.parquet.schema.MessageType;
import org.jspecify.annotations.Nullable;

/**
 * One file of rows, its pages with checksums, which are verified whenever it is read.
 *
 * @param path of the file
 * @param conf of its file system
 */
public record ParquetFile(Path path, Configuration conf) {
  /** Key of the number of compactions before a merged file, in its metadata. */
  private static final String GENERATION = "tombola.generation";

  /** Bytes: the file's mark at both ends, and the length of what describes it. */
  private static final int SHORTEST = 12;

  /** Takes rows. */
  @FunctionalInterface
  public interface Rows {
    /** Takes one row. */
    void take(Group row) throws IOException;
  }

  /** Gives rows. */
  @FunctionalInterface
  public interface Source {
    /** Gives all rows, in order. */
    void give(Rows rows) throws IOException;
  }

  /** The file is no table, or its bytes are not what they were when it was written. */
  public static final class Damage extends IOException {
    private static final long serialVersionUID = 1;

    private final String file;

    /** As a reader complains. */
    public Damage(Path file, Exception cause) {
      super(file.getName() + " is not a Tombola table: " + cause.getMessage(), cause);
      this.file = file.toString();
    }

    /** In words of our own. */
    public Damage(Path file, String what) {
      super(file.getName() + " is not a Tombola table: " + what);
      this.file = file.toString();
    }

    /** The file. */
    public Path file() {
      return new Path(file);
    }
  }

  /** Writes the whole file, in place of one that may be there. */
  public void write(MessageType schema, Source source) throws IOException {
    write(schema, 0, source);
  }

  /**
   * The same for a merged file.
   *
   * @param generation how many compactions came before it
   */
  public void write(MessageType schema, long generation, Source source) throws IOException {
    Map<String, String> about = new HashMap<>();
    about.put(Schemas.KEY, Integer.toString(Schemas.TABLES));
    if (generation > 0) {
      about.put(GENERATION, Long.toString(generation));
    }
    WholeFiles.of(path, conf)
        .write(
            path,
            out -> {
              try (ParquetWriter<Group> writer =
                  ExampleParquetWriter.builder(new Stream(out))
                      .withConf(conf)
                      .withType(schema)
                      .withCompressionCodec(CompressionCodecName.GZIP)
                      .withPageWriteChecksumEnabled(true)
                      .withExtraMetaData(about)
                      .build()) {
                source.give(writer::write);
              }
            });
  }

  /**
   * Reads all rows, in order.
   *
   * @param as the columns wanted, absent ones being empty; null for those of the file
   * @throws FileNotFoundException if there is no such file
   * @throws Damage if it is damaged
   * @throws IllegalStateException if it is of a newer schema
   */
  public void read(@Nullable MessageType as, Rows rows) throws IOException {
    try (ParquetReader<Group> reader = new Opened(this, as).usePageChecksumVerification().build()) {
      for (Group row = next(reader); row != null; row = next(reader)) {
        rows.take(row);
      }
    } catch (NoSuchFileException e) {
      throw missing(e);
    }
  }

  /**
   * Reads by settings that are there: Parquet's usual builder parses Hadoop's anew for each file.
   */
  private static final class Opened extends ParquetReader.Builder<Group> {
    private final Path path;
    private final @Nullable MessageType as;

    Opened(ParquetFile file, @Nullable MessageType as) throws IOException {
      super(file.input(), new HadoopParquetConfiguration(file.conf));
      this.path = file.path;
      this.as = as;
    }

    @Override
    protected ReadSupport<Group> getReadSupport() {
      return new GroupReadSupport() {
        @Override
        public ReadContext init(InitContext file) {
          Schemas.check(path, file.getMergedKeyValueMetaData());
          return new ReadContext(as == null ? file.getFileSchema() : as);
        }
      };
    }
  }

  /** The columns of the file. */
  public MessageType schema() throws IOException {
    return meta().getSchema();
  }

  /** How many compactions came before the one that merged it; 0 where it does not tell. */
  public long generation() throws IOException {
    String told = meta().getKeyValueMetaData().getOrDefault(GENERATION, "0");
    return told.matches("\\d{1,18}") ? Long.parseLong(told) : 0;
  }

  /**
   * Refuses a file that is too short to be one.
   *
   * @throws Damage if it is
   */
  public static void refuseShort(Path file, long length) throws Damage {
    if (length < SHORTEST) {
      throw new Damage(
          file, length == 0 ? "it is empty" : "it is truncated to " + length + " bytes");
    }
  }

  /** Its pages have checksums; what another program left beside it has nothing to say. */
  private InputFile input() throws IOException {
    FileSystem system = WholeFiles.of(path, conf).system();
    FileStatus file = system.getFileStatus(path);
    refuseShort(path, file.getLen());
    return new InputFile() {
      @Override
      public long getLength() {
        return file.getLen();
      }

      @Override
      public SeekableInputStream newStream() throws IOException {
        return HadoopStreams.wrap(system.open(path));
      }
    };
  }

  private FileMetaData meta() throws IOException {
    try (ParquetFileReader reader = ParquetFileReader.open(input())) {
      var meta = reader.getFileMetaData();
      Schemas.check(path, meta.getKeyValueMetaData());
      return meta;
    } catch (Schemas.Newer e) {
      throw e;
    } catch (IOException | RuntimeException e) {
      throw told(e);
    }
  }

  private @Nullable Group next(ParquetReader<Group> reader) throws IOException {
    try {
      return reader.read();
    } catch (Schemas.Newer e) {
      throw e;
    } catch (IOException | RuntimeException e) {
      throw told(e);
    }
  }

  /** Whether the file is not there, damaged, or out of reach. */
  private IOException told(Exception error) {
    if (error instanceof NoSuchFileException) {
      return missing(error);
    }
    if (!(error instanceof IOException unreachable)) {
      return new Damage(path, error);
    }
    // Parquet calls a footer it cannot take apart an IOException; below it is no other one then
    Throwable cause = unreachable.getCause();
    return cause != null
            && cause.getClass().getName().contains(".thrift.")
            && !(cause.getCause() instanceof IOException)
        ? new Damage(path, "its footer cannot be parsed")
        : unreachable;
  }

  private FileNotFoundException missing(Exception cause) {
    FileNotFoundException missing = new FileNotFoundException("there is no file " + path);
    missing.initCause(cause);
    return missing;
  }

  /** A stream that Parquet writes to and leaves open: only a file without an error is finished. */
  private record Stream(FSDataOutputStream out) implements OutputFile {
    @Override
    public PositionOutputStream create(long blockSize) {
      return new PositionOutputStream() {
        @Override
        public long getPos() {
          return out.getPos();
        }

        @Override
        public void write(int value) throws IOException {
          out.write(value);
        }

        @Override
        public void write(byte[] bytes, int from, int length) throws IOException {
          out.write(bytes, from, length);
        }
      };
    }

    @Override
    public PositionOutputStream createOrOverwrite(long blockSize) {
      return create(blockSize);
    }

    @Override
    public boolean supportsBlockSize() {
      return false;
    }

    @Override
    public long defaultBlockSize() {
      return ParquetProperties.DEFAULT_PAGE_SIZE;
    }
  }
}
