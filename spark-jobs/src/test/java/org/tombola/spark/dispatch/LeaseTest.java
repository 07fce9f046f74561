package org.tombola.spark.dispatch;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.sun.jna.Library;
import com.sun.jna.Native;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.tombola.method.Refused;

class LeaseTest {
  /** A process confined to one device is left as it is, so these change nothing in this one. */
  private static final Map<String, String> CONFINED = Map.of(Gpu.VISIBLE, "2");

  private static final Path NO_MAPS = Path.of("/nowhere/maps");

  @TempDir Path folder;

  /** The C library. */
  interface C extends Library {
    String getenv(String name);
  }

  /** Takes a lease in a process of its own and tells what native code sees there. */
  static final class Child {
    public static void main(String[] arguments) {
      Lease lease = new Lease(System.getenv(), Path.of("/proc/self/maps"));
      lease.take(List.of(arguments[0]), 1);
      C c = Native.load("c", C.class);
      System.out.print(c.getenv("CUDA_VISIBLE_DEVICES") + " " + c.getenv("CUDA_DEVICE_ORDER"));
    }
  }

  private static String child(String address, Map<String, String> environment) throws IOException {
    ProcessBuilder builder =
        new ProcessBuilder(
            Path.of(System.getProperty("java.home"), "bin", "java").toString(),
            "-cp",
            System.getProperty("java.class.path"),
            "-Xshare:auto",
            Child.class.getName(),
            address);
    builder.redirectError(ProcessBuilder.Redirect.DISCARD).environment().remove(Gpu.VISIBLE);
    builder.environment().putAll(environment);
    Process process = builder.start();
    String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    return said;
  }

  @Test
  void nativeCodeSeesTheLeasedGpuOnly() throws IOException {
    assertThat(child("3", Map.of())).isEqualTo("3 PCI_BUS_ID");
    assertThat(child("3", Map.of(Gpu.VISIBLE, "0,1,2,3"))).isEqualTo("3 PCI_BUS_ID");
  }

  @Test
  void aProcessConfinedToOneGpuStaysSo() throws IOException {
    assertThat(child("0", Map.of(Gpu.VISIBLE, "GPU-8f1c"))).isEqualTo("GPU-8f1c null");
  }

  @Test
  void theSameGpuIsTakenAgainByTheNextTask() {
    Lease lease = new Lease(CONFINED, NO_MAPS);
    assertThat(lease.take(List.of("2"), 1)).isEqualTo("2");
    lease.release(1);
    assertThat(lease.take(List.of("2"), 2)).isEqualTo("2");
  }

  @Test
  void twoGpusForOneTaskAreRefused() {
    Lease lease = new Lease(CONFINED, NO_MAPS);
    assertThatThrownBy(() -> lease.take(List.of("0", "1"), 1))
        .isInstanceOf(Refused.class)
        .hasMessageStartingWith(
            "Cannot take a GPU: Spark gives this task GPUs [0, 1], but a stage uses one; ");
  }

  @Test
  void anotherGpuThanBeforeIsRefused() {
    Lease lease = new Lease(CONFINED, NO_MAPS);
    lease.take(List.of("0"), 1);
    lease.release(1);
    assertThatThrownBy(() -> lease.take(List.of("1"), 2))
        .isInstanceOf(Refused.class)
        .hasMessageStartingWith(
            "Cannot take a GPU: Spark gives this executor GPU 1, but it uses GPU 0; ");
  }

  @Test
  void aSecondTaskAtTheSameTimeIsRefused() {
    Lease lease = new Lease(CONFINED, NO_MAPS);
    lease.take(List.of("0"), 1);
    assertThatThrownBy(() -> lease.take(List.of("0"), 2))
        .isInstanceOf(Refused.class)
        .hasMessage(
            "Cannot take a GPU: another stage uses GPU 0 in this executor; set spark.executor.cores"
                + " to spark.task.cpus");
    lease.release(2);
    assertThatThrownBy(() -> lease.take(List.of("0"), 3)).isInstanceOf(Refused.class);
    assertThat(lease.take(List.of("0"), 1)).isEqualTo("0");
  }

  @Test
  void aLeaseAfterNd4jWasUsedIsRefused() throws IOException {
    Path maps =
        Files.writeString(
            folder.resolve("maps"),
            "7f00-7f01 r-xp 00000000 fe:00 11 /w/javacpp/nd4j-cuda-11.6.jar/libnd4jcuda.so\n");
    assertThatThrownBy(() -> new Lease(CONFINED, maps).take(List.of("0"), 1))
        .isInstanceOf(Refused.class)
        .hasMessage(
            "Cannot take a GPU: ND4J was used in this executor before it had GPU 0; it keeps every"
                + " GPU it saw then, so the executor must be restarted");
  }

  @Test
  void aProcessWithoutNd4jIsFoundWithoutIt() throws IOException {
    Path maps =
        Files.writeString(folder.resolve("maps"), "7f00-7f01 r-xp 0 fe:00 9 /lib/libc.so\n");
    assertThat(new Lease(CONFINED, maps).take(List.of("0"), 1)).isEqualTo("0");
  }
}
