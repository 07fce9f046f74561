package org.tombola.spark.doctor;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * The GPUs of a host.
 *
 * @param all by index; empty where there is no nvidia-smi or it finds none
 */
record Devices(List<Device> all) {
  private static final long SECONDS = 30;

  /** Keeps its own copy. */
  Devices {
    all = List.copyOf(all);
  }

  /**
   * Asks nvidia-smi.
   *
   * @param command its name or path
   */
  static Devices told(String command) {
    try {
      Process process =
          new ProcessBuilder(
                  command, "--query-gpu=" + Device.QUERY, "--format=csv,noheader,nounits")
              .redirectError(ProcessBuilder.Redirect.DISCARD)
              .start();
      process.getOutputStream().close();
      // a driver that hangs would hold the read for ever
      Thread deadline = new Thread(() -> endAfter(process), "nvidia-smi");
      deadline.setDaemon(true);
      deadline.start();
      String answer = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
      return new Devices(answer.lines().map(Device::of).flatMap(Optional::stream).toList());
    } catch (IOException e) {
      return new Devices(List.of()); // there is none
    }
  }

  private static void endAfter(Process process) {
    try {
      if (!process.waitFor(SECONDS, TimeUnit.SECONDS)) {
        process.destroyForcibly();
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  /**
   * The one a process works on: of this address, or the only one.
   *
   * @param address index or UUID; null where Spark handed none
   */
  Optional<Device> worked(@Nullable String address) {
    Optional<Device> named =
        all.stream()
            .filter(device -> device.index().equals(address) || device.uuid().equals(address))
            .findFirst();
    return named.isEmpty() && all.size() == 1 ? Optional.of(all.get(0)) : named;
  }
}
