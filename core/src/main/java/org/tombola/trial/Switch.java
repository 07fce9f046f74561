package org.tombola.trial;

import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;
import java.util.function.ToDoubleFunction;
import java.util.stream.IntStream;
import org.tombola.attack.Attack;
import org.tombola.measure.Counts;
import org.tombola.measure.Flops;
import org.tombola.measure.Switching;
import org.tombola.measure.Switching.Judgements;
import org.tombola.method.Canonical;
import org.tombola.network.Checkpoint;
import org.tombola.network.Network;
import org.tombola.network.Passes;
import org.tombola.network.SplitName;
import org.tombola.random.Key;
import org.tombola.ticket.TicketMethod;

/**
 * A switch of tickets: its members were trained in stages before, it trains nothing, and it is
 * judged with a ticket drawn for each image.
 */
record Switch(Training training, List<TicketMethod> members) implements Classifier {
  @Override
  public boolean own() {
    return false;
  }

  @Override
  public int epochs() {
    return 0;
  }

  @Override
  public int transfers(Attack attack) {
    int pairs = members.size() * members.size();
    return new Switching(attack, training.batch()).alone(members.size()) ? pairs : 0;
  }

  @Override
  public Passes epochs(Cost.Images images, int from, int until) {
    return Passes.NONE;
  }

  @Override
  public Passes judging(Attack attack, int images) {
    return new Switching(attack, training.batch()).passes(members.size(), images);
  }

  @Override
  public List<Stage.Train> networks() {
    return training.before();
  }

  /** Says that all members are there, and what using one of them costs on average. */
  @Override
  public Bundle train(Stage.Train stage, Surroundings surroundings) {
    Instant started = Instant.now();
    long clock = System.nanoTime();
    List<StageResult> each =
        // its recipe's teachers are no members
        networks().stream()
            .map(input -> StageRunner.described(input, surroundings.artifacts()))
            .toList();
    Flops flops =
        new Flops(
            mean(each, member -> member.flops().paperInference()),
            0,
            mean(each, member -> member.flops().densePaperInference()),
            0,
            mean(each, member -> member.flops().macs()),
            mean(each, member -> member.flops().denseMacs()),
            0,
            0);
    StageResult.Trained trained =
        StageResult.Trained.without(
            stage.until(),
            new Outcome.Completed(),
            mean(each, StageResult.Trained::sparsity),
            flops);
    return new Bundle(
        StageResult.of(
                stage,
                (System.nanoTime() - clock) / 1e9,
                Passes.NONE,
                Provenance.here(
                    surroundings.engine(), each.get(0).provenance().dataDigest(), started),
                new Found.Train(trained))
            .json());
  }

  private static double mean(List<StageResult> each, ToDoubleFunction<StageResult.Trained> value) {
    return each.stream()
        .mapToDouble(member -> value.applyAsDouble(member.trained()))
        .average()
        .orElseThrow();
  }

  @Override
  public Judge judge(
      Stage.Evaluate stage,
      Checkpoint checkpoint,
      List<float[]> parameters,
      Network network,
      Surroundings surroundings) {
    Turns turns = new Turns(network, parameters);
    Switching switching = new Switching(stage.attack(), stage.batch());
    return (split, images, places, progress) -> {
      Key key = StageRunner.key(stage, split);
      Judgements all =
          switching.of(
              turns.networks(), images.select(places), key, surroundings.watcher()::stepped);
      Counts counts = all.drawn(key.child("switch"));
      List<TransferRecord> transfers =
          switching.alone(all.networks())
              ? transfers(checkpoint, split, stage.attack(), all)
              : List.of();
      return new Evaluated(counts, Map.of(), null, Map.of(), transfers);
    };
  }

  private List<TransferRecord> transfers(
      Checkpoint checkpoint, SplitName split, Attack attack, Judgements all) {
    String settings = Canonical.json(attack);
    return IntStream.range(0, all.sources() * all.networks())
        .mapToObj(
            cell -> {
              int source = cell / all.networks();
              int target = cell % all.networks();
              Counts counts = all.counts(source, target);
              return new TransferRecord(
                  checkpoint,
                  split,
                  settings,
                  members.get(source).sparsity(),
                  members.get(target).sparsity(),
                  counts.images(),
                  counts.standard(),
                  counts.robust());
            })
        .toList();
  }

  @Override
  public Found found(List<EvaluationRecord> rows, List<TransferRecord> transfers) {
    return new Found.Switch(rows, transfers);
  }

  /** Networks of one architecture that take turns on one engine. */
  private static final class Turns {
    private final Network network;
    private final List<float[]> parameters;
    private int current = -1;

    Turns(Network network, List<float[]> parameters) {
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
