package org.tombola.network;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.List;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.tombola.random.Key;
import org.tombola.tensor.ImageShape;
import org.tombola.tensor.Images;
import org.tombola.tensor.Logits;
import org.tombola.tensor.Normalisation;
import org.tombola.threat.Epsilon;
import org.tombola.threat.Norm;
import org.tombola.threat.ThreatModel;

/** An engine's own ascent, against the one on Java's arrays with the same engine's passes. */
class ClimbTest {
  private static final Key KEY = Key.ofSeed(4);
  private static final ImageShape IMAGES = new ImageShape(3, 9, 8);
  private static final int BATCH = 7;

  private static Network network(Engine engine) {
    Normalisation normalisation =
        new Normalisation(List.of(0.5, 0.4, 0.6), List.of(0.25, 0.2, 0.3));
    Design design = Design.of(new SmallCnn(4), IMAGES, normalisation, 3);
    Network network = engine.blank(design);
    network.assign(design.drawn(normalisation, KEY));
    return network;
  }

  private static Images images(String name, double low, double high) {
    float[] pixels = KEY.child(name).uniform(BATCH * IMAGES.size(), low, high);
    return new Images(pixels, BATCH, IMAGES);
  }

  /** Of the squares of the logits; the last image's is flat, so that it stays. */
  private static float[] slopes(Logits logits) {
    float[] slopes = new float[logits.values().length];
    for (int i = 0; i < slopes.length - logits.classes(); i++) {
      slopes[i] = (float) logits.values()[i];
    }
    return slopes;
  }

  private static Images[] both(Engine engine, Norm norm, String epsilon, double step, Mode mode) {
    ThreatModel threat = new ThreatModel(norm, Epsilon.parse(epsilon));
    Climb climb = new Climb(threat, step, 5, mode, ClimbTest::slopes);
    Images clean = images("clean", 0, 1);
    try (Network own = network(engine);
        Network plain = network(engine)) {
      Images[] found = {own.climb(climb, clean, clean), climb.on(plain, clean, clean)};
      assertThat(own.passes()).isEqualTo(plain.passes());
      assertThat(own.parameters()).isEqualTo(plain.parameters());
      return found;
    }
  }

  @ParameterizedTest
  @MethodSource("org.tombola.network.Engines#here")
  void inABoxItHasTheSameBits(Engine engine) {
    for (Mode mode : Mode.values()) {
      Images[] found = both(engine, Norm.LINF, "8/255", 2.0 / 255, mode);
      assertThat(found[0].pixels()).isEqualTo(found[1].pixels());
      assertThat(found[0].pixels()).isNotEqualTo(images("clean", 0, 1).pixels());
    }
  }

  @ParameterizedTest
  @MethodSource("org.tombola.network.Engines#here")
  void inABallItDiffersByTheRoundingOfLengths(Engine engine) {
    Images[] found = both(engine, Norm.L2, "0.5", 0.2, Mode.EVAL);
    assertThat(found[0].pixels()).containsExactly(found[1].pixels(), within(1e-6f));
    assertThat(found[0].pixels()).isNotEqualTo(images("clean", 0, 1).pixels());
  }
}
