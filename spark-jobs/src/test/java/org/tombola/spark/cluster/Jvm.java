package org.tombola.spark.cluster;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.function.Predicate;
import org.apache.spark.launcher.JavaModuleOptions;

/** Starts Java processes that die with this one. */
final class Jvm {
  /**
   * Every process here is short-lived or idle: compile little, collect in one thread, and do not
   * verify classes once more that this process has.
   */
  static final List<String> LIGHT =
      List.of(
          "-XX:+UseSerialGC",
          "-XX:TieredStopAtLevel=1",
          "-XX:+UnlockDiagnosticVMOptions",
          "-XX:-BytecodeVerificationRemote");

  private static final List<String> CLASS_PATH =
      List.of(System.getProperty("java.class.path").split(":"));

  private Jvm() {}

  /** What of this process' class path is a jar, or is a folder of classes. */
  static List<String> classPath(Predicate<Path> which) {
    return CLASS_PATH.stream().filter(entry -> which.test(Path.of(entry))).toList();
  }

  static boolean isJar(Path entry) {
    return entry.toString().endsWith(".jar");
  }

  /** Folders of Tombola's own classes, of tests too. */
  static String folders() {
    return String.join(":", classPath(entry -> !isJar(entry)));
  }

  /** What every JVM that Spark runs in has to open. */
  static List<String> opens() {
    return Arrays.asList(JavaModuleOptions.defaultModuleOptionArray());
  }

  /**
   * Starts a main class.
   *
   * @param options of the JVM
   * @param classPath of the process
   * @param command main class and arguments
   * @param log takes what it prints, errors too
   */
  static Process start(
      List<String> options,
      String classPath,
      List<String> command,
      Map<String, String> environment,
      Path log) {
    List<String> line = new ArrayList<>();
    line.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    line.addAll(opens());
    line.addAll(LIGHT);
    line.addAll(options);
    line.addAll(List.of("-cp", classPath, Tether.class.getName()));
    line.addAll(command);
    ProcessBuilder builder =
        new ProcessBuilder(line)
            .directory(log.getParent().toFile())
            .redirectErrorStream(true)
            .redirectOutput(ProcessBuilder.Redirect.appendTo(log.toFile()));
    builder.environment().putAll(environment);
    try {
      return builder.start();
    } catch (IOException e) {
      throw new UncheckedIOException("Cannot start " + command + ": " + e.getMessage(), e);
    }
  }
}
