package org.tombola.network.vector;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A training has the same bits whatever it runs on. */
class BitsTest {
  private static final Path GOLDEN = Path.of("src/test/resources/golden/vector-bits.txt");

  private static String golden() throws IOException {
    if ("true".equals(System.getProperty("golden.update"))) {
      Files.writeString(GOLDEN, Trained.hash(1) + "\n");
    }
    return Files.readString(GOLDEN).strip();
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 2, 4})
  void areTheSameWithAnyNumberOfThreads(int threads) throws IOException {
    assertThat(Trained.hash(threads)).isEqualTo(golden());
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 2, 3})
  void areTheSameWithAnyWidthOfRegisters(int avx) throws IOException, InterruptedException {
    assumeTrue(
        System.getProperty("os.arch").equals("amd64"), "only x86-64 has registers to choose from");
    Path java = Path.of(System.getProperty("java.home"), "bin", "java");
    assertThat(printed(java, "-XX:UseAVX=" + avx)).isEqualTo(golden());
  }

  @Test
  void areTheSameUnderALaterJava() throws IOException, InterruptedException {
    Optional<Path> later = later();
    assumeTrue(later.isPresent(), "there is no later Java beside this one");
    assertThat(printed(later.get(), "-XX:+IgnoreUnrecognizedVMOptions")).isEqualTo(golden());
  }

  /** As a trial does whose machine is taken away, and which goes on on another. */
  @Test
  void aTrainingGoesOnOnAMachineOfNarrowerRegisters(@TempDir Path folder) throws Exception {
    assumeTrue(
        System.getProperty("os.arch").equals("amd64"), "only x86-64 has registers to choose from");
    Path java = Path.of(System.getProperty("java.home"), "bin", "java");
    Path half = folder.resolve("half");
    assertThat(printed(java, "-XX:UseAVX=2", half.toString())).isEmpty();
    assertThat(Trained.resumed(half, 1)).isEqualTo(Trained.whole(1));
  }

  /** The newest Java that is installed beside this one, where that is newer. */
  private static Optional<Path> later() throws IOException {
    Path home = Path.of(System.getProperty("java.home")).toRealPath();
    try (Stream<Path> beside = Files.list(home.resolveSibling("."))) {
      return beside
          .filter(each -> Files.isExecutable(each.resolve("bin/java")))
          .filter(each -> version(each) > Runtime.version().feature())
          .max(Comparator.comparingInt(BitsTest::version))
          .map(each -> each.resolve("bin/java"));
    }
  }

  private static int version(Path home) {
    try (Stream<String> lines = Files.lines(home.resolve("release"))) {
      return lines
          .map(line -> line.replaceAll("^JAVA_VERSION=\"(\\d+).*", "$1"))
          .filter(text -> text.matches("\\d+"))
          .mapToInt(Integer::parseInt)
          .findFirst()
          .orElse(0);
    } catch (IOException | UncheckedIOException e) {
      return 0;
    }
  }

  /** What a Java of its own prints, with two threads. */
  private static String printed(Path java, String option, String... arguments)
      throws IOException, InterruptedException {
    List<String> command = new ArrayList<>();
    command.add(java.toString());
    command.add(option);
    command.addAll(List.of("-Xmx512m", "--add-modules", "jdk.incubator.vector"));
    command.add("-Dorg.slf4j.simpleLogger.defaultLogLevel=error");
    command.addAll(List.of("-cp", System.getProperty("java.class.path")));
    command.add(Trained.class.getName());
    command.addAll(List.of(arguments));
    ProcessBuilder builder =
        new ProcessBuilder(command).redirectError(ProcessBuilder.Redirect.INHERIT);
    builder.environment().put("OMP_NUM_THREADS", "2");
    Process process = builder.start();
    String out = new String(process.getInputStream().readAllBytes());
    assertThat(process.waitFor()).as("exit status, after printing %s", out).isZero();
    return out.strip();
  }
}
