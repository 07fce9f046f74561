package org.tombola.spark.cli;

import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.util.Locale;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.tombola.method.FileTrouble;

/**
 * What a command prints. Java's own streams say nothing where it cannot be written, and half an
 * answer in a file would pass for a whole one.
 */
final class Output extends OutputStream {
  private final OutputStream to;
  private @Nullable IOException failure;

  Output(OutputStream to) {
    this.to = to;
  }

  /** The standard output. */
  static Output standard() {
    return new Output(new FileOutputStream(FileDescriptor.out));
  }

  @Override
  public synchronized void write(int value) {
    write(new byte[] {(byte) value}, 0, 1);
  }

  @Override
  public synchronized void write(byte[] bytes, int from, int length) {
    try {
      to.write(bytes, from, length);
    } catch (IOException e) {
      failure = failure == null ? e : failure;
    }
  }

  /** Why not all was written; empty where it was, or where the reader wanted no more. */
  synchronized Optional<String> problem() {
    return Optional.ofNullable(failure)
        .map(FileTrouble::why)
        .filter(why -> !why.toLowerCase(Locale.ROOT).contains("broken pipe"))
        .map(why -> "Cannot write the output: " + why);
  }
}
