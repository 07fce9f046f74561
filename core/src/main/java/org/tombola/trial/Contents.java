package org.tombola.trial;

import java.io.UncheckedIOException;
import java.util.BitSet;
import java.util.Optional;
import org.tombola.data.Source;
import org.tombola.measure.Counts;
import org.tombola.measure.Judged;
import org.tombola.method.Canonical;
import org.tombola.network.Design;
import org.tombola.network.ParameterLayout;
import org.tombola.network.ParameterLayout.Kind;
import org.tombola.network.ParameterLayout.Slice;
import org.tombola.tensor.Vectors;

/**
 * What the result of a stage must hold for others to build on it: the description of that very
 * stage, and arrays of its network's lengths whose numbers can be a network's. A file says of
 * itself what it likes, so the measure is the stage that is asked for.
 *
 * @param stage whose result
 */
public record Contents(Stage stage) {
  /** Arrays an evaluation leaves of each checkpoint and split, and those one under way has. */
  private static final int JUDGED = Judged.PREDICTIONS.size() * 6 + Judged.NUMBERS;

  /** Vectors as long as a network's parameters that a training's checkpoint may hold. */
  private static final int REMEMBERED = 12;

  private static final long SLACK = 1 << 20;

  /**
   * The stage a description says it is of, by itself.
   *
   * @return empty where it was written by another version of the science, or such a stage is not
   *     known here: its methods are of another build, or a file it names is gone
   */
  public static Optional<Contents> told(StageResult result) {
    if (!Science.holds(result.provenance().scienceVersion(), result.stage())) {
      return Optional.empty();
    }
    try {
      Contents told = new Contents(Canonical.read(result.stage(), Stage.class));
      return told.most() > 0 ? Optional.of(told) : Optional.empty();
    } catch (IllegalArgumentException | UncheckedIOException e) {
      return Optional.empty();
    }
  }

  /** The bytes its arrays may take. */
  public long most() {
    if (stage.measures()) {
      return evaluation() + SLACK;
    }
    // parameters, those of the best network, and a bit each for the mask
    return (2L * Float.BYTES + 1) * layout().length() + SLACK;
  }

  /** The bytes the arrays of its checkpoints may take. */
  public long mostSaved() {
    if (stage.until() == 0) {
      return evaluation() + SLACK;
    }
    long pixels = (long) stage.batch() * stage.data().shape().size();
    return Float.BYTES * (REMEMBERED * (long) layout().length() + pixels) + SLACK;
  }

  private static long evaluation() {
    return (long) JUDGED * Judged.PLACES * Float.BYTES;
  }

  /**
   * Reads a description.
   *
   * @throws IllegalStateException if it is none of this stage
   */
  public StageResult described(String json) {
    StageResult result = StageResult.read(json);
    require(
        result.kind().equals(stage.kind()) && result.stage().equals(Canonical.json(stage)),
        "it is the result of another stage");
    require(result.found().kind().equals(stage.kind()), "it does not say what the stage found");
    return result;
  }

  /**
   * Checks a result.
   *
   * @throws IllegalStateException if the stage cannot have left it
   */
  public void check(Bundle bundle) {
    stage.check(described(bundle.json()).found(), bundle);
  }

  /**
   * Checks a checkpoint, as far as that goes without the data.
   *
   * @throws IllegalStateException if the stage cannot have left it
   */
  public void checkSaved(Bundle bundle) {
    stage.checkSaved(bundle);
  }

  /** Checks the network in a result. */
  void network(Bundle bundle) {
    ParameterLayout layout = layout();
    parameters(bundle, "parameters", layout);
    if (bundle.arrays().containsKey("best")) {
      parameters(bundle, "best", layout);
    }
    mask(bundle, layout);
  }

  /**
   * Parameters of a network.
   *
   * @throws IllegalStateException if there are none of the name, or they cannot be the network's
   */
  static float[] parameters(Bundle bundle, String name, ParameterLayout layout) {
    float[] values = bundle.floats(name);
    require(
        values.length == layout.length(),
        "%s has %d weights, the network %d".formatted(name, values.length, layout.length()));
    require(Vectors.finite(values), name + " has numbers that are not finite");
    for (Slice slice : layout.slices()) {
      if (slice.kind() == Kind.VARIANCE) {
        for (int i = slice.offset(); i < slice.offset() + slice.length(); i++) {
          // that of the input normalisation is nobody's estimate: it is divided by as it is
          require(
              slice.frozen() ? values[i] > 0 : values[i] >= 0,
              "%s has the variance %s in %s".formatted(name, values[i], slice.name()));
        }
      }
    }
    return values;
  }

  /**
   * The places a mask keeps.
   *
   * @throws IllegalStateException if there is none, or it keeps what is no prunable weight
   */
  static BitSet mask(Bundle bundle, ParameterLayout layout) {
    BitSet kept = BitSet.valueOf(bundle.bytes("mask"));
    BitSet outside = (BitSet) kept.clone();
    layout.prunable().forEach(s -> outside.clear(s.offset(), s.offset() + s.length()));
    require(outside.isEmpty(), "its mask belongs to another network");
    return kept;
  }

  /** Where the parameters of its network are. */
  ParameterLayout layout() {
    Source data = stage.data();
    return Design.layout(stage.network(), data.shape(), data.normalisation(), data.classes());
  }

  static boolean possible(Counts counts) {
    return counts.images() > 0
        && Math.min(counts.standard(), counts.robust()) >= 0
        && Math.max(counts.standard(), counts.robust()) <= counts.images();
  }

  /** Checks what became of each image of an evaluation. */
  static void judged(EvaluationRecord row, String prefix, Bundle bundle) {
    for (String name : Judged.PREDICTIONS) {
      int length = bundle.floats(prefix + name).length;
      require(
          length == row.counts().images(),
          "%s has %d images, its row %d".formatted(prefix + name, length, row.counts().images()));
    }
    for (float part : bundle.floats(prefix + "broken_by")) {
      require(
          part >= -2 && part < row.broken().size(),
          "%sbroken_by names part %s of %d".formatted(prefix, part, row.broken().size()));
    }
  }

  static void require(boolean sound, String otherwise) {
    if (!sound) {
      throw new IllegalStateException("Cannot use the result of a stage: " + otherwise);
    }
  }
}
