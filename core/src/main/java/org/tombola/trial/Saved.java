package org.tombola.trial;

import java.util.BitSet;
import java.util.List;
import java.util.stream.IntStream;
import org.tombola.network.ParameterLayout;
import org.tombola.train.Trainer;

/**
 * A checkpoint, taken apart before anything is made from it.
 *
 * @param parameters of the network, flat
 * @param best those of the epoch that measured best
 */
record Saved(
    StageResult result,
    StageResult.Trained trained,
    Trainer.State state,
    float[] parameters,
    float[] best) {

  /**
   * Takes a checkpoint apart.
   *
   * @param stage of whose training it must be
   * @param layout of its network
   * @throws IllegalStateException if something is missing in it or does not fit
   */
  static Saved of(Bundle bundle, Stage.Train stage, ParameterLayout layout) {
    StageResult result = StageResult.read(bundle.json());
    boolean own =
        Contents.told(result)
            .filter(told -> told.stage().whole().equals(stage.whole()))
            .isPresent();
    Contents.require(own, "the checkpoint belongs to another training");
    StageResult.Trained trained = result.trained();
    int first = stage.training().ticket().startsAfter() + 1;
    List<EpochRecord> epochs = trained.epochs();
    Contents.require(
        trained.diverged() == 0
            && !epochs.isEmpty()
            && IntStream.range(0, epochs.size()).allMatch(i -> epochs.get(i).epoch() == first + i)
            && trained.bestEpoch() >= first
            && trained.bestEpoch() <= trained.last(),
        "the checkpoint's epochs are not those of its training");
    float[] parameters = Contents.parameters(bundle, "parameters", layout);
    BitSet mask = Contents.mask(bundle, layout);
    Contents.require(
        trained.keptSum().length == layout.prunable().size(),
        "the checkpoint belongs to another network");
    Trainer.State state =
        new Trainer.State(trained.step(), trained.keptSum(), mask, bundle.arrays());
    float[] best =
        bundle.arrays().containsKey("best")
            ? Contents.parameters(bundle, "best", layout)
            : parameters;
    return new Saved(result, trained, state, parameters, best);
  }
}
