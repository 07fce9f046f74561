package org.tombola.trial;

import java.util.ArrayList;
import java.util.List;
import org.tombola.network.Checkpoint;
import org.tombola.network.SplitName;

/**
 * What became of one image under one attack.
 *
 * @param checkpoint whose network
 * @param split whose images
 * @param attack name of the attack, as in sweep files
 * @param settings canonical JSON of the attack
 * @param image its place in the split
 * @param label its class
 * @param cleanPredicted class the network says of the image as it is
 * @param cleanMargin logit of the label minus the strongest other one, there
 * @param attackedPredicted class where the attack broke or left it
 * @param attackedMargin margin there
 * @param brokenBy the part of the attack that broke it; "clean" where it was wrong as it is, empty
 *     where it stands
 */
public record PredictionRecord(
    Checkpoint checkpoint,
    SplitName split,
    String attack,
    String settings,
    int image,
    int label,
    int cleanPredicted,
    double cleanMargin,
    int attackedPredicted,
    double attackedMargin,
    String brokenBy) {

  /**
   * Those of an evaluation, from the arrays beside its rows.
   *
   * @throws MissingResult if the result of the stage is not there
   */
  public static List<PredictionRecord> of(StageResult result, Stage stage, Artifacts artifacts) {
    List<EvaluationRecord> evaluations = result.found().evaluations();
    if (evaluations.isEmpty()) {
      return List.of();
    }
    List<PredictionRecord> all = new ArrayList<>();
    Bundle bundle = StageRunner.input(stage, artifacts);
    for (EvaluationRecord row : evaluations) {
      String prefix = row.in(bundle);
      if (bundle.arrays().containsKey(prefix + "image")) {
        add(row, prefix, bundle, all);
      }
    }
    return all;
  }

  private static void add(
      EvaluationRecord row, String prefix, Bundle bundle, List<PredictionRecord> to) {
    float[] image = bundle.floats(prefix + "image");
    float[] label = bundle.floats(prefix + "label");
    float[] clean = bundle.floats(prefix + "clean_predicted");
    float[] cleanMargin = bundle.floats(prefix + "clean_margin");
    float[] attacked = bundle.floats(prefix + "attacked_predicted");
    float[] margin = bundle.floats(prefix + "attacked_margin");
    float[] by = bundle.floats(prefix + "broken_by");
    List<String> parts = List.copyOf(row.broken().keySet());
    for (int i = 0; i < image.length; i++) {
      to.add(
          new PredictionRecord(
              row.checkpoint(),
              row.split(),
              row.attack(),
              row.settings(),
              (int) image[i],
              (int) label[i],
              (int) clean[i],
              cleanMargin[i],
              (int) attacked[i],
              margin[i],
              by(parts, (int) by[i])));
    }
  }

  private static String by(List<String> parts, int part) {
    return part >= 0 ? parts.get(part) : part == -1 ? "" : "clean";
  }
}
