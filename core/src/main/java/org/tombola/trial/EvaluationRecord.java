package org.tombola.trial;

import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.tombola.attack.Attack;
import org.tombola.attack.Limited;
import org.tombola.measure.Counts;
import org.tombola.measure.Suspicion;
import org.tombola.method.Canonical;
import org.tombola.method.Json;
import org.tombola.method.Names;
import org.tombola.network.Checkpoint;
import org.tombola.network.Passes;
import org.tombola.network.SplitName;
import org.tombola.threat.Epsilon;
import org.tombola.threat.Norm;
import org.tombola.threat.ThreatModel;

/**
 * One attack on one split of one checkpoint.
 *
 * @param checkpoint whose network
 * @param epoch the checkpoint's epoch, from 1; 0 for a switch, whose tickets have their own
 * @param split whose images
 * @param attack name of the attack, as in sweep files; of a limited one the attack that is limited
 * @param settings canonical JSON of the attack
 * @param norm "linf" or "l2"
 * @param epsilon as written
 * @param epsilonValue as a number
 * @param counts right answers
 * @param broken images each part of the attack broke, by its name, in order
 * @param suspicion signs that the numbers say less than they seem to; null where nobody looked
 * @param passes network passes spent
 * @param seconds wall-clock
 */
public record EvaluationRecord(
    Checkpoint checkpoint,
    int epoch,
    SplitName split,
    String attack,
    String settings,
    String norm,
    String epsilon,
    double epsilonValue,
    Counts counts,
    Map<String, Integer> broken,
    @Nullable Suspicion suspicion,
    Passes passes,
    double seconds) {

  /** None of an earlier version tells which part broke an image. */
  public EvaluationRecord {
    broken = broken == null ? Map.of() : broken;
  }

  /** As JSON: images each part broke. */
  public String parts() {
    return Json.MAPPER.valueToTree(broken).toString();
  }

  /** What is suspicious, in words: empty where nothing is, null where nobody looked. */
  public @Nullable String suspicious() {
    String signs =
        suspicion == null
            ? ""
            : suspicion.words(
                new ThreatModel(
                    Norm.valueOf(norm.toUpperCase(Locale.ROOT)), Epsilon.parse(epsilon)),
                counts);
    if (counts.finite()) {
      return suspicion == null ? null : signs;
    }
    String loss =
        "the loss is no finite number (%s on %d images as they are, %s as attacked)"
            .formatted(counts.standardLoss(), counts.images(), counts.robustLoss());
    return signs.isEmpty() ? loss : loss + "; " + signs;
  }

  /** Describes the attack from its record. */
  static EvaluationRecord of(
      Checkpoint checkpoint,
      int epoch,
      SplitName split,
      Attack attack,
      Counts counts,
      Map<String, Integer> broken,
      @Nullable Suspicion suspicion,
      Passes passes,
      double seconds) {
    Attack own = attack instanceof Limited limited ? limited.attack() : attack;
    Epsilon epsilon = attack.threat().epsilon();
    return new EvaluationRecord(
        checkpoint,
        epoch,
        split,
        Names.of(own.getClass()),
        Canonical.json(attack),
        attack.threat().norm().name().toLowerCase(Locale.ROOT),
        epsilon.text(),
        epsilon.value(),
        counts,
        broken,
        suspicion,
        passes,
        seconds);
  }

  /** What the names of its arrays in a result begin with. */
  String in(Bundle bundle) {
    String own = checkpoint + "." + split + ".";
    // where the best network is the last one, it was judged under that name alone
    return bundle.arrays().containsKey(own + "image") ? own : Checkpoint.FINAL + "." + split + ".";
  }

  /** The same counts under another checkpoint's name, at no further cost. */
  EvaluationRecord as(Checkpoint other) {
    return new EvaluationRecord(
        other,
        epoch,
        split,
        attack,
        settings,
        norm,
        epsilon,
        epsilonValue,
        counts,
        broken,
        suspicion,
        Passes.NONE,
        0);
  }
}
