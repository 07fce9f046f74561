package org.tombola.spark.leaderboard;

import com.fasterxml.jackson.core.JsonProcessingException;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.tombola.method.Canonical;
import org.tombola.method.Json;
import org.tombola.network.Architecture;

/** A network as a leaderboard lists it. */
public sealed interface Leaderboard permits RobustBench, PruningBenchmark {
  /** Test images both take: CIFAR's. */
  int IMAGES = 10_000;

  /** The network, and what AutoAttack left of it. */
  AutoAttackResult network();

  /** The leaderboard's fields in its order; null where Tombola does not know. */
  Map<String, @Nullable Object> fields();

  /** What a reader is told beside: where it belongs, or what to copy. */
  List<String> words();

  /** What of the network is not as all others of the leaderboard are; empty where nothing is. */
  List<String> differences();

  /** The fields as JSON. */
  default String json() {
    try {
      return Json.MAPPER.writerWithDefaultPrettyPrinter().writeValueAsString(fields())
          + System.lineSeparator();
    } catch (JsonProcessingException e) {
      throw new IllegalStateException("Cannot write a leaderboard's fields: " + e.getMessage(), e);
    }
  }

  /** Said of a network that was not attacked on as many images as a leaderboard asks for. */
  default Optional<String> fewImages() {
    int images = network().counts().images();
    return images == IMAGES
        ? Optional.empty()
        : Optional.of(String.format(Locale.ROOT, "%,d test images, not %,d", images, IMAGES));
  }

  /** A fraction as leaderboards write it: percent with two decimals, as "57.14". */
  static String percent(double fraction) {
    return String.format(Locale.ROOT, "%.2f", 100 * fraction);
  }

  /** An architecture that has no name outside, with its settings: "small-cnn:{width:16}". */
  static String words(Architecture architecture) {
    String json = Canonical.json(architecture).replace("\"", "");
    return json.substring(1, json.length() - 1);
  }
}
