package org.tombola.method;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.DoubleRange;
import org.junit.jupiter.api.Test;
import org.tombola.method.Samples.Apple;
import org.tombola.method.Samples.Basket;
import org.tombola.method.Samples.Fruit;
import org.tombola.method.Samples.Label;
import org.tombola.method.Samples.Parcel;
import org.tombola.method.Samples.Pear;
import org.tombola.method.Samples.Scales;

class CanonicalTest {
  @Test
  void keysAreSortedAndEverythingIsSpeltOut() {
    assertThat(Canonical.json(new Basket()))
        .isEqualTo(
            """
            {"basket":{"best":{"pear":{"ripeness":0.5}},"label":{"copies":1,"text":"mine"},\
            "lid":true,"number":1099511627776,"rest":[{"apple":{}}],"sides":[0.1,5.0E-4],\
            "size":"1/3","weave":"loose-cane"}}\
            """);
  }

  @Test
  void readingBackGivesTheSameRecord() {
    assertThat(Canonical.read(Canonical.json(new Basket()), Fruit.class)).isEqualTo(new Basket());
    assertThat(Canonical.read(Canonical.json(new Apple()), Fruit.class)).isEqualTo(new Apple());
  }

  @Test
  void aComponentAtItsNeutralValueIsLeftOut() {
    assertThat(Canonical.json(new Pear(0.5, 0))).isEqualTo("{\"pear\":{\"ripeness\":0.5}}");
    assertThat(Canonical.json(new Pear(0.5, 2)))
        .isEqualTo("{\"pear\":{\"ripeness\":0.5,\"worms\":2}}");
    assertThat(Canonical.read("{\"pear\":{\"ripeness\":0.5}}", Fruit.class))
        .isEqualTo(new Pear(0.5, 0));
  }

  @Test
  void aFlatComponentsOwnStandAmongItsRecords() {
    Parcel parcel = new Parcel(new Label("to you", 2), new Scales(3, 1), 1);
    String json = "{\"copies\":2,\"left\":3,\"right\":1,\"stamps\":1,\"text\":\"to you\"}";
    assertThat(Canonical.json(parcel)).isEqualTo(json);
    assertThat(Canonical.read(json, Parcel.class)).isEqualTo(parcel);
  }

  @Test
  void canonicalTextHasNoDefaults() {
    assertThatThrownBy(() -> Canonical.read("{\"pear\":{}}", Fruit.class))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("Cannot read settings: pear.ripeness: missing");
  }

  @Test
  void whatIsNoJsonIsRefused() {
    assertThatThrownBy(() -> Canonical.read("{\"pear\":", Fruit.class))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageStartingWith("Cannot read a fruit: ");
  }

  @Test
  void minusZeroIsZero() {
    assertThat(Canonical.json(-0.0)).isEqualTo("0.0");
  }

  @Test
  void doublesAreInTheirShortestForm() {
    // Java 17 writes these with a digit too many
    assertThat(Canonical.json(2e23)).isEqualTo("2.0E23");
    assertThat(Canonical.json(8.41E21)).isEqualTo("8.41E21");
  }

  @Property(tries = 300, seed = "1")
  void everyPearRoundTrips(@ForAll @DoubleRange(max = 1) double ripeness, @ForAll byte worms) {
    Pear pear = new Pear(ripeness, Math.abs((int) worms));
    assertThat(Canonical.read(Canonical.json(pear), Fruit.class)).isEqualTo(pear);
  }
}
