package org.tombola.spark.leaderboard;

import static java.util.stream.Collectors.joining;

import java.math.BigDecimal;
import java.math.RoundingMode;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.tombola.measure.Counts;
import org.tombola.method.Names;
import org.tombola.network.Architecture;
import org.tombola.network.ResNet18;
import org.tombola.network.Vgg16;
import org.tombola.ticket.TicketMethod;

/**
 * A network as the adversarial pruning benchmark lists it: the key of the model and its line of the
 * table (Piras et al. 2024, arXiv 2409.01249; github.com/pralab/AdversarialPruningBenchmark). Its
 * code leaves open whether a structured sparsity counts channels or weights: here it is the one
 * asked for, of filters or channels, with that of the weights beside it.
 *
 * @param network with what AutoAttack left of it
 */
public record PruningBenchmark(AutoAttackResult network) implements Leaderboard {
  private static final List<String> UNSTRUCTURED = List.of("90", "95", "99");
  private static final List<String> STRUCTURED = List.of("50", "75", "90");

  /** The benchmark's radius as its paper and as its code writes it. */
  private static final List<Double> EPSILON = List.of(8.0 / 255, 0.031);

  /** Keys of its taxonomy, by ticket. */
  private static final Map<String, String> METHODS =
      Map.of(
          "adversarial-pruning", "Wang20_Wang2020Achieving",
          "adversarial-winning-ticket", "AWT_Shi2022Finding",
          "boosting-ticket", "Li20_Li2020Towards",
          "flying-bird", "FlyingBird_Chen2021Sparsity",
          "robust-bird", "RobustBird_Chen2021Sparsity",
          "robust-scratch-ticket", "RST_Fu2021Drawing");

  private static final Map<Architecture, Net> NETS =
      Map.of(
          new ResNet18(), new Net("resnet18", "R18", "ResNet18"),
          new Vgg16(), new Net("vgg16", "V16", "VGG16"));

  /** The three names of an architecture: as an argument, in keys, in tables. */
  private record Net(String argument, String key, String column) {}

  private @Nullable String method() {
    return METHODS.get(network.trial().method("ticket"));
  }

  private @Nullable Net net() {
    return NETS.get(network.trial().spec().training().network());
  }

  private @Nullable String data() {
    return network.trial().method("data").equals("cifar-10") ? "CIFAR10" : null;
  }

  private TicketMethod ticket() {
    return network.trial().spec().training().ticket();
  }

  /** What the ticket drops as one: weights, filters or channels. */
  private String structure() {
    return Names.kebab(ticket().structure());
  }

  private boolean unstructured() {
    return structure().equals("weights");
  }

  private String kind() {
    return unstructured() ? "US" : "S";
  }

  private List<String> rates() {
    return unstructured() ? UNSTRUCTURED : STRUCTURED;
  }

  /** Percent asked for, as "90". */
  private String rate() {
    return BigDecimal.valueOf(100 * ticket().sparsity())
        .setScale(2, RoundingMode.HALF_EVEN)
        .stripTrailingZeros()
        .toPlainString();
  }

  /** The model's key; empty where the benchmark has no such method, architecture or data. */
  public Optional<String> key() {
    String method = method();
    Net net = net();
    String data = data();
    return method == null || net == null || data == null
        ? Optional.empty()
        : Optional.of(String.join("_", method, net.key(), data, kind(), rate()));
  }

  /**
   * Title, head, rule and line of the leaderboard's table; of one column where it is none of its.
   */
  public List<String> table() {
    Counts counts = network.counts();
    String cell =
        Leaderboard.percent(counts.standardAccuracy())
            + "/"
            + Leaderboard.percent(counts.robustAccuracy());
    Net net = net();
    String own =
        (net == null
                ? Leaderboard.words(network.trial().spec().training().network())
                : net.column())
            + column(rate());
    List<String> all =
        Stream.of("ResNet18", "VGG16")
            .flatMap(name -> rates().stream().map(rate -> name + column(rate)))
            .toList();
    List<String> columns = all.contains(own) ? all : List.of(own);
    String method = method();
    String name = method == null ? network.trial().method("ticket") : method.split("_")[0];
    return List.of(
        (data() == null ? network.trial().method("data") : "CIFAR-10") + " " + kind() + " pruning",
        line("Name", columns.stream()),
        "|---".repeat(1 + columns.size()) + "|",
        line(name, columns.stream().map(column -> column.equals(own) ? cell : "-")));
  }

  private static String column(String rate) {
    return " " + rate + "%";
  }

  private static String line(String first, Stream<String> rest) {
    return Stream.concat(Stream.of(first), rest).collect(joining(" | ", "| ", " |"));
  }

  @Override
  public Map<String, @Nullable Object> fields() {
    Net net = net();
    Counts counts = network.counts();
    Map<String, @Nullable Object> fields = new LinkedHashMap<>();
    fields.put("model_key", key().orElse(null));
    fields.put("ap_method", method());
    fields.put("architecture", net == null ? null : net.argument());
    fields.put("dataset", data());
    fields.put("structure", structure());
    fields.put("sparsity_rate", rate());
    fields.put("clean_acc", Leaderboard.percent(counts.standardAccuracy()));
    fields.put("autoattack_acc", Leaderboard.percent(counts.robustAccuracy()));
    fields.put("hofmn_acc", null);
    fields.put("table", table());
    fields.put("tombola_trial", network.trial().id());
    fields.put("checkpoint", network.checkpoint().toString());
    fields.put("test_images", counts.images());
    fields.put("sparsity_of_weights", Leaderboard.percent(network.trial().reached()));
    fields.put("suspicion", network.suspicion());
    fields.put("differences", differences());
    return fields;
  }

  @Override
  public List<String> words() {
    return Stream.concat(Stream.of("model key: " + key().orElse("none")), table().stream())
        .toList();
  }

  @Override
  public List<String> differences() {
    List<String> differences = new ArrayList<>();
    if (method() == null) {
      differences.add("ticket " + network.trial().method("ticket") + ", not in its taxonomy");
    }
    if (net() == null) {
      differences.add(
          "network "
              + Leaderboard.words(network.trial().spec().training().network())
              + ", not resnet18 or vgg16");
    }
    if (data() == null) {
      differences.add("data " + network.trial().method("data") + ", not CIFAR10 or SVHN");
    }
    if (!rates().contains(rate())) {
      differences.add(
          "%s %% of %s, not %s".formatted(rate(), structure(), String.join(", ", rates())));
    }
    if (!network.norm().equals("linf") || !EPSILON.contains(network.size())) {
      differences.add(network.norm() + " " + network.epsilon() + ", not linf 8/255");
    }
    fewImages().ifPresent(differences::add);
    return differences;
  }
}
