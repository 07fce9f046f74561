package org.tombola.trial;

import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import org.tombola.attack.Attack;
import org.tombola.attack.Oracle;
import org.tombola.attack.Twin;
import org.tombola.data.ImageData;
import org.tombola.data.Splits;
import org.tombola.measure.Evaluation;
import org.tombola.measure.Judged;
import org.tombola.measure.Suspicion;
import org.tombola.network.Checkpoint;
import org.tombola.network.Network;
import org.tombola.network.Passes;
import org.tombola.network.SplitName;

/** A network is trained, and judged by itself. */
record OneNetwork(Training training) implements Classifier {
  @Override
  public boolean own() {
    return true;
  }

  @Override
  public int epochs() {
    return training.epochs() - training.ticket().startsAfter();
  }

  @Override
  public int transfers(Attack attack) {
    return 0;
  }

  @Override
  public Passes epochs(Cost.Images images, int from, int until) {
    return images.epochs(training, from, until);
  }

  @Override
  public Passes judging(Attack attack, int images) {
    return new Evaluation(attack, training.batch())
        .passes(images)
        .plus(new Passes(Suspicion.passes(images), 0, 0));
  }

  @Override
  public List<Stage.Train> networks() {
    return List.of(new Stage.Train(training));
  }

  @Override
  public Bundle train(Stage.Train stage, Surroundings surroundings) {
    Splits data = StageRunner.data(training, surroundings);
    try (Network network = StageRunner.network(training, data, surroundings);
        TrainRunner runner = new TrainRunner(stage, surroundings, data, network)) {
      return runner.run();
    }
  }

  @Override
  public Judge judge(
      Stage.Evaluate stage,
      Checkpoint checkpoint,
      List<float[]> parameters,
      Network network,
      Surroundings surroundings) {
    network.assign(parameters.get(0));
    Map<Twin, Network> twins = new EnumMap<>(Twin.class);
    Judge judge = new Alone(stage, network, twins);
    for (Twin twin : stage.attack().twins()) {
      Bundle bundle = StageRunner.input(new Stage.Train(training.twin(twin)), surroundings);
      twins.put(twin, network.beside(Inputs.parameters(bundle, checkpoint)));
    }
    return judge;
  }

  @Override
  public Found found(List<EvaluationRecord> rows, List<TransferRecord> transfers) {
    return new Found.Evaluate(rows);
  }

  /** Judges one network; those trained beside it live as long. */
  private record Alone(Stage.Evaluate stage, Network network, Map<Twin, Network> twins)
      implements Judge {
    @Override
    public Evaluated of(
        SplitName split, ImageData images, int[] places, Evaluation.Observer progress) {
      Map<Twin, Oracle> beside = new EnumMap<>(Twin.class);
      twins.forEach((twin, there) -> beside.put(twin, Oracle.of(() -> there)));
      Oracle oracle = Oracle.of(() -> network).with(beside);
      Judged judged =
          new Evaluation(stage.attack(), stage.batch())
              .judge(network, oracle, images, places, StageRunner.key(stage, split), progress);
      Suspicion suspicion = Suspicion.of(judged, network, images, places);
      return new Evaluated(
          judged.counts(), judged.broken(), suspicion, judged.predictions(), List.of());
    }

    @Override
    public void close() {
      twins.values().forEach(Network::close);
    }
  }
}
