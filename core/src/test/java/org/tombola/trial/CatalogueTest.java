package org.tombola.trial;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;
import org.tombola.method.Canonical;
import org.tombola.method.Family;
import org.tombola.method.Method;
import org.tombola.network.Dl4jJson;

class CatalogueTest {
  @Test
  void everyFamilyIsListed() {
    assertThat(Catalogue.families())
        .extracting(Family::name)
        .contains("data", "augment", "network", "ticket", "recipe", "schedule", "attack");
  }

  @Test
  void aFamilyIsFoundByName() {
    assertThat(Catalogue.find("attack"))
        .hasValueSatisfying(family -> assertThat(family.names()).contains("fgsm", "pgd"));
    assertThat(Catalogue.find("atack")).isEmpty();
  }

  @TestFactory
  Stream<DynamicTest> everyDefaultRoundTripsThroughJson() {
    return each(
        (family, method) -> {
          Object standard =
              method.type() == Dl4jJson.class
                  ? new Dl4jJson("own.json", "0".repeat(64))
                  : method.standard().orElseThrow();
          assertThat(Canonical.read(Canonical.json(standard), family.type())).isEqualTo(standard);
        });
  }

  @TestFactory
  Stream<DynamicTest> everyMethodHasACard() {
    return each((family, method) -> assertThat(method.card()).isNotBlank().doesNotContain("\n"));
  }

  @TestFactory
  Stream<DynamicTest> everyParameterHasADefault() {
    // but for a file of one's own, which nobody else can name
    return each(
        (family, method) ->
            assertThat(method.parameters())
                .allSatisfy(
                    parameter ->
                        assertThat(parameter.standard() == null)
                            .isEqualTo(method.type() == Dl4jJson.class)));
  }

  private interface Claim {
    void holds(Family<?> family, Method<?> method);
  }

  private static Stream<DynamicTest> each(Claim claim) {
    return Catalogue.families().stream()
        .flatMap(
            family ->
                family.methods().stream()
                    .map(
                        method ->
                            DynamicTest.dynamicTest(
                                family.name() + " " + method.name(),
                                () -> claim.holds(family, method))));
  }
}
