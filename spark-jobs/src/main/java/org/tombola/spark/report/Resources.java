package org.tombola.spark.report;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.Objects;
import org.tombola.method.FileTrouble;

/** Texts that are packed with this package. */
final class Resources {
  /** Where the web jar of the version in the POM has it. */
  static final String ECHARTS = "/META-INF/resources/webjars/echarts/5.5.0/echarts.min.js";

  private Resources() {}

  static String text(String name) {
    try (InputStream in = Resources.class.getResourceAsStream(name)) {
      return new String(Objects.requireNonNull(in, name).readAllBytes(), StandardCharsets.UTF_8);
    } catch (IOException e) {
      throw new FileTrouble("Cannot read " + name, e);
    }
  }
}
