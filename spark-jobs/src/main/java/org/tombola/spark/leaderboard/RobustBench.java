package org.tombola.spark.leaderboard;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.tombola.measure.Counts;
import org.tombola.network.Architecture;
import org.tombola.network.PreActResNet18;
import org.tombola.network.ResNet18;
import org.tombola.network.Vgg16;
import org.tombola.network.WideResNet;
import org.tombola.spark.schema.Tables;
import org.tombola.stats.Interval;

/**
 * A network as a claim to RobustBench, a file in its {@code model_info/DATASET/NORM/} (Croce et al.
 * 2021, arXiv 2010.09670; github.com/RobustBench/robustbench).
 *
 * @param network with what AutoAttack left of it
 */
public record RobustBench(AutoAttackResult network) implements Leaderboard {
  private static final Map<String, String> DATA =
      Map.of("cifar-10", "cifar10", "cifar-100", "cifar100");
  private static final Map<String, Double> EPSILON = Map.of("linf", 8.0 / 255, "l2", 0.5);
  private static final Map<Architecture, String> ARCHITECTURES =
      Map.of(
          new ResNet18(),
          "ResNet-18",
          new PreActResNet18(),
          "PreActResNet-18",
          new Vgg16(),
          "VGG-16");

  @Override
  public Map<String, @Nullable Object> fields() {
    Counts counts = network.counts();
    Map<String, @Nullable Object> fields = new LinkedHashMap<>();
    fields.put("link", null);
    fields.put("name", null);
    fields.put("authors", null);
    // a trial trains on its data set's own images, and answers in one pass
    fields.put("additional_data", false);
    fields.put("number_forward_passes", 1);
    fields.put("dataset", data());
    fields.put("venue", null);
    fields.put("architecture", architecture());
    fields.put("eps", network.epsilon());
    fields.put("clean_acc", Leaderboard.percent(counts.standardAccuracy()));
    fields.put("reported", null);
    fields.put("autoattack_acc", Leaderboard.percent(counts.robustAccuracy()));
    String suspicion = network.suspicion();
    fields.put("unreliable", suspicion == null ? null : !suspicion.isEmpty());
    fields.put("footnote", footnote());
    return fields;
  }

  private String data() {
    String data = network.trial().method("data");
    return DATA.getOrDefault(data, data);
  }

  private String architecture() {
    Architecture architecture = network.trial().spec().training().network();
    return architecture instanceof WideResNet wide
        ? "WideResNet-" + wide.depth() + "-" + wide.width()
        : ARCHITECTURES.getOrDefault(architecture, Leaderboard.words(architecture));
  }

  private String footnote() {
    Counts counts = network.counts();
    Interval interval = Interval.wilson(counts.robust(), counts.images(), Tables.CONFIDENCE);
    String suspicion = network.suspicion() == null ? "" : network.suspicion();
    return String.format(
            Locale.ROOT,
            "%s network of Tombola trial %s, ticket %s, sparsity %.4f. Both accuracies are on %,d"
                + " test images; 95 %% interval of AutoAttack's: %s to %s.",
            network.checkpoint(),
            network.trial().id(),
            network.trial().method("ticket"),
            network.trial().reached(),
            counts.images(),
            Leaderboard.percent(interval.low()),
            Leaderboard.percent(interval.high()))
        + (suspicion.isEmpty() ? "" : " Suspicious: " + suspicion + ".");
  }

  @Override
  public List<String> words() {
    return List.of(
        "put it in model_info/%s/%s; add link, name, authors, venue and reported yourself"
            .formatted(data(), network.norm().equals("l2") ? "L2" : "Linf"));
  }

  @Override
  public List<String> differences() {
    List<String> differences = new ArrayList<>();
    if (!DATA.containsValue(data())) {
      differences.add("data " + data() + ", not cifar10 or cifar100");
    }
    if (!Double.valueOf(network.size()).equals(EPSILON.get(network.norm()))) {
      differences.add(network.norm() + " " + network.epsilon() + ", not linf 8/255 or l2 0.5");
    }
    fewImages().ifPresent(differences::add);
    return differences;
  }
}
