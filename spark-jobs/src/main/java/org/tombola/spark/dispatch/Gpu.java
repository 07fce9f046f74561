package org.tombola.spark.dispatch;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** What a process sees of the GPUs, and how it is made to see one only. */
final class Gpu {
  /** The variable CUDA takes its devices from, once, when it is first used. */
  static final String VISIBLE = "CUDA_VISIBLE_DEVICES";

  private static final String ORDER = "CUDA_DEVICE_ORDER";

  private Gpu() {}

  /**
   * Shows CUDA, which must not have been used yet, one device only.
   *
   * <p>A worker that is itself confined to one device has done so already. A container that holds
   * one device numbers it 0, and so does the discovery script that ran inside it.
   *
   * @param address as nvidia-smi numbers devices, or a device's UUID
   * @param environment this process was started with
   */
  static void showOnly(String address, Map<String, String> environment) {
    if (!exactlyOne(environment.get(VISIBLE))) {
      // CUDA would number the fastest first, nvidia-smi numbers by bus
      Environment.set(ORDER, "PCI_BUS_ID");
      Environment.set(VISIBLE, address);
    }
  }

  private static boolean exactlyOne(@Nullable String devices) {
    return devices != null
        && !devices.isBlank()
        && !devices.contains(",")
        && !devices.contains("-1");
  }

  /**
   * Whether native code of an engine on GPUs is in this process: then CUDA has its devices, and
   * nothing changes them.
   *
   * @param maps the process' mapped files, as Linux lists them
   */
  static boolean nativeCodeIn(Path maps) {
    try {
      String mapped = Files.readString(maps, StandardCharsets.ISO_8859_1);
      return mapped.contains("nd4jc") || mapped.contains("libtorch_cuda");
    } catch (IOException e) {
      return false; // not Linux: nothing says
    }
  }
}
