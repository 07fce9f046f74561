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
  CUDA,
  /** ND4J's for processors, and libtorch's for CUDA 13.1 and for processors. */
  TORCH_CUDA;

  /**
   * Compute capabilities its library holds machine code for, as read from the library. It holds no
   * PTX that a driver could translate for newer ones.
   */
  static final List<String> CODE =
      List.of("3.7", "5.0", "5.2", "6.0", "6.1", "7.0", "7.5", "8.0", "8.6");

  /** The same of libtorch's library. */
  static final List<String> TORCH_CODE = List.of("7.5", "8.0", "9.0", "10.0", "12.0");

  /** Which one this build ships. Loads nothing: a GPU must be chosen before that. */
  static Backend shipped() {
    if (Backend.class.getResource("/org/nd4j/linalg/jcublas/JCublasBackend.class") != null) {
      return CUDA;
    }
    return Backend.class.getResource("/org/bytedeco/pytorch/linux-x86_64-gpu/libjnitorch.so")
            == null
        ? CPU
        : TORCH_CUDA;
  }

  /** Its name in tables. */
  String word() {
    return name().toLowerCase(Locale.ROOT).replace('_', '-');
  }

  /**
   * Which build is for a device, in a clause: ND4J has code for old ones, libtorch for new ones.
   */
  static String build(Device device) {
    if (CODE.stream().anyMatch(code -> runs(code, device.capability()))) {
      return "build with mvn -Pcuda package";
    }
    return TORCH_CODE.stream().anyMatch(code -> runs(code, device.capability()))
        ? "build with mvn -Ptorch,torch-cuda package"
        : "no build has code for it";
  }

  /**
   * Why it cannot run there; empty where it can. Code runs on devices of its own major number and
   * the same or a later minor one.
   *
   * @param device null where there is none
   */
  Optional<String> refusal(@Nullable Device device) {
    if (this == CPU || (this == TORCH_CUDA && device == null)) {
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
    List<String> code = this == CUDA ? CODE : TORCH_CODE;
    if (code.stream().anyMatch(each -> runs(each, device.capability()))) {
      return Optional.empty();
    }
    return Optional.of(
        "Cannot run on %s (compute capability %s): this build's %s has code for %s; %s"
            .formatted(
                device.name(),
                device.capability(),
                this == CUDA ? "ND4J CUDA 11.6" : "libtorch for CUDA 13.1",
                String.join(", ", code),
                build(device)));
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
