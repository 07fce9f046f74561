package org.tombola.spark.doctor;

import com.fasterxml.jackson.core.JsonProcessingException;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.tombola.method.Json;
import org.tombola.trial.SelfCheck;

/**
 * What was found of one executor; sizes are bytes.
 *
 * @param host it runs on
 * @param executor its id; "driver" on one machine alone
 * @param gpu address Spark handed it; null for none
 * @param device it works on; null where nvidia-smi tells of none
 * @param backend shipped, "cpu" or "cuda"
 * @param check what it computed; null where it could not
 * @param heap bound of Java's heap
 * @param container bound of its control group; 0 for none
 * @param natives folder native code is unpacked into
 * @param free disk there
 * @param problems in words
 */
public record Findings(
    String host,
    String executor,
    @Nullable String gpu,
    @Nullable Device device,
    String backend,
    @Nullable SelfCheck check,
    long heap,
    long container,
    String natives,
    long free,
    List<String> problems) {
  /** Keeps its own copy. */
  public Findings {
    problems = List.copyOf(problems);
  }

  /** As the text that crosses the wire. */
  String json() {
    return Json.text(this);
  }

  /** Of such a text. */
  static Findings of(String json) {
    try {
      return Json.MAPPER.readValue(json, Findings.class);
    } catch (JsonProcessingException e) {
      throw new IllegalStateException("Cannot read findings: " + e.getOriginalMessage(), e);
    }
  }
}
