package org.tombola.spark.doctor;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class DevicesTest {
  private static final String CODE = "3.7, 5.0, 5.2, 6.0, 6.1, 7.0, 7.5, 8.0, 8.6";

  @TempDir Path folder;

  private Devices told(String... lines) throws IOException {
    Path script = folder.resolve("nvidia-smi");
    Files.writeString(
        script,
        """
        #!/bin/sh
        [ "$1" = --query-gpu=index,uuid,name,compute_cap,driver_version,memory.total ] || exit 2
        [ "$2" = --format=csv,noheader,nounits ] || exit 2
        cat <<'END'
        %s
        END
        """
            .formatted(String.join("\n", lines)));
    assertThat(script.toFile().setExecutable(true)).isTrue();
    return Devices.told(script.toString());
  }

  @ParameterizedTest
  @CsvSource({
    "NVIDIA A100-SXM4-80GB, 8.0",
    "NVIDIA GeForce RTX 4090, 8.9",
    "Tesla P100-PCIE-16GB, 6.0",
    "Tesla K80, 3.7"
  })
  void fromPascalToAdaTheShippedCodeRuns(String name, String capability) throws IOException {
    Devices devices = told("0, GPU-1, " + name + ", " + capability + ", 550.54.15, 81920");
    assertThat(devices.all())
        .containsExactly(new Device("0", "GPU-1", name, capability, "550.54.15", 81920));
    assertThat(Backend.CUDA.refusal(devices.all().get(0))).isEmpty();
  }

  @ParameterizedTest
  @CsvSource({
    "NVIDIA H200, 9.0, 'build with mvn -Ptorch,torch-cuda package'",
    "NVIDIA B200, 10.0, 'build with mvn -Ptorch,torch-cuda package'",
    "Tesla K40m, 3.5, no build has code for it"
  })
  void otherDevicesAreRefusedByName(String name, String capability, String build)
      throws IOException {
    Device device = told("0, GPU-1, " + name + ", " + capability + ", 550.54.15, 9").all().get(0);
    assertThat(Backend.CUDA.refusal(device))
        .hasValue(
            "Cannot run on "
                + name
                + " (compute capability "
                + capability
                + "): this build's ND4J CUDA 11.6 has code for "
                + CODE
                + "; "
                + build);
    assertThat(Backend.CPU.refusal(device)).isEmpty();
  }

  @ParameterizedTest
  @CsvSource({
    "Tesla T4, 7.5, true",
    "NVIDIA A100, 8.0, true",
    "NVIDIA L40, 8.9, true",
    "NVIDIA H200, 9.0, true",
    "NVIDIA B200, 10.0, true",
    "NVIDIA RTX PRO 6000, 12.0, true",
    "Tesla V100, 7.0, false",
    "NVIDIA P100, 6.0, false"
  })
  void libtorchRunsFromTuringOnAndNamesTheBuildForOlderOnes(
      String name, String capability, boolean runs) throws IOException {
    Device device = told("0, GPU-1, " + name + ", " + capability + ", 580.10, 9").all().get(0);
    assertThat(Backend.TORCH_CUDA.refusal(device))
        .isEqualTo(
            runs
                ? Optional.empty()
                : Optional.of(
                    "Cannot run on "
                        + name
                        + " (compute capability "
                        + capability
                        + "): this build's libtorch for CUDA 13.1 has code for 7.5, 8.0, 9.0, 10.0,"
                        + " 12.0; build with mvn -Pcuda package"));
    assertThat(Backend.TORCH_CUDA.refusal(null)).isEmpty();
  }

  @Test
  void aBuildForCudaNeedsAGpu() {
    assertThat(Backend.CUDA.refusal(null))
        .hasValueSatisfying(it -> assertThat(it).startsWith("Cannot run without a GPU: "));
    assertThat(Backend.CPU.refusal(null)).isEmpty();
  }

  @Test
  void thisBuildIsForProcessors() {
    assertThat(Backend.shipped()).isEqualTo(Backend.CPU);
  }

  @Test
  void theDeviceIsTheOneOfTheAddressOrTheOnlyOne() throws IOException {
    Devices two = told("0, GPU-a, A, 8.0, 5, 1", "1, GPU-b, B, 8.6, 5, 1");
    assertThat(two.worked("1")).map(Device::name).hasValue("B");
    assertThat(two.worked("GPU-a")).map(Device::name).hasValue("A");
    assertThat(two.worked(null)).isEmpty();
    assertThat(two.worked("7")).isEmpty();
    assertThat(told("0, GPU-a, A, 8.0, 5, 1").worked("3")).map(Device::name).hasValue("A");
  }

  @Test
  void withoutNvidiaSmiThereIsNoDevice() throws IOException {
    assertThat(Devices.told(folder.resolve("none").toString()).all()).isEmpty();
    assertThat(told("No devices were found").all()).isEmpty();
  }

  @Test
  void aBuildHoldsNativeCodeOfTheSystemItWasMadeOnAndOfNoOther() {
    assertThat(Backend.platform("Linux", "amd64")).isEqualTo("linux-x86_64");
    assertThat(Backend.platform("Linux", "aarch64")).isEqualTo("linux-arm64");
    assertThat(Backend.platform("Mac OS X", "aarch64")).isEqualTo("macosx-arm64");
    String here = Backend.platform(System.getProperty("os.name"), System.getProperty("os.arch"));
    assertThat(Backend.holds(here)).isTrue();
    assertThat(Backend.holds("linux-ppc64le")).isFalse();
  }
}
