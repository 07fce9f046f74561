package org.tombola.trial;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Objects;
import java.util.stream.Stream;
import org.tombola.network.Engine;

/**
 * What made a row.
 *
 * @param scienceVersion of the build; see {@link Science}
 * @param tombolaVersion of the product
 * @param commit of the source it was built from, "unknown" outside a checkout
 * @param java version of the JVM
 * @param engine that computed its networks' passes
 * @param backend of ND4J, with its version; of another engine, what it ran on
 * @param cpu model of the processor
 * @param threads native threads of the slot
 * @param host that ran it
 * @param dataDigest SHA-256 of the images and labels used
 * @param startedAt ISO-8601, UTC
 * @param finishedAt ISO-8601, UTC
 */
public record Provenance(
    int scienceVersion,
    String tombolaVersion,
    String commit,
    String java,
    String engine,
    String backend,
    String cpu,
    int threads,
    String host,
    String dataDigest,
    String startedAt,
    String finishedAt) {

  /** Descriptions that name no engine are from when there was one. */
  public Provenance {
    engine = Objects.requireNonNullElse(engine, Engine.ND4J.word());
  }

  /** What is running here and now. */
  static Provenance here(Engine engine, String dataDigest, Instant started) {
    Build build = Build.current();
    Engine.Running running = engine.running();
    return new Provenance(
        Science.VERSION,
        build.version(),
        build.commit(),
        System.getProperty("java.vendor") + " " + System.getProperty("java.version"),
        engine.word(),
        engine == Engine.ND4J ? running.backend() + " " + build.nd4j() : running.backend(),
        processor(),
        running.threads(),
        ThisHost.name(),
        dataDigest,
        started.toString(),
        Instant.now().toString());
  }

  private static String processor() {
    Path info = Path.of("/proc/cpuinfo");
    if (!Files.isReadable(info)) {
      return System.getProperty("os.arch");
    }
    try (Stream<String> lines = Files.lines(info)) {
      return lines
          .filter(line -> line.startsWith("model name"))
          .map(line -> line.substring(line.indexOf(':') + 1).strip())
          .findFirst()
          .orElse(System.getProperty("os.arch"));
    } catch (IOException e) {
      return System.getProperty("os.arch");
    }
  }
}
