package org.tombola.trial;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.Properties;

/**
 * Which Tombola this is.
 *
 * @param version of the product
 * @param commit of the source it was built from, with "-dirty" where files were changed; "unknown"
 *     outside a checkout
 * @param nd4j version of ND4J it was built with
 */
public record Build(String version, String commit, String nd4j) {
  /** The build this class came with. */
  public static Build current() {
    Properties properties = new Properties();
    try (InputStream in = Build.class.getResourceAsStream("/org/tombola/build.properties")) {
      if (in != null) {
        properties.load(in);
      }
    } catch (IOException e) {
      throw new UncheckedIOException("Cannot read the build's properties: " + e.getMessage(), e);
    }
    String commit = properties.getProperty("commit", "unknown");
    return new Build(
        properties.getProperty("version", "unknown"),
        // a build without git leaves the placeholder, one outside a checkout nothing
        commit.isBlank() || commit.startsWith("$") ? "unknown" : commit,
        properties.getProperty("nd4j", "unknown"));
  }
}
