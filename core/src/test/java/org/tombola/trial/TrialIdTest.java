package org.tombola.trial;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.tombola.attack.Fgsm;
import org.tombola.data.FashionMnist;
import org.tombola.data.None;
import org.tombola.data.Split;
import org.tombola.measure.Monitor;
import org.tombola.method.Canonical;
import org.tombola.network.SmallCnn;
import org.tombola.threat.Epsilon;
import org.tombola.threat.Norm;
import org.tombola.ticket.Dense;
import org.tombola.train.Sgd;
import org.tombola.train.Standard;
import org.tombola.train.Step;

class TrialIdTest {
  private static final Path GOLDEN = Path.of("src/test/resources/golden/trial-id.txt");

  private static TrialSpec spec(double learningRate, String epsilon, long seed) {
    Fgsm attack = new Fgsm(Norm.LINF, Epsilon.parse(epsilon));
    return new TrialSpec(
        new Training(
            new FashionMnist(),
            new Split(1000, 500, 1000, Split.Order.FILE, 10),
            new None(),
            new SmallCnn(16),
            new Dense(),
            new Standard(),
            new Sgd(learningRate, 0.9, 5e-4),
            new Step(List.of(0.5, 0.75), 0.1),
            30,
            128,
            new Monitor(attack, 250, 250, 250),
            seed),
        List.of(attack),
        new Kernels(),
        false);
  }

  /** The id and the text it comes from; a change here orphans every table written before. */
  @Test
  void theIdOfATrialStaysTheSame() throws IOException {
    TrialSpec spec = spec(0.02, "8/255", 1);
    String lines = TrialId.of(spec) + "\n" + Canonical.json(spec) + "\n";
    if ("true".equals(System.getProperty("golden.update"))) {
      Files.createDirectories(GOLDEN.getParent());
      Files.writeString(GOLDEN, lines);
    }
    assertThat(lines).isEqualTo(Files.readString(GOLDEN));
  }

  @Test
  void trialsThatAskSomethingElseHaveOtherIds() {
    assertThat(
            List.of(
                TrialId.of(spec(0.02, "8/255", 1)),
                TrialId.of(spec(0.02, "8/255", 2)),
                TrialId.of(spec(0.02, "0.1", 1)),
                TrialId.of(spec(0.1, "8/255", 1))))
        .doesNotHaveDuplicates()
        .allMatch(id -> id.matches("[0-9a-f]{16}"));
  }

  @Test
  void aTrialRoundTripsThroughItsJson() {
    TrialSpec spec = spec(0.02, "8/255", 1);
    assertThat(Canonical.read(Canonical.json(spec), TrialSpec.class)).isEqualTo(spec);
  }
}
