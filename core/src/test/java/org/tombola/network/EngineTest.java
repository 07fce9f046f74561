package org.tombola.network;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;
import org.tombola.method.Refused;

class EngineTest {
  @Test
  void onProcessorsItIsVectorUnlessAnotherIsAsked() {
    assertThat(Engine.choose(Engine.AUTO)).isEqualTo(new Engine.Choice(Engine.VECTOR, "on CPUs"));
    assertThat(Engine.choose("nd4j"))
        .isEqualTo(new Engine.Choice(Engine.ND4J, "as set by --engine"));
  }

  @Test
  void aNameThatIsNoneIsRefused() {
    Engine.require("auto");
    Engine.require("vector");
    for (String name : new String[] {"", "VECTOR", "abacus"}) {
      String refusal = "Cannot compute with %s: the engines are auto, nd4j, vector".formatted(name);
      assertThatThrownBy(() -> Engine.require(name))
          .isInstanceOf(Refused.class)
          .hasMessage(refusal);
      assertThatThrownBy(() -> Engine.choose(name)).isInstanceOf(Refused.class).hasMessage(refusal);
    }
  }
}
