package org.tombola.trial;

import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.function.Supplier;
import java.util.function.ToDoubleFunction;
import java.util.stream.IntStream;
import org.tombola.attack.Extent;
import org.tombola.attack.Extent.Checkpoint;
import org.tombola.data.ImageData;
import org.tombola.data.Splits;
import org.tombola.measure.Flops;
import org.tombola.measure.Switching;
import org.tombola.measure.Switching.Judgements;
import org.tombola.method.Canonical;
import org.tombola.method.Names;
import org.tombola.network.Network;
import org.tombola.network.Passes;
import org.tombola.random.Key;

/**
 * A switch of tickets: its members were trained in stages before, it trains nothing, and it is
 * judged with a ticket drawn for each image.
 */
final class SwitchRunner {
  private SwitchRunner() {}

  /** Says that all members are there, and what using one of them costs on average. */
  static Bundle gather(Stage.Train stage, Surroundings surroundings) {
    Instant started = Instant.now();
    long clock = System.nanoTime();
    List<StageResult> members =
        // its recipe's teachers are no members
        stage.training().before().stream()
            .map(input -> StageRunner.described(input, surroundings.artifacts()))
            .toList();
    StageResult.Trained trained =
        StageResult.Trained.without(
            stage.until(),
            new Outcome.Completed(),
            mean(members, StageResult.Trained::sparsity),
            new Flops(
                mean(members, member -> member.flops().paperInference()),
                0,
                mean(members, member -> member.flops().densePaperInference()),
                0,
                mean(members, member -> member.flops().macs()),
                mean(members, member -> member.flops().denseMacs()),
                0,
                0));
    return new Bundle(
        StageResult.of(
                stage,
                (System.nanoTime() - clock) / 1e9,
                Passes.NONE,
                Provenance.here(members.get(0).provenance().dataDigest(), started),
                new Found.OfTrain(trained))
            .json());
  }

  private static double mean(
      List<StageResult> members, ToDoubleFunction<StageResult.Trained> value) {
    return members.stream()
        .mapToDouble(member -> value.applyAsDouble(member.trained()))
        .average()
        .orElseThrow();
  }

  /** What an evaluation of a switch measured. */
  private record Measured(
      List<EvaluationRecord> evaluations, List<TransferRecord> transfers, Passes passes) {

    /** The same under the best networks' name too, at no further cost. */
    private Measured bestToo() {
      List<EvaluationRecord> rows = new ArrayList<>();
      evaluations.forEach(row -> rows.add(row.as("best")));
      rows.addAll(evaluations);
      List<TransferRecord> cells = new ArrayList<>();
      transfers.forEach(cell -> cells.add(cell.as("best")));
      cells.addAll(transfers);
      return new Measured(rows, cells, passes);
    }
  }

  /** Attacks and judges the best and the last networks of the members. */
  static Bundle evaluated(
      Stage.Evaluate stage, Splits data, Surroundings surroundings, Instant started) {
    long clock = System.nanoTime();
    boolean diverged =
        StageRunner.trained(
                    StageRunner.described(
                        new Stage.Train(stage.training()), surroundings.artifacts()))
                .diverged()
            != 0;
    Measured measured =
        diverged
            ? new Measured(List.of(), List.of(), Passes.NONE)
            : evaluate(stage, data, surroundings);
    return new Bundle(
        StageResult.of(
                stage,
                (System.nanoTime() - clock) / 1e9,
                measured.passes(),
                Provenance.here(data.digest(), started),
                new Found.OfSwitch(measured.evaluations(), measured.transfers()))
            .json());
  }

  private static Measured evaluate(Stage.Evaluate stage, Splits data, Surroundings surroundings) {
    Training training = stage.training();
    List<Bundle> bundles =
        training.before().stream().map(member -> StageRunner.input(member, surroundings)).toList();
    Measured all = new Measured(new ArrayList<>(), new ArrayList<>(), Passes.NONE);
    List<Checkpoint> wanted = stage.attack().extent().checkpoints();
    boolean same = wanted.size() > 1 && bundles.stream().allMatch(Inputs::bestIsLast);
    try (Network network = StageRunner.network(training.network(), training.seed(), data)) {
      if (wanted.contains(Checkpoint.BEST) && !same) {
        checkpoint(stage, "best", Inputs::best, bundles, network, data, surroundings, all);
      }
      if (wanted.contains(Checkpoint.FINAL)) {
        checkpoint(
            stage, "final", b -> b.floats("parameters"), bundles, network, data, surroundings, all);
      }
      all = same ? all.bestToo() : all;
      return new Measured(all.evaluations(), all.transfers(), network.passes());
    }
  }

  private static void checkpoint(
      Stage.Evaluate stage,
      String checkpoint,
      Function<Bundle, float[]> parameters,
      List<Bundle> bundles,
      Network network,
      Splits data,
      Surroundings surroundings,
      Measured into) {
    Members members = new Members(network, bundles.stream().map(parameters).toList());
    Extent extent = stage.attack().extent();
    for (Extent.Split split : Extent.Split.values()) {
      if (extent.splits().contains(split)) {
        String name = Names.kebab(split);
        ImageData images = StageRunner.images(data, split);
        int[] places = EvaluateRunner.places(extent, split, images.count());
        split(stage, checkpoint, name, images.select(places), members, surroundings, into);
      }
    }
  }

  private static void split(
      Stage.Evaluate stage,
      String checkpoint,
      String split,
      ImageData images,
      Members members,
      Surroundings surroundings,
      Measured into) {
    Passes before = members.network.passes();
    long clock = System.nanoTime();
    Key key = StageRunner.key(stage, split);
    Switching switching = new Switching(stage.attack(), stage.training().batch());
    Judgements all = switching.of(members.networks(), images, key, surroundings.watcher()::stepped);
    into.evaluations()
        .add(
            EvaluationRecord.of(
                checkpoint,
                0,
                split,
                stage.attack(),
                all.drawn(key.child("switch")),
                Map.of(),
                null,
                members.network.passes().minus(before),
                (System.nanoTime() - clock) / 1e9));
    if (switching.alone(all.networks())) {
      into.transfers().addAll(transfers(stage, checkpoint, split, all));
    }
  }

  private static List<TransferRecord> transfers(
      Stage.Evaluate stage, String checkpoint, String split, Judgements all) {
    double[] sparsities =
        stage.training().ticket().members().stream().mapToDouble(m -> m.sparsity()).toArray();
    String attack = Canonical.json(stage.attack());
    return IntStream.range(0, all.sources() * all.networks())
        .mapToObj(
            cell -> {
              int source = cell / all.networks();
              int target = cell % all.networks();
              var counts = all.counts(source, target);
              return new TransferRecord(
                  checkpoint,
                  split,
                  attack,
                  sparsities[source],
                  sparsities[target],
                  counts.images(),
                  counts.standard(),
                  counts.robust());
            })
        .toList();
  }

  /** Networks of one architecture that take turns on one engine. */
  private static final class Members {
    final Network network;
    private final List<float[]> parameters;
    private int current = -1;

    Members(Network network, List<float[]> parameters) {
      this.network = network;
      this.parameters = parameters;
    }

    List<Supplier<Network>> networks() {
      return IntStream.range(0, parameters.size())
          .<Supplier<Network>>mapToObj(i -> () -> as(i))
          .toList();
    }

    private Network as(int member) {
      if (member != current) {
        network.assign(parameters.get(member));
        current = member;
      }
      return network;
    }
  }
}
