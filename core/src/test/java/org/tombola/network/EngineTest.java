package org.tombola.network;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Optional;
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
      String refusal =
          "Cannot compute with %s: the engines are auto, nd4j, vector, torch".formatted(name);
      assertThatThrownBy(() -> Engine.require(name))
          .isInstanceOf(Refused.class)
          .hasMessage(refusal);
      assertThatThrownBy(() -> Engine.choose(name)).isInstanceOf(Refused.class).hasMessage(refusal);
    }
  }

  @Test
  void anEngineThatThisBuildLacksIsRefusedByTheBuildThatHasIt() {
    Optional<String> lack = Engine.TORCH.lacks();
    if (lack.isEmpty()) {
      assertThat(Engine.choose("torch"))
          .isEqualTo(new Engine.Choice(Engine.TORCH, "as set by --engine"));
      return;
    }
    Engine.require("torch");
    String refusal =
        "Cannot compute with torch: this build does not hold it; build with mvn -Ptorch package";
    assertThatThrownBy(() -> Engine.choose("torch"))
        .isInstanceOf(Refused.class)
        .hasMessage(refusal);
    assertThatThrownBy(() -> Engine.TORCH.running()).isInstanceOf(Refused.class);
  }
}
