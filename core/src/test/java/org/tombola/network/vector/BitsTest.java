package org.tombola.network.vector;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
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
    assertThat(hash(java, "-XX:UseAVX=" + avx)).isEqualTo(golden());
  }

  @Test
  void areTheSameUnderALaterJava() throws IOException, InterruptedException {
    Path java = Path.of("/usr/lib/jvm/temurin-25-jdk-amd64/bin/java");
    assumeTrue(Files.isExecutable(java), "there is no later Java here");
    assertThat(hash(java, "-XX:+IgnoreUnrecognizedVMOptions")).isEqualTo(golden());
  }

  /** What a Java of its own prints, with two threads. */
  private static String hash(Path java, String option) throws IOException, InterruptedException {
    List<String> command = new ArrayList<>();
    command.add(java.toString());
    command.add(option);
    command.addAll(List.of("-Xmx512m", "--add-modules", "jdk.incubator.vector"));
    command.add("-Dorg.slf4j.simpleLogger.defaultLogLevel=error");
    command.addAll(List.of("-cp", System.getProperty("java.class.path")));
    command.add(Trained.class.getName());
    ProcessBuilder builder =
        new ProcessBuilder(command).redirectError(ProcessBuilder.Redirect.INHERIT);
    builder.environment().put("OMP_NUM_THREADS", "2");
    Process process = builder.start();
    String out = new String(process.getInputStream().readAllBytes());
    assertThat(process.waitFor()).as("exit status, after printing %s", out).isZero();
    return out.strip();
  }
}
