package org.tombola.method;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;
import org.tombola.method.Samples.Basket;
import org.tombola.method.Samples.Fruit;
import org.tombola.method.Samples.Pear;

class FamilyTest {
  private static final Family<Fruit> FRUIT = Family.of(Fruit.class);

  @Test
  void methodsAreSortedByName() {
    assertThat(FRUIT.name()).isEqualTo("fruit");
    assertThat(FRUIT.names()).containsExactly("apple", "basket", "pear");
  }

  @Test
  void aMethodSaysWhatItIsAndWhatItTakes() {
    Method<Fruit> basket = FRUIT.find("basket").orElseThrow();
    assertThat(basket.card()).isEqualTo("of other fruit");
    assertThat(basket.standard()).contains(new Basket());
    assertThat(basket.parameters())
        .containsExactly(
            new Parameter("best", "fruit", "pear"),
            new Parameter("rest", "list of fruit", "[{apple: {}}]"),
            new Parameter("weave", "loose-cane | tight", "loose-cane"),
            new Parameter("size", "size", "1/3"),
            new Parameter("label", "label", "{copies: 1, text: mine}"),
            new Parameter("lid", "true | false", "true"),
            new Parameter("number", "whole number", "1099511627776"),
            new Parameter("sides", "list of number", "[0.1, 5.0E-4]"));
  }

  @Test
  void aValueHasTheNameOfItsMethod() {
    assertThat(FRUIT.of(new Pear(0.1, 2)).name()).isEqualTo("pear");
  }

  @Test
  void aMisspeltNameFindsNoMethodButItsNearest() {
    assertThat(FRUIT.find("peer")).isEmpty();
    assertThat(FRUIT.nearest("peer")).contains("pear");
  }

  @Test
  void whatIsNoSealedInterfaceIsNoFamily() {
    assertThatThrownBy(() -> Family.of(Comparable.class))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage(
            "Cannot list the methods of interface java.lang.Comparable:"
                + " it is no sealed interface");
  }
}
