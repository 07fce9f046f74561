package org.tombola.attack;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.tombola.threat.Epsilon;
import org.tombola.threat.Norm;

/** Settings no attack can be made with are refused with the bad value. */
class SettingsTest {
  private static final Epsilon SMALL = Epsilon.parse("8/255");

  @Test
  void anEpsilonIsAFractionOrANumberAndKeepsItsText() {
    assertThat(Epsilon.parse(" 8/255 ")).hasToString("8/255");
    assertThat(Epsilon.parse("8/255").value()).isCloseTo(8 / 255.0, within(1e-16));
    assertThat(Epsilon.parse("0.1").value()).isEqualTo(0.1);
  }

  @Test
  void whatIsNoLengthIsRefused() {
    for (String text : new String[] {"-0.1", "NaN", "8/0", "0/0", "1e400"}) {
      assertThatThrownBy(() -> Epsilon.parse(text))
          .isInstanceOf(IllegalArgumentException.class)
          .hasMessage("a length must be a finite number of at least 0, not " + text);
    }
    for (String text : new String[] {"", "eight", "8/", "/255", "8//255"}) {
      assertThatThrownBy(() -> Epsilon.parse(text))
          .isInstanceOf(IllegalArgumentException.class)
          .hasMessage(
              "a length must be a number or a fraction such as 8/255, not \"" + text + "\"");
    }
  }

  @Test
  void aBoxWiderThanThePixelRangeIsRefusedAndALongBallIsNot() {
    assertThatThrownBy(() -> new Fgsm(Norm.LINF, Epsilon.parse("8")))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("epsilon must be in pixel units, 0 to 1 (write 8/255), not 8");
    assertThatThrownBy(() -> new Pgd(Norm.LINF, Epsilon.parse("8"), SMALL, 1, 1))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("epsilon must be in pixel units, 0 to 1 (write 8/255), not 8");
    assertThat(new Fgsm(Norm.L2, Epsilon.parse("8")).threat().epsilon().value()).isEqualTo(8);
  }

  @Test
  void noStepsAndNoRestartsAreRefused() {
    assertThatThrownBy(() -> new Pgd(Norm.LINF, SMALL, SMALL, 0, 1))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("steps must be at least 1, not 0");
    assertThatThrownBy(() -> new Pgd(Norm.LINF, SMALL, SMALL, 1, -1))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("restarts must be at least 1, not -1");
  }

  private static void refused(Runnable making, String message) {
    assertThatThrownBy(making::run)
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage(message);
  }

  @Test
  void noRoomToMoveIsRefused() {
    Epsilon none = Epsilon.parse("0");
    String message = "epsilon must be above 0, not 0";
    for (Norm norm : Norm.values()) {
      refused(() -> new Fgsm(norm, none), message);
      refused(() -> new Apgd(norm, none, AttackLoss.DLR, 1, 1, 1), message);
      refused(() -> new FabT(norm, none, 1, 1, 1), message);
      refused(() -> new Square(norm, none, 1, 0.8, 1), message);
      refused(() -> new AutoAttack(norm, none, AutoAttack.Version.PLUS, 9), message);
    }
  }

  @Test
  void lossesNeedTheClassesTheyAreDefinedOn() {
    Apgd dlr = new Apgd(Norm.LINF, SMALL, AttackLoss.DLR, 10, 1, 1);
    refused(
        () -> dlr.check(2),
        "apgd with the loss dlr needs at least 3 classes, not 2; cross-entropy and margin work with"
            + " any number");
    refused(
        () -> new Apgd(Norm.LINF, SMALL, AttackLoss.TARGETED_DLR, 10, 1, 1).check(3),
        "apgd with the loss targeted-dlr needs at least 4 classes, not 3; cross-entropy and margin"
            + " work with any number");
    refused(() -> new FabT().check(5), "targets must be at most the 4 wrong classes of 5, not 9");
    refused(
        () -> new AutoAttack().check(2),
        "auto-attack uses ratios of logits, which need at least 4 classes, not 2; write {worst-of:"
            + " {attacks: [apgd, {apgd: {loss: margin}}, square]}} instead");
    new AutoAttack().check(10);
    dlr.check(3);
  }

  @Test
  void attacksOfTwoThreatModelsHaveNoWorst() {
    refused(
        () -> new WorstOf(List.of(new Pgd(), new Fgsm(Norm.L2, SMALL))),
        "attacks must have one threat model, not linf 8/255 and l2 8/255");
    refused(() -> new WorstOf(List.of()), "attacks must be at least one");
  }

  @Test
  void wrappersAreNotWrappedWhereThatMeansNothing() {
    refused(
        () -> new Transfer(new FabT(), Twin.DENSE),
        "attack must stay in the ball, which fab-t does not");
    Limited limited = new Limited();
    refused(
        () -> new Limited(limited, limited.splits(), limited.checkpoints(), 1),
        "attack must not be limited itself");
    refused(
        () -> new Limited(new Pgd(), List.of(), limited.checkpoints(), 1),
        "splits must be some of train, validation and test, each once, not []");
  }
}
