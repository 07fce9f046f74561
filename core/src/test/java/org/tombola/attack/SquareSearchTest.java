package org.tombola.attack;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.HashSet;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.tombola.random.Key;
import org.tombola.tensor.ImageShape;
import org.tombola.threat.Ball;
import org.tombola.threat.Epsilon;
import org.tombola.threat.Norm;
import org.tombola.threat.ThreatModel;

class SquareSearchTest {
  private static final ImageShape SHAPE = new ImageShape(3, 10, 12);
  private static final Ball BOX = new Ball(new ThreatModel(Norm.LINF, Epsilon.parse("0.1")));
  private static final Ball SPHERE = new Ball(new ThreatModel(Norm.L2, Epsilon.parse("0.5")));

  private static Round.Subject subject() {
    float[] grey = new float[SHAPE.size()];
    java.util.Arrays.fill(grey, 0.5f);
    return new Round.Subject(SHAPE, grey, 0, 0, null);
  }

  private static SquareBox box() {
    return new SquareBox(BOX, subject(), Key.ofSeed(1).stream());
  }

  private static SquareSphere sphere() {
    return new SquareSphere(SPHERE, subject(), Key.ofSeed(1).stream());
  }

  /** The paper's table for 10,000 queries. */
  @Test
  void theShareHalvesAfterThePapersQueries() {
    SquareSearch search = new SquareSearch(box(), 10_000, 0.8);
    assertThat(search.share(0)).isEqualTo(0.8);
    assertThat(search.share(10)).isEqualTo(0.8);
    assertThat(search.share(11)).isEqualTo(0.4);
    assertThat(search.share(51)).isEqualTo(0.2);
    assertThat(search.share(4999)).isEqualTo(0.8 / 128);
    assertThat(search.share(8001)).isEqualTo(0.8 / 512);
  }

  @Test
  void boxesStartWithStripesAndChangeOneSquareOfOneSignAChannel() {
    SquareBox changes = box();
    float[] start = changes.start();
    for (int c = 0; c < 3; c++) {
      for (int x = 0; x < 12; x++) {
        for (int y = 0; y < 10; y++) {
          assertThat(start[(c * 10 + y) * 12 + x]).isEqualTo(start[c * 120 + x]);
        }
      }
    }
    Set<Integer> sides = new HashSet<>();
    for (int tried = 0; tried < 200; tried++) {
      // 9 of 120 pixels; moved into the ball, as the attack loop does
      float[] changed = BOX.projected(changes.changed(start, 0.075), subject().clean());
      int moved = 0;
      for (int p = 0; p < changed.length; p++) {
        assertThat(Math.abs(changed[p] - 0.5f)).isCloseTo(0.1f, within(1e-6f));
        moved += changed[p] == start[p] ? 0 : 1;
      }
      assertThat(moved).isLessThanOrEqualTo(27);
      sides.add(moved);
    }
    assertThat(sides).hasSizeGreaterThan(3);
  }

  @Test
  void spheresStayOnTheSphereAndLeaveThePixelsOutsideTwoWindowsInProportion() {
    SquareSphere changes = sphere();
    float[] start = changes.start();
    assertThat(SPHERE.size(start, subject().clean())).isCloseTo(0.5, within(1e-5));
    float[] changed = changes.changed(start, 0.075);
    assertThat(SPHERE.size(changed, subject().clean())).isCloseTo(0.5, within(1e-5));
    int moved = 0;
    for (int p = 0; p < changed.length; p++) {
      moved += Math.abs(changed[p] - start[p]) < 1e-6 ? 0 : 1;
    }
    // windows of 3 x 3 in 3 channels; what both hold together goes into one
    assertThat(moved).isBetween(1, 54);
  }

  @Test
  void aChangeStaysOnlyWhereItHelps() {
    SquareSearch search = new SquareSearch(box(), 3, 0.8);
    float[] first = search.next().point();
    search.told(new Search.Answer(-1, true, new float[0]));
    assertThat(search.left()).isSameAs(first);
    search.told(new Search.Answer(-2, true, new float[0]));
    assertThat(search.left()).isSameAs(first);
    float[] third = search.next().point();
    search.told(new Search.Answer(-0.5, true, new float[0]));
    assertThat(search.left()).isSameAs(third);
    assertThat(search.told(new Search.Answer(-3, true, new float[0]))).isFalse();
  }
}
