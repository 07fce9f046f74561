package org.tombola.spark.leaderboard;

import static java.util.stream.Collectors.joining;

import java.util.Comparator;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.tombola.attack.Attack;
import org.tombola.attack.AutoAttack;
import org.tombola.attack.Limited;
import org.tombola.measure.Counts;
import org.tombola.method.Canonical;
import org.tombola.method.Refused;
import org.tombola.network.Checkpoint;
import org.tombola.network.SplitName;
import org.tombola.spark.schema.StoredRow;
import org.tombola.spark.schema.Tables;
import org.tombola.spark.store.CompletedTrial;
import org.tombola.spark.store.Store;
import org.tombola.threat.ThreatModel;

/**
 * What AutoAttack, as leaderboards take it, left of a trial's network on test images.
 *
 * @param trial whose network it is
 * @param checkpoint whose network
 * @param epoch of the checkpoint, from 1
 * @param norm linf or l2
 * @param epsilon as written, in pixel units
 * @param size epsilon as a number
 * @param counts right answers
 * @param suspicion what is suspicious of it: empty where nothing is, null where nobody looked
 */
public record AutoAttackResult(
    CompletedTrial trial,
    Checkpoint checkpoint,
    long epoch,
    String norm,
    String epsilon,
    double size,
    Counts counts,
    @Nullable String suspicion) {

  /**
   * Reads it from a store; of evaluations that differ in their images only, the one of most images.
   *
   * @param attack canonical JSON; null where the trial has one AutoAttack only
   * @param as what it is written as
   * @throws IllegalArgumentException if there is none, with the command that makes it; or if there
   *     are several, and the attack names none of them
   */
  public static AutoAttackResult of(
      Store store,
      CompletedTrial trial,
      Checkpoint checkpoint,
      @Nullable String attack,
      String as) {
    String refusal = "Cannot export trial %s as %s: ".formatted(trial.id(), as);
    if (!trial.spec().training().leavesNetwork()) {
      throw new Refused(
          refusal
              + "it draws a network for each image, and leaderboards take only deterministic ones");
    }
    List<StoredRow> there =
        store.read(Tables.EVALUATIONS).stream()
            .filter(row -> row.id().equals(trial.id()) && row.of(checkpoint, SplitName.TEST))
            .filter(row -> ranked(row.settings(), trial.spec().training().data().classes()))
            .toList();
    if (there.isEmpty()) {
      throw new Refused(
          refusal
              + ("it has no auto-attack evaluation (standard version) of its %s network on test"
                      + " images; run: deploy/tombola evaluate %s --attack '%s' --where \"trial_id"
                      + " = '%s'\"")
                  .formatted(checkpoint, store.folder(), wanted(trial, checkpoint), trial.id()));
    }
    List<StoredRow> found =
        there.stream().filter(row -> attack == null || row.settings().equals(attack)).toList();
    if (found.stream().map(AutoAttackResult::threat).distinct().count() != 1) {
      throw new Refused(
          refusal
              + there.stream()
                  .map(row -> "\n    --attack '" + row.settings() + "'")
                  .collect(joining("", "choose one of its auto-attack evaluations with", "")));
    }
    StoredRow row =
        found.stream().max(Comparator.comparingInt(each -> each.counts().images())).get();
    return new AutoAttackResult(
        trial,
        checkpoint,
        row.whole("epoch").orElse(0),
        row.text("norm").orElse(""),
        row.text("epsilon").orElse(""),
        row.real("epsilon_value").orElse(Double.NaN),
        row.counts(),
        row.text("suspicion").orElse(null));
  }

  private static boolean ranked(String settings, int classes) {
    Attack attack = Canonical.read(settings, Attack.class);
    Attack own = attack instanceof Limited limited ? limited.attack() : attack;
    return own.equals(AutoAttack.ranked(own.threat(), classes));
  }

  /** On all test images, under the trial's own threat model. */
  private static String wanted(CompletedTrial trial, Checkpoint checkpoint) {
    ThreatModel threat = trial.spec().evaluate().get(0).threat();
    return Canonical.json(
        new Limited(
            AutoAttack.ranked(threat, trial.spec().training().data().classes()),
            List.of(SplitName.TEST),
            List.of(checkpoint),
            0));
  }

  private static String threat(StoredRow row) {
    return row.text("norm").orElse("") + " " + row.real("epsilon_value").orElse(Double.NaN);
  }
}
