package org.tombola.method;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.Objects;

/** Texts that are packed with classes. */
public final class Resources {
  private Resources() {}

  /** The text of a file beside a class; from the root where its name begins with a slash. */
  public static String text(Class<?> beside, String file) {
    try (InputStream in = beside.getResourceAsStream(file)) {
      return new String(Objects.requireNonNull(in, file).readAllBytes(), StandardCharsets.UTF_8);
    } catch (IOException e) {
      throw new FileTrouble("Cannot read " + file, e);
    }
  }
}
