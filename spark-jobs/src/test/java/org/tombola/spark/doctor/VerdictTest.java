package org.tombola.spark.doctor;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.tombola.method.Refused;
import org.tombola.trial.SelfCheck;

class VerdictTest {
  private static final long GIB = 1L << 30;

  private static Findings found(
      String executor, String host, @Nullable Device device, String natives, String... problems) {
    return found("nd4j", executor, host, device, natives, problems);
  }

  private static Findings found(
      String engine,
      String executor,
      String host,
      @Nullable Device device,
      String natives,
      String... problems) {
    return new Findings(
        host,
        executor,
        device == null ? null : device.index(),
        device,
        "cpu",
        new SelfCheck(engine, "for a reason", "CpuBackend", 2, 5 * GIB, 0.0031, true),
        2 * GIB,
        0,
        natives,
        100 * GIB,
        List.of(problems));
  }

  private static Device device(String uuid) {
    return new Device("0", uuid, "NVIDIA A100", "8.0", "550.54.15", 81920);
  }

  @Test
  void findingsCrossTheWireWhole() {
    Findings findings = found("0", "h", device("GPU-1"), "/w/0/javacpp", "Cannot x: y");
    assertThat(Findings.of(findings.json())).isEqualTo(findings);
    Findings bare =
        new Findings("h", "0", null, null, "cuda", null, 1, 0, "/n", 0, List.of("Cannot x: y"));
    assertThat(Findings.of(bare.json())).isEqualTo(bare);
  }

  @Test
  void fitExecutorsAreShownWithWhatTheyHave() {
    Verdict verdict =
        Verdict.of(
            List.of(
                found("0", "h1", device("GPU-1"), "/w/0/javacpp"),
                found("1", "h1", null, "/w/1/javacpp")),
            List.of("0", "1"));
    assertThat(verdict.problems()).isEmpty();
    assertThat(verdict.text())
        .contains("0 NVIDIA A100 (8.0)", "550.54.15", "none", "0.0031", "/w/1/javacpp")
        .endsWith("2 executors, all fit");
  }

  @Test
  void enginesAreToldWithTheExecutorsTheyComputeOn() {
    Findings one = found("vector", "0", "h1", null, "/w/0/javacpp");
    Findings two = found("vector", "1", "h1", null, "/w/1/javacpp");
    Findings other = found("nd4j", "2", "h2", null, "/w/2/javacpp");
    assertThat(Verdict.of(List.of(one, two), List.of()).engines())
        .isEqualTo("engine vector: for a reason");
    assertThat(Verdict.of(List.of(one, two, other), List.of()).engines())
        .isEqualTo("engine vector: for a reason (2 executors); nd4j: for a reason (1 executor)");
  }

  @Test
  void problemsAreToldAfterTheTableOncePerExecutor() {
    Findings sick = found("0", "h1", null, "/w/0/javacpp", "Cannot x: y");
    Verdict verdict = Verdict.of(List.of(sick, sick), List.of("0", "3"));
    assertThat(verdict.findings()).containsExactly(sick);
    assertThat(verdict.problems())
        .containsExactly(
            "executor 0 on h1: Cannot x: y", "executor 3: Cannot be reached: no answer");
    assertThat(verdict.text())
        .contains("2 problems:")
        .endsWith("  executor 3: Cannot be reached: no answer");
  }

  @Test
  void aRunIsRefusedWithEveryProblem() {
    Verdict sick =
        Verdict.of(List.of(found("0", "h1", null, "/n", "Cannot x: y")), List.of("0", "1"));
    assertThatThrownBy(sick::require)
        .isInstanceOf(Refused.class)
        .hasMessage(
            "Cannot run on these executors:\n  executor 0 on h1: Cannot x: y\n  executor 1: Cannot"
                + " be reached: no answer");
  }

  @Test
  void executorsThatShareAFolderOrAGpuAreTold() {
    Verdict verdict =
        Verdict.of(
            List.of(
                found("0", "h1", device("GPU-1"), "/cache"),
                found("1", "h1", device("GPU-1"), "/cache"),
                found("2", "h2", device("GPU-2"), "/cache")),
            List.of("0", "1", "2"));
    assertThat(verdict.problems())
        .containsExactly(
            "executors 0 and 1 on h1: Cannot both unpack native code into /cache; do not set"
                + " org.bytedeco.javacpp.cachedir",
            "executors 0 and 1: Cannot both use NVIDIA A100 0 of h1; offer each GPU to one worker"
                + " only");
  }
}
