package org.tombola.spark.claim;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.format.DateTimeParseException;
import java.time.temporal.ChronoUnit;
import java.util.Optional;
import java.util.UUID;
import org.tombola.method.Json;
import org.tombola.trial.ThisHost;

/**
 * The process that works on a store, as it says itself.
 *
 * @param host its machine's name
 * @param machine what its process number is a number of: the machine since it was started, and the
 *     container
 * @param pid its process number
 * @param process when the process was started, ISO-8601; empty where that is not known
 * @param token of this claim alone
 * @param started when it took the store, ISO-8601
 * @param beat when it was last heard of, ISO-8601, by its own clock
 * @param status what it wants others to know: JSON
 */
public record Holder(
    String host,
    String machine,
    long pid,
    String process,
    String token,
    String started,
    String beat,
    String status) {
  /** This process, with a new token. */
  static Holder here() {
    String now = Instant.now().toString();
    ProcessHandle self = ProcessHandle.current();
    return new Holder(
        ThisHost.name(),
        machineName(),
        self.pid(),
        start(self),
        UUID.randomUUID().toString(),
        now,
        now,
        "{}");
  }

  /** The same holder, heard of now. */
  Holder beating(String news) {
    return new Holder(host, machine, pid, process, token, started, Instant.now().toString(), news);
  }

  /** How long ago it was last heard of, as far as the two machines' clocks agree. */
  public Duration silence() {
    Duration silence = Duration.between(Instant.parse(beat), Instant.now());
    return silence.isNegative() ? Duration.ZERO : silence;
  }

  /** Whether it is a process on this machine, so that what it does is known and not guessed. */
  public boolean near() {
    return machine.equals(machineName());
  }

  /** Whether it still works, as far as can be told from here. */
  public boolean alive() {
    return near() ? runs() : silence().compareTo(Claim.Timing.STANDARD.silence()) < 0;
  }

  /** Whether its process runs; means something on its own machine only. */
  public boolean runs() {
    return ProcessHandle.of(pid)
        .filter(ProcessHandle::isAlive)
        // another process may have the number by now
        .filter(found -> process.isEmpty() || process.equals(start(found)))
        .filter(found -> !ended(pid))
        .isPresent();
  }

  /** Who and since when, as a part of a sentence. */
  @Override
  public String toString() {
    return "%s, last heartbeat %d s ago".formatted(name(), silence().toSeconds());
  }

  /** Who and since when. */
  public String name() {
    return "%s, process %d, since %s"
        .formatted(host, pid, Instant.parse(started).truncatedTo(ChronoUnit.SECONDS));
  }

  byte[] json() throws IOException {
    return Json.MAPPER
        .writerWithDefaultPrettyPrinter()
        .writeValueAsBytes(
            Json.MAPPER
                .createObjectNode()
                .put("host", host)
                .put("machine", machine)
                .put("pid", pid)
                .put("process", process)
                .put("token", token)
                .put("started", started)
                .put("beat", beat)
                .set("status", Json.MAPPER.readTree(status)));
  }

  /** What a file says; empty where it is damaged or something else. */
  static Optional<Holder> read(byte[] json) {
    try {
      JsonNode tree = Json.MAPPER.readTree(json);
      Holder holder =
          new Holder(
              tree.path("host").asText(),
              tree.path("machine").asText(),
              tree.path("pid").asLong(),
              tree.path("process").asText(),
              tree.path("token").asText(),
              Instant.parse(tree.path("started").asText()).toString(),
              Instant.parse(tree.path("beat").asText()).toString(),
              tree.path("status").toString());
      return holder.token().isEmpty() ? Optional.empty() : Optional.of(holder);
    } catch (IOException | DateTimeParseException e) {
      return Optional.empty();
    }
  }

  private static String start(ProcessHandle process) {
    return process.info().startInstant().map(Instant::toString).orElse("");
  }

  /** A process that ended stays in the list until its parent has asked how. */
  private static boolean ended(long pid) {
    try {
      String stat = Files.readString(Path.of("/proc/" + pid + "/stat"));
      return stat.substring(stat.lastIndexOf(')') + 1).strip().startsWith("Z");
    } catch (IOException e) {
      return false;
    }
  }

  private static String machineName() {
    try {
      return Files.readString(Path.of("/proc/sys/kernel/random/boot_id")).strip()
          + " "
          + Files.readSymbolicLink(Path.of("/proc/self/ns/pid"));
    } catch (IOException e) {
      return ThisHost.name();
    }
  }
}
