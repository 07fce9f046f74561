package org.tombola.spark.doctor;

import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** The native code a build ships, and where it can run. */
enum Backend {
  /** ND4J's for processors of the system it was built on. */
  CPU,
  /** ND4J's for CUDA 11.6. */
  CUDA;

  /**
   * Compute capabilities its library holds machine code for, as read from the library. It holds no
   * PTX that a driver could translate for newer ones.
   */
  static final List<String> CODE =
      List.of("3.7", "5.0", "5.2", "6.0", "6.1", "7.0", "7.5", "8.0", "8.6");

  /** Which one this build ships. Loads nothing: a GPU must be chosen before that. */
  static Backend shipped() {
    return Backend.class.getResource("/org/nd4j/linalg/jcublas/JCublasBackend.class") == null
        ? CPU
        : CUDA;
  }

  /**
   * Why it cannot run there; empty where it can. Code runs on devices of its own major number and
   * the same or a later minor one.
   *
   * @param device null where there is none
   */
  Optional<String> refusal(@Nullable Device device) {
    if (this == CPU) {
      String platform = platform(System.getProperty("os.name"), System.getProperty("os.arch"));
      return holds(platform)
          ? Optional.empty()
          : Optional.of(
              "Cannot run on "
                  + platform
                  + ": this build's native code is for another system; build Tombola on that"
                  + " system");
    }
    if (device == null) {
      return Optional.of(
          "Cannot run without a GPU: this build is for CUDA 11.6, and nvidia-smi finds no GPU for"
              + " this executor");
    }
    if (CODE.stream().anyMatch(code -> runs(code, device.capability()))) {
      return Optional.empty();
    }
    return Optional.of(
        "Cannot run on "
            + device.name()
            + " (compute capability "
            + device.capability()
            + "): this build's ND4J CUDA 11.6 has code for "
            + String.join(", ", CODE)
            + " and 8.9 (which runs code for 8.6), not for Hopper (9.0) and later");
  }

  /** What native code calls a system and its processor, as linux-x86_64. */
  static String platform(String system, String processor) {
    String name = system.toLowerCase(Locale.ROOT);
    String kind = processor.toLowerCase(Locale.ROOT);
    return (name.startsWith("mac") ? "macosx" : name.replace(' ', '-'))
        + "-"
        + (kind.equals("amd64") ? "x86_64" : kind.equals("aarch64") ? "arm64" : kind);
  }

  /** Whether this build holds native code for processors of a platform. */
  static boolean holds(String platform) {
    String file = System.mapLibraryName("nd4jcpu");
    return Stream.of("", "-onednn")
        .map(kind -> "/org/nd4j/linalg/cpu/nativecpu/bindings/" + platform + kind + "/" + file)
        .anyMatch(path -> Backend.class.getResource(path) != null);
  }

  private static boolean runs(String code, String capability) {
    return major(code) == major(capability) && minor(code) <= minor(capability);
  }

  private static int major(String capability) {
    return Integer.parseInt(capability.substring(0, capability.indexOf('.')));
  }

  private static int minor(String capability) {
    return Integer.parseInt(capability.substring(capability.indexOf('.') + 1));
  }
}
