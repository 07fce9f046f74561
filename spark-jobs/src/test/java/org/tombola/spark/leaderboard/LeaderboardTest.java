package org.tombola.spark.leaderboard;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.apache.hadoop.conf.Configuration;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.tombola.attack.Attack;
import org.tombola.attack.AutoAttack;
import org.tombola.attack.Limited;
import org.tombola.attack.Pgd;
import org.tombola.data.Cifar10;
import org.tombola.data.None;
import org.tombola.data.Shapes;
import org.tombola.data.Source;
import org.tombola.data.Split;
import org.tombola.measure.Counts;
import org.tombola.measure.Monitor;
import org.tombola.measure.Suspicion;
import org.tombola.method.Canonical;
import org.tombola.network.Architecture;
import org.tombola.network.Checkpoint;
import org.tombola.network.Passes;
import org.tombola.network.ResNet18;
import org.tombola.network.SmallCnn;
import org.tombola.network.SplitName;
import org.tombola.network.Vgg16;
import org.tombola.network.WideResNet;
import org.tombola.spark.Made;
import org.tombola.spark.cli.Rehearsal;
import org.tombola.spark.schema.StoredRow;
import org.tombola.spark.schema.Tables;
import org.tombola.spark.store.Store;
import org.tombola.sweeps.Attacks;
import org.tombola.threat.Epsilon;
import org.tombola.threat.Norm;
import org.tombola.threat.ThreatModel;
import org.tombola.ticket.AdversarialPruning;
import org.tombola.ticket.FlyingBird;
import org.tombola.ticket.Inherit;
import org.tombola.ticket.RandomRstSwitch;
import org.tombola.ticket.Residual;
import org.tombola.ticket.TicketMethod;
import org.tombola.train.PgdAt;
import org.tombola.train.Sgd;
import org.tombola.train.Step;
import org.tombola.trial.EvaluationRecord;
import org.tombola.trial.Kernels;
import org.tombola.trial.Training;
import org.tombola.trial.TrialId;
import org.tombola.trial.TrialRecord;
import org.tombola.trial.TrialSpec;

/** Trials that were made up, as leaderboards list them. */
class LeaderboardTest {
  private static final ThreatModel LINF = new ThreatModel();
  private static final AutoAttack RANKED = AutoAttack.ranked(LINF, 10);
  private static final Suspicion NOTHING = new Suspicion(0, 0, 0, 0, 0, 1, Double.NaN, 0, false);
  private static final Suspicion FLAT = new Suspicion(0.5, 0, 0, 0, 0, 1, Double.NaN, 0, false);

  @TempDir Path tables;
  @TempDir Path folder;
  private Store store;
  private final List<EvaluationRecord> evaluations = new ArrayList<>();

  @BeforeEach
  void begin() {
    store = Store.at(tables.toString(), new Configuration());
  }

  private static TrialSpec spec(Source data, Architecture network, TicketMethod ticket) {
    return new TrialSpec(
        new Training(
            data,
            new Split(),
            new None(),
            network,
            ticket,
            new PgdAt(),
            new Sgd(0.1, 0.9, 5e-4),
            new Step(),
            2,
            128,
            new Monitor(),
            1),
        List.of(new Pgd()),
        new Kernels(),
        false);
  }

  private static TrialSpec flyingBird() {
    return spec(new Cifar10(), new ResNet18(), sparsity(0.9));
  }

  private static TicketMethod sparsity(double sparsity) {
    return Canonical.read(
        Canonical.json(new FlyingBird())
            .replaceAll("\"sparsity\":[0-9.]+", "\"sparsity\":" + sparsity),
        TicketMethod.class);
  }

  /** What the trial's other rows say is not what a leaderboard is told. */
  private void attacked(
      Attack attack,
      Checkpoint checkpoint,
      int images,
      int standard,
      int robust,
      @Nullable Suspicion suspicion) {
    for (SplitName split : List.of(SplitName.TRAIN, SplitName.TEST)) {
      evaluations.add(
          new EvaluationRecord(
              checkpoint,
              2,
              split,
              attack instanceof Pgd ? "pgd" : "auto-attack",
              Canonical.json(attack),
              attack.threat().norm().name().toLowerCase(Locale.ROOT),
              attack.threat().epsilon().text(),
              attack.threat().epsilon().value(),
              split == SplitName.TEST
                  ? new Counts(images, standard, robust, 0.5, 1.5)
                  : new Counts(images, images, images, 0.5, 1.5),
              Map.of(),
              suspicion,
              Passes.NONE,
              0.5));
    }
  }

  private String write(TrialSpec spec) {
    TrialRecord made = Made.record(spec, 1, 1, 1);
    store.write(
        Made.row(
            Made.with(
                made,
                Made.trained(made.trained().epochs(), made.trained().layers(), 1, 0.8996),
                Made.measured(evaluations, List.of(), List.of()),
                made.provenance())));
    return made.id();
  }

  private String export(String id, String form, String... more) {
    return Rehearsal.call(
        Stream.concat(
                Stream.of("export", tables.toString(), "--trial", id, "--as", form),
                Stream.of(more))
            .toArray(String[]::new));
  }

  private JsonNode json(String id, String form, String... more) throws IOException {
    Path file = folder.resolve(form + ".json");
    assertThat(
            export(
                id,
                form,
                Stream.concat(Stream.of("--overwrite", "--to", file.toString()), Stream.of(more))
                    .toArray(String[]::new)))
        .endsWith("exit code 0");
    return new ObjectMapper().readTree(file.toFile());
  }

  @Test
  void robustBenchGetsItsFieldsFromTheRowOfAutoAttack() throws IOException {
    attacked(new Pgd(), Checkpoint.FINAL, 10_000, 8_000, 5_000, NOTHING);
    attacked(RANKED, Checkpoint.FINAL, 10_000, 8_069, 4_649, NOTHING);
    String id = write(flyingBird());
    StoredRow row =
        store.read(Tables.EVALUATIONS).stream()
            .filter(each -> each.text("attack").equals(Optional.of("auto-attack")))
            .filter(each -> each.text("split").equals(Optional.of("test")))
            .findFirst()
            .orElseThrow();
    JsonNode claim = json(id, "robustbench");
    assertThat(claim.fieldNames())
        .toIterable()
        .containsExactly(
            "link",
            "name",
            "authors",
            "additional_data",
            "number_forward_passes",
            "dataset",
            "venue",
            "architecture",
            "eps",
            "clean_acc",
            "reported",
            "autoattack_acc",
            "unreliable",
            "footnote");
    for (String unknown : List.of("link", "name", "authors", "venue", "reported")) {
      assertThat(claim.get(unknown).isNull()).as(unknown).isTrue();
    }
    assertThat(claim.get("additional_data").booleanValue()).isFalse();
    assertThat(claim.get("number_forward_passes").intValue()).isEqualTo(1);
    assertThat(claim.get("dataset").textValue()).isEqualTo("cifar10");
    assertThat(claim.get("architecture").textValue()).isEqualTo("ResNet-18");
    assertThat(claim.get("eps").textValue())
        .isEqualTo("8/255")
        .isEqualTo(row.text("epsilon").get());
    assertThat(claim.get("clean_acc").textValue()).isEqualTo("80.69");
    assertThat(row.real("standard_accuracy")).hasValue(0.8069);
    assertThat(claim.get("autoattack_acc").textValue()).isEqualTo("46.49");
    assertThat(row.real("robust_accuracy")).hasValue(0.4649);
    assertThat(claim.get("unreliable").isBoolean()).isTrue();
    assertThat(claim.get("unreliable").booleanValue()).isFalse();
    assertThat(claim.get("footnote").textValue())
        .isEqualTo(
            "final network of Tombola trial %s, ticket flying-bird, sparsity 0.8996. Both"
                    .formatted(id)
                + " accuracies are on 10,000 test images; 95 % interval of AutoAttack's: 45.51 to"
                + " 47.47.");
    assertThat(export(id, "robustbench", "--to", folder.resolve("claim").toString()))
        .isEqualTo(
            """
            %s: final network (epoch 2) of trial %s (flying-bird), SA 80.69 %%, RA 46.49 %% under \
            auto-attack linf 8/255, on 10,000 test images
            put it in model_info/cifar10/Linf; add link, name, authors, venue and reported \
            yourself
            exit code 0"""
                .formatted(folder.resolve("claim"), id));
  }

  @Test
  void whatLooksSuspiciousIsUnreliableAndWhatNobodyLookedAtIsUnknown() throws IOException {
    attacked(RANKED, Checkpoint.FINAL, 1_000, 800, 450, FLAT);
    attacked(RANKED, Checkpoint.BEST, 1_000, 800, 450, null);
    String id = write(spec(new Cifar10(), new WideResNet(28, 10), new FlyingBird()));
    JsonNode claim = json(id, "robustbench");
    assertThat(claim.get("unreliable").booleanValue()).isTrue();
    assertThat(claim.get("footnote").textValue()).contains("on 1,000 test images", " Suspicious: ");
    assertThat(claim.get("architecture").textValue()).isEqualTo("WideResNet-28-10");
    assertThat(json(id, "robustbench", "--checkpoint", "best").get("unreliable").isNull()).isTrue();
  }

  @Test
  void theBenchmarksKeyAndLineAreThoseOfItsLeaderboard() throws IOException {
    attacked(RANKED, Checkpoint.FINAL, 10_000, 8_069, 4_649, NOTHING);
    String id = write(flyingBird());
    JsonNode entry = json(id, "pruning-benchmark");
    assertThat(entry.get("model_key").textValue())
        .isEqualTo("FlyingBird_Chen2021Sparsity_R18_CIFAR10_US_90");
    assertThat(entry.get("ap_method").textValue()).isEqualTo("FlyingBird_Chen2021Sparsity");
    assertThat(entry.get("architecture").textValue()).isEqualTo("resnet18");
    assertThat(entry.get("dataset").textValue()).isEqualTo("CIFAR10");
    assertThat(entry.get("structure").textValue()).isEqualTo("weights");
    assertThat(entry.get("sparsity_rate").textValue()).isEqualTo("90");
    assertThat(entry.get("sparsity_of_weights").textValue()).isEqualTo("89.96");
    assertThat(entry.get("clean_acc").textValue()).isEqualTo("80.69");
    assertThat(entry.get("autoattack_acc").textValue()).isEqualTo("46.49");
    assertThat(entry.get("hofmn_acc").isNull()).isTrue();
    assertThat(entry.get("tombola_trial").textValue()).isEqualTo(id);
    assertThat(entry.get("test_images").intValue()).isEqualTo(10_000);
    assertThat(entry.get("differences")).isEmpty();
    assertThat(export(id, "pruning-benchmark", "--to", folder.resolve("entry").toString()))
        .endsWith(
            """
             on 10,000 test images
            model key: FlyingBird_Chen2021Sparsity_R18_CIFAR10_US_90
            CIFAR-10 US pruning
            | Name | ResNet18 90% | ResNet18 95% | ResNet18 99% | VGG16 90% | VGG16 95% | VGG16 99% |
            |---|---|---|---|---|---|---|
            | FlyingBird | 80.69/46.49 | - | - | - | - | - |
            exit code 0""");
  }

  @Test
  void channelsAndFiltersAreStructured() throws IOException {
    attacked(RANKED, Checkpoint.FINAL, 10_000, 7_765, 4_313, NOTHING);
    TicketMethod half =
        new AdversarialPruning(
            AdversarialPruning.Variant.FILTER, 0.5, 2, Inherit.INITIAL, 1e-4, Residual.REFUSE);
    String id = write(spec(new Cifar10(), new Vgg16(), half));
    JsonNode entry = json(id, "pruning-benchmark");
    assertThat(entry.get("model_key").textValue())
        .isEqualTo("Wang20_Wang2020Achieving_V16_CIFAR10_S_75");
    assertThat(entry.get("structure").textValue()).isEqualTo("filters");
    assertThat(entry.get("table"))
        .extracting(JsonNode::textValue)
        .containsExactly(
            "CIFAR-10 S pruning",
            "| Name | ResNet18 50% | ResNet18 75% | ResNet18 90% | VGG16 50% | VGG16 75% | VGG16"
                + " 90% |",
            "|---|---|---|---|---|---|---|",
            "| Wang20 | - | - | - | - | 77.65/43.13 | - |");
    assertThat(entry.get("differences")).isEmpty();
  }

  @Test
  void whatNoLeaderboardHasIsSaidAndHasNoKey() throws IOException {
    ThreatModel wide = new ThreatModel(Norm.LINF, Epsilon.parse("0.1"));
    attacked(AutoAttack.ranked(wide, 10), Checkpoint.FINAL, 50, 40, 20, NOTHING);
    String id = write(spec(new Shapes(), new SmallCnn(4), Made.RANDOM));
    JsonNode entry = json(id, "pruning-benchmark");
    for (String none : List.of("model_key", "ap_method", "architecture", "dataset")) {
      assertThat(entry.get(none).isNull()).as(none).isTrue();
    }
    assertThat(entry.get("table"))
        .extracting(JsonNode::textValue)
        .containsExactly(
            "shapes US pruning",
            "| Name | small-cnn:{width:4} 80% |",
            "|---|---|",
            "| random | 80.00/40.00 |");
    assertThat(entry.get("differences"))
        .extracting(JsonNode::textValue)
        .containsExactly(
            "ticket random, not in its taxonomy",
            "network small-cnn:{width:4}, not resnet18 or vgg16",
            "data shapes, not CIFAR10 or SVHN",
            "80 % of weights, not 90, 95, 99",
            "linf 0.1, not linf 8/255",
            "50 test images, not 10,000");
    assertThat(export(id, "robustbench", "--to", folder.resolve("claim").toString()))
        .contains(
            "\ndiffers from other entries: data shapes, not cifar10 or cifar100; linf 0.1, not linf"
                + " 8/255 or l2 0.5; 50 test images, not 10,000\nput it in model_info/shapes/Linf;"
                + " ");
    assertThat(json(id, "robustbench").get("architecture").textValue())
        .isEqualTo("small-cnn:{width:4}");
  }

  @Test
  void otherAttacksAreNoAutoAttackAndTheCommandThatMakesOneIsTold() throws IOException {
    attacked(new Pgd(), Checkpoint.FINAL, 10_000, 8_000, 5_000, NOTHING);
    attacked(
        new AutoAttack(Norm.LINF, LINF.epsilon(), AutoAttack.Version.PLUS, 9),
        Checkpoint.FINAL,
        10_000,
        8_000,
        4_000,
        NOTHING);
    attacked(
        new AutoAttack(Norm.LINF, LINF.epsilon(), AutoAttack.Version.STANDARD, 3),
        Checkpoint.FINAL,
        10_000,
        8_000,
        4_000,
        NOTHING);
    attacked(RANKED, Checkpoint.BEST, 10_000, 8_000, 4_000, NOTHING);
    String id = write(flyingBird());
    String missing =
        Canonical.json(new Limited(RANKED, List.of(SplitName.TEST), List.of(Checkpoint.FINAL), 0));
    for (String form : List.of("robustbench", "pruning-benchmark")) {
      Path file = folder.resolve("none.json");
      assertThat(export(id, form, "--to", file.toString()))
          .isEqualTo(
              ("Cannot export trial %s as %s: it has no auto-attack evaluation (standard"
                      + " version) of its final network on test images; run: deploy/tombola"
                      + " evaluate %s --attack '%s' --where \"trial_id = '%s'\"\nexit code 2")
                  .formatted(id, form, store.folder(), missing, id));
      assertThat(folder).isEmptyDirectory();
    }
    assertThat(Attacks.read(List.of(missing)).json()).containsExactly(missing);
  }

  @Test
  void ofSeveralExtentsTheOneOfMostImagesIsTakenAndOfSeveralBallsNone() throws IOException {
    Limited few = new Limited(RANKED, List.of(SplitName.TEST), List.of(Checkpoint.FINAL), 50);
    AutoAttack l2 = AutoAttack.ranked(new ThreatModel(Norm.L2, Epsilon.parse("0.5")), 10);
    attacked(few, Checkpoint.FINAL, 50, 40, 20, NOTHING);
    attacked(RANKED, Checkpoint.FINAL, 1_000, 800, 450, NOTHING);
    String one = write(flyingBird());
    assertThat(json(one, "robustbench").get("autoattack_acc").textValue()).isEqualTo("45.00");
    attacked(l2, Checkpoint.FINAL, 1_000, 800, 600, NOTHING);
    String two = write(spec(new Cifar10(), new ResNet18(), sparsity(0.95)));
    assertThat(export(two, "robustbench"))
        .isEqualTo(
            """
            Cannot export trial %s as robustbench: choose one of its auto-attack evaluations with
                --attack '%s'
                --attack '%s'
                --attack '%s'
            exit code 2"""
                .formatted(two, Canonical.json(few), Canonical.json(RANKED), Canonical.json(l2)));
    JsonNode claim =
        json(two, "robustbench", "--attack", "{auto-attack: {norm: l2, epsilon: 0.5}}");
    assertThat(claim.get("autoattack_acc").textValue()).isEqualTo("60.00");
    assertThat(claim.get("eps").textValue()).isEqualTo("0.5");
  }

  @Test
  void aSwitchIsNotListed() {
    attacked(RANKED, Checkpoint.FINAL, 1_000, 800, 450, NOTHING);
    String id = write(spec(new Cifar10(), new ResNet18(), new RandomRstSwitch()));
    assertThat(export(id, "robustbench"))
        .isEqualTo(
            ("Cannot export trial %s as robustbench: it draws a network for each image, and"
                    + " leaderboards take only deterministic ones\nexit code 2")
                .formatted(id));
  }

  @Test
  void allThatIsAskedAmissIsToldAtOnce() {
    String id = TrialId.of(flyingBird());
    assertThat(
            export(
                id, "pruning-benchmark", "--images", "test", "--shrink", "--to", folder.toString()))
        .isEqualTo(
            """
            Cannot export images as pruning-benchmark: --images needs --as npz
            Cannot shrink as pruning-benchmark: --shrink needs --as npz or dl4j
            Cannot export to %s: it is a folder
            exit code 2"""
                .formatted(folder));
    assertThat(export(id, "npz", "--attack", "auto-attack"))
        .isEqualTo(
            "Cannot choose an attack as npz: --attack needs --as robustbench or"
                + " pruning-benchmark\nexit code 2");
  }
}
