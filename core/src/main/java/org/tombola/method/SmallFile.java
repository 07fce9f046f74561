package org.tombola.method;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.AccessDeniedException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;

/** Reads files that a person names: ordinary ones, of a size that fits what they are for. */
public final class SmallFile {
  private SmallFile() {}

  /**
   * All of a file. What never ends, or never begins, is not opened.
   *
   * @param most bytes it may have
   * @throws IllegalArgumentException if it is not there, no ordinary file, too large or cannot be
   *     read; the message is the reason alone
   */
  public static byte[] read(Path file, int most) {
    if (!Files.exists(file)) {
      throw new IllegalArgumentException("there is no such file");
    }
    if (Files.isDirectory(file)) {
      throw new IllegalArgumentException("is a folder, not a file");
    }
    if (!Files.isRegularFile(file)) {
      throw new IllegalArgumentException("is a device or a pipe, not an ordinary file");
    }
    byte[] content;
    try (InputStream bytes = Files.newInputStream(file)) {
      large(Files.size(file), most);
      // a file may grow, and some systems have files that tell no size
      content = bytes.readNBytes(most + 1);
    } catch (AccessDeniedException e) {
      throw new IllegalArgumentException("is not readable by this user", e);
    } catch (IOException e) {
      throw new IllegalArgumentException("cannot be read: " + FileTrouble.why(e), e);
    }
    large(content.length, most);
    return content;
  }

  private static void large(long size, int most) {
    if (size > most) {
      throw new IllegalArgumentException(
          String.format(Locale.ROOT, "has %,d bytes; at most %,d are allowed", size, most));
    }
  }
}
