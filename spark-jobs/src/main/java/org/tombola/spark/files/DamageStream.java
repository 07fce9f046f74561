package org.tombola.spark.files;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.exc.StreamReadException;
import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import org.apache.hadoop.fs.ChecksumException;
import org.apache.hadoop.fs.FSError;
import org.jspecify.annotations.Nullable;

/**
 * Tells a file that is damaged from one that cannot be reached: the reader's complaint is damage
 * unless the file system complained first.
 */
public final class DamageStream extends FilterInputStream {
  private @Nullable IOException unreachable;

  /** The file's bytes are not what they were when it was written. */
  public static final class Damage extends IOException {
    private static final long serialVersionUID = 1;

    Damage(Exception cause) {
      super(reason(cause), cause);
    }

    /** One line of a reader's complaint: a JSON reader's goes on with where it is in its memory. */
    private static String reason(Exception cause) {
      if (cause instanceof StreamReadException) {
        return "it is truncated or not JSON";
      }
      String said =
          cause instanceof JsonProcessingException json
              ? json.getOriginalMessage()
              : cause.getMessage();
      return said == null
          ? "it cannot be parsed"
          : said.replaceFirst("^Cannot (read|use) [^:]*: ", "").lines().findFirst().orElse("");
    }
  }

  /** Makes something of the bytes. */
  @FunctionalInterface
  public interface Reader<T> {
    T read(DamageStream in) throws IOException;
  }

  /** Around the stream of a file. */
  public DamageStream(InputStream in) {
    super(in);
  }

  /** Reads, and calls damage what the reader cannot make sense of. */
  public <T> T reading(Reader<T> reader) throws IOException {
    try {
      return reader.read(this);
    } catch (IOException | RuntimeException e) {
      if (unreachable != null) {
        throw unreachable;
      }
      throw new Damage(e);
    }
  }

  @Override
  public int read() throws IOException {
    try {
      return super.read();
    } catch (IOException | RuntimeException | FSError e) {
      throw noted(e);
    }
  }

  @Override
  public int read(byte[] into, int from, int length) throws IOException {
    try {
      return super.read(into, from, length);
    } catch (IOException | RuntimeException | FSError e) {
      throw noted(e);
    }
  }

  private IOException noted(Throwable e) {
    // clients of object stores throw unchecked exceptions too, Hadoop's local file system errors
    IOException failure = e instanceof IOException checked ? checked : new IOException(e);
    // its own checksums say the file system was reached and the bytes are wrong
    if (!(e instanceof ChecksumException)) {
      unreachable = failure;
    }
    return failure;
  }
}
