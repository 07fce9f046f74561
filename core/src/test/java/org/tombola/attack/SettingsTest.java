package org.tombola.attack;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import org.junit.jupiter.api.Test;

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
          .hasMessage("a length is a finite number of at least 0, not " + text);
    }
    for (String text : new String[] {"", "eight", "8/", "/255", "8//255"}) {
      assertThatThrownBy(() -> Epsilon.parse(text))
          .isInstanceOf(IllegalArgumentException.class)
          .hasMessage("a length is a number or a fraction such as 8/255, not \"" + text + "\"");
    }
  }

  @Test
  void aBoxWiderThanThePixelRangeIsRefusedAndALongBallIsNot() {
    assertThatThrownBy(() -> new Fgsm(Norm.LINF, Epsilon.parse("8")))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("epsilon is in pixel units, 0 to 1 (write 8/255), not 8");
    assertThatThrownBy(() -> new Pgd(Norm.LINF, Epsilon.parse("8"), SMALL, 1, 1))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("epsilon is in pixel units, 0 to 1 (write 8/255), not 8");
    assertThat(new Fgsm(Norm.L2, Epsilon.parse("8")).threat().epsilon().value()).isEqualTo(8);
  }

  @Test
  void noStepsAndNoRestartsAreRefused() {
    assertThatThrownBy(() -> new Pgd(Norm.LINF, SMALL, SMALL, 0, 1))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("steps is a number of at least 1, not 0");
    assertThatThrownBy(() -> new Pgd(Norm.LINF, SMALL, SMALL, 1, -1))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("restarts is a number of at least 1, not -1");
  }
}
