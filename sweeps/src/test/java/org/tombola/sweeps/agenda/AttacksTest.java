package org.tombola.sweeps.agenda;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.tombola.method.Canonical;
import org.tombola.sweeps.Attacks;
import org.tombola.sweeps.PlannedTrial;
import org.tombola.trial.Stage;

class AttacksTest {
  private static final String STRONG = "pgd: {epsilon: 0.1, step: 0.025, steps: 50}";
  private static final PlannedTrial TRIAL = Specs.dense(4, 1);

  @Test
  void attacksAreWrittenAsInSweepFilesAndCountOnce() {
    String strong = Canonical.json(Specs.STRONG);
    assertThat(Attacks.read(List.of("fgsm", STRONG, "{" + STRONG + "}", strong)).json())
        .containsExactly(Canonical.json(Specs.WEAK), strong);
  }

  @Test
  void everythingWrongWithAttacksIsToldAtOnceWithSuggestions() {
    assertThatThrownBy(
            () ->
                Attacks.read(List.of("fgsn", "pgd: {stps: 5, restarts: 0}", " ", "pgd: {", "[a]")))
        .isInstanceOf(IllegalArgumentException.class)
        .message()
        .satisfies(
            message ->
                assertThat(message.lines())
                    .hasSize(6)
                    .allMatch(line -> line.startsWith("Cannot attack with \""))
                    .anyMatch(line -> line.contains("\"fgsn\": ") && line.endsWith("\"fgsm\"?"))
                    .anyMatch(line -> line.contains("pgd.stps") && line.endsWith("\"steps\"?"))
                    .anyMatch(line -> line.endsWith("it names no attack"))
                    .anyMatch(line -> line.contains("not YAML: "))
                    .anyMatch(line -> line.contains("must be one method")));
  }

  @Test
  void onlyAttacksThatAreNewToATrialAreAdded() {
    Attacks attacks = Attacks.read(List.of("fgsm", STRONG));
    PlannedTrial added = attacks.on(TRIAL, Set.of()).orElseThrow();
    assertThat(added.id()).isEqualTo(TRIAL.id());
    assertThat(added.adds()).isTrue();
    assertThat(TRIAL.adds()).isFalse();
    assertThat(added.spec().evaluate()).as("its own is fgsm").containsExactly(Specs.STRONG);
    assertThat(attacks.on(TRIAL, Set.of(Canonical.json(Specs.STRONG)))).isEmpty();
  }

  @Test
  void anAttackOfATrialsOwnIsNoAddition() {
    assertThatThrownBy(() -> TRIAL.attackedBy(List.of(Specs.WEAK)))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage(
            "Cannot add attacks to trial %s: its specification asks for one of them itself"
                .formatted(TRIAL.id()));
  }

  @Test
  void aTrainingThatIsLostIsNotRunAgainForAnAddedAttack() {
    PlannedTrial added =
        Attacks.read(List.of(STRONG)).on(Specs.pruned(0.8, 1, Specs.WEAK), Set.of()).orElseThrow();
    List<Stage> stages = Stage.of(added.spec());
    String evaluation = stages.get(stages.size() - 1).fingerprint();
    Agenda agenda =
        new Agenda(
            List.of(added),
            Set.of(),
            null,
            stage -> !stage.equals(evaluation),
            train -> new Agenda.Standing(false, 0));
    Agenda.Run run = (Agenda.Run) agenda.next().orElseThrow();
    assertThat(run.fingerprint()).isEqualTo(evaluation);
    assertThat(agenda.lost(run, run.stage().inputs().get(0).fingerprint())).isFalse();
    agenda.failed(run, Slots.FAILURE);
    agenda.done(agenda.next().orElseThrow(), Optional.empty());
    assertThat(agenda.ended()).isTrue();
    assertThat(agenda.counts().stages()).isEqualTo(1);
  }
}
